// Working off actions: results to whoever waits for them, natives that go on, coroutine switches.
#include "runtime/actions.h"
#include "runtime/native.h"
#include "runtime/operations.h"

namespace strata::runtime {
namespace {

// Moves `count` values from `first` to `to`, cut or nil-filled to `expected`. Returns how many are there.
uint32_t move_results(Coroutine& co, uint32_t first, uint32_t count, uint32_t to, int32_t expected) {
  Value* stack = co.stack;
  uint32_t wanted = expected == kOpenResults ? count : static_cast<uint32_t>(expected);
  uint32_t moved = count < wanted ? count : wanted;
  for (uint32_t i = 0; i < moved; ++i) stack[to + i] = stack[first + i];
  for (uint32_t i = moved; i < wanted; ++i) stack[to + i] = Value::nil();
  return wanted;
}

Step continue_native(VM& vm, Action& action) {
  Status outcome = action.outcome;
  Coroutine& co = *vm.running;
  Frame& frame = co.frame();
  Continuation continuation = frame.continuation;
  frame.continuation = nullptr;
  if (frame.flags & kCatches) co.protected_depth--;
  frame.flags &= static_cast<uint16_t>(~kCatches);
  if (continuation == nullptr) {
    if (outcome.failed()) return Step{Control::Error};
    return action.deliver(frame.vararg_count, co.top - frame.vararg_count);
  }
  Call call(co, co.frame_count - 1);
  return step_of_status(vm, action, continuation(call, outcome));
}

Step begin_invocation(VM& vm, Action& action) {
  Coroutine& co = *vm.running;
  Frame& frame = co.frame();
  uint32_t callee = vm.invocation.callee;
  if (vm.invocation.flags & kCatches) {
    // As in the reference; a message that grows at each level stays bounded in an endless recursion.
    if (co.protected_depth >= kMaxProtectedDepth) {
      (void)vm.raise(co, "C stack overflow");
      return Step{Control::Error};
    }
    co.protected_depth++;
    frame.flags |= kCatches;
  }
  frame.continuation = vm.invocation.then;
  frame.vararg_count = callee;
  return action.call(callee, co.top - callee - 1, callee, vm.invocation.expected, 0);
}

}  // namespace

Step step_of_status(VM& vm, Action& action, Status status) {
  if (STRATA_LIKELY(status.code >= 0)) {
    uint32_t count = static_cast<uint32_t>(status.code);
    return action.deliver(vm.running->top - count, count);
  }
  if (status == kGuestError) return Step{Control::Error};
  if (status == kInvoke) return action.ask(Action::Invoke);
  if (status == kResume) return action.ask(Action::Resume);
  STRATA_CHECK(status == kYield);
  return action.ask(Action::Yield);
}

Step deliver_step(VM& vm, Action& action) {
  Coroutine& co = *vm.running;
  if (STRATA_UNLIKELY(co.hook_mask != 0) && return_hook(vm, action.first, action.count).failed()) {
    return Step{Control::Error};
  }
  const Frame& done = co.frames[--co.frame_count];  // stays readable until another frame is pushed
  if (done.flags & kReturnsForCaller) {
    close_upvalues(co, co.frame().base);
    return Step::again();
  }
  if (STRATA_UNLIKELY(done.flags & kUnwindingFrame)) {
    vm.error_value = co.stack[done.result_slot - 1];
    return unwind_step(vm, action);
  }
  bool leaves = done.flags & kEntryFrame;
  if (co.frame_count == 0 && !leaves) return finish_coroutine(vm, action);
  bool to_native = leaves || !co.frame().is_lua();
  uint32_t room = done.expected_results == kOpenResults ? action.count : static_cast<uint32_t>(done.expected_results);
  if (to_native) room += kNativeSlots;
  if (ensure_stack(co, done.result_slot + room).failed()) return Step{Control::Error};
  uint32_t delivered = move_results(co, action.first, action.count, done.result_slot, done.expected_results);
  if (to_native || done.expected_results == kOpenResults) co.top = done.result_slot + delivered;
  if (leaves) {
    vm.leave_status = kOk;
    return Step{Control::Leave};
  }
  if (to_native) return action.go_on(kOk);
  if (!(done.flags & kFinishOperation)) return Step{Control::Reload};
  vm.result_slot = done.result_slot;
  return Step{Control::FinishOperation};
}

static Step take_step(VM& vm, Action& action) {
  switch (action.kind) {
    case Action::Call: return call_step(vm, action);
    case Action::Deliver: return deliver_step(vm, action);
    case Action::Continue: return continue_native(vm, action);
    case Action::Invoke: return begin_invocation(vm, action);
    case Action::Resume: return resume_step(vm, action);
    case Action::Yield: return yield_step(vm, action);
  }
  return Step{Control::Error};
}

Control drive(VM& vm, Action& action) {
  for (;;) {
    Step step = take_step(vm, action);
    if (step.done) return step.control;
  }
}

}  // namespace strata::runtime
