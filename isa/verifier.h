// The verifier: stands between a file and the tiers. Per function and lazy, one pass over code and
// annotations; proves stack depth and kinds, jump targets, operand ranges, constant, upvalue and child
// indices, definite assignment of locals, and checks every claim of the annotations. Its verdict is the
// same for every tier; the rewriter and the JIT rely on it and check nothing again.
#pragma once

#include "base/result.h"
#include "isa/annotations.h"
#include "isa/module.h"

namespace strata::isa {

// Ok, or an Error "function 3, offset 17: <claim or rule that fails>".
base::Result<void> verify_function(const Module& module, uint32_t index);

// All functions, and the module's own structure (records, children form a tree, main's shape).
base::Result<void> verify_module(const Module& module);

}  // namespace strata::isa
