// A coroutine: a stack of values and a stack of Frames. The main program runs on one as well.
// Both stacks start small and grow by copying, so no C++ code keeps a Value* or Frame* across a
// safepoint; frames and open upvalues are re-based when the stack moves.
//
//   values:  .. | callee | arg 1 .. | local .. temporaries ..      Frame.base = first argument
//            (the callee's slot is base - 1, but for vararg frames)
//   vararg:  .. | callee | arg 1 .. arg n | arg 1 .. arg p | local ..   base = second copy of arg 1
#pragma once

#include <cstddef>
#include <cstring>

#include "gc/heap.h"
#include "runtime/function.h"
#include "runtime/status.h"
#include "runtime/value.h"

namespace strata::runtime {

class VM;
class Call;

// What a native function asked to be called when the function that it invoked has come back.
// outcome: kOk, results are above the arguments (Call::result_*); kGuestError (only with kCatches).
using Continuation = Status (*)(Call& call, Status outcome);

enum class FrameKind : uint8_t { Lua, Native };

enum FrameFlags : uint16_t {
  kEntryFrame = 1,    // when it returns, the run loop that pushed it ends
  kCatches = 2,       // native: the call that it invoked is protected
  kTailCalled = 4,    // debug: "(...tail calls...)"
  kFinishOperation = 8,  // its result goes where the caller's interrupted instruction says (metamethods)
  kHookedFrame = 16,  // runs hooked_code
  kFinalizerFrame = 32,
  kUnwindingFrame = 64,  // a __close handler that runs because of an error: unwinding goes on after it
  kHookFrame = 128,   // a hook function
  kBottomFrame = 512, // the first frame of a coroutine
  kReturnsForCaller = 1024, // a native called in tail position: its results are those of the Lua frame below
  kWatchedFrame = 2048,  // stays in ordinary code although a hook was set: its return is told all the same
  kGenericFrame = 8192,  // runs generic_code
  kTierBoundary = 16384,  // the frame below may run in another tier than this one was called from: see runtime/native_code.h
  kProtectedEntry = 256, // with kEntryFrame: the native that nested this run catches its error itself
  kHostEntry = 4096,     // with kProtectedEntry: it is the host, whose message handler sees the error
};

struct Frame {                   // 64 bytes
  gc::Object* function;          // LuaFunction or NativeFunction
  const void* pc;                // Lua: where to go on when a callee returns: a word of threaded code
  uint32_t base;                 // slot of the first argument / local
  uint32_t result_slot;          // results are delivered from there upwards
  int32_t expected_results;      // kOpenResults: all, co.top tells how many
  FrameKind kind;
  uint16_t flags;
  uint32_t vararg_count;         // Lua; native: slot of the function that it invoked
  uint32_t argument_count;       // native; of a vararg function
  union {
    Continuation continuation;   // native
    Value* constants;            // Lua, with `resume`: those of its function
  };
  uint64_t state;                // native: for its continuation; Lua: saved top of an open list
  const void* resume;            // of machine code that called machine code: where to go on

