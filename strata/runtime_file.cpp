// Finds the place in the file by its ELF section, as the linker has made it.
#include "strata/runtime_file.h"

#include <elf.h>
#include <fmt/format.h>

#include <cstring>
#include <filesystem>
#include <optional>

#include "api/build_id.h"
#include "api/packed.h"
#include "strata/commands.h"
#include "strata/files.h"

namespace strata::toolbox {

using detail::PackedPlace;

namespace {

template <typename Record>
std::optional<Record> record_at(std::span<const uint8_t> file, uint64_t offset) {
  if (offset > file.size() || sizeof(Record) > file.size() - offset) return {};
  Record record;
  std::memcpy(&record, file.data() + offset, sizeof record);
  return record;
}

bool is_named(std::span<const uint8_t> file, const Elf64_Shdr& names, const Elf64_Shdr& section, std::string_view name) {
  uint64_t at = names.sh_offset + section.sh_name;
  if (at > file.size() || name.size() + 1 > file.size() - at) return false;
  return std::memcmp(file.data() + at, name.data(), name.size()) == 0 && file[at + name.size()] == 0;
}

// Where the file has its PackedPlace.
std::optional<uint64_t> find_place(std::span<const uint8_t> file) {
  auto elf = record_at<Elf64_Ehdr>(file, 0);
  if (!elf || std::memcmp(elf->e_ident, ELFMAG, SELFMAG) != 0 || elf->e_shentsize != sizeof(Elf64_Shdr)) return {};
  auto names = record_at<Elf64_Shdr>(file, elf->e_shoff + uint64_t{elf->e_shstrndx} * sizeof(Elf64_Shdr));
  if (!names) return {};
  for (unsigned k = 0; k < elf->e_shnum; ++k) {
    auto section = record_at<Elf64_Shdr>(file, elf->e_shoff + uint64_t{k} * sizeof(Elf64_Shdr));
    if (!section || !is_named(file, *names, *section, detail::kPackedSection)) continue;
    auto place = record_at<PackedPlace>(file, section->sh_offset);
    if (place && place->magic == detail::kPackedMagic) return section->sh_offset;
  }
  return {};
}

}  // namespace

std::string runtime_beside() {
  std::error_code error;
  std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) throw Failure("where this program is can't be found out: --runtime PATH says where vmrun is");
  return self.replace_filename("vmrun");
}

std::vector<uint8_t> with_archive(const std::string& path, std::span<const uint8_t> archive) {
  std::vector<uint8_t> file = read_file(path);
  std::optional<uint64_t> at = find_place(file);
  if (!at) throw Failure(path + ": is no vmrun that a program can be packed into");
  PackedPlace place = *record_at<PackedPlace>(file, *at);
  if (place.build_id != detail::build_id()) throw Failure(path + ": is of another build than this program");
  if (place.size_bytes != 0) throw Failure(path + ": has a program packed in it already");
  place.offset = (file.size() + snippet_cache::kPageBytes - 1) & ~uint64_t{snippet_cache::kPageBytes - 1};
  place.size_bytes = archive.size();
  std::memcpy(file.data() + *at, &place, sizeof place);
  file.resize(place.offset);
  file.insert(file.end(), archive.begin(), archive.end());
  return file;
}

}  // namespace strata::toolbox
