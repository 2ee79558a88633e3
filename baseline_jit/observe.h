// Tells the host's CodeObserver of machine code: names, lines and where it lies.
#pragma once

#include <span>

#include "runtime/vm.h"

namespace strata::baseline_jit {

// `proto` has just been compiled; `word_starts` says by threaded word where its code starts, 0: nowhere.
void tell_compiled(runtime::VM& vm, runtime::FunctionProto& proto, std::span<const uint32_t> word_starts);
void tell_removed(runtime::VM& vm, const uint8_t* code);

}  // namespace strata::baseline_jit
