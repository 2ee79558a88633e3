// How single things are written in the assembler language.
#pragma once

#include <string>
#include <string_view>

#include "isa/constants.h"
#include "isa/module.h"
#include "isa/opcode.h"

namespace strata::assembler {

// A string in quotes, with escapes for all that is not printable ASCII.
std::string quote(std::string_view text);

// A name as the assembler reads it back: bare where it is a word, else in quotes.
std::string spell(std::string_view name);

// A constant as a literal; floats keep every bit.
std::string constant_text(const isa::Constant& constant);

// One instruction by itself, for listings: slots and indices as numbers, constants as literals, a
// label as "@" and its offset.
std::string instruction_text(const isa::FunctionView& function, const isa::Instruction& in);

}  // namespace strata::assembler
