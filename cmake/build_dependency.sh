#!/usr/bin/env bash
# Builds a static, position-independent library from its Debian source package, where Debian
# ships only a shared one (mimalloc) or one that libstrata.so can't be linked with (asmjit):
#     build_dependency.sh mimalloc|asmjit PREFIX
# The system's package lists stay as they are: the apt sources are copied to a temporary
# directory, with source entries instead of binary ones, and used from there.
set -euo pipefail
name=$1
prefix=$(realpath -m "$2")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

case $name in
  mimalloc)
    options=(-DMI_BUILD_SHARED=OFF -DMI_BUILD_OBJECT=OFF -DMI_BUILD_STATIC=ON -DMI_BUILD_TESTS=OFF
             -DMI_OVERRIDE=OFF -DMI_INSTALL_TOPLEVEL=ON) ;;
  asmjit)
    # What stays is CodeHolder and x86::Assembler, with the texts of their errors.
    options=(-DASMJIT_STATIC=ON -DCMAKE_INSTALL_LIBDIR=lib
             "-DCMAKE_CXX_FLAGS=-fno-exceptions -fno-rtti -ffunction-sections -fdata-sections")
    for part in AARCH32 AARCH64 FOREIGN BUILDER COMPILER JIT LOGGING VALIDATION INTROSPECTION; do
      options+=("-DASMJIT_NO_$part=ON")
    done ;;
  *) echo "no such dependency: $name" >&2; exit 2 ;;
esac

make_source_entries() {
  mkdir -p "$work/parts" "$work/lists/partial"
  local file
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
    [ -f "$file" ] || continue
    sed -n 's/^deb /deb-src /p' "$file" > "$work/parts/$(basename "$file" .list).list"
  done
  for file in /etc/apt/sources.list.d/*.sources; do
    [ -f "$file" ] || continue
    sed 's/^Types:.*/Types: deb-src/' "$file" > "$work/parts/$(basename "$file")"
  done
}

apt_with_source_entries() {
  apt-get -q -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$work/parts" \
    -o "Dir::State::lists=$work/lists" -o Dir::Cache::srcpkgcache= -o Dir::Cache::pkgcache= \
    -o APT::Sandbox::User=root "$@"
}

download() {
  make_source_entries
  apt_with_source_entries update
  (cd "$work" && apt_with_source_entries source --download-only "$name")
  dpkg-source --no-check -x "$work/$name"_*.dsc "$work/$name"
}

build() {
  cmake -S "$work/$name" -B "$work/build" -G Ninja -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_POSITION_INDEPENDENT_CODE=ON -DCMAKE_INSTALL_PREFIX="$prefix.partial" "${options[@]}"
  cmake --build "$work/build" --target install
}

rm -rf "$prefix.partial"
download
build
rm -rf "$prefix"
mv "$prefix.partial" "$prefix"
