// The usual resume and yield, in one go: a Lua function resumes a coroutine that a Lua function has left by
// coroutine.yield, or yields to a Lua function that has called coroutine.resume or what coroutine.wrap made.
// The values go from the one stack straight to where the other side wants them.
//
// The frames of the native functions are there, as with the general way (runtime/switch.cpp), which does all else:
// first and last steps of a coroutine, hooks, errors, other natives in between. So either may begin what the
// other ends, and tracebacks tell the same.
#include "runtime/calls.h"
#include "runtime/native.h"

namespace strata::runtime {
namespace {

// The topmost frame of `co` is a native's with one of these flags, called by Lua code in the ordinary way.
STRATA_INLINE bool waits_in(const Coroutine& co, uint8_t native_flags) {
  if (co.frame_count < 2 || co.hook_mask != 0) return false;
  const Frame& top = co.frames[co.frame_count - 1];
  const Frame& below = co.frames[co.frame_count - 2];
  return !top.is_lua() && top.flags == 0 && (top.native_function()->flags & native_flags) && below.is_lua();
}

// Room for `count` results of the topmost frame: what a call with a fixed number wants lies inside its caller's frame.
STRATA_INLINE bool has_room(const Coroutine& co, uint32_t count) {
  const Frame& top = co.frames[co.frame_count - 1];
  return top.expected_results != kOpenResults || top.result_slot + count <= co.stack_size;
}

// Ends the topmost frame of `co`, a native's: its results are `true` if `is_resume`, then `values`.
STRATA_INLINE void return_to(Coroutine& co, bool is_resume, const Value* values, uint32_t count) {
  const Frame& done = co.frames[--co.frame_count];
  Value* to = co.stack + done.result_slot;
  uint32_t total = count + is_resume;
  uint32_t wanted = static_cast<uint32_t>(done.expected_results);
  if (done.expected_results == kOpenResults) {
    wanted = total;
    co.top = done.result_slot + total;
  }
  if (is_resume && wanted > 0) {
    to->tag = kTrue;
    to->bits_ = 0;
    ++to, --wanted;
  }
  for (; wanted > 0 && count > 0; --wanted, --count) copy(*to++, *values++);
  for (; wanted > 0; --wanted) (to++)->tag = kNil;
}

void make_running(VM& vm, Coroutine& co) {
  co.state = CoroutineState::Running;
  vm.running = vm.context.running = &co;
}

}  // namespace

Control switch_direct(VM& vm, NativeFunction* function, uint32_t callee, uint32_t arguments, uint32_t result_slot,
                      int32_t expected) {
  Coroutine& co = *vm.running;
  bool yields = function->flags & kYields, takes_coroutine = function->flags & kResumesArgument;
  if (STRATA_UNLIKELY(co.hook_mask != 0)) return Control::Next;
  uint32_t base = callee + 1;
  Coroutine* other = co.resumer;
  if (yields) {
    if (STRATA_UNLIKELY(other == nullptr || co.non_yieldable > 0)) return Control::Next;
    if (!waits_in(*other, kResumesArgument | kResumesCaptured) || !has_room(*other, arguments + 1)) return Control::Next;
  } else {
    Value target = takes_coroutine ? co.stack[base] : function->upvalues[0];
    if (STRATA_UNLIKELY((takes_coroutine && arguments == 0) || target.tag != kCoroutine)) return Control::Next;
    other = target.as_coroutine();
    if (other->state != CoroutineState::Suspended || vm.native_depth >= kMaxNativeDepth) return Control::Next;
    if (!waits_in(*other, kYields) || !has_room(*other, arguments)) return Control::Next;
  }
  Frame& frame = co.frames[co.frame_count++];
  write_frame(&frame, function, base, result_slot, expected, FrameKind::Native, 0, arguments);
  frame.continuation = yields ? nullptr : takes_coroutine ? vm.finish_resume : vm.finish_wrapped;
  const Value* values = co.stack + base + takes_coroutine;
  co.top = base + takes_coroutine;
  if (yields) {
    co.state = CoroutineState::Suspended;
    co.resumer = nullptr;
    stack_changed(co);
    --vm.native_depth;
    bool is_resume = other->frame().native_function()->flags & kResumesArgument;
    return_to(*other, is_resume, values, arguments);
  } else {
    co.state = CoroutineState::Normal;
    other->resumer = &co;
    ++vm.native_depth;
    barrier(vm, other, Value::of(&co));
    return_to(*other, false, values, arguments - takes_coroutine);
  }
  make_running(vm, *other);
  return Control::Reload;
}

}  // namespace strata::runtime
