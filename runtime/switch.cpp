// Coroutine switches: a change of vm.running and a copy of the values that go along.
#include "runtime/actions.h"
#include "runtime/native.h"
#include "runtime/operations.h"

namespace strata::runtime {
namespace {

void make_running(VM& vm, Coroutine& co) {
  co.state = CoroutineState::Running;
  vm.running = vm.context.running = &co;
}

// Pushes `count` values from `from` onto the stack of `to`.
Status transfer(const Value* from, uint32_t count, Coroutine& to) {
  uint32_t top = to.top;
  STRATA_TRY(ensure_stack(to, top + count + kNativeSlots));
  for (uint32_t i = 0; i < count; ++i) to.stack[top + i] = from[i];
  to.top = top + count;
  return kOk;
}

// Back to the resumer of the running coroutine, which is left in `state`.
Coroutine& back_to_resumer(VM& vm, CoroutineState state) {
  Coroutine& co = *vm.running;
  Coroutine& resumer = *co.resumer;
  co.state = state;
  co.resumer = nullptr;
  stack_changed(co);
  --vm.native_depth;
  make_running(vm, resumer);
  return resumer;
}

// resume did not happen: the continuation is told so with a message.
Step refuse_resume(VM& vm, Action& action, const char* message) {
  Coroutine& co = *vm.running;
  String* text = new_string(vm, message);
  if (text == nullptr) {
    (void)vm.raise_memory();
    return Step{Control::Error};
  }
  co.stack[co.top++] = Value::of(text);
  return action.go_on(kGuestError);
}

}  // namespace

Step resume_step(VM& vm, Action& action) {
  Coroutine& co = *vm.running;
  Coroutine& target = *vm.resumption.target;
  uint32_t count = vm.resumption.arguments;
  co.frame().continuation = vm.resumption.then;
  co.top -= count;
  if (target.state == CoroutineState::Dead) return refuse_resume(vm, action, "cannot resume dead coroutine");
  if (target.state != CoroutineState::Suspended) return refuse_resume(vm, action, "cannot resume non-suspended coroutine");
  if (vm.native_depth >= kMaxNativeDepth) return refuse_resume(vm, action, "C stack overflow");
  bool fresh = target.frame_count == 0;
  if (fresh) target.top = 1;
  if (transfer(co.stack + co.top, count, target).failed()) {
    co.stack[co.top++] = vm.error_value;
    return action.go_on(kGuestError);
  }
  co.state = CoroutineState::Normal;
  target.resumer = &co;
  ++vm.native_depth;
  make_running(vm, target);
  barrier(vm, &target, Value::of(&co));
  if (fresh) return action.call(0, count, 0, kOpenResults, kBottomFrame);
  return action.deliver(target.top - count, count);
}

Step yield_step(VM& vm, Action& action) {
  Coroutine& co = *vm.running;
  if (co.resumer == nullptr) {
    (void)vm.raise(co, "attempt to yield from outside a coroutine");
    return Step{Control::Error};
  }
  if (co.non_yieldable > 0) {
    (void)vm.raise(co, "attempt to yield across a C-call boundary");
    return Step{Control::Error};
  }
  uint32_t count = vm.yield_count;
  co.top -= count;
  const Value* values = co.stack + co.top;
  Coroutine& resumer = back_to_resumer(vm, CoroutineState::Suspended);
  if (transfer(values, count, resumer).failed()) return Step{Control::Error};
  return action.go_on(kOk);
}

Step finish_coroutine(VM& vm, Action& action) {
  Coroutine& co = *vm.running;
  uint32_t first = action.first, count = action.count;
  const Value* values = co.stack + first;
  Coroutine& resumer = back_to_resumer(vm, CoroutineState::Dead);
  co.top = 0;
  if (transfer(values, count, resumer).failed()) return Step{Control::Error};
  return action.go_on(kOk);
}

Step fail_coroutine(VM& vm, Action& action) {
  Coroutine& co = *vm.running;
  co.failed = true;
  co.error = vm.error_value;
  barrier(vm, &co, co.error);
  co.top = live_top(co);
  Coroutine& resumer = back_to_resumer(vm, CoroutineState::Dead);
  if (transfer(&vm.error_value, 1, resumer).failed()) return Step{Control::Error};
  return action.go_on(kGuestError);
}

}  // namespace strata::runtime
