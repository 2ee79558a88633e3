// Unwinding: from where a guest error was raised to who catches it.
//
//   1. the message handler (xpcall's) sees the error while all frames are still there
//   2. frames above the catcher go; variables marked to-be-closed are closed on the way, last first,
//      each as an ordinary call (kUnwindingFrame), so that a handler may yield
//   3. the catcher goes on with the error value; or the run loop is left; or the coroutine dies
#include "runtime/actions.h"
#include "runtime/native.h"
#include "runtime/operations.h"

namespace strata::runtime {
namespace {

constexpr uint32_t kNobody = UINT32_MAX;

// The frame that catches in this run, or whose return would leave it. kNobody: the coroutine dies.
uint32_t find_catcher(Coroutine& co, bool* leaves) {
  for (uint32_t i = co.frame_count; i-- > 0;) {
    *leaves = !(co.frames[i].flags & kCatches);
    if (co.frames[i].flags & (kCatches | kEntryFrame)) return i;
  }
  return kNobody;
}

// The message handler in force: looks through runs that natives nested, but not through one that
// catches itself.
bool find_message_handler(Coroutine& co, Value* handler) {
  for (uint32_t i = co.frame_count; i-- > 0;) {
    Frame& frame = co.frames[i];
    if (frame.flags & kCatches) {
      if (frame.state == 0) return false;
      *handler = co.stack[frame.base + frame.state - 1];
      return true;
    }
    if (frame.flags & kProtectedEntry) {
      if (!(frame.flags & kHostEntry)) return false;
      *handler = co.vm->host_message_handler;
      return !handler->is_nil();
    }
  }
  return false;
}

void call_message_handler(VM& vm) {
  Coroutine& co = *vm.running;
  Value handler;
  if (vm.error_handled || !find_message_handler(co, &handler)) return;
  uint32_t callee = live_top(co);
  uint32_t saved_top = co.top;
  bool outer = co.handling_error;
  co.handling_error = true;
  Value error = vm.error_value;
  if (ensure_stack(co, callee + 2 + kNativeSlots).ok()) {
    co.stack[callee] = handler;
    co.stack[callee + 1] = error;
    co.top = callee + 2;
    if (call_nested(co, 1, 1).ok()) vm.error_value = co.stack[callee];
  }
  co.handling_error = outer;
  co.top = saved_top;
  if (!outer) return_error_reserve(co);
  vm.error_handled = true;
}

// Calls the __close handler of the last marked slot, on top of catcher `index`.
Step close_for_error(VM& vm, Action& action, uint32_t index) {
  Coroutine& co = *vm.running;
  co.frame_count = index + 1;
  uint32_t slot = co.close_slots[--co.close_count];
  close_upvalues(co, slot);
  Value v = co.stack[slot];
  if (ensure_stack(co, slot + 5 + kNativeSlots).failed()) return Step{Control::Error};
  Value handler = find_metamethod_of(vm, v, Metamethod::Close);
  co.stack[slot + 1] = vm.error_value;
  co.stack[slot + 2] = handler.is_nil() ? v : handler;
  co.stack[slot + 3] = v;
  co.stack[slot + 4] = vm.error_value;
  return action.call(slot + 2, 2, slot + 2, 0, kUnwindingFrame);
}

// Likewise where the error leaves the run loop: nested, below it nobody of this run is left.
void close_nested(VM& vm, uint32_t first_slot) {
  Coroutine& co = *vm.running;
  while (co.close_count > 0 && co.close_slots[co.close_count - 1] >= first_slot) {
    uint32_t slot = co.close_slots[--co.close_count];
    close_upvalues(co, slot);
    Value v = co.stack[slot];
    if (ensure_stack(co, slot + 5 + kNativeSlots).failed()) continue;
    Value handler = find_metamethod_of(vm, v, Metamethod::Close);
    co.stack[slot + 1] = vm.error_value;
    co.stack[slot + 2] = handler.is_nil() ? v : handler;
    co.stack[slot + 3] = v;
    co.stack[slot + 4] = vm.error_value;
    co.top = slot + 5;
    if (call_nested(co, 2, 0).ok()) vm.error_value = co.stack[slot + 1];
  }
}

}  // namespace

Step unwind_step(VM& vm, Action& action) {
  Coroutine& co = *vm.running;
  call_message_handler(vm);
  bool leaves = false;
  uint32_t index = find_catcher(co, &leaves);
  if (index == kNobody) return fail_coroutine(vm, action);
  uint32_t first_slot = co.frames[index].base;
  if (leaves) {
    Frame entry = co.frames[index];
    // An error in a handler still meets the message handler of this run, or that it has none.
    co.frame_count = index + (entry.flags & kProtectedEntry ? 1 : 0);
    close_nested(vm, first_slot);
    co.frame_count = index;
    close_upvalues(co, first_slot);
    co.top = entry.result_slot;
    vm.leave_status = kGuestError;
    return Step{Control::Leave};
  }
  if (co.close_count > 0 && co.close_slots[co.close_count - 1] >= first_slot) {
    return close_for_error(vm, action, index);
  }
  co.frame_count = index + 1;
  Frame& catcher = co.frames[index];
  close_upvalues(co, catcher.vararg_count);
  co.stack[catcher.vararg_count] = vm.error_value;
  co.top = catcher.vararg_count + 1;
  return action.go_on(kGuestError);
}

Control unwind(VM& vm) {
  Action action;
  Step step = unwind_step(vm, action);
  return step.done ? step.control : drive(vm, action);
}

namespace {

// Closes all variables of `target`, which runs and has no frames left; with the error vm.error_value when
// `failed`. Returns whether there is an error in the end.
bool close_all(VM& vm, Coroutine& target, bool failed) {
  ++target.non_yieldable;
  while (target.close_count > 0) {
    uint32_t slot = target.close_slots[--target.close_count];
    close_upvalues(target, slot);
    Value v = target.stack[slot];
    if (ensure_stack(target, slot + 4 + kNativeSlots).failed()) continue;
    Value error = failed ? vm.error_value : Value::nil();
    Value handler = find_metamethod_of(vm, v, Metamethod::Close);
    target.stack[slot + 1] = error;
    target.stack[slot + 2] = handler.is_nil() ? v : handler;
    target.stack[slot + 3] = v;
    target.stack[slot + 4] = error;
    target.top = slot + 5;
    if (call_nested(target, 2, 0).failed()) failed = true;
    else if (failed) vm.error_value = target.stack[slot + 1];
  }
  close_upvalues(target, 0);
  --target.non_yieldable;
  target.top = 0;
  return failed;
}

}  // namespace

Status close_coroutine(VM& vm, Coroutine& target) {
  Coroutine& closer = *vm.running;
  bool failed = target.failed;
  if (vm.native_depth >= kMaxNativeDepth) return vm.raise(closer, "C stack overflow");
  vm.error_value = target.error;
  target.state = CoroutineState::Running;
  closer.state = CoroutineState::Normal;
  vm.running = vm.context.running = &target;
  target.resumer = &closer;  // keeps its stack a root
  target.frame_count = 0;
  failed = close_all(vm, target, failed);
  target.state = CoroutineState::Dead;
  target.resumer = nullptr;
  target.error = Value::nil();
  target.failed = false;
  closer.state = CoroutineState::Running;
  vm.running = vm.context.running = &closer;
  return failed ? kGuestError : kOk;
}

void close_main(VM& vm) {
  Coroutine& co = *vm.main;
  co.frame_count = 0;
  co.top = 0;
  vm.running = vm.context.running = &co;
  vm.native_depth = 0;
  (void)close_all(vm, co, false);
}

}  // namespace strata::runtime
