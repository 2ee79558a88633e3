# One library per folder, from whatever sources the folder holds at the moment:
# adding a source file never means editing a CMake file. What a folder links to
# comes from cmake/layers.txt alone, so an upward call fails in the linker too.

# Sets OUT to the folders that FOLDER may include, as listed in layers.txt.
function(strata_layers_below FOLDER OUT)
  file(STRINGS ${PROJECT_SOURCE_DIR}/cmake/layers.txt row REGEX "^${FOLDER}:")
  if(row STREQUAL "")
    message(FATAL_ERROR "cmake/layers.txt has no row for the folder ${FOLDER}/")
  endif()
  string(REGEX REPLACE "^${FOLDER}: *" "" below "${row}")
  separate_arguments(below)
  set(${OUT} ${below} PARENT_SCOPE)
endfunction()

# Sets OUT to the folder's library sources: no tests, and no main.cpp.
function(strata_library_sources OUT)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "(_test|/main)\\.cpp$")
  set(${OUT} ${sources} PARENT_SCOPE)
endfunction()

# strata_folder(gc [USES external-target...] [OPTIONS compile-option...])
# defines strata_<name>; without sources yet it is an INTERFACE library.
function(strata_folder NAME)
  cmake_parse_arguments(arg "" "" "USES;OPTIONS" ${ARGN})
  set(target strata_${NAME})
  strata_library_sources(sources)
  strata_layers_below(${NAME} below)
  list(TRANSFORM below PREPEND strata_)

  if(sources)
    add_library(${target} STATIC ${sources})
    target_compile_options(${target} PRIVATE ${STRATA_CORE_OPTIONS} ${arg_OPTIONS})
    target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR})
    target_link_libraries(${target} PUBLIC ${below} ${arg_USES})
    set_property(GLOBAL APPEND PROPERTY STRATA_LIBRARIES ${target})
  else()
    add_library(${target} INTERFACE)
    target_include_directories(${target} INTERFACE ${PROJECT_SOURCE_DIR})
    target_link_libraries(${target} INTERFACE ${below} ${arg_USES})
  endif()
endfunction()

# strata_program(vmrun [options]): the folder's main.cpp as build/<preset>/<name>.
function(strata_program NAME)
  cmake_parse_arguments(arg "" "" "OPTIONS;LINK_OPTIONS" ${ARGN})
  file(GLOB main CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/main.cpp)
  if(NOT main)
    return()
  endif()
  add_executable(${NAME}_program ${main})
  set_target_properties(${NAME}_program PROPERTIES
    OUTPUT_NAME ${NAME} RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
  target_compile_options(${NAME}_program PRIVATE ${STRATA_CORE_OPTIONS} ${arg_OPTIONS})
  target_link_libraries(${NAME}_program PRIVATE strata_${NAME})
  target_link_options(${NAME}_program PRIVATE -Wl,--gc-sections ${arg_LINK_OPTIONS})
  # A linker writes a file here and there. In one written in large pieces, as an installed one is, pages lie together in
  # the system's cache and are mapped many at a time: a run is 50 us shorter. (cmake -E copy does not do it.)
  add_custom_command(TARGET ${NAME}_program POST_BUILD VERBATIM
    COMMAND cp $<TARGET_FILE:${NAME}_program> $<TARGET_FILE:${NAME}_program>.written
    COMMAND mv $<TARGET_FILE:${NAME}_program>.written $<TARGET_FILE:${NAME}_program>)
  install(TARGETS ${NAME}_program RUNTIME)
endfunction()
