// Hooked code: an unfused rewriting with a Hook operation before each step, used by frames of a
// coroutine that has a hook. A function that never runs under a hook never has any.
#include "runtime/hooks.h"

#include <algorithm>

#include "interpreter/generic_code.h"
#include "interpreter/interpreter.h"
#include "interpreter/pc_map.h"
#include "isa/opcode.h"
#include "interpreter/slow_paths.h"
#include "runtime/debug_info.h"

namespace strata::interpreter {

using runtime::Status;

namespace {

// An instruction that takes an open list finds it above the frame: a hook must not run over it.
void protect_open_list(Coroutine& co, uint32_t offset) {
  Frame& frame = co.frame();
  const FunctionProto& proto = *frame.lua_function()->proto;
  isa::FunctionView view = proto.program->module->function(proto.function_index);
  isa::Instruction instruction;
  if (!isa::decode(view.code.data(), static_cast<uint32_t>(view.code.size()), offset, &instruction)) return;
  if (isa::row(instruction.op).flags & isa::kOpenIn) frame.state = co.top;
}

Value value_of(const FunctionProto& proto, const Value* locals, const Entry& entry) {
  switch (entry.kind) {
    case Entry::Local: return locals[entry.value];
    case Entry::Constant: return proto.constants[entry.value];
    case Entry::Integer: return Value::integer(entry.value);
    case Entry::True: return Value::boolean(true);
    case Entry::False: return Value::boolean(false);
    default: return Value::nil();
  }
}

// The operation before `word`. A data word looks like any operation, so the code is walked from its start.
const Insn* operation_before(const Insn* code, size_t word) {
  const Insn* operation = code;
  for (const Insn* next = code; next < code + word; next += row(next->opcode()).words()) operation = next;
  return operation;
}

// A frame that waits for a callee goes on in hooked code when it comes back: what ordinary code keeps
// symbolic is put into its home slot, and so is the result that ordinary code wants elsewhere.
bool go_on_hooked(VM& vm, Coroutine& co, Frame& frame, Frame& callee) {
  FunctionProto& proto = *frame.lua_function()->proto;
  if (!make_hooked_code(vm, proto)) return false;
  const uint64_t* code = code_of(frame);
  size_t word = static_cast<size_t>(static_cast<const uint64_t*>(frame.pc) - code);
  StackPoint point = stack_point(proto, word);
  Value* locals = co.stack + frame.base;
  for (size_t i = 0; i < point.stack.size(); ++i) {
    if (point.stack[i].kind == Entry::Home) continue;
    locals[proto.local_count + i] = value_of(proto, locals, point.stack[i]);
  }
  const Insn* before = operation_before(reinterpret_cast<const Insn*>(code), word);
  if (before->opcode() == Op::Call1 || row(before->opcode()).finish == Finish::Store) {
    callee.result_slot = frame.base + proto.local_count + static_cast<uint32_t>(point.stack.size()) - 1;
  }
  std::span<const uint32_t> offsets = proto.hooked_pc_map->offsets;
  auto first = std::lower_bound(offsets.begin(), offsets.end(), point.offset);
  frame.pc = proto.hooked_code + (first - offsets.begin());
  frame.flags |= runtime::kHookedFrame;
  callee.flags |= runtime::kTierBoundary;
  return true;
}

}  // namespace

Control slow_hook(VM& vm, const Insn* i) {
  Coroutine& co = *vm.running;
  if (co.hook_mask == 0 || co.in_hook) return Control::Next;
  uint32_t offset = static_cast<uint32_t>(i->wide());
  bool is_step = i->a == 0;
  protect_open_list(co, offset);
  if (is_step && (co.hook_mask & runtime::kHookCount) && --co.hook_countdown == 0) {
    co.hook_countdown = co.hook_count;
    if (runtime::run_hook(co, "count", -1).failed()) return Control::Error;
  }
  if (co.hook_mask & runtime::kHookLine) {
    const isa::DebugMap& map = runtime::debug_map(*co.frame().lua_function()->proto);
    uint32_t last = co.last_hook_offset;
    uint32_t line = map.line_at(offset);
    bool fires = offset <= last || map.line_at(last) != line;
    co.last_hook_offset = offset;
    int told = line == 0 ? -1 : static_cast<int>(line);
    if (fires && runtime::run_hook(co, "line", told).failed()) return Control::Error;
  }
  co.frame().state = 0;
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
  if (co.hook_mask == 0) return runtime::kOk;
  for (uint32_t i = 0; i + 1 < co.frame_count; ++i) {
    Frame& frame = co.frames[i];
    // In the middle of an operation (its metamethod runs) a frame keeps its code.
    bool waits_in_call = !(co.frames[i + 1].flags & runtime::kFinishOperation);
    if (!frame.is_lua() || frame.flags & runtime::kHookedFrame) continue;
    if (!waits_in_call) frame.flags |= runtime::kWatchedFrame;
    else if (!go_on_hooked(*co.vm, co, frame, co.frames[i + 1])) return co.vm->raise_memory();
  }
  return runtime::kOk;
}

}  // namespace strata::interpreter
