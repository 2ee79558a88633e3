// Reading an image: bounds first, then checksums. See image.h.
#include "snippet_cache/image.h"

#include <algorithm>
#include <cstring>

#include "snippet_cache/image_digests.h"

namespace strata::snippet_cache {

namespace {

bool in_bounds(const Section& s, uint64_t size_bytes, uint64_t alignment) {
  return s.offset % alignment == 0 && s.offset <= size_bytes && s.size_bytes <= size_bytes - s.offset;
}

bool in_bounds(uint64_t offset, uint64_t size_bytes, const Section& s, uint64_t alignment) {
  return offset % alignment == 0 && offset <= s.size_bytes && size_bytes <= s.size_bytes - offset;
}

bool is_sound(const Header& h) {
  bool is_tagged = h.tags.size_bytes != 0;
  uint64_t identity_count = is_tagged ? 0 : h.function_count, tags = is_tagged ? tag_count(h.function_count) : 0;
  return in_bounds(h.index, h.size_bytes, 8) && in_bounds(h.identities, h.size_bytes, 8) && in_bounds(h.tags, h.size_bytes, 8) &&
         in_bounds(h.code, h.size_bytes, kPageBytes) && in_bounds(h.metadata, h.size_bytes, 8) &&
         in_bounds(h.module, h.size_bytes, 8) && in_bounds(h.prepared, h.size_bytes, 8) &&
         in_bounds(h.name, h.size_bytes, 8) && h.index.size_bytes % sizeof(Entry) == 0 &&
         h.identities.size_bytes == identity_count * sizeof(isa::Identity) && h.tags.size_bytes == tags * sizeof(Tag) &&
         h.function_count > 0;
}

// The parts of a section whose size fits its head's numbers.
bool view_prepared(std::span<const uint8_t> bytes, isa::PreparedView* out) {
  if (bytes.size() < sizeof(PreparedHead)) return false;
  const auto& head = *reinterpret_cast<const PreparedHead*>(bytes.data());
  uint64_t extra_bytes = uint64_t{head.extra_count} * sizeof(isa::PlainConstant), word_bytes = uint64_t{head.word_count} * 8;
  uint64_t key_bytes = uint64_t{head.cache_count} * 4, offset_bytes = uint64_t{head.word_count} * 4;
  if (head.word_count == 0 || bytes.size() != sizeof head + extra_bytes + word_bytes + key_bytes + offset_bytes) return false;
  const uint8_t* at = bytes.data() + sizeof head;
  out->extra_constants = {reinterpret_cast<const isa::PlainConstant*>(at), head.extra_count};
  at += extra_bytes;
  out->words = {reinterpret_cast<const uint64_t*>(at), head.word_count};
  at += word_bytes;
  out->cache_keys = {reinterpret_cast<const uint32_t*>(at), head.cache_count};
  at += key_bytes;
  out->offsets = {reinterpret_cast<const uint32_t*>(at), head.word_count};
  out->instructions = head.instructions;
  out->typed_operations = head.typed_operations;
  return true;
}

}  // namespace

Outcome Image::open(std::span<const uint8_t> bytes, const BuildId& build, Image* out) {
  if (bytes.size() < sizeof(Header)) return Outcome::Truncated;
  const Header& h = *reinterpret_cast<const Header*>(bytes.data());
  if (std::memcmp(h.magic.data(), kImageMagic, sizeof kImageMagic) != 0) return Outcome::Damaged;
  if (h.format_version != kImageFormatVersion || h.build_id != build) return Outcome::OtherBuild;
  if (h.size_bytes > bytes.size()) return Outcome::Truncated;
  if (h.size_bytes < sizeof(Header) || !is_sound(h)) return Outcome::Damaged;
  out->bytes_ = bytes.first(h.size_bytes);
  out->header_ = &h;
  std::span<const uint8_t> index = out->section(h.index), identities = out->section(h.identities), tags = out->section(h.tags);
  if (header_checksum(h, {index, identities, tags, out->section(h.name), out->section(h.module)}) != h.checksum) return Outcome::Damaged;
  out->entries_ = {reinterpret_cast<const Entry*>(index.data()), index.size() / sizeof(Entry)};
  out->identities_ = {reinterpret_cast<const isa::Identity*>(identities.data()), identities.size() / sizeof(isa::Identity)};
  out->tags_ = {reinterpret_cast<const Tag*>(tags.data()), tags.size() / sizeof(Tag)};
  if (out->identity(0) != h.root) return Outcome::Damaged;
  return Outcome::Hit;
}

std::span<const uint8_t> Image::module_bytes() const { return section(header_->module); }

isa::Identity Image::identity(uint32_t function_index) const {
  return is_tagged() ? place_identity(header_->content_key, function_index) : identities_[function_index];
}

bool Image::is_row_right(const isa::Module& module, uint32_t row, const TagKey& key) const {
  return is_same_tag(tags_[row], functions_tag(module, row, key));
}

Outcome Image::prepared(const TagKey& key, isa::PreparedView* out) const {
  std::span<const uint8_t> bytes = section(header_->prepared);
  if (!view_prepared(bytes, out)) return Outcome::Damaged;
  std::span<const uint8_t> learnt{reinterpret_cast<const uint8_t*>(out->cache_keys.data()), out->cache_keys.size_bytes()};
  Tag tag = prepared_tag(bytes.subspan(sizeof(Tag)), learnt, key);
  return is_same_tag(reinterpret_cast<const PreparedHead*>(bytes.data())->tag, tag) ? Outcome::Hit : Outcome::Damaged;
}

std::string_view Image::name() const {
  std::span<const uint8_t> bytes = section(header_->name);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Outcome Image::find(const isa::Identity& identity, isa::CpuLevel level, uint8_t options, const Entry** out) const {
  auto by_identity = [](const Entry& e, const isa::Identity& wanted) { return e.identity < wanted; };
  auto at = std::lower_bound(entries_.begin(), entries_.end(), identity, by_identity);
  if (at == entries_.end() || at->identity != identity) return Outcome::NotKept;
  Outcome outcome = Outcome::OtherOptions;
  *out = nullptr;
  for (; at != entries_.end() && at->identity == identity; ++at) {
    if (at->options != options) continue;
    if (at->level > level) {
      if (*out == nullptr) outcome = Outcome::OtherCpuLevel;
      continue;
    }
    if (*out == nullptr || at->level >= (*out)->level) *out = &*at;
  }
  if (*out == nullptr) return outcome;
  return contains(**out) ? Outcome::Hit : Outcome::Damaged;
}

bool Image::contains(const Entry& e) const {
  const Header& h = *header_;
  bool has_level = e.level == isa::CpuLevel::V2 || e.level == isa::CpuLevel::V3;
  return has_level && e.zero == 0 && e.code_size_bytes > 0 && e.call_entry < e.code_size_bytes &&
         in_bounds(e.code_offset, seal_offset(e.code_size_bytes) + sizeof(Seal), h.code, kCodeAlignment) &&
         in_bounds(e.places_offset, uint64_t{e.place_count} * 4, h.metadata, 8) &&
         in_bounds(e.profile_offset, e.profile_size_bytes, h.metadata, 8);
}

isa::SnippetView Image::view(const Entry& e) const {
  std::span<const uint8_t> metadata = section(header_->metadata);
  const uint8_t* places = metadata.data() + e.places_offset;
  return {section(header_->code).subspan(e.code_offset, e.code_size_bytes),
          e.call_entry,
          {reinterpret_cast<const uint32_t*>(places), e.place_count},
          metadata.subspan(e.profile_offset, e.profile_size_bytes),
          e.times_compiled,
          e.level};
}

Outcome Image::check_seal(const Entry& e) const {
  Seal seal;
  std::memcpy(seal.data(), section(header_->code).data() + e.code_offset + seal_offset(e.code_size_bytes), sizeof seal);
  return seal == seal_of(e, view(e)) ? Outcome::Hit : Outcome::Damaged;
}

Outcome Image::check_mac(std::span<const uint8_t, 32> key) const {
  return is_same_mac(header_->mac, header_mac(*header_, key.data())) ? Outcome::Hit : Outcome::WrongMac;
}

Outcome Image::check_mac(const Entry& e, std::span<const uint8_t, 32> key) const {
  Mac mac = entry_mac(header_->build_id, e, view(e), key.data());
  return is_same_mac(e.mac, mac) ? Outcome::Hit : Outcome::WrongMac;
}

}  // namespace strata::snippet_cache
