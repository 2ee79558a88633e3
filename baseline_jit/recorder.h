// The recorder: executes a hot function's operations one by one for a few rounds and notes the types that
// they meet, which way jumps go, how long loops are and what calls lead to. That is what the compiler goes by; the
// interpreter itself counts nothing but heat.
#pragma once

#include "runtime/calls.h"

namespace strata::baseline_jit {

// Gives the function an empty profile, to be filled in so many rounds. False: no memory.
bool start_recording(runtime::FunctionProto& proto, uint32_t rounds);

// The topmost frame has just left machine code for a type that it was not made for: the operation before its
// pc is known to vary from now on.
void note_exit(runtime::VM& vm);

// Runs the topmost frame, whose function is being recorded, until it leaves, or nothing remains to be
// recorded (Reload).
runtime::Control record(runtime::VM& vm);

}  // namespace strata::baseline_jit
