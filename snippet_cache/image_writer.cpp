// Laying an image out. See image.h.
#include <algorithm>
#include <cstring>

#include "base/check.h"
#include "snippet_cache/image.h"
#include "snippet_cache/image_digests.h"

namespace strata::snippet_cache {

namespace {

constexpr uint8_t kBreakpoint = 0xCC;  // int3: a jump that goes astray stops

constexpr uint64_t round_up(uint64_t n, uint64_t unit) { return (n + unit - 1) & ~(unit - 1); }

bool is_same_kind(const KeptSnippet& a, const KeptSnippet& b) {
  return a.identity == b.identity && a.level == b.level && a.options == b.options;
}

// One of each kind, the first one given, in the index's order.
std::vector<KeptSnippet> without_twins(std::vector<KeptSnippet> all) {
  std::stable_sort(all.begin(), all.end(), [](const KeptSnippet& a, const KeptSnippet& b) {
    if (a.identity != b.identity) return a.identity < b.identity;
    if (a.level != b.level) return a.level < b.level;
    return a.options < b.options;
  });
  all.erase(std::unique(all.begin(), all.end(), is_same_kind), all.end());
  return all;
}

uint64_t checksum_of(const Header& h, std::span<const uint8_t> image) {
  auto bytes_of = [&](const Section& s) { return image.subspan(s.offset, s.size_bytes); };
  return header_checksum(h, {bytes_of(h.index), bytes_of(h.identities), bytes_of(h.tags), bytes_of(h.name), bytes_of(h.module)});
}

// As many bytes as the header's checksum covers. (A module begins with its own header, in one piece.)
std::span<const uint8_t> start_of(std::span<const std::span<const uint8_t>> module) {
  if (module.empty()) return {};
  STRATA_CHECK(module.size() == 1 || module[0].size() >= kModuleStartBytes);
  return module[0];
}

uint64_t prepared_bytes(const isa::PreparedView& view) {
  if (view.empty()) return 0;
  return sizeof(PreparedHead) + view.extra_constants.size_bytes() + view.words.size_bytes() + view.cache_keys.size_bytes() +
         view.offsets.size_bytes();
}

void write_prepared(const NewImage& image, const uint8_t* key, std::span<uint8_t> section) {
  const isa::PreparedView& view = image.prepared;
  auto count = [](const auto& items) { return static_cast<uint32_t>(items.size()); };
  PreparedHead head{{}, count(view.extra_constants), count(view.words), count(view.cache_keys), view.instructions, view.typed_operations, 0};
  std::memcpy(section.data(), &head, sizeof head);
  uint8_t* at = section.data() + sizeof head;
  auto put = [&](const auto& items) {
    if (!items.empty()) std::memcpy(at, items.data(), items.size_bytes());
    at += items.size_bytes();
  };
  put(view.extra_constants);
  put(view.words);
  put(view.cache_keys);
  put(view.offsets);
  std::span<const uint8_t> learnt{reinterpret_cast<const uint8_t*>(view.cache_keys.data()), view.cache_keys.size_bytes()};
  Tag tag = prepared_tag(section.subspan(sizeof(Tag)), learnt, tag_key(image.build_id, image.content_key, key));
  std::memcpy(section.data(), tag.data(), tag.size());
}

class Layout {
 public:
  explicit Layout(std::vector<KeptSnippet> snippets) : snippets_(std::move(snippets)) {
    for (const KeptSnippet& s : snippets_) {
      Entry e{};
      e.identity = s.identity;
      e.level = s.level;
      e.options = s.options;
      e.call_entry = s.view.call_entry;
      e.code_size_bytes = static_cast<uint32_t>(s.view.code.size());
      e.place_count = static_cast<uint32_t>(s.view.places.size());
      e.profile_size_bytes = static_cast<uint32_t>(s.view.profile.size());
      e.times_compiled = s.view.times_compiled;
      entries_.push_back(e);
    }
    place(true);
    place(false);
  }

  uint64_t code_bytes() const { return code_end_; }
  uint64_t metadata_bytes() const { return metadata_end_; }

