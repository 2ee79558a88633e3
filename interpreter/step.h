// Single operations of threaded code, each as a function: what machine code calls where it has no code of
// its own for a case, and what records types before a function is compiled. All operands are in their slots.
#pragma once

#include <cstdint>

#include "interpreter/threaded.h"
#include "runtime/calls.h"

namespace strata::interpreter {

// What a step says, as a number: a runtime::Control, where Next means that the next word follows, or kJumped:
// the operation's jump is taken. A frame that it pushed has kTierBoundary.
using Step = uint32_t (*)(runtime::VM* vm, const Insn* i);
inline constexpr uint32_t kJumped = 0x10;

// By operation; of a fused pair, its first one.
extern const Step* const kSteps;

// The first operation of a fused pair; any other one is itself.
Op first_op(Op op);

}  // namespace strata::interpreter
