// Typed operations and their generic twins: see interpreter/generic_code.cpp.
#pragma once

#include "interpreter/threaded.h"
#include "isa/annotations.h"
#include "runtime/coroutine.h"

namespace strata::interpreter {

// The operation that does what `op` does, for operands proved to be of `type`; `op` itself when there is none.
Op typed_op(Op op, isa::SlotType type);

// The threaded code that a Lua frame runs: ordinary, generic or hooked.
const uint64_t* code_of(const runtime::Frame& frame);

}  // namespace strata::interpreter
