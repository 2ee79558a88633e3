// The machine code that the baseline JIT makes of a program's functions, in pieces, for tools. Nothing runs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "api/result.h"

namespace strata {

struct MachinePiece {
  enum class Kind : uint8_t { Entry, Operation, SlowPath, Exits, Constants };
  Kind kind;
  uint32_t begin, end;      // offsets in the machine code
  uint32_t word = 0;        // Operation, SlowPath: of threaded code
  uint32_t code_offset = 0; // likewise: of the stack instruction that the operation belongs to
  std::string operation;    // likewise: as text
};

struct NativeFunctionListing {
  std::string code;                  // machine code
  std::vector<MachinePiece> pieces;  // all of it, in order
};

// Of each function in a multi-level binary, by index, compiled without a profile.
Result<std::vector<NativeFunctionListing>> native_listing(std::string_view binary, std::string_view file_name);

// What machine code finds `displacement` bytes from a pinned register (12 to 15, for r12 to r15): "context.running",
// "stub FindField", "s3", "constant 2", "cache 0", "frame.pc". Empty: nothing with a name.
std::string snippet_place(unsigned register_number, int64_t displacement);

}  // namespace strata
