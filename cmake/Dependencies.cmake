# Finds the libraries of Debian 12 that Strata stands on, and says in one line
# what to do when one is missing. Defines: asmjit::asmjit, strata_fmt_headers,
# strata_sodium, strata_xxhash, strata_edit, strata_zydis, strata_mimalloc.

function(strata_missing WHAT PACKAGE)
  message(FATAL_ERROR
    "${WHAT} was not found. Run `./dev setup`, which installs what the build needs "
    "(on Debian by hand: apt-get install ${PACKAGE}).")
endfunction()

# A header and, unless LIBRARY is empty, a library file.
function(strata_find TARGET HEADER LIBRARY PACKAGE)
  string(TOUPPER ${TARGET} key)
  find_path(${key}_INCLUDE ${HEADER})
  if(NOT ${key}_INCLUDE)
    strata_missing(<${HEADER}> ${PACKAGE})
  endif()
  add_library(${TARGET} INTERFACE)
  if(NOT ${key}_INCLUDE STREQUAL "/usr/include")
    target_include_directories(${TARGET} SYSTEM INTERFACE ${${key}_INCLUDE})
  endif()
  if(LIBRARY)
    find_library(${key}_LIBRARY NAMES ${LIBRARY})
    if(NOT ${key}_LIBRARY)
      strata_missing(${LIBRARY} ${PACKAGE})
    endif()
    target_link_libraries(${TARGET} INTERFACE ${${key}_LIBRARY})
  endif()
endfunction()

find_package(Threads REQUIRED)

strata_find(strata_fmt_headers fmt/format.h "" libfmt-dev)
strata_find(strata_doctest doctest/doctest.h "" doctest-dev)
strata_find(strata_cli11 CLI/CLI.hpp "" libcli11-dev)
strata_find(strata_sodium sodium.h libsodium.a libsodium-dev)
strata_find(strata_xxhash xxhash.h libxxhash.a libxxhash-dev)
strata_find(strata_zydis Zydis/Zydis.h libZydis.so libzydis-dev)
strata_find(strata_edit histedit.h libedit.a libedit-dev)
# libedit.a itself needs these two; libbsd's archive needs libmd.
foreach(name tinfo bsd md)
  find_library(STRATA_EDIT_${name} lib${name}.a)
  if(NOT STRATA_EDIT_${name})
    strata_missing(lib${name}.a "libedit-dev libncurses-dev libbsd-dev libmd-dev")
  endif()
  target_link_libraries(strata_edit INTERFACE ${STRATA_EDIT_${name}})
endforeach()

# What `./dev setup` builds from Debian's source packages (cmake/build_dependency.sh says why).
set(STRATA_DEPS ${PROJECT_SOURCE_DIR}/build/deps CACHE PATH "where ./dev setup puts what it builds")

# Without sanitizers in every preset: it keeps no containers of the standard library.
find_package(asmjit CONFIG QUIET NO_DEFAULT_PATH PATHS ${STRATA_DEPS}/asmjit)
if(NOT TARGET asmjit::asmjit)
  message(FATAL_ERROR "The static asmjit was not found in ${STRATA_DEPS}/asmjit. Run `./dev setup`.")
endif()

add_library(strata_mimalloc INTERFACE)
if(STRATA_USE_MIMALLOC)
  find_package(mimalloc CONFIG QUIET NO_DEFAULT_PATH PATHS ${STRATA_DEPS}/mimalloc)
  if(NOT TARGET mimalloc-static)
    message(FATAL_ERROR
      "The static mimalloc was not found in ${STRATA_DEPS}/mimalloc. Run `./dev setup`, "
      "or configure with -DSTRATA_USE_MIMALLOC=OFF to use malloc.")
  endif()
  target_link_libraries(strata_mimalloc INTERFACE mimalloc-static)
  target_compile_definitions(strata_mimalloc INTERFACE STRATA_USE_MIMALLOC=1)
endif()
