// Machine code of a function in one VM, and the ways in and out of machine code: see
// docs/snippet-interface.md. Whoever makes the code fills this in; the run loop enters it.
//
// At each word of threaded code a frame looks the same to the interpreter and to machine code: all that is
// alive is in its home slots, and Frame::pc is the word. So either may go on where the other stopped;
// `places` tells where machine code can.
//
// A frame that machine code pushed for machine code has no flags and returns by a jump to Frame::resume of
// the frame below. So does one that the interpreter calls (call_machine_code): its frame's resume comes back there.
// A frame with kTierBoundary returns through deliver(), as does every frame with other flags.
#pragma once

#include <cstdint>
#include <vector>

#include "isa/snippet.h"
#include "runtime/calls.h"

namespace strata::runtime {

struct NativeCode {
  const uint8_t* code;           // executable memory
  uint32_t size_bytes;
  uint32_t call_entry;           // offset where machine code that calls this function enters
  uint32_t exits_left;           // that many more leave it for the interpreter until it is compiled again
  NativeCode* retired;           // made before: frames may still return to it
  const uint32_t* place_table;   // by word of threaded code: offset where a frame may be entered; 0: nowhere
  // Made in this VM: what `place_table` points to, and the profile that it was made from (WordProfile, by word).
  std::vector<uint32_t> places;
  std::vector<uint8_t> profile;
  isa::CpuLevel level;           // what its instructions need
  uint32_t times_compiled;       // of the function, as far as profiles know
  // Made before and mapped: all of it lies there, and outlives the function.
  bool is_kept;
  bool is_published;             // kept on disk since it was made
  bool in_code_memory;           // its code is a copy in this VM's executable memory
  isa::SnippetView kept;
};

// The machine code that a function has, or had until it began to be recorded again. nullptr: none.
inline NativeCode* newest_code(const FunctionProto& proto) { return proto.native != nullptr ? proto.native : proto.retired; }

// The frame is entered by something else than a call of machine code by machine code. With another flag it
// returns through deliver() anyway: not to store saves the next wide load of the flags a wait.
STRATA_INLINE void mark_boundary(Frame& frame) {
  if ((frame.flags & ~kTailCalled) == 0) frame.flags |= kTierBoundary;
}

// Runs machine code at `address` for the topmost frame until it leaves.
Control enter_native(VM& vm, const void* address);

// Calls a function that is machine code, or was until now, from the topmost frame, which has its pc. Next: it has
// returned to that frame, with its results where they belong; stacks may have moved. `expected` also has the new
// frame's flags, as they lie in it. Not for code that machine code has called: the calls would nest.
Control call_machine_code(VM& vm, LuaFunction* function, Value* arguments, uint32_t count, uint32_t result_slot,
                          uint64_t expected);

// FunctionProto::entry of a function that is not compiled.
const void* interpreted_entry();
// Context::leave and others: see runtime/context.h.
const void* leave_address();
const void* deliver_address();
// Context::next_pair.
const void* next_pair_address();
// Context::find_handler.
const void* find_handler_address();

}  // namespace strata::runtime
