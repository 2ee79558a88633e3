// Writing, decoding and asking a debug map. A damaged map is no danger: it decodes or it does not,
// and then a function simply has no lines and no names.
#include "isa/debug_map.h"

#include <algorithm>

namespace strata::isa {

uint32_t DebugMap::line_at(uint32_t offset) const {
  auto after = std::upper_bound(lines.begin(), lines.end(), offset,
                                [](uint32_t at, const LineEntry& entry) { return at < entry.offset; });
  return after == lines.begin() ? 0 : std::prev(after)->line;
}

std::string_view DebugMap::local_at(uint32_t slot, uint32_t offset) const {
  for (const LocalName& local : locals) {
    if (local.slot == slot && local.start <= offset && offset < local.end) return local.name;
  }
  return {};
}

const LocalName* DebugMap::nth_active(uint32_t n, uint32_t offset) const {
  for (const LocalName& local : locals) {
    if (local.start > offset || offset >= local.end) continue;
    if (--n == 0) return &local;
  }
  return nullptr;
}

void encode_debug_map(const DebugMap& map, uint32_t line_defined, base::ByteWriter* out) {
  out->uleb(map.lines.size());
  uint32_t offset = 0;
  int64_t line = line_defined;
  for (const LineEntry& entry : map.lines) {
    out->uleb(entry.offset - offset);
    out->sleb(entry.line - line);
    offset = entry.offset;
    line = entry.line;
  }
  out->uleb(map.locals.size());
  for (const LocalName& local : map.locals) {
    out->string(local.name);
    out->uleb(local.slot);
    out->uleb(local.start);
    out->uleb(local.end - local.start);
  }
  out->uleb(map.upvalues.size());
  for (std::string_view name : map.upvalues) out->string(name);
  out->uleb(0);
}

namespace {

// Fewest bytes of an entry: they bound a count before memory is taken for it.
constexpr size_t kLeastLineBytes = 2, kLeastLocalBytes = 4, kLeastNameBytes = 1;

bool read_count(base::ByteReader* in, size_t least_bytes, uint64_t* count) {
  *count = in->uleb();
  return !in->failed() && *count <= in->remaining() / least_bytes;
}

bool decode_lines(base::ByteReader* in, uint32_t line_defined, std::vector<LineEntry>* out) {
  uint64_t count;
  if (!read_count(in, kLeastLineBytes, &count)) return false;
  out->reserve(count);
  LineEntry entry{0, line_defined};
  for (uint64_t i = 0; i < count; i++) {
    uint64_t delta = in->uleb();
    int64_t line_delta = in->sleb();
    if (in->failed() || delta > UINT32_MAX - entry.offset) return false;
    if (line_delta < -static_cast<int64_t>(entry.line)) return false;
    if (line_delta > static_cast<int64_t>(UINT32_MAX - entry.line)) return false;
    entry.offset += static_cast<uint32_t>(delta);
    entry.line = static_cast<uint32_t>(entry.line + line_delta);
    out->push_back(entry);
  }
  return true;
}

bool decode_locals(base::ByteReader* in, std::vector<LocalName>* out) {
  uint64_t count;
  if (!read_count(in, kLeastLocalBytes, &count)) return false;
  out->reserve(count);
  for (uint64_t i = 0; i < count; i++) {
    std::string_view name = in->string();
    uint64_t slot = in->uleb();
    uint64_t start = in->uleb();
    uint64_t length = in->uleb();
    if (in->failed() || slot >= kMaxFrameSlots) return false;
    if (start > UINT32_MAX || length > UINT32_MAX - start) return false;
    out->push_back({name, static_cast<uint32_t>(slot), static_cast<uint32_t>(start),
                    static_cast<uint32_t>(start + length)});
  }
  return true;
}

bool decode_upvalue_names(base::ByteReader* in, std::vector<std::string_view>* out) {
  uint64_t count;
  if (!read_count(in, kLeastNameBytes, &count)) return false;
  for (uint64_t i = 0; i < count; i++) out->push_back(in->string());
  return !in->failed();
}

}  // namespace

bool decode_debug_map(std::span<const uint8_t> bytes, uint32_t line_defined, DebugMap* out) {
  *out = DebugMap();
  base::ByteReader in(bytes.data(), bytes.size());
  return decode_lines(&in, line_defined, &out->lines) && decode_locals(&in, &out->locals) &&
         decode_upvalue_names(&in, &out->upvalues) && in.uleb() == 0 && !in.failed() && in.at_end();
}

}  // namespace strata::isa
