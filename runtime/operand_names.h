// Names of values as a program's author knows them: "local 'x'", "global 'print'", "field 'y'".
//
// They are found by symbolic execution of the stack code, in one pass from its start: every entry of the
// symbolic stack remembers the instruction that made it. Where paths join, entries made by different
// instructions become unknown. The answers are those of the reference for the same source.
#pragma once

#include <string>

#include "isa/debug_map.h"
#include "isa/module.h"

namespace strata::runtime {

// How a value was reached: kind "local", "global", "field", "upvalue", "method", "constant",
// "metamethod", "for iterator", "hook"; name is the identifier. kind nullptr: unknown.
struct NameInfo {
  const char* kind = nullptr;
  std::string name;
};

// The value that operand `operand` (0: the deepest one popped) of the instruction at `offset` has.
NameInfo name_of_operand(const isa::FunctionView& function, const isa::DebugMap& map, uint32_t offset,
                         uint32_t operand);

// The function that the instruction at `offset` calls: its callee, or the metamethod it asks for.
NameInfo name_of_called(const isa::FunctionView& function, const isa::DebugMap& map, uint32_t offset);

}  // namespace strata::runtime
