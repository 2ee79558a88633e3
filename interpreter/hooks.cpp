// Hooked code: an unfused rewriting with a Hook operation before each instruction, used by frames of a
// coroutine that has a hook. A function that never runs under a hook never has any.
#include "runtime/hooks.h"

#include "interpreter/interpreter.h"
#include "interpreter/slow_paths.h"
#include "runtime/debug_info.h"

namespace strata::interpreter {

using runtime::Status;

Control slow_hook(VM& vm, const Insn* i) {
  Coroutine& co = *vm.running;
  if (co.hook_mask == 0 || co.in_hook) return Control::Next;
  uint32_t offset = static_cast<uint32_t>(i->wide());
  if ((co.hook_mask & runtime::kHookCount) && --co.hook_countdown == 0) {
    co.hook_countdown = co.hook_count;
    if (runtime::run_hook(co, "count", -1).failed()) return Control::Error;
  }
  if (co.hook_mask & runtime::kHookLine) {
    const isa::DebugMap& map = runtime::debug_map(*co.frame().lua_function()->proto);
    uint32_t last = co.last_hook_offset;
    uint32_t line = map.line_at(offset);
    bool fires = offset <= last || map.line_at(last) != line;
    co.last_hook_offset = offset;
    if (fires && line != 0 && runtime::run_hook(co, "line", static_cast<int>(line)).failed()) return Control::Error;
  }
  return Control::Reload;
}

bool use_hooked_code(VM& vm, Frame& frame) {
  FunctionProto& proto = *frame.lua_function()->proto;
  if (!make_hooked_code(vm, proto)) return false;
  frame.flags |= runtime::kHookedFrame;
  frame.pc = proto.hooked_code + 1;
  return true;
}

Status hooks_changed(Coroutine& co) {
  co.direct_frame_limit = co.hook_mask != 0 ? 0 : co.frame_capacity;
  return runtime::kOk;
}

}  // namespace strata::interpreter
