// The steps between two stretches of Lua code: see runtime/calls.cpp. Internal to runtime/.
#pragma once

#include "runtime/calls.h"

namespace strata::runtime {

struct Action {
  enum Kind : uint8_t {
    Call,       // stack[first](count arguments)
    Deliver,    // the topmost frame is done: count results from first
    Continue,   // the topmost frame, a native, goes on with `outcome`
    Invoke,     // the topmost native asked for vm.invocation
    Resume,     // .. for vm.resumption
    Yield,      // .. to yield vm.yield_count values
    Error,
  } kind;
  uint16_t flags = 0;
  int32_t expected = 0;
  uint32_t first = 0, count = 0, result_slot = 0;
  Status outcome{};

  static Action call(uint32_t callee, uint32_t arguments, uint32_t result_slot, int32_t expected,
                     uint16_t flags) {
    return {Call, flags, expected, callee, arguments, result_slot, {}};
  }
  static Action deliver(uint32_t first, uint32_t count) { return {Deliver, 0, 0, first, count, 0, {}}; }
  static Action go_on(Status outcome) { return {Continue, 0, 0, 0, 0, 0, outcome}; }
  static Action error() { return {Error, 0, 0, 0, 0, 0, {}}; }
  static Action of(Kind kind) { return {kind, 0, 0, 0, 0, 0, {}}; }
};

// What a step leads to: the next action, or a Control for the run loop.
struct Step {
  bool done;
  Control control{};
  Action action{};
  explicit Step(Control c) : done(true), control(c) {}
  explicit Step(const Action& a) : done(false), action(a) {}
};

// Works off actions until Lua code runs again, an error is under way, or the run loop is left.
Control drive(VM& vm, Action action);

Action action_of_status(VM& vm, Status status);
Step call_step(VM& vm, Action action);
Step deliver_step(VM& vm, const Action& action);
Step resume_step(VM& vm);
Step yield_step(VM& vm);
// The running coroutine's last frame is gone, with results from `first`: goes back to its resumer.
Step finish_coroutine(VM& vm, uint32_t first, uint32_t count);
// The running coroutine dies of vm.error_value: its resumer is told.
Step fail_coroutine(VM& vm);
Step unwind_step(VM& vm);
// A frame was pushed while a hook is set: it gets hooked code, the call hook runs.
Control enter_hooked(VM& vm);
// The topmost frame is about to return `count` values from slot `first` on, and a hook is set.
Status return_hook(VM& vm, uint32_t first, uint32_t count);

}  // namespace strata::runtime
