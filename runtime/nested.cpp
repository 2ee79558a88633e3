// Natives that call back: runs nested natively, counted; and the interrupt word's slow side.
#include "runtime/calls.h"
#include "runtime/collector.h"
#include "runtime/native.h"
#include "runtime/native_code.h"
#include "runtime/operations.h"

namespace strata::runtime {
namespace {

Status enter_nested(Coroutine& co) {
  VM& vm = *co.vm;
  uint32_t limit = kMaxNativeDepth + (co.handling_error ? 30 : 0);
  if (vm.native_depth < limit) return kOk;
  if (co.handling_error) return vm.raise_error_in_error();
  return vm.raise(co, "C stack overflow");
}

bool runs_machine_code(Coroutine& co) {
  const Frame& frame = co.frame();
  return frame.is_lua() && frame.lua_function()->proto->tier == TierState::Compiled &&
         (frame.flags & (kHookedFrame | kGenericFrame)) == 0;
}

// Where the function in slot `callee` starts, its frame pushed, when it is machine code and its call has nothing out
// of the ordinary; else nullptr.
const uint8_t* push_compiled(Coroutine& co, uint32_t callee, uint32_t arguments, int32_t expected, uint16_t flags) {
  const Value& value = co.stack[callee];
  if (value.tag != kLuaFunction) return nullptr;
  LuaFunction* function = value.as_lua_function();
  const FunctionProto& proto = *function->proto;
  if (proto.tier != TierState::Compiled || (proto.function_flags & isa::kVararg)) return nullptr;
  if (callee + 1 + proto.frame_slots > co.stack_size || co.frame_count >= co.direct_frame_limit) return nullptr;
  const VM& vm = *co.vm;
  uint32_t place = proto.native->place_table[1];
  if (STRATA_UNLIKELY(vm.context.requested() != 0 || vm.stress_move_stack || place == 0)) return nullptr;
  for (uint32_t i = arguments; i < proto.parameter_count; ++i) co.stack[callee + 1 + i] = Value::nil();
  Frame& frame = co.frames[co.frame_count++];
  write_frame(&frame, function, callee + 1, callee, expected, FrameKind::Lua, flags, arguments);
  frame.pc = proto.code + 1;
  frame.continuation = nullptr;
  return proto.native->code + place;
}

Status run_nested(Coroutine& co, uint32_t arguments, int32_t expected, uint16_t flags) {
  VM& vm = *co.vm;
  STRATA_TRY(enter_nested(co));
  ++vm.native_depth;
  ++co.non_yieldable;
  uint32_t callee = co.top - arguments - 1;
  flags |= kEntryFrame;
  if (const uint8_t* start = push_compiled(co, callee, arguments, expected, flags)) {
    Control control = enter_native(vm, start);
    Status status = STRATA_LIKELY(control == Control::Leave) ? vm.leave_status : vm.upward.run(vm, control);
    --co.non_yieldable;
    --vm.native_depth;
    return status;
  }
  uint32_t frames_before = co.frame_count;
  Control control = call_value(vm, callee, arguments, callee, expected, flags);
  // An error before there was a frame (a value that is no function) is the caller's own.
  Status status;
  if (control == Control::Error && co.frame_count == frames_before) {
    status = kGuestError;
  } else {
    if (control == Control::Reload && runs_machine_code(co)) control = vm.upward.enter_tier(vm);  // spares the run loop
    status = control == Control::Leave ? vm.leave_status : vm.upward.run(vm, control);
  }
  --co.non_yieldable;
  --vm.native_depth;
  return status;
}

}  // namespace

Status call_nested(Coroutine& co, uint32_t arguments, int32_t expected_results, uint16_t frame_flags) {
  return run_nested(co, arguments, expected_results, frame_flags);
}

Status protected_call_nested(Coroutine& co, uint32_t arguments, int32_t expected_results, bool* failed,
                             uint16_t frame_flags) {
  uint32_t callee = co.top - arguments - 1;
  Status status = run_nested(co, arguments, expected_results, kProtectedEntry | frame_flags);
  *failed = status.failed();
  if (status.ok()) return kOk;
  co.stack[callee] = co.vm->error_value;
  co.top = callee + 1;
  return kOk;
}

Status call_finalizer_nested(Coroutine& co) { return run_nested(co, 1, 0, kProtectedEntry | kFinalizerFrame); }

Status handle_interrupt(Coroutine& co) {
  VM& vm = *co.vm;
  uint32_t saved_top = co.top;
  co.top = live_top(co);
  uint32_t bits = vm.context.requested();
  Status status = kOk;
  if (bits & kInterruptCollector) {
    vm.context.clear(kInterruptCollector);
    vm.heap.step();
  }
  if (bits & kInterruptFinalizers) {
    vm.context.clear(kInterruptFinalizers);
    status = run_finalizers(vm);
  }
  if (status.ok()) status = check_stop(co);
  co.top = saved_top;
  return status;
}

Status check_stop(Coroutine& co) {
  VM& vm = *co.vm;
  uint32_t bits = vm.context.requested();
  if (bits & kInterruptCount) {
    if (vm.limits.max_steps != 0 && ++vm.steps > vm.limits.max_steps) return vm.raise(co, "step limit reached");
  }
  if (bits & kInterruptLimit) {
    vm.context.clear(kInterruptLimit);
    STRATA_TRY(check_limits(co));
  }
  if (bits & kInterruptSignal) {
    vm.context.clear(kInterruptSignal);
    return vm.raise(co, "interrupted!");
  }
  return kOk;
}

Status check_limits(Coroutine& co) {
  VM& vm = *co.vm;
  if (vm.limits.deadline_ns != 0 && vm.host.monotonic_ns != nullptr &&
      vm.host.monotonic_ns(vm.host.self) >= vm.limits.deadline_ns) {
    vm.context.request(kInterruptLimit);  // a guest that catches the error fails again
    return vm.raise(co, "time limit reached");
  }
  if (vm.heap.would_exceed(0)) {
    vm.heap.collect();
    if (vm.heap.would_exceed(0)) return vm.raise_memory();
  }
  return kOk;
}

Status VM::reserve_memory(size_t bytes) {
  if (!heap.would_exceed(bytes)) return kOk;
  heap.collect();
  return heap.would_exceed(bytes) ? raise_memory() : kOk;
}

}  // namespace strata::runtime
