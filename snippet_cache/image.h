// The image: everything that is kept of one program, laid out so that it is executed where it is mapped. A
// sidecar (foo.mlb.snip) and an entry of the user's cache are an image as a file; a packed .mlb and a packed
// executable hold one inside, at a multiple of the page.
//
//   header      Header, 288 bytes
//   index       Entry, 128 bytes each, ascending by identity, then by CPU level and options
//   identities  32 bytes each: those of the program's functions, by index; or
//   tags        16 bytes each: over eight functions each (function_tags.h); entries of large scripts
//   code        at a multiple of the page: snippets at multiples of 16, those that ran last in front, each
//               followed by its seal; int3 between them
//   metadata    places and profiles, at multiples of 8
//   module      the program itself as .mlb bytes; entries of scripts only
//   prepared    PreparedHead, then threaded code of a large main function (isa/prepared.h); entries of scripts only
//   name        the path by which the program was loaded; images in the cache directory only, for people
//
// Who believes what. The header has a checksum and a MAC: they bind build, program (root identity), content key and
// the sections' places. A snippet has a seal (xxh3) and a MAC, both over everything that is used of
// it, code, entry, places, profile and identity, but not where it lies: so it can be copied from image to image. Checked when the snippet
// is first linked; what is never linked costs nothing. The list of identities needs neither: a function's identity is computed
// when the function is prepared, from its bytes and the list's identities of its children, and compared: the root
// confirms its children's, those theirs (a Merkle tree). Where there is prepared code, there are tags instead: the function's
// tag is checked when it is prepared. What is kept of a function is then found by its place in the program, which the content
// key names, and that place is `root`, too.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "isa/prepared.h"
#include "isa/snippet.h"
#include "snippet_cache/function_tags.h"
#include "snippet_cache/magic.h"
#include "snippet_cache/outcome.h"

namespace strata::snippet_cache {

inline constexpr uint32_t kImageFormatVersion = 3;
inline constexpr size_t kPageBytes = 4096, kCodeAlignment = 16;

using BuildId = std::array<uint8_t, 16>;
using Mac = std::array<uint8_t, 32>;

struct Section {
  uint64_t offset, size_bytes;
};

struct Header {
  std::array<uint8_t, 8> magic;
  uint32_t format_version;
  uint32_t function_count;
  BuildId build_id;
  isa::Identity root;                  // of the program's main function
  std::array<uint8_t, 32> content_key; // of an entry: of the source; else zeros
  uint64_t size_bytes;                 // of the image
  Section index, identities, tags, code, metadata, module, prepared, name;
  uint64_t zero;
  uint64_t checksum;                   // xxh3 of the header with checksum and mac 0, then of index, identities, tags, name, module
  Mac mac;                             // of the header with mac 0
  uint64_t padding;
};
static_assert(sizeof(Header) == 288);

struct Entry {
  isa::Identity identity;
  isa::CpuLevel level;
  uint8_t options;                     // isa::SnippetOptions
  uint16_t zero;
  uint32_t call_entry;
  uint32_t code_offset, code_size_bytes;        // in the section
  uint32_t places_offset, place_count;          // in bytes, in the section metadata
  uint32_t profile_offset, profile_size_bytes;  // likewise
  uint32_t times_compiled;
  uint32_t padding[7];
  Mac mac;
};
static_assert(sizeof(Entry) == 128);

using Seal = std::array<uint8_t, 16>;

// Behind it, in this order: extra constants, words, cache keys, offsets (of each word).
struct PreparedHead {
  Tag tag;
  uint32_t extra_count, word_count, cache_count;
  uint32_t instructions, typed_operations, zero;
};
static_assert(sizeof(PreparedHead) == 40);

// An image that was found and whose structure holds. Points into the bytes, which must stay.
class Image {
 public:
  // Hit: header, index and sections are in bounds and undamaged. Truncated, Damaged, OtherBuild. `bytes` may be
  // longer than the image.
  static Outcome open(std::span<const uint8_t> bytes, const BuildId& build, Image* out);

