# The build id of what is kept on disk: a hash over everything that bytecode, machine code and their metadata
# depend on. Two modes:
#   include(cmake/BuildId.cmake)      defines strata_build_id(TARGET): TARGET may include "api/build_id_bytes.h"
#   cmake -DOUT=... -DFLAGS=... -P    writes that header, when its contents change
#
# A change of any of these folders makes another build, whose sidecars are misses for this one.
set(STRATA_BUILD_ID_FOLDERS base isa assembler lua gc runtime interpreter baseline_jit stdlib snippet_cache)
get_filename_component(strata_root ${CMAKE_CURRENT_LIST_DIR} DIRECTORY)

function(strata_build_id_sources OUT)
  foreach(folder ${STRATA_BUILD_ID_FOLDERS})
    file(GLOB found ${strata_root}/${folder}/*.h ${strata_root}/${folder}/*.cpp ${strata_root}/${folder}/*.def
              ${strata_root}/${folder}/*/*.h ${strata_root}/${folder}/*/*.cpp)
    list(FILTER found EXCLUDE REGEX "_test\\.cpp$")
    list(APPEND sources ${found})
  endforeach()
  list(SORT sources)
  set(${OUT} ${sources} PARENT_SCOPE)
endfunction()

if(CMAKE_SCRIPT_MODE_FILE)
  strata_build_id_sources(sources)
  set(all "${FLAGS}")
  foreach(source ${sources})
    file(SHA256 ${source} hash)
    file(RELATIVE_PATH name ${strata_root} ${source})
    string(APPEND all "\n${name} ${hash}")
  endforeach()
  string(SHA256 id "${all}")
  string(SUBSTRING ${id} 0 32 id)
  string(REGEX REPLACE "(..)" "0x\\1, " bytes ${id})
  set(text "// Written by cmake/BuildId.cmake.\n#pragma once\n#define STRATA_BUILD_ID_BYTES ${bytes}\n")
  set(before "")
  if(EXISTS ${OUT})
    file(READ ${OUT} before)
  endif()
  if(NOT before STREQUAL text)
    file(WRITE ${OUT} "${text}")
  endif()
  return()
endif()

function(strata_build_id TARGET)
  set(folder ${PROJECT_BINARY_DIR}/generated)
  string(TOUPPER "${CMAKE_BUILD_TYPE}" type)
  set(flags "${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION} ${CMAKE_CXX_FLAGS} ${CMAKE_CXX_FLAGS_${type}} ${STRATA_SANITIZE} ${STRATA_DEBUG}")
  strata_build_id_sources(sources)
  add_custom_command(OUTPUT ${folder}/api/build_id_bytes.h
    COMMAND ${CMAKE_COMMAND} -DOUT=${folder}/api/build_id_bytes.h "-DFLAGS=${flags}" -P ${strata_root}/cmake/BuildId.cmake
    COMMAND ${CMAKE_COMMAND} -E touch ${folder}/api/build_id_bytes.h
    DEPENDS ${sources} ${strata_root}/cmake/BuildId.cmake
    COMMENT "Build id of what is kept on disk" VERBATIM)
  target_sources(${TARGET} PRIVATE ${folder}/api/build_id_bytes.h)
  target_include_directories(${TARGET} PRIVATE ${folder})
endfunction()
