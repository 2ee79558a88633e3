// Finds the annotations of a function from its code: the most that the verifier would let a producer
// claim. Blocks are basic blocks; stack depth, set locals and types come from running isa/flow.h over
// the code until nothing changes; loops are the spans of the jumps back.
//
// Code that cannot be reached is taken to start with an empty stack and all locals set.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "base/bytes.h"
#include "isa/flow.h"

namespace strata::assembler {

// Why a function has no annotations: a rule that the instruction at `offset` breaks.
struct AnnotateFault {
  uint32_t offset = 0;
  std::string text;
};

// Appends the annotations to `out`; false with a fault when the code breaks a rule.
bool annotate(const isa::FunctionShape& shape, uint32_t parameter_count, std::span<const uint8_t> code,
              base::ByteWriter* out, AnnotateFault* fault);

// The deepest operand stack of the code, following its jumps; what is wrong with the code is ignored.
uint32_t deepest_stack(std::span<const uint8_t> code);

}  // namespace strata::assembler
