// How control moves between functions, for every tier: pushing frames, delivering results, unwinding
// errors, switching coroutines. No native stack is used for any of it.
//
// All of it works on the running coroutine, vm.running, which may change. Where to go on is a Control:
// the run loop of a tier turns until Leave.
#pragma once

#include "runtime/coroutine.h"
#include "runtime/vm.h"

namespace strata::runtime {

enum class Control : uint8_t {
  Next,             // same frame, next instruction; its base did not move
  Reload,           // go on in the topmost frame of vm.running, a Lua frame, at its pc
  FinishOperation,  // as Reload, but first the instruction before pc takes the result at vm.result_slot
  Error,            // guest error in vm.error_value, not yet unwound
  Leave,            // the run loop ends with vm.leave_status
  Poll,             // the interrupt word is set: it is handled, then as Reload
  Interpret,        // as Reload, but at least one instruction is interpreted before machine code is entered
};

// Calls the value in slot `callee` with the `arguments` slots above it. Results go to `result_slot`.
Control call_value(VM& vm, uint32_t callee, uint32_t arguments, uint32_t result_slot, int32_t expected,
                   uint16_t flags);
// The same in place of the topmost (Lua) frame; values are moved down to its place.
Control tail_call_value(VM& vm, uint32_t callee, uint32_t arguments);

// The topmost frame is done with `count` results from slot `first` on: pops it and delivers them.
Control deliver(VM& vm, uint32_t first, uint32_t count);
// A guest error is under way: finds who catches it.
Control unwind(VM& vm);
// Turns what a native function (the topmost frame) came back with into a Control.
Control finish_native(VM& vm, Status status);

// A call of a native function from a Lua frame that no hook watches, without the detour through actions:
// Next when it returned results and they were delivered (the stacks may have moved).
Control call_native_direct(VM& vm, NativeFunction* function, uint32_t callee, uint32_t arguments,
                           uint32_t result_slot, int32_t expected, uint16_t flags);
// Of one of coroutine's functions that switch (kSwitches): Reload. Next: nothing has happened, since something out of
// the ordinary has to be done; call it as any other. There is room for a frame.
Control switch_direct(VM& vm, NativeFunction* function, uint32_t callee, uint32_t arguments, uint32_t result_slot,
                      int32_t expected);
// Starts a frame for `function` whose arguments are at callee + 1 ..; the stack is grown, missing
// parameters are nil, extra arguments kept for varargs. May collect. Poll: the interrupt word is set.
Control enter_lua(VM& vm, LuaFunction* function, uint32_t callee, uint32_t arguments, uint32_t result_slot,
                  int32_t expected, uint16_t flags);

// Whether a frame for a function with its first argument at `arguments` may be pushed on the spot: its code is there
// and it is not vararg, stack and frames have room, no hook watches, and it does not get hot by this call.
STRATA_INLINE bool can_enter_directly(const Coroutine& co, const FunctionProto& proto, const Value* arguments) {
  return proto.direct && arguments + proto.frame_slots <= co.stack_end && co.frame_count < co.direct_frame_limit &&
         proto.heat > 1;
}
// Pushes it above frame `caller`, the topmost one; its pc is left to be set. Missing parameters become nil.
STRATA_INLINE Frame* enter_directly(Coroutine& co, Frame* caller, LuaFunction* function, Value* arguments, uint32_t count,
                                    uint32_t result_slot, int32_t expected, uint16_t flags) {
  FunctionProto& proto = *function->proto;
  --proto.heat;
  uint32_t wanted = proto.parameter_count;
  for (uint32_t n = count; n < wanted; ++n) arguments[n].tag = kNil;
  Frame* frame = caller + 1;
  ++co.frame_count;
  write_frame(frame, function, static_cast<uint32_t>(arguments - co.stack), result_slot, expected, FrameKind::Lua, flags,
              count);
  return frame;
}

// Runs __close of slots >= slot of the running coroutine's topmost frame, one at a time. Next: none is
// left (upvalues are closed). Reload: a handler was entered; ask again when it has returned
// (kFinishOperation is set).
Control close_scope(VM& vm, uint32_t slot);

// coroutine.close: closes a suspended or dead coroutine's variables, nested natively. kOk, or
// kGuestError with the error that it died of or that a handler raised.
Status close_coroutine(VM& vm, Coroutine& target);
// At the VM's end: drops the main coroutine's frames and closes its variables.
void close_main(VM& vm);

}  // namespace strata::runtime