  // `code` and `metadata` are the sections' places in the image.
  void write(const BuildId& build, const uint8_t* key, Entry* index, uint8_t* code, uint8_t* metadata) {
    std::memset(code, kBreakpoint, code_end_);
    for (size_t k = 0; k < entries_.size(); ++k) {
      Entry& e = entries_[k];
      const KeptSnippet& s = snippets_[k];
      std::memcpy(code + e.code_offset, s.view.code.data(), s.view.code.size());
      std::memcpy(metadata + e.places_offset, s.view.places.data(), s.view.places.size_bytes());
      if (!s.view.profile.empty()) std::memcpy(metadata + e.profile_offset, s.view.profile.data(), s.view.profile.size());
      Seal seal = seal_of(e, s.view);
      std::memcpy(code + e.code_offset + seal_offset(e.code_size_bytes), seal.data(), seal.size());
      if (s.mac != nullptr) e.mac = *s.mac;
      else if (key != nullptr) e.mac = entry_mac(build, e, s.view, key);
      index[k] = e;
    }
  }

 private:
  // Hot snippets lie together, in front: few pages of the code are touched.
  void place(bool hot) {
    for (size_t k = 0; k < entries_.size(); ++k) {
      if (snippets_[k].is_hot != hot) continue;
      Entry& e = entries_[k];
      e.code_offset = static_cast<uint32_t>(code_end_);
      code_end_ = round_up(code_end_ + seal_offset(e.code_size_bytes) + sizeof(Seal), kCodeAlignment);
      e.places_offset = static_cast<uint32_t>(metadata_end_);
      metadata_end_ = round_up(metadata_end_ + uint64_t{e.place_count} * 4, 8);
      e.profile_offset = static_cast<uint32_t>(metadata_end_);
      metadata_end_ = round_up(metadata_end_ + e.profile_size_bytes, 8);
    }
  }

