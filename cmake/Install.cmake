# For embedders: libstrata.a and libstrata.so from the same objects as the programs, the
# headers of the public API, a pkg-config file and a CMake package.
include(CMakePackageConfigHelpers)

get_property(libraries GLOBAL PROPERTY STRATA_LIBRARIES)
list(REMOVE_ITEM libraries strata_vmrun strata_strata)
set(objects)
foreach(library ${libraries})
  list(APPEND objects $<TARGET_OBJECTS:${library}>)
endforeach()
add_library(strata_static STATIC ${objects})
add_library(strata_shared SHARED ${objects})
foreach(target strata_static strata_shared)
  set_target_properties(${target} PROPERTIES
    OUTPUT_NAME strata LINKER_LANGUAGE CXX
    VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
endforeach()
# Debian's archives are not position-independent, so the shared library takes the
# shared libsodium and libxxhash; our own mimalloc and asmjit are.
target_link_libraries(strata_shared PRIVATE sodium xxhash asmjit::asmjit strata_mimalloc Threads::Threads)
target_link_options(strata_shared PRIVATE -Wl,--no-undefined -Wl,--exclude-libs,ALL)

# Sets OUT to HEADER and all that it includes from this repository.
function(strata_header_closure HEADER OUT)
  set(seen ${HEADER})
  set(open ${HEADER})
  while(open)
    list(POP_FRONT open header)
    file(STRINGS ${PROJECT_SOURCE_DIR}/${header} lines REGEX "^#include \"")
    list(TRANSFORM lines REPLACE "^#include \"([^\"]+)\".*" "\\1")
    foreach(included ${lines})
      if(NOT included IN_LIST seen)
        list(APPEND seen ${included})
        list(APPEND open ${included})
      endif()
    endforeach()
  endwhile()
  set(${OUT} ${seen} PARENT_SCOPE)
endfunction()

install(TARGETS strata_static strata_shared
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(FILES $<TARGET_FILE:asmjit::asmjit> DESTINATION ${CMAKE_INSTALL_LIBDIR}/strata)
if(TARGET mimalloc-static)
  install(FILES $<TARGET_FILE:mimalloc-static> DESTINATION ${CMAKE_INSTALL_LIBDIR}/strata)
endif()
file(GLOB public_header CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/api/strata.h)
if(public_header)
  strata_header_closure(${public_header} headers)
  # What they include is looked up when CMake runs.
  set_property(DIRECTORY ${PROJECT_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${headers})
  # <strata/strata.h>, the one name that an embedder needs.
  file(WRITE ${PROJECT_BINARY_DIR}/strata.h "#pragma once\n#include \"api/strata.h\"\n")
  install(FILES ${PROJECT_BINARY_DIR}/strata.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/strata)
  foreach(header ${headers})
    get_filename_component(folder ${header} DIRECTORY)
    install(FILES ${header} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/strata/${folder})
  endforeach()
endif()

file(RELATIVE_PATH STRATA_PREFIX_FROM_PC /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(cmake/strata.pc.in strata.pc @ONLY)
configure_package_config_file(cmake/strata-config.cmake.in strata-config.cmake
  INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/strata
  PATH_VARS CMAKE_INSTALL_INCLUDEDIR CMAKE_INSTALL_LIBDIR)
write_basic_package_version_file(strata-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/strata.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
install(FILES ${PROJECT_BINARY_DIR}/strata-config.cmake ${PROJECT_BINARY_DIR}/strata-config-version.cmake
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/strata)
