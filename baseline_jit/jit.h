// The baseline JIT of a VM: what api/ puts into runtime::UpwardServices. A function that gets hot is
// recorded for some rounds (baseline_jit/recorder.h), then compiled (baseline_jit/compiler.h). Machine code
// that keeps meeting other types than it was made for is made again.
//
// Making pages executable costs about as much as compiling what goes there, so functions that get hot at about
// the same time share pages: a compiled one goes on in the interpreter for some more rounds, and is sealed
// together with those that were compiled meanwhile.
#pragma once

#include <span>

#include "baseline_jit/code_memory.h"
#include "baseline_jit/compiler.h"
#include "runtime/calls.h"

namespace strata::baseline_jit {

class Jit {
 public:
  // Machine code that is written, but not executable before the next seal().
  struct Waiting {
    runtime::FunctionProto* proto;
    runtime::NativeCode* native;
    std::vector<uint32_t> word_starts;  // where somebody observes code
  };

  explicit Jit(size_t code_limit_bytes) : memory(code_limit_bytes) {}
  ~Jit();

  CodeMemory memory;
  Compiler::Workspace workspace;
  std::vector<Waiting> waiting;
};

// UpwardServices::tier_up.
void tier_up(runtime::VM& vm, runtime::FunctionProto& proto);
// UpwardServices::enter_tier.
runtime::Control enter_tier(runtime::VM& vm);
// UpwardServices::count_exit.
void count_exit(runtime::VM& vm);
// UpwardServices::drop_native.
void drop_native(runtime::VM& vm, runtime::FunctionProto& proto);
// UpwardServices::drop_jit.
void drop_jit(runtime::VM& vm);

// What the inline caches hold now, and what became of the tables that its places made, goes into the function's profile,
// which there is: code is a function of the profile alone.
void note_caches(runtime::FunctionProto& proto);

// Compiles a prepared function now, with what its profile holds. False: it stays as it was.
bool compile_now(runtime::VM& vm, runtime::FunctionProto& proto);
// The same for a function that has not run in this VM: its profile, if there is one, is what earlier runs saw.
bool compile_ahead(runtime::VM& vm, runtime::FunctionProto& proto);

// Makes all code that is waiting executable. Without executable memory those functions stay interpreted.
void install_waiting(runtime::VM& vm);

// VM::jit, which there was not yet. nullptr: no memory.
Jit* make_jit(runtime::VM& vm);
// Calls of the function enter this machine code from now on.
void make_entered(runtime::FunctionProto& proto, runtime::NativeCode* native);

}  // namespace strata::baseline_jit
