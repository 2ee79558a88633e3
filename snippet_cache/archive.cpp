// See archive.h.
#include "snippet_cache/archive.h"

#include <xxhash.h>

#include <cstring>

#include "snippet_cache/image.h"

namespace strata::snippet_cache {

namespace {

constexpr uint64_t kArchiveMagic = 0x314b434150545321;  // "!STPACK1"

struct ArchiveHeader {
  uint64_t magic;
  uint64_t size_bytes;      // of the archive
  uint64_t checksum;        // xxh3 of header (with 0 here), table and texts
  uint32_t count;
  uint32_t texts_size_bytes;
};

struct ArchiveMember {
  uint64_t image_offset, image_size_bytes;
  uint32_t module_size_bytes, path_size_bytes;  // their places follow from those before
};

// Precondition: the bytes start with a header, and all that it counts is there.
uint64_t checksum_of(std::span<const uint8_t> head) {
  ArchiveHeader h;
  std::memcpy(&h, head.data(), sizeof h);
  h.checksum = 0;
  return XXH3_64bits_withSeed(head.data() + sizeof h, head.size() - sizeof h, XXH3_64bits(&h, sizeof h));
}

uint64_t to_page(uint64_t n) { return (n + kPageBytes - 1) & ~uint64_t{kPageBytes - 1}; }

uint64_t head_size(const ArchiveHeader& h) { return sizeof h + uint64_t{h.count} * sizeof(ArchiveMember) + h.texts_size_bytes; }

bool is_sound(const ArchiveMember& m, uint64_t size_bytes, size_t texts_left) {
  return m.image_offset % kPageBytes == 0 && m.image_offset <= size_bytes && m.image_size_bytes <= size_bytes - m.image_offset &&
         uint64_t{m.module_size_bytes} + m.path_size_bytes <= texts_left;
}

}  // namespace

Outcome Archive::open(std::shared_ptr<Mapping> mapping, Archive* out) {
  std::span<const uint8_t> bytes = mapping->bytes();
  ArchiveHeader h;
  if (bytes.size() < sizeof h) return Outcome::Truncated;
  std::memcpy(&h, bytes.data(), sizeof h);
  if (h.magic != kArchiveMagic) return Outcome::Damaged;
  if (h.size_bytes > bytes.size() || head_size(h) > bytes.size()) return Outcome::Truncated;
  if (h.count == 0 || checksum_of(bytes.first(head_size(h))) != h.checksum) return Outcome::Damaged;
  const uint8_t* table = bytes.data() + sizeof h;
  std::string_view texts(reinterpret_cast<const char*>(table + h.count * sizeof(ArchiveMember)), h.texts_size_bytes);
  out->programs_.reserve(h.count);
  for (uint32_t k = 0; k < h.count; ++k) {
    ArchiveMember m;
    std::memcpy(&m, table + k * sizeof m, sizeof m);
    if (!is_sound(m, h.size_bytes, texts.size())) return Outcome::Damaged;
    out->programs_.push_back({texts.substr(0, m.module_size_bytes), std::string(texts.substr(m.module_size_bytes, m.path_size_bytes)),
                              bytes.subspan(m.image_offset, m.image_size_bytes)});
    texts.remove_prefix(m.module_size_bytes + m.path_size_bytes);
  }
  out->mapping_ = std::move(mapping);
  return Outcome::Hit;
}

const PackedProgram* Archive::find_path(std::string_view path) const {
  for (const PackedProgram& p : programs_) {
    if (p.path == path) return &p;
  }
  return nullptr;
}

const PackedProgram* Archive::find_module(std::string_view name) const {
  for (const PackedProgram& p : programs_) {
    if (!p.module.empty() && p.module == name) return &p;
  }
  return nullptr;
}

std::vector<uint8_t> write_archive(std::span<const PackedProgram> programs) {
  std::string texts;
  for (const PackedProgram& p : programs) texts.append(p.module).append(p.path);
  ArchiveHeader h{kArchiveMagic, 0, 0, static_cast<uint32_t>(programs.size()), static_cast<uint32_t>(texts.size())};
  std::vector<ArchiveMember> table;
  uint64_t end = head_size(h);
  for (const PackedProgram& p : programs) {
    uint64_t offset = to_page(end);
    table.push_back({offset, p.image.size(), static_cast<uint32_t>(p.module.size()), static_cast<uint32_t>(p.path.size())});
    end = offset + p.image.size();
  }
  h.size_bytes = end;
  std::vector<uint8_t> bytes(end, 0);
  uint8_t* at = bytes.data() + sizeof h;
  std::memcpy(bytes.data(), &h, sizeof h);
  std::memcpy(at, table.data(), table.size() * sizeof(ArchiveMember));
  std::memcpy(at + table.size() * sizeof(ArchiveMember), texts.data(), texts.size());
  for (size_t k = 0; k < table.size(); ++k) std::memcpy(bytes.data() + table[k].image_offset, programs[k].image.data(), programs[k].image.size());
  h.checksum = checksum_of(std::span(bytes).first(head_size(h)));
  std::memcpy(bytes.data(), &h, sizeof h);
  return bytes;
}

}  // namespace strata::snippet_cache
