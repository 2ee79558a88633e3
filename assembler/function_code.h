// One function between syntax and module: its bytes, and where in the text they came from.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "assembler/diagnostics.h"
#include "assembler/syntax.h"
#include "base/bytes.h"
#include "isa/debug_map.h"
#include "isa/flow.h"
#include "isa/module.h"

namespace strata::assembler {

// Numbers that the assembler finds itself when the text does not give them.
struct FunctionCode {
  const FunctionSyntax* syntax = nullptr;
  base::ByteWriter code, constants;
  std::vector<isa::ConstantKind> constant_kinds;
  isa::DebugMap debug;                              // names point into the syntax
  std::vector<std::pair<uint32_t, Position>> positions;  // of each instruction, by offset
  std::vector<isa::UpvalueDescriptor> upvalues;
  uint32_t local_count = 0;
  uint32_t max_stack = 0;
  uint8_t flags = 0;

  struct PlacedBlock {
    uint32_t offset;
    const BlockStatement* claim;
    Position at;
    std::vector<isa::TypedSlot> types;
    uint32_t loop_offset;                           // of the loop's header; UINT32_MAX: none
  };
  std::vector<PlacedBlock> blocks;

  // Where the instruction at (or around) a code offset stands in the text.
  Position position_of(uint32_t offset) const;
};

// Upvalues of functions whose enclosing function is already emitted, by function.
using ResolvedUpvalues = std::map<const FunctionSyntax*, std::vector<isa::UpvalueDescriptor>>;

// Emits the code of one function and resolves what its children capture. Functions are emitted after
// the one that encloses them. `text_lines`: the text's own lines are the debug lines, unless the
// function has .line directives.
FunctionCode emit_function(const FunctionSyntax& syntax, bool text_lines, ResolvedUpvalues* upvalues,
                           Diagnostics* diagnostics);

}  // namespace strata::assembler