  std::vector<KeptSnippet> snippets_;
  std::vector<Entry> entries_;
  uint64_t code_end_ = 0, metadata_end_ = 0;
};

}  // namespace

namespace {

uint64_t size_of(std::span<const std::span<const uint8_t>> pieces) {
  uint64_t size_bytes = 0;
  for (std::span<const uint8_t> piece : pieces) size_bytes += piece.size();
  return size_bytes;
}

template <typename T>
std::span<const uint8_t> bytes_of(std::span<const T> items) {
  return {reinterpret_cast<const uint8_t*>(items.data()), items.size_bytes()};
}

// All but checksum and MAC. `count`: entries.
Header make_header(const NewImage& image, const Layout& layout, size_t count, uint64_t module_bytes) {
  Header h{};
  uint64_t end = sizeof h;
  auto section = [&](uint64_t size_bytes, uint64_t alignment) {
    Section s{round_up(end, alignment), size_bytes};
    end = s.offset + size_bytes;
    return s;
  };
  std::memcpy(h.magic.data(), kImageMagic, sizeof kImageMagic);
  h.format_version = kImageFormatVersion;
  h.function_count = image.tags.empty() ? static_cast<uint32_t>(image.identities.size()) : image.tagged_functions;
  h.build_id = image.build_id;
  h.root = image.root;
  h.content_key = image.content_key;
  h.index = section(count * sizeof(Entry), 8);
  h.identities = section(image.identities.size_bytes(), 8);
  h.tags = section(image.tags.size_bytes(), 8);
  h.code = section(layout.code_bytes(), kPageBytes);
  h.metadata = section(layout.metadata_bytes(), 8);
  h.module = section(module_bytes, 8);
  h.prepared = section(prepared_bytes(image.prepared), 8);
  h.name = section(image.name.size(), 8);
  h.size_bytes = end;
  return h;
}

}  // namespace

ImagePieces image_pieces(NewImage image, const uint8_t* key) {
  std::vector<KeptSnippet> snippets = without_twins(std::move(image.snippets));
  size_t count = snippets.size();
  Layout layout(std::move(snippets));
  std::span<const std::span<const uint8_t>> module = image.module_pieces;
  if (module.empty() && !image.module_bytes.empty()) module = {&image.module_bytes, 1};
  STRATA_CHECK(image.tags.empty() == image.prepared.empty() && image.tags.empty() != image.identities.empty());
  STRATA_CHECK(image.tags.empty() || key != nullptr);
  Header h = make_header(image, layout, count, size_of(module));
  ImagePieces made;
  uint64_t behind_tags = h.tags.offset + h.tags.size_bytes, behind_module = h.module.offset + h.module.size_bytes;
  made.front.resize(h.identities.offset);
  made.middle.resize(h.module.offset - behind_tags);
  made.back.resize(h.size_bytes - behind_module);
  auto* index = reinterpret_cast<Entry*>(made.front.data() + h.index.offset);
  uint8_t* middle = made.middle.data();
  layout.write(image.build_id, key, index, middle + (h.code.offset - behind_tags), middle + (h.metadata.offset - behind_tags));
  std::span<uint8_t> prepared = std::span(made.back).subspan(h.prepared.offset - behind_module, h.prepared.size_bytes);
  if (!prepared.empty()) write_prepared(image, key, prepared);
  std::span<uint8_t> name = std::span(made.back).subspan(h.name.offset - behind_module, h.name.size_bytes);
  std::copy(image.name.begin(), image.name.end(), name.begin());
  std::span<const uint8_t> front(made.front);
  h.checksum = header_checksum(h, {front.subspan(h.index.offset, h.index.size_bytes), bytes_of(image.identities), bytes_of(image.tags), name,
                                   start_of(module)});
  if (key != nullptr) h.mac = header_mac(h, key);
  std::memcpy(made.front.data(), &h, sizeof h);
  made.pieces = {made.front, bytes_of(image.identities), bytes_of(image.tags), made.middle};
  made.pieces.insert(made.pieces.end(), module.begin(), module.end());
  made.pieces.push_back(made.back);
  std::erase_if(made.pieces, [](std::span<const uint8_t> piece) { return piece.empty(); });
  made.size_bytes = h.size_bytes;
  return made;
}

std::vector<uint8_t> write_image(NewImage image, const uint8_t* key) {
  ImagePieces made = image_pieces(std::move(image), key);
  std::vector<uint8_t> bytes;
  bytes.reserve(made.size_bytes);
  for (std::span<const uint8_t> piece : made.pieces) bytes.insert(bytes.end(), piece.begin(), piece.end());
  return bytes;
}

bool reseal_image(std::span<uint8_t> bytes, const uint8_t* key, bool with_seals) {
  Header h;
  if (bytes.size() < sizeof h) return false;
  std::memcpy(&h, bytes.data(), sizeof h);
  auto fits = [&](const Section& s) { return s.offset <= bytes.size() && s.size_bytes <= bytes.size() - s.offset; };
  if (!fits(h.index) || !fits(h.identities) || !fits(h.tags) || !fits(h.code) || !fits(h.metadata) || !fits(h.module) || !fits(h.name)) return false;
  for (uint64_t at = 0; at + sizeof(Entry) <= h.index.size_bytes; at += sizeof(Entry)) {
    Entry e;
    std::memcpy(&e, bytes.data() + h.index.offset + at, sizeof e);
    auto has = [](const Section& s, uint64_t offset, uint64_t size) { return offset <= s.size_bytes && size <= s.size_bytes - offset; };
    uint64_t seal_at = uint64_t{e.code_offset} + seal_offset(e.code_size_bytes);
    if (!has(h.code, e.code_offset, e.code_size_bytes) || !has(h.code, seal_at, sizeof(Seal)) || !has(h.metadata, e.places_offset, uint64_t{e.place_count} * 4) ||
        !has(h.metadata, e.profile_offset, e.profile_size_bytes) || e.places_offset % 4 != 0) {
      continue;
    }
    const uint8_t* metadata = bytes.data() + h.metadata.offset;
    isa::SnippetView view{{bytes.data() + h.code.offset + e.code_offset, e.code_size_bytes},
                          e.call_entry,
                          {reinterpret_cast<const uint32_t*>(metadata + e.places_offset), e.place_count},
                          {metadata + e.profile_offset, e.profile_size_bytes},
                          e.times_compiled};
    if (with_seals) {
      Seal seal = seal_of(e, view);
      std::memcpy(bytes.data() + h.code.offset + seal_at, seal.data(), seal.size());
    }
    e.mac = entry_mac(h.build_id, e, view, key);
    std::memcpy(bytes.data() + h.index.offset + at, &e, sizeof e);
  }
  h.checksum = checksum_of(h, bytes);
  h.mac = header_mac(h, key);
  std::memcpy(bytes.data(), &h, sizeof h);
  return true;
}

}  // namespace strata::snippet_cache
