// Pushing frames and delivering results: see runtime/calls.h.
//
// What happens between two stretches of Lua code is a chain of Actions (call this, deliver those,
// continue that native, switch coroutine), worked off in one loop, so that a chain of native functions
// that invoke each other uses no native stack.
#include "runtime/calls.h"

#include "runtime/actions.h"
#include "runtime/hooks.h"
#include "runtime/native.h"
#include "runtime/operations.h"

namespace strata::runtime {
namespace {

// Replaces a callee that is no function by its __call handler, which takes the callee as first
// argument: shifts the arguments up by one.
bool insert_call_handler(VM& vm, uint32_t callee, uint32_t* arguments) {
  Coroutine& co = *vm.running;
  Value handler = find_metamethod_of(vm, co.stack[callee], Metamethod::Call);
  if (handler.is_nil()) {
    (void)call_error(co, co.stack[callee]);
    return false;
  }
  if (ensure_stack(co, callee + *arguments + 2 + kNativeSlots).failed()) return false;
  for (uint32_t i = *arguments + 1; i > 0; --i) co.stack[callee + i] = co.stack[callee + i - 1];
  co.stack[callee] = handler;
  ++*arguments;
  return true;
}

Step call_native(VM& vm, NativeFunction* function, Action& action) {
  Coroutine& co = *vm.running;
  uint32_t base = action.first + 1;
  if (STRATA_UNLIKELY(ensure_stack(co, base + action.count + kNativeSlots).failed())) return Step{Control::Error};
  if (STRATA_UNLIKELY(co.frame_count == co.frame_capacity) && grow_frames(co).failed()) return Step{Control::Error};
  Frame& frame = co.frames[co.frame_count++];
  write_frame(&frame, function, base, action.result_slot, action.expected, FrameKind::Native, action.flags, action.count);
  frame.pc = nullptr;
  frame.continuation = nullptr;
  co.top = base + action.count;
  if (STRATA_UNLIKELY(vm.stress_move_stack)) move_stack(co);
  if (STRATA_UNLIKELY(co.hook_mask & kHookCall) && run_call_hook(co).failed()) return Step{Control::Error};
  Call call(co, co.frame_count - 1);
  return step_of_status(vm, action, function->entry(call));
}

// Copies the parameters above all arguments, so that the extra ones stay below the frame.
void shift_for_varargs(Coroutine& co, const FunctionProto& proto, uint32_t base, uint32_t arguments) {
  Value* from = co.stack + base;
  Value* to = from + arguments;
  for (uint32_t i = 0; i < proto.parameter_count; ++i) {
    to[i] = i < arguments ? from[i] : Value::nil();
    if (i < arguments) from[i] = Value::nil();
  }
}

Status prepare_at_first_call(VM& vm, LuaFunction* function, uint32_t live_end) {
  Coroutine& co = *vm.running;
  if (co.top < live_end) co.top = live_end;
  FunctionProto* proto = own_proto(vm, function);
  if (proto == nullptr) return vm.raise_memory();
  return proto->code != nullptr ? kOk : vm.upward.prepare(vm, *proto);
}

}  // namespace

Control enter_lua(VM& vm, LuaFunction* function, uint32_t callee, uint32_t arguments, uint32_t result_slot,
                  int32_t expected, uint16_t flags) {
  Coroutine& co = *vm.running;
  if (STRATA_UNLIKELY(function->proto->code == nullptr) &&
      prepare_at_first_call(vm, function, callee + 1 + arguments).failed()) {
    return Control::Error;
  }
  FunctionProto& proto = *function->proto;
  uint32_t base = callee + 1;
  bool is_vararg = proto.function_flags & isa::kVararg;
  uint32_t extra = is_vararg ? arguments : 0;
  if (STRATA_UNLIKELY(ensure_stack(co, base + extra + proto.frame_slots).failed())) return Control::Error;
  if (is_vararg) {
    shift_for_varargs(co, proto, base, arguments);
    base += arguments;
  } else {
    for (uint32_t i = arguments; i < proto.parameter_count; ++i) co.stack[base + i] = Value::nil();
  }
  if (STRATA_UNLIKELY(co.frame_count == co.frame_capacity) && grow_frames(co).failed()) return Control::Error;
  if (proto.tier == TierState::Interpreted && proto.heat-- <= 1) vm.upward.tier_up(vm, proto);
  Frame& frame = co.frames[co.frame_count++];
  write_frame(&frame, function, base, result_slot, expected, FrameKind::Lua, flags, arguments);
  frame.pc = proto.code + 1;
  if (is_vararg && arguments > proto.parameter_count) frame.vararg_count = arguments - proto.parameter_count;
  frame.continuation = nullptr;
  if (STRATA_UNLIKELY(vm.stress_move_stack)) move_stack(co);
  if (STRATA_UNLIKELY(co.hook_mask != 0)) return enter_hooked(vm);
  return STRATA_UNLIKELY(vm.context.requested() != 0) ? Control::Poll : Control::Reload;
}

Control call_native_direct(VM& vm, NativeFunction* function, uint32_t callee, uint32_t arguments,
                           uint32_t result_slot, int32_t expected, uint16_t flags) {
  Coroutine& co = *vm.running;
  uint32_t base = callee + 1;
  if (STRATA_UNLIKELY(base + arguments + kNativeSlots > co.stack_size || vm.stress_move_stack)) {
    return call_value(vm, callee, arguments, result_slot, expected, flags);
  }
  Frame& frame = co.frames[co.frame_count++];
  write_frame(&frame, function, base, result_slot, expected, FrameKind::Native, flags, arguments);
  frame.continuation = nullptr;
  co.top = base + arguments;
  const void* caller_pc = co.frames[co.frame_count - 2].pc;
  Call call(co, co.frame_count - 1);
  Status status = function->entry(call);
  bool caller_moved = co.frames[co.frame_count - 2].pc != caller_pc;  // by debug.setlocal, run by the function
  if (STRATA_UNLIKELY(status.code < 0 || co.hook_mask != 0 || caller_moved)) return finish_native(vm, status);
  --co.frame_count;
  uint32_t count = static_cast<uint32_t>(status.code);
  const Value* from = co.stack + co.top - count;
  Value* to = co.stack + result_slot;
  if (expected == kOpenResults) {
    co.top = result_slot + count;
    expected = static_cast<int32_t>(count);
  }
  uint32_t wanted = static_cast<uint32_t>(expected), n = 0;
  for (; n < wanted && n < count; ++n) to[n] = from[n];
  for (; n < wanted; ++n) to[n] = Value::nil();
  return Control::Next;
}

Step call_step(VM& vm, Action& action) {
  for (;;) {
    Value function = vm.running->stack[action.first];
    if (function.tag == kLuaFunction) {
      return Step{enter_lua(vm, function.as_lua_function(), action.first, action.count, action.result_slot,
                            action.expected, action.flags)};
    }
    if (function.tag == kNativeFunction) return call_native(vm, function.as_native_function(), action);
    if (!insert_call_handler(vm, action.first, &action.count)) return Step{Control::Error};
  }
}

Control call_value(VM& vm, uint32_t callee, uint32_t arguments, uint32_t result_slot, int32_t expected,
                   uint16_t flags) {
  Value function = vm.running->stack[callee];
  if (STRATA_UNLIKELY(!function.is_function())) {
    if (!insert_call_handler(vm, callee, &arguments)) return Control::Error;
    function = vm.running->stack[callee];
  }
  if (STRATA_LIKELY(function.tag == kLuaFunction)) {
    return enter_lua(vm, function.as_lua_function(), callee, arguments, result_slot, expected, flags);
  }
  Action action;
  action.call(callee, arguments, result_slot, expected, flags);
  return drive(vm, action);
}

Control tail_call_value(VM& vm, uint32_t callee, uint32_t arguments) {
  Coroutine& co = *vm.running;
  while (!co.stack[callee].is_function()) {
    if (!insert_call_handler(vm, callee, &arguments)) return Control::Error;
  }
  // A native does not replace the frame, as in the reference: `return error("x")` knows its line.
  if (co.stack[callee].tag == kNativeFunction) {
    return call_value(vm, callee, arguments, callee, kOpenResults, kReturnsForCaller);
  }
  Frame frame = co.frame();
  close_upvalues(co, frame.base);
  uint32_t start = frame.base - 1;
  if (frame.lua_function()->proto->function_flags & isa::kVararg) start -= frame.argument_count;
  for (uint32_t i = 0; i <= arguments; ++i) co.stack[start + i] = co.stack[callee + i];
  --co.frame_count;
  Control control = call_value(vm, start, arguments, frame.result_slot, frame.expected_results,
                               static_cast<uint16_t>(frame.flags | kTailCalled));
  // Functions that only call each other so never come to another poll.
  if (STRATA_UNLIKELY(vm.context.requested() != 0) && control == Control::Reload &&
      handle_interrupt(*vm.running).failed()) {
    return Control::Error;
  }
  return control;
}

namespace {

// Where results of a metamethod, or of a run that a native nested, go when no hook is told.
bool deliver_directly(VM& vm, uint32_t first, uint32_t count, Control* control) {
  Coroutine& co = *vm.running;
  const Frame& done = co.frame();
  bool leaves = done.flags & kEntryFrame;
  bool plain = (done.flags & ~(kFinishOperation | kEntryFrame | kProtectedEntry | kTailCalled | kTierBoundary)) == 0;
  if (!plain || co.hook_mask != 0 || co.frame_count < 2 || (!leaves && !(done.flags & kFinishOperation))) return false;
  uint32_t wanted = done.expected_results == kOpenResults ? count : static_cast<uint32_t>(done.expected_results);
  if (done.result_slot + wanted + kNativeSlots > co.stack_size) return false;
  if (!leaves && !co.frames[co.frame_count - 2].is_lua()) return false;
  Value* to = co.stack + done.result_slot;
  const Value* from = co.stack + first;
  for (uint32_t i = 0; i < wanted; ++i) to[i] = i < count ? from[i] : Value::nil();
  --co.frame_count;
  vm.result_slot = done.result_slot;
  vm.leave_status = kOk;
  if (leaves || done.expected_results == kOpenResults) co.top = done.result_slot + wanted;
  *control = leaves ? Control::Leave : Control::FinishOperation;
  return true;
}

}  // namespace

// Of a frame that differs from an ordinary call in nothing but that the frame below is of another tier.
static bool deliver_across_tiers(VM& vm, uint32_t first, uint32_t count) {
  Coroutine& co = *vm.running;
  const Frame& done = co.frame();
  if ((done.flags & ~kTailCalled) != kTierBoundary || co.hook_mask != 0 || co.frame_count < 2) return false;
  if (!co.frames[co.frame_count - 2].is_lua()) return false;
  uint32_t wanted = done.expected_results == kOpenResults ? count : static_cast<uint32_t>(done.expected_results);
  if (done.result_slot + wanted > co.stack_size) return false;
  Value* to = co.stack + done.result_slot;
  const Value* from = co.stack + first;
  for (uint32_t i = 0; i < wanted; ++i) to[i] = i < count ? from[i] : Value::nil();
  if (done.expected_results == kOpenResults) co.top = done.result_slot + wanted;
  --co.frame_count;
  return true;
}

Control deliver(VM& vm, uint32_t first, uint32_t count) {
  if (deliver_across_tiers(vm, first, count)) return Control::Reload;
  Control control;
  if (deliver_directly(vm, first, count, &control)) return control;
  Action action;
  action.deliver(first, count);
  return drive(vm, action);
}

Control finish_native(VM& vm, Status status) {
  Action action;
  Step step = step_of_status(vm, action, status);
  return step.done ? step.control : drive(vm, action);
}

Control close_scope(VM& vm, uint32_t slot) {
  Coroutine& co = *vm.running;
  close_upvalues(co, slot);
  if (co.close_count == 0 || co.close_slots[co.close_count - 1] < slot) return Control::Next;
  uint32_t closed = co.close_slots[--co.close_count];
  Value v = co.stack[closed];
  uint32_t callee = live_top(co);
  if (ensure_stack(co, callee + 3 + kNativeSlots).failed()) return Control::Error;
  Value handler = find_metamethod_of(vm, v, Metamethod::Close);
  co.stack[callee] = handler.is_nil() ? v : handler;
  co.stack[callee + 1] = v;
  co.stack[callee + 2] = Value::nil();
  return call_value(vm, callee, 2, callee, 0, kFinishOperation);
}

}  // namespace strata::runtime
