// debug.sethook at run time: calling the hook, and giving frames hooked code.
#include "runtime/hooks.h"

#include <algorithm>

#include "runtime/actions.h"
#include "runtime/native.h"
#include "runtime/operations.h"

namespace strata::runtime {

Status run_hook(Coroutine& co, const char* event, int line, HookTransfer transfer) {
  VM& vm = *co.vm;
  if (co.in_hook || co.hook.is_nil()) return kOk;
  uint32_t saved_top = co.top;
  uint32_t callee = std::max(live_top(co), transfer.first_slot + transfer.count);
  STRATA_TRY(ensure_stack(co, callee + 3 + kNativeSlots));
  String* name = new_string(vm, event);
  if (name == nullptr) return vm.raise_memory();
  co.stack[callee] = co.hook;
  co.stack[callee + 1] = Value::of(name);
  co.stack[callee + 2] = line >= 0 ? Value::integer(line) : Value::nil();
  co.top = callee + 3;
  co.in_hook = true;
  co.hook_transfer_frame = co.frame_count - 1;
  co.hook_transfer_first = transfer.first_slot == 0 ? 0 : transfer.first_slot - co.frame().base + 1;
  co.hook_transfer_count = transfer.count;
  Status status = call_nested(co, 2, 0, kHookFrame);
  co.in_hook = false;
  co.top = saved_top;
  return status;
}

Status run_call_hook(Coroutine& co) {
  Frame& frame = co.frame();
  uint32_t count = frame.is_lua() ? frame.lua_function()->proto->parameter_count : frame.argument_count;
  return run_hook(co, frame.flags & kTailCalled ? "tail call" : "call", -1, {frame.base, count});
}

Control enter_hooked(VM& vm) {
  Coroutine& co = *vm.running;
  if (co.in_hook) return Control::Reload;
  Frame& frame = co.frame();
  if (!vm.upward.use_hooked_code(vm, frame)) {
    (void)vm.raise_memory();
    return Control::Error;
  }
  co.last_hook_offset = UINT32_MAX;  // its first step is on a new line, whichever it is
  if (!(co.hook_mask & kHookCall)) return Control::Reload;
  return run_call_hook(co).ok() ? Control::Reload : Control::Error;
}

Status return_hook(VM& vm, uint32_t first, uint32_t count) {
  Coroutine& co = *vm.running;
  if (co.in_hook) return kOk;
  if (co.hook_mask & kHookReturn) STRATA_TRY(run_hook(co, "return", -1, {first, count}));
  if (co.frame_count > 1 && co.frames[co.frame_count - 2].is_lua()) {
    co.last_hook_offset = vm.upward.current_offset(co, co.frame_count - 2);
  }
  return kOk;
}

}  // namespace strata::runtime
