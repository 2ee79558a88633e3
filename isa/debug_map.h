// The debug map of a function: lines, names of locals and upvalues. Outside the function's identity,
// may be stripped. Decoded only when an error, a traceback or the debug library asks.
//
//   ULEB128 line_count, then per entry: ULEB128 code offset delta, zigzag LEB128 line delta
//     (the first line is relative to line_defined); an entry holds up to the next one. A producer
//     adds an entry where the line of the instruction at that offset differs from the one before.
//   ULEB128 local_count, then per local variable in order of declaration: string name, ULEB128 slot,
//     ULEB128 start offset (first instruction where it is active), ULEB128 length in bytes of code
//   ULEB128 upvalue_count, then a string name for each
//   ULEB128 statement_count ... reserved: 0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "isa/module.h"

namespace strata::isa {

struct LineEntry {
  uint32_t offset;
  uint32_t line;
};

struct LocalName {
  std::string_view name;
  uint32_t slot;
  uint32_t start, end;  // code offsets, [start, end)
};

struct DebugMap {
  std::vector<LineEntry> lines;
  std::vector<LocalName> locals;
  std::vector<std::string_view> upvalues;

  // Line of the instruction at `offset`; 0 when unknown.
  uint32_t line_at(uint32_t offset) const;
  // Name of the active local in `slot` at `offset`; empty when there is none.
  std::string_view local_at(uint32_t slot, uint32_t offset) const;
  // Name of the n-th (from 1) active local at `offset`, as debug.getlocal counts; nullptr if none.
  const LocalName* nth_active(uint32_t n, uint32_t offset) const;
};

// Writes a debug map; `lines` deltas as above.
void encode_debug_map(const DebugMap& map, uint32_t line_defined, base::ByteWriter* out);

// False when malformed. Names point into `bytes`.
bool decode_debug_map(std::span<const uint8_t> bytes, uint32_t line_defined, DebugMap* out);

}  // namespace strata::isa
