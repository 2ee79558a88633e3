// GDB's JIT interface: gdb (and lldb) set a breakpoint in __jit_debug_register_code and read the object
// file that the process offers there for each compiled function, so that backtraces, `info symbol` and
// `break file.lua:3` know functions and lines of machine code (GDB's manual, "JIT Compilation Interface").
// Objects are kept in one list per process, under a lock; a GdbInterface owns those of one VM.
#pragma once

#include <cstdint>

#include "runtime/tier.h"

namespace strata::baseline_jit {

class GdbInterface {
 public:
  GdbInterface() = default;
  ~GdbInterface();
  GdbInterface(const GdbInterface&) = delete;
  GdbInterface& operator=(const GdbInterface&) = delete;

  void add(const runtime::CompiledFunction& function);
  // The function that starts at `code`, if it is known.
  void remove(const uint8_t* code);

  struct Entry;

 private:
  Entry* first_ = nullptr;
};

}  // namespace strata::baseline_jit
