// The context: what running code of every tier reaches through one pinned register. The first member
// of a VM. Its layout is part of the snippet interface (docs/snippet-interface.md).
#pragma once

#include <cstdint>

#include "gc/heap.h"

namespace strata::runtime {

class Coroutine;

// Bits of the interrupt word. Setting one is async-signal-safe (a relaxed atomic or).
enum InterruptBit : uint32_t {
  kInterruptCollector = 1,   // a collector step is due
  kInterruptSignal = 2,      // Ctrl-C, or VM::request_interrupt from another thread
  kInterruptLimit = 4,       // a time or memory limit was reached
  kInterruptCount = 8,       // steps are being counted (--max-steps): stays set
  kInterruptFinalizers = 16, // objects wait for their __gc
  kInterruptHook = 32,       // a hook was set on some coroutine: frames must change to hooked code
  kInterruptStress = 64,     // stress settings: stays set
};

// Those that may end a guest.
inline constexpr uint32_t kInterruptStops = kInterruptSignal | kInterruptLimit;

// Pieces of machine code that all snippets share: baseline_jit/stubs.h.
inline constexpr unsigned kSharedStubs = 16;

struct Context {
  uint32_t interrupt = 0;    // tested at every function entry and loop back-edge
  uint32_t reserved = 0;
  Coroutine* running = nullptr;
  gc::Run* runs = nullptr;   // bump runs of the heap, by size class
  const void* leave = nullptr;         // where machine code ends, with a Control in eax
  const void* next_pair = nullptr;     // what generic loops over tables call
  const void* find_handler = nullptr;  // what arithmetic on objects calls
  const void* find_access = nullptr;   // and accesses with metamethods: runtime/handler_search.h
  const void* deliver = nullptr;       // where machine code returns to what is not machine code
  const void* call_interpreted = nullptr;  // FunctionProto::entry of what is not compiled
  const void* stubs[kSharedStubs] = {};
  const void* enter_call = nullptr;    // the one that the interpreter calls: runtime/native_code.h
  const void* const* steps = nullptr;  // by threaded operation: what executes one of them, out of line
  const void* find_indexed = nullptr;     // functions of runtime/table.h and runtime/string.h
  const void* store_indexed = nullptr;
  const void* compare_strings = nullptr;
  const void* store_cached = nullptr;     // of runtime/field_access.h
  const void* close_upvalues = nullptr;   // of runtime/coroutine.h

  // Other threads and signal handlers set bits; an atomic load costs nothing more than a plain one.
  uint32_t requested() const { return __atomic_load_n(&interrupt, __ATOMIC_RELAXED); }
  void request(uint32_t bits) { __atomic_fetch_or(&interrupt, bits, __ATOMIC_RELAXED); }
  void clear(uint32_t bits) { __atomic_fetch_and(&interrupt, ~bits, __ATOMIC_RELAXED); }
};

}  // namespace strata::runtime
