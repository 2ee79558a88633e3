# For embedders: libstrata.a and libstrata.so from the same objects as the programs,
# the headers of api/, a pkg-config file and a CMake package.
include(CMakePackageConfigHelpers)

get_property(libraries GLOBAL PROPERTY STRATA_LIBRARIES)
list(REMOVE_ITEM libraries strata_vmrun strata_strata)
set(objects)
foreach(library ${libraries})
  list(APPEND objects $<TARGET_OBJECTS:${library}>)
endforeach()

set(below_strata asmjit::asmjit strata_sodium strata_xxhash strata_mimalloc Threads::Threads)
add_library(strata_static STATIC ${objects})
add_library(strata_shared SHARED ${objects})
foreach(target strata_static strata_shared)
  set_target_properties(${target} PROPERTIES
    OUTPUT_NAME strata LINKER_LANGUAGE CXX
    VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
endforeach()
target_link_libraries(strata_shared PRIVATE ${below_strata})
target_link_options(strata_shared PRIVATE -Wl,--no-undefined -Wl,--exclude-libs,ALL)
