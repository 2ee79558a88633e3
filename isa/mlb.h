// The .mlb file, a multi-level binary: a module's sections behind a checked header.
//
//   offset 0   8 bytes  magic: ESC "MLB" CR LF SUB LF (a text-mode transfer damages it visibly)
//          8   u32      format version
//         12   u32      number of sections
//         16   u64      size of the file
//         24   u64      xxh3 of the section table, seeded with the xxh3 of the header in which this
//                       field is 0
//         32   per section: u32 kind, u32 zero, u64 offset, u64 size, u64 xxh3 of its bytes
//
// All numbers are little-endian; sections start at multiples of 8, zeros between them. The section Native holds an
// image (snippet_cache/image.h) that is mapped where it lies: it starts at a multiple of the page, has checksums and
// MACs of its own that are checked when a function needs them, and 0 for its checksum here. A section that
// is not there is empty; without a chunk name it is "=?". Unknown kinds
// are left alone, so that a later version may add levels without a new format.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "isa/module.h"

namespace strata::isa {

inline constexpr uint32_t kMlbFormatVersion = 1;

enum class SectionKind : uint32_t {
  Functions = 1,
  Code,
  Constants,
  Children,
  Upvalues,
  Annotations,
  Debug,
  Source,
  ChunkName,
  Native,
};
inline constexpr uint32_t kKnownSections = 10;
inline constexpr uint64_t kNativeAlignment = 4096;

// "functions", "code", ...; empty for an unknown kind.
std::string_view section_name(SectionKind kind);

struct MlbSection {
  SectionKind kind;
  uint32_t zero;
  uint64_t offset, size_bytes, checksum;
};
static_assert(sizeof(MlbSection) == 32);

// Whether the bytes start as an .mlb file does, intact or not.
bool looks_like_mlb(std::span<const uint8_t> bytes);

// The section table of a file whose header is sound; for tools. Errors as read_mlb's.
base::Result<std::vector<MlbSection>> read_section_table(std::span<const uint8_t> bytes,
                                                         std::string_view file_name);

// Where the file has its native section; nothing when it has none, or is no sound .mlb file.
std::optional<MlbSection> native_section(std::span<const uint8_t> bytes);

// The module in `bytes`, without copying: it points into them and keeps `owner`. Without an owner, or
// when the bytes are not 8-byte aligned, they are copied first, up to a native section at the end. Checks header, checksums and the
// module's structure, not the functions (verify_function). `file_name` opens each error message.
base::Result<std::shared_ptr<const Module>> read_mlb(std::span<const uint8_t> bytes,
                                                     std::shared_ptr<void> owner,
                                                     std::string_view file_name);

struct MlbOptions {
  bool debug = true;   // lines and names
  bool source = true;  // the text
  std::span<const uint8_t> native{};  // an image of the same functions; empty: no such section
};

// A file's bytes as pieces in a row, most of which lie in the module, so that nothing large is copied.
struct MlbPieces {
  MlbPieces() = default;
  MlbPieces(MlbPieces&&) = default;
  MlbPieces& operator=(MlbPieces&&) = default;
  std::vector<uint8_t> head;            // header and section table
  std::vector<FunctionRecord> records;  // empty where the module's own will do
  std::vector<std::span<const uint8_t>> pieces;
};
MlbPieces mlb_pieces(const Module& module, MlbOptions options = {});
std::vector<uint8_t> write_mlb(const Module& module, MlbOptions options = {});

// Computes the header's and the sections' checksums anew: for tests that damage a file and for tools
// that edit one. Sections out of bounds are left alone; false when the section table itself is.
bool reseal_mlb(std::span<uint8_t> bytes);

}  // namespace strata::isa
