// Code that all snippets share: reached through Context::stubs, so that no snippet holds an address. It is made when
// Strata is built (baseline_jit/stub_maker/) and is part of the executable like any function.
#pragma once

#include <cstddef>
#include <iterator>

#include "runtime/context.h"

namespace strata::baseline_jit {

enum class Stub : unsigned {
  // Called with esi: offset of an operation's word. Executes it; eax: see interpreter/step.h.
  Step,
  // The same for an operation whose fast path failed: when that has happened too often, the frame goes on
  // in the interpreter instead, and the function is compiled again. Comes back when the next operation follows (eax: 0)
  // or its jump is taken (interpreter::kJumped); else machine code is left as the step says.
  SlowStep,
  // Jumped to with esi: offset of the word where the frame goes on, in the interpreter; or with the
  // interrupt word set.
  Interpret,
  Poll,
  // Called after a native function has run: the stacks may have moved.
  ReloadFrame,
  // Jumped to to return any number of results. esi: where they are, counted in bytes from the base; ecx: how
  // many; edx: offset of the operation's word. The second one is for vararg functions.
  ReturnMany,
  ReturnManyVararg,
  // Called with rax: inline cache, rdx: table. Clears carry and sets rcx to the address of the value: the
  // table's own, not nil if it has a metatable, or what a hit remembers of its class chain.
  FindField,
  // Called with tags in rax and rcx, payloads in xmm0 and xmm1. Clears carry, and the result is in rax (tag) and
  // rdx (payload), when both are numbers.
  AddNumbers,
  SubNumbers,
  MulNumbers,
  // Called with the addresses of two values in rdx and rcx. Clears carry, and zero says whether the first one is
  // equal, less, less or equal, where that takes no more than a look: at objects that are the same, at numbers of
  // one kind.
  Equal,
  Less,
  LessEqual,
  // Jumped to with a Control in eax: ends machine code, but for Reload when the topmost frame can go on in it.
  Leave,
  // Not for snippets: how the interpreter calls machine code (runtime/native_code.h).
  EnterCall,
  Count
};

inline constexpr const char* kStubNames[] = {"Step",       "SlowStep",         "Interpret", "Poll", "ReloadFrame",
                                             "ReturnMany", "ReturnManyVararg", "FindField", "AddNumbers",
                                             "SubNumbers", "MulNumbers",       "Equal",     "Less", "LessEqual",
                                             "Leave",      "EnterCall"};
static_assert(std::size(kStubNames) == static_cast<size_t>(Stub::Count));
static_assert(std::size(kStubNames) == runtime::kSharedStubs);

// Context::stubs lead to them from now on.
void link_stubs(runtime::Context& context);

}  // namespace strata::baseline_jit