  LuaFunction* lua_function() const { return static_cast<LuaFunction*>(function); }
  NativeFunction* native_function() const { return static_cast<NativeFunction*>(function); }
  bool is_lua() const { return kind == FrameKind::Lua; }
};
static_assert(sizeof(Frame) == 64);

// What every call writes into the new frame, two fields at a time: a call costs its stores.
STRATA_INLINE void write_frame(Frame* frame, gc::Object* function, uint32_t base, uint32_t result_slot, int32_t expected,
                               FrameKind kind, uint16_t flags, uint32_t argument_count) {
  uint64_t slots = base | uint64_t{result_slot} << 32;
  uint64_t results = static_cast<uint32_t>(expected) | uint64_t{static_cast<uint8_t>(kind)} << 32 | uint64_t{flags} << 48;
  uint64_t counts = uint64_t{argument_count} << 32;
  frame->function = function;
  std::memcpy(&frame->base, &slots, sizeof slots);
  std::memcpy(&frame->expected_results, &results, sizeof results);
  std::memcpy(&frame->vararg_count, &counts, sizeof counts);
  frame->state = 0;
}
static_assert(offsetof(Frame, result_slot) == offsetof(Frame, base) + 4);
static_assert(offsetof(Frame, kind) == offsetof(Frame, expected_results) + 4);
static_assert(offsetof(Frame, flags) == offsetof(Frame, expected_results) + 6);
static_assert(offsetof(Frame, argument_count) == offsetof(Frame, vararg_count) + 4);

inline constexpr int32_t kOpenResults = -1;
inline constexpr uint32_t kMaxStackSlots = 1'000'000;
inline constexpr uint32_t kErrorReserveSlots = 400;   // beyond the limit, while a message handler runs
inline constexpr uint32_t kErrorReserveFrames = 30;   // likewise
inline constexpr uint32_t kNativeSlots = 20;          // free slots that every native function finds
inline constexpr uint32_t kMaxNativeDepth = 200;      // nested natives and resumes: "C stack overflow"
inline constexpr uint32_t kMaxProtectedDepth = 200;   // nested pcalls of one coroutine: likewise, as in the reference

// Coroutine::hook_mask
enum HookEvents : uint32_t { kHookCall = 1, kHookReturn = 2, kHookLine = 4, kHookCount = 8 };

enum class CoroutineState : uint8_t { Suspended, Running, Normal, Dead };

class Coroutine : public gc::Object {  // Kind::Coroutine
 public:
  VM* vm;
  Value* stack;                  // Kind::ValueStorage's values
  Value* stack_end;              // stack + stack_size
  uint32_t stack_size;           // slots
  uint32_t top;                  // first free slot of the running native frame, or end of an open list
  Frame* frames;                 // frames[0] is the bottom; plain memory, counted as external
  uint32_t frame_count, frame_capacity;
  uint32_t direct_frame_limit;   // frames below it may be pushed inline: frame_capacity, 0 while hooked
  Upvalue* open_upvalues;        // highest slot first
  // Slots marked to-be-closed, ascending.
  uint32_t* close_slots;
  uint32_t close_count, close_capacity;
  CoroutineState state;
  bool handling_error;           // a message handler runs: the error reserve may be used
  bool failed;                   // died of an error, which may be nil
  uint16_t protected_depth;      // frames that catch
  uint16_t non_yieldable;        // > 0: a native function is nested in this coroutine
  Coroutine* resumer;            // who resumed it, while Running or Normal
  Value error;                   // why it died
  // debug.sethook of this coroutine
  Value hook;
  uint32_t hook_mask, hook_count, hook_countdown;
  bool in_hook, native_hook_allowed;
  uint32_t last_hook_offset;
  // While a call or return hook runs: the frame it runs for, and its parameters or results (the first one
  // as debug.getlocal counts, and their number).
  uint32_t hook_transfer_frame, hook_transfer_first, hook_transfer_count;

  Frame& frame() { return frames[frame_count - 1]; }
  Value* base() { return stack + frame().base; }
};

// A fresh suspended coroutine (stack at most 1 KiB). nullptr: no memory.
Coroutine* new_coroutine(VM& vm);

// Makes sure that slots [0, slot_count) exist. May move the stack. Guest error "stack overflow" beyond
// the limit, or "not enough memory".
Status ensure_stack(Coroutine& co, uint32_t slot_count);
// Makes room for one more frame record. Guest error when out of memory.
Status grow_frames(Coroutine& co);
// A message handler has ended: what it was granted beyond the limits of frames and slots is gone again.
void return_error_reserve(Coroutine& co);
// First slot above everything that the topmost frame uses.
uint32_t live_top(Coroutine& co);
// A stack has no write barrier: call this when a coroutine stops running, and after storing into the
// stack of one that does not run.
void stack_changed(Coroutine& co);
// Stress: moves the stack to another address.
void move_stack(Coroutine& co);

// Finds or makes the open upvalue of a slot. nullptr: no memory.
Upvalue* capture(Coroutine& co, uint32_t slot);
// Marks a slot to-be-closed (the caller checked its value).
Status mark_close_slot(Coroutine& co, uint32_t slot);
// Closes all open upvalues of slots >= slot.
void close_upvalues(Coroutine& co, uint32_t slot);

}  // namespace strata::runtime
