// debug.sethook at run time: calling the hook, and giving frames hooked code.
#include "runtime/hooks.h"

#include "runtime/actions.h"
#include "runtime/native.h"
#include "runtime/operations.h"

namespace strata::runtime {

Status run_hook(Coroutine& co, const char* event, int line) {
  VM& vm = *co.vm;
  if (co.in_hook || co.hook.is_nil()) return kOk;
  uint32_t saved_top = co.top;
  uint32_t callee = live_top(co);
  STRATA_TRY(ensure_stack(co, callee + 3 + kNativeSlots));
  String* name = new_string(vm, event);
  if (name == nullptr) return vm.raise_memory();
  co.stack[callee] = co.hook;
  co.stack[callee + 1] = Value::of(name);
  co.stack[callee + 2] = line >= 0 ? Value::integer(line) : Value::nil();
  co.top = callee + 3;
  co.in_hook = true;
  uint32_t frames = co.frame_count;
  Status status = call_nested(co, 2, 0);
  co.in_hook = false;
  if (status.ok()) co.frame_count = frames;
  co.top = saved_top;
  return status;
}

Control enter_hooked(VM& vm) {
  Coroutine& co = *vm.running;
  Frame& frame = co.frame();
  if (!vm.upward.use_hooked_code(vm, frame)) {
    (void)vm.raise_memory();
    return Control::Error;
  }
  co.last_hook_offset = 0;
  if (!(co.hook_mask & kHookCall)) return Control::Reload;
  const char* event = frame.flags & kTailCalled ? "tail call" : "call";
  return run_hook(co, event, -1).ok() ? Control::Reload : Control::Error;
}

Status return_hook(VM& vm) {
  Coroutine& co = *vm.running;
  if (co.hook_mask & kHookReturn) STRATA_TRY(run_hook(co, "return", -1));
  if (co.frame_count > 1 && co.frames[co.frame_count - 2].is_lua()) {
    co.last_hook_offset = vm.upward.current_offset(co, co.frame_count - 2);
  }
  return kOk;
}

}  // namespace strata::runtime
