// The verifier: stands between a file and the tiers. Per function and lazy, one pass over code and
// annotations; proves stack depth and kinds, jump targets, operand ranges, constant, upvalue and child
// indices, definite assignment of locals, and checks every claim of the annotations. Its verdict is the
// same for every tier; the rewriter and the JIT rely on it and check nothing again.
//
// What is proved, in short: the code decodes exactly into the claimed blocks, and these are basic
// blocks (jumps lead to starts of blocks; what may jump or end comes last in its block). Inside a block
// the state follows from the block's claim by isa/flow.h; on each edge the state at the source
// satisfies the claim of the target. So by induction every claim holds whenever control arrives.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "isa/annotations.h"
#include "isa/module.h"

namespace strata::isa {

// The first rule or claim that a function breaks, and where it was noticed.
struct VerifierFault {
  std::optional<uint32_t> offset;  // none when it concerns the function as a whole
  std::string text;
};

// nullopt for a sound function. Safe on any module whose sections are readable; the records may hold
// anything.
std::optional<VerifierFault> find_fault(const Module& module, uint32_t index);

// Ok, or an Error "function 3, offset 17: <claim or rule that fails>".
base::Result<void> verify_function(const Module& module, uint32_t index);

// The module's own structure, without looking into functions: records within their sections and
// limits, children form a tree. After it Module::function is safe for every index. Linear in the
// number of functions; read_mlb does it.
base::Result<void> verify_structure(const Module& module);

// Whether the variables exist that the function's children capture, by their descriptors: what a function that is
// known to be sound still depends on. Precondition: the module's structure was verified.
bool captures_exist(const Module& module, uint32_t function_index);

// The structure and all functions.
base::Result<void> verify_module(const Module& module);

}  // namespace strata::isa
