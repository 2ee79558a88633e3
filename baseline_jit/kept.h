// Machine code that was made before, by whatever process, and is kept: taken over by a function that has just
// been prepared, and handed out to be kept. Whoever calls has checked that it was made for this function, by
// this build (isa/snippet.h).
#pragma once

#include "isa/snippet.h"
#include "runtime/calls.h"

namespace strata::baseline_jit {

// Where code lies that is to be taken over.
enum class Mapped : uint8_t {
  Executable,  // runs where it is; all of the snippet outlives the VM's functions
  ReadOnly,    // is copied to the VM's own executable memory; the rest outlives the VM's functions
};

// Calls of the function enter the snippet from now on. False: it does not fit the function (nothing has
// happened), or there is no memory.
[[nodiscard]] bool adopt(runtime::VM& vm, runtime::FunctionProto& proto, const isa::SnippetView& snippet, Mapped mapped);

// The machine code of a function as it is to be kept, borrowed from it. False: it has none.
bool snippet_of(const runtime::FunctionProto& proto, isa::SnippetView* out);

// The profile that the function's kept machine code was made from becomes its own, to be added to.
void restore_profile(runtime::FunctionProto& proto);
// The same of a snippet that the function has not taken over, for another CPU level, say. Does nothing where its
// profile does not fit the function.
void take_profile(runtime::FunctionProto& proto, const isa::SnippetView& snippet);

}  // namespace strata::baseline_jit