  const Header& header() const { return *header_; }
  std::span<const Entry> entries() const { return entries_; }
  uint32_t function_count() const { return header_->function_count; }
  bool is_tagged() const { return !tags_.empty(); }
  // Of the functions, by index; empty where it is tagged.
  std::span<const isa::Identity> identities() const { return identities_; }
  std::span<const Tag> tags() const { return tags_; }
  // What a function's entries are under. Precondition: function_index < function_count().
  isa::Identity identity(uint32_t function_index) const;
  // Where it is tagged: whether the tag over the functions in this row is right. `key`: of tag_key().
  bool is_row_right(const isa::Module& module, uint32_t row, const TagKey& key) const;
  std::span<const uint8_t> module_bytes() const;
  // Whatever the file says: not to be shown as it is.
  std::string_view name() const;
  std::span<const uint8_t> bytes() const { return bytes_; }
  // Where it is tagged: the main function's threaded code, once its tag was checked. Hit, Damaged.
  Outcome prepared(const TagKey& key, isa::PreparedView* out) const;

  // The best entry of a function for a machine of this level. Hit, NotKept, OtherCpuLevel, OtherOptions.
  Outcome find(const isa::Identity& identity, isa::CpuLevel level, uint8_t options, const Entry** out) const;
  // What is used of an entry lies inside its sections.
  bool contains(const Entry& entry) const;
  // Precondition: contains(entry); find() has checked that.
  isa::SnippetView view(const Entry& entry) const;
  // Hit or Damaged.
  Outcome check_seal(const Entry& entry) const;
  // Hit or WrongMac. `key`: 32 bytes.
  Outcome check_mac(std::span<const uint8_t, 32> key) const;
  Outcome check_mac(const Entry& entry, std::span<const uint8_t, 32> key) const;

 private:
  std::span<const uint8_t> section(const Section& s) const { return bytes_.subspan(s.offset, s.size_bytes); }

  std::span<const uint8_t> bytes_;
  const Header* header_ = nullptr;
  std::span<const Entry> entries_;
  std::span<const isa::Identity> identities_;
  std::span<const Tag> tags_;
};

// One snippet on its way into an image. The bytes are borrowed.
struct KeptSnippet {
  isa::Identity identity;
  isa::CpuLevel level = isa::CpuLevel::V2;
  uint8_t options = 0;
  isa::SnippetView view;
  bool is_hot = false;               // ran in the run that publishes it
  const Mac* mac = nullptr;          // of the image that it comes from, under the same key; nullptr: to be made
};

struct NewImage {
  BuildId build_id;
  isa::Identity root;
  std::array<uint8_t, 32> content_key{};
  std::span<const isa::Identity> identities;
  // Or, with content key, key and prepared code: those of so many functions. `root` is then the main function's place.
  std::span<const Tag> tags;
  uint32_t tagged_functions = 0;
  std::span<const uint8_t> module_bytes;
  std::span<const std::span<const uint8_t>> module_pieces;  // instead of module_bytes: in a row
  isa::PreparedView prepared;        // with tags
  std::string_view name;
  std::vector<KeptSnippet> snippets;
};

// The image's bytes as pieces in a row, of which those of the module, the identities and the tags are borrowed: as write_image().
struct ImagePieces {
  ImagePieces() = default;
  ImagePieces(ImagePieces&&) = default;
  ImagePieces& operator=(ImagePieces&&) = default;
  std::vector<uint8_t> front, middle, back;  // header and index; code and metadata; what is behind the module
  std::vector<std::span<const uint8_t>> pieces;
  uint64_t size_bytes = 0;
};
ImagePieces image_pieces(NewImage image, const uint8_t* key);
// The image's bytes, with MACs under `key` (nullptr: for a place that is trusted without, MACs are zeros). Of
// several snippets for one identity, level and options the first one counts.
std::vector<uint8_t> write_image(NewImage image, const uint8_t* key);
// Computes checksums, seals and MACs of a damaged image anew where its structure allows: for tests.
bool reseal_image(std::span<uint8_t> bytes, const uint8_t* key, bool with_seals);

}  // namespace strata::snippet_cache
