#!/usr/bin/env bash
# Installs a build into a temporary prefix and embeds it the ways an embedder would:
# pkg-config and the CMake package, each shared and static.  usage: check_install.sh BUILD
set -uo pipefail
build=$(realpath "$1")
here=$(dirname "$(realpath "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

expect() {
  local name=$1 want=$2 got status=0
  shift 2
  got=$("$@" 2>&1) || status=$?
  if [ "$status" = 0 ] && [ "$got" = "$want" ]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf 'FAILED %s: status %s\n%s\n' "$name" "$status" "$got"
  fi
}

flags() { PKG_CONFIG_LIBDIR="$lib/pkgconfig" pkg-config "$@" strata; }
with_pkg_config() {
  # shellcheck disable=SC2046
  g++ -std=c++20 $(flags --cflags) "$here/embedding/host.cpp" -o "$work/shared" $(flags --libs) &&
    LD_LIBRARY_PATH=$lib "$work/shared"
}
with_pkg_config_static() {
  # shellcheck disable=SC2046
  g++ -std=c++20 -static $(flags --cflags) "$here/embedding/host.cpp" -o "$work/static" $(flags --static --libs) &&
    "$work/static"
}
with_cmake() {
  cmake -S "$here/embedding" -B "$work/cmake" -G Ninja -DCMAKE_PREFIX_PATH="$work/prefix" > "$work/log" 2>&1 &&
    cmake --build "$work/cmake" >> "$work/log" 2>&1 || { cat "$work/log"; return 1; }
  "$work/cmake/host_strata" && "$work/cmake/host_static"
}

with_example() {
  cmake -S "$here/../examples/embed" -B "$work/example" -G Ninja -DCMAKE_PREFIX_PATH="$work/prefix" > "$work/log" 2>&1 &&
    cmake --build "$work/example" >> "$work/log" 2>&1 || { cat "$work/log"; return 1; }
  cd "$here/../examples/embed" && "$work/example/hello" && "$work/example/shop" rules.lua
}

cmake --install "$build" --prefix "$work/prefix" > "$work/log" 2>&1 || { cat "$work/log"; echo "0 passed, 1 failed"; exit 1; }
lib=$(dirname "$(find "$work/prefix" -name libstrata.a)")
greeting=$'Hello, world!\t1\txxx'
expect "installed vmrun" "Lua 5.4" "$work/prefix/bin/vmrun" -e 'print(_VERSION)'
expect "pkg-config, shared" "$greeting" with_pkg_config
expect "pkg-config, static" "$greeting" with_pkg_config_static
expect "CMake package" "$greeting"$'\n'"$greeting" with_cmake
expect "examples/embed" "$(cat "$here/embedding/example.out")" with_example
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
