// Reading and writing .mlb files; the layout stands in mlb.h.
#include "isa/mlb.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "isa/checksum.h"
#include "isa/verifier.h"

namespace strata::isa {
namespace {

static_assert(std::endian::native == std::endian::little);

constexpr std::array<uint8_t, 8> kMagic = {0x1b, 'M', 'L', 'B', '\r', '\n', 0x1a, '\n'};
constexpr size_t kAlignment = 8;

constexpr uint64_t alignment_of(SectionKind kind) { return kind == SectionKind::Native ? kNativeAlignment : kAlignment; }

struct Header {
  std::array<uint8_t, 8> magic;
  uint32_t format_version;
  uint32_t section_count;
  uint64_t file_size_bytes;
  uint64_t checksum;
};
static_assert(sizeof(Header) == 32);

base::Error error(std::string_view file_name, std::string text) {
  return base::Error{fmt::format("{}: {}", file_name, text)};
}

uint64_t header_checksum(Header header, const MlbSection* table) {
  header.checksum = 0;
  uint64_t seed = XXH3_64bits(&header, sizeof header);
  return XXH3_64bits_withSeed(table, header.section_count * sizeof(MlbSection), seed);
}

// The name of a chunk without names; a file that lacks the section means it.
constexpr std::string_view kUnnamedChunk = "=?";

std::string section_label(const MlbSection& section) {
  std::string_view name = section_name(section.kind);
  if (name.empty()) return fmt::format("section of kind {}", static_cast<uint32_t>(section.kind));
  return fmt::format("section '{}'", name);
}

// nullptr, or what is wrong with the place of a section.
const char* placement_fault(const MlbSection& section, uint64_t table_end, uint64_t file_size) {
  if (section.offset % alignment_of(section.kind) != 0) return "is not aligned";
  if (section.offset < table_end) return "overlaps the header";
  if (section.offset > file_size || section.size_bytes > file_size - section.offset) {
    return "reaches beyond the end of the file";
  }
  return nullptr;
}

// The bytes of each known section, by kind.
using SectionBytes = std::array<std::span<const uint8_t>, kKnownSections + 1>;

template <typename T>
bool set_records(std::span<const uint8_t> bytes, std::span<const T>* out) {
  if (bytes.size() % sizeof(T) != 0) return false;
  *out = {reinterpret_cast<const T*>(bytes.data()), bytes.size() / sizeof(T)};
  return true;
}

std::string_view as_text(std::span<const uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// nullptr, or the section whose size is no multiple of its records'.
const char* fill_module(const SectionBytes& sections, Module* module) {
  auto at = [&](SectionKind kind) { return sections[static_cast<uint32_t>(kind)]; };
  if (!set_records(at(SectionKind::Functions), &module->functions)) return "functions";
  if (!set_records(at(SectionKind::Children), &module->children)) return "children";
  if (!set_records(at(SectionKind::Upvalues), &module->upvalues)) return "upvalues";
  module->code = at(SectionKind::Code);
  module->constants = at(SectionKind::Constants);
  module->annotations = at(SectionKind::Annotations);
  module->debug = at(SectionKind::Debug);
  module->source = as_text(at(SectionKind::Source));
  bool is_named = at(SectionKind::ChunkName).data() != nullptr;
  module->chunk_name = is_named ? as_text(at(SectionKind::ChunkName)) : kUnnamedChunk;
  return nullptr;
}

base::Result<SectionBytes> check_sections(std::span<const uint8_t> bytes,
                                          const std::vector<MlbSection>& table,
                                          std::string_view file_name) {
  SectionBytes found{};
  std::array<bool, kKnownSections + 1> seen{};
  for (const MlbSection& section : table) {
    if (section_name(section.kind).empty()) continue;
    std::span<const uint8_t> content = bytes.subspan(section.offset, section.size_bytes);
    bool is_checked_later = section.kind == SectionKind::Native;
    if (!is_checked_later && checksum(content) != section.checksum) {
      return error(file_name, section_label(section) + " is damaged: its checksum does not match");
    }
    uint32_t kind = static_cast<uint32_t>(section.kind);
    if (seen[kind]) return error(file_name, section_label(section) + " is there twice");
    seen[kind] = true;
    found[kind] = content;
  }
  return found;
}

bool is_aligned(std::span<const uint8_t> bytes) {
  return reinterpret_cast<uintptr_t>(bytes.data()) % kAlignment == 0;
}

// What is to be copied of a file: its native section is left out where it is the last.
std::span<const uint8_t> drop_native(std::span<const uint8_t> bytes, std::vector<MlbSection>* table) {
  if (table->empty() || table->back().kind != SectionKind::Native) return bytes;
  uint64_t start = table->back().offset;
  for (const MlbSection& section : *table) {
    if (section.offset + section.size_bytes > start && &section != &table->back()) return bytes;
  }
  table->pop_back();
  return bytes.first(start);
}

}  // namespace

std::string_view section_name(SectionKind kind) {
  constexpr std::array<std::string_view, kKnownSections + 1> kNames = {
      "", "functions", "code", "constants", "children", "upvalues", "annotations", "debug", "source",
      "chunk name", "native"};
  uint32_t index = static_cast<uint32_t>(kind);
  return index < kNames.size() ? kNames[index] : std::string_view();
}

bool looks_like_mlb(std::span<const uint8_t> bytes) {
  return bytes.size() >= 4 && std::memcmp(bytes.data(), kMagic.data(), 4) == 0;
}

base::Result<std::vector<MlbSection>> read_section_table(std::span<const uint8_t> bytes,
                                                         std::string_view file_name) {
  if (!looks_like_mlb(bytes)) return error(file_name, "is not a multi-level binary (.mlb)");
  Header header;
  if (bytes.size() < sizeof header) return error(file_name, "is truncated: its header is cut off");
  std::memcpy(&header, bytes.data(), sizeof header);
  if (header.magic != kMagic) return error(file_name, "is damaged: was it transferred as text?");
  if (header.format_version != kMlbFormatVersion) {
    return error(file_name, fmt::format("has format version {}, this program reads version {}",
                                        header.format_version, kMlbFormatVersion));
  }
  if (bytes.size() < header.file_size_bytes) {
    return error(file_name, fmt::format("is truncated: {} of {} bytes are there", bytes.size(),
                                        header.file_size_bytes));
  }
  if (bytes.size() > header.file_size_bytes) {
    return error(file_name, fmt::format("has {} bytes after its end", bytes.size() - header.file_size_bytes));
  }
  if (header.section_count > (bytes.size() - sizeof header) / sizeof(MlbSection)) {
    return error(file_name, "is damaged: its section table is cut off");
  }
  std::vector<MlbSection> table(header.section_count);
  if (!table.empty()) {
    std::memcpy(table.data(), bytes.data() + sizeof header, table.size() * sizeof(MlbSection));
  }
  if (header_checksum(header, table.data()) != header.checksum) {
    return error(file_name, "is damaged: the header's checksum does not match");
  }
  uint64_t table_end = sizeof header + table.size() * sizeof(MlbSection);
  for (const MlbSection& section : table) {
    if (const char* fault = placement_fault(section, table_end, bytes.size())) {
      return error(file_name, fmt::format("{} {}", section_label(section), fault));
    }
  }
  return table;
}

std::optional<MlbSection> native_section(std::span<const uint8_t> bytes) {
  base::Result<std::vector<MlbSection>> table = read_section_table(bytes, "");
  if (!table) return {};
  for (const MlbSection& section : table.value()) {
    if (section.kind == SectionKind::Native) return section;
  }
  return {};
}

base::Result<std::shared_ptr<const Module>> read_mlb(std::span<const uint8_t> bytes,
                                                     std::shared_ptr<void> owner,
                                                     std::string_view file_name) {
  base::Result<std::vector<MlbSection>> table = read_section_table(bytes, file_name);
  if (!table) return table.error();
  if (!owner || !is_aligned(bytes)) {
    bytes = drop_native(bytes, &table.value());
    auto copy = std::make_shared<std::vector<uint8_t>>(bytes.begin(), bytes.end());
    bytes = *copy;
    owner = std::move(copy);
  }
  base::Result<SectionBytes> sections = check_sections(bytes, table.value(), file_name);
  if (!sections) return sections.error();
  auto module = std::make_shared<Module>();
  if (const char* section = fill_module(sections.value(), module.get())) {
    return error(file_name, fmt::format("section '{}' has a broken size", section));
  }
  module->owner = std::move(owner);
  if (base::Result<void> structure = verify_structure(*module); !structure) {
    return error(file_name, structure.error().message);
  }
  return std::shared_ptr<const Module>(std::move(module));
}

namespace {

struct Piece {
  SectionKind kind;
  std::span<const uint8_t> bytes;
};

template <typename T>
std::span<const uint8_t> bytes_of(std::span<const T> items) {
  return {reinterpret_cast<const uint8_t*>(items.data()), items.size_bytes()};
}

std::span<const uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

uint64_t aligned(uint64_t offset, uint64_t unit) { return (offset + unit - 1) & ~(unit - 1); }

uint64_t checksum_of(const Piece& piece) {
  return piece.kind == SectionKind::Native ? 0 : checksum(piece.bytes);
}

constexpr uint8_t kZeros[kNativeAlignment] = {};

// Header, table and sections in a row, zeros between them.
void set_pieces(std::span<const Piece> sections, MlbPieces* out) {
  Header header{kMagic, kMlbFormatVersion, static_cast<uint32_t>(sections.size()), 0, 0};
  std::vector<MlbSection> table;
  uint64_t end = sizeof header + sections.size() * sizeof(MlbSection);
  out->head.resize(end);
  out->pieces.push_back(out->head);
  for (const Piece& piece : sections) {
    uint64_t offset = aligned(end, alignment_of(piece.kind));
    table.push_back({piece.kind, 0, offset, piece.bytes.size(), checksum_of(piece)});
    if (offset != end) out->pieces.push_back(std::span(kZeros).first(offset - end));
    if (!piece.bytes.empty()) out->pieces.push_back(piece.bytes);
    end = offset + piece.bytes.size();
  }
  header.file_size_bytes = end;
  header.checksum = header_checksum(header, table.data());
  std::memcpy(out->head.data(), &header, sizeof header);
  if (!table.empty()) std::memcpy(out->head.data() + sizeof header, table.data(), table.size() * sizeof(MlbSection));
}

}  // namespace

MlbPieces mlb_pieces(const Module& module, MlbOptions options) {
  MlbPieces made;
  std::span<const FunctionRecord> records = module.functions;
  if (!options.debug) {
    made.records.assign(records.begin(), records.end());
    for (FunctionRecord& r : made.records) r.debug_offset = r.debug_size_bytes = 0;
    records = made.records;
  }
  std::vector<Piece> sections = {
      {SectionKind::Functions, bytes_of(records)},
      {SectionKind::Code, module.code},
      {SectionKind::Constants, module.constants},
      {SectionKind::Children, bytes_of(module.children)},
      {SectionKind::Upvalues, bytes_of(module.upvalues)},
      {SectionKind::Annotations, module.annotations},
      {SectionKind::ChunkName, bytes_of(module.chunk_name)},
  };
  if (options.debug) sections.push_back({SectionKind::Debug, module.debug});
  if (options.source) sections.push_back({SectionKind::Source, bytes_of(module.source)});
  sections.push_back({SectionKind::Native, options.native});
  std::erase_if(sections, [&](const Piece& piece) {
    bool is_unnamed = piece.kind == SectionKind::ChunkName && module.chunk_name == kUnnamedChunk;
    return is_unnamed || piece.bytes.empty();
  });
  set_pieces(sections, &made);
  return made;
}

std::vector<uint8_t> write_mlb(const Module& module, MlbOptions options) {
  std::vector<uint8_t> file;
  MlbPieces made = mlb_pieces(module, options);
  size_t size_bytes = 0;
  for (std::span<const uint8_t> piece : made.pieces) size_bytes += piece.size();
  file.reserve(size_bytes);
  for (std::span<const uint8_t> piece : made.pieces) file.insert(file.end(), piece.begin(), piece.end());
  return file;
}

bool reseal_mlb(std::span<uint8_t> bytes) {
  Header header;
  if (bytes.size() < sizeof header) return false;
  std::memcpy(&header, bytes.data(), sizeof header);
  if (header.section_count > (bytes.size() - sizeof header) / sizeof(MlbSection)) return false;
  std::vector<MlbSection> table(header.section_count);
  size_t table_size_bytes = table.size() * sizeof(MlbSection);
  if (!table.empty()) std::memcpy(table.data(), bytes.data() + sizeof header, table_size_bytes);
  for (MlbSection& section : table) {
    if (section.offset > bytes.size() || section.size_bytes > bytes.size() - section.offset) continue;
    section.checksum = checksum_of({section.kind, bytes.subspan(section.offset, section.size_bytes)});
  }
  header.checksum = header_checksum(header, table.data());
  std::memcpy(bytes.data(), &header, sizeof header);
  if (!table.empty()) std::memcpy(bytes.data() + sizeof header, table.data(), table_size_bytes);
  return true;
}

}  // namespace strata::isa
