// The steps between two stretches of Lua code: see runtime/calls.cpp. Internal to runtime/.
#pragma once

#include "runtime/calls.h"

namespace strata::runtime {

// What a step leads to: a Control for the run loop, or (done false) the next action.
struct Step {
  bool done;
  Control control;
  explicit Step(Control c) : done(true), control(c) {}
  static Step again() { return Step(); }

 private:
  Step() : done(false), control(Control::Next) {}
};

// Changed in place from step to step: a copy would wait for the stores of its narrow fields.
struct Action {
  enum Kind : uint8_t {
    Call,       // stack[first](count arguments)
    Deliver,    // the topmost frame is done: count results from first
    Continue,   // the topmost frame, a native, goes on with `outcome`
    Invoke,     // the topmost native asked for vm.invocation
    Resume,     // .. for vm.resumption
    Yield,      // .. to yield vm.yield_count values
  } kind;
  uint16_t flags;
  int32_t expected;
  uint32_t first, count, result_slot;
  Status outcome;

  Step call(uint32_t callee, uint32_t arguments, uint32_t to_slot, int32_t results, uint16_t frame_flags) {
    kind = Call;
    flags = frame_flags;
    expected = results;
    first = callee;
    count = arguments;
    result_slot = to_slot;
    return Step::again();
  }
  Step deliver(uint32_t from, uint32_t results) {
    kind = Deliver;
    first = from;
    count = results;
    return Step::again();
  }
  Step go_on(Status with) {
    kind = Continue;
    outcome = with;
    return Step::again();
  }
  Step ask(Kind what) {
    kind = what;
    return Step::again();
  }
};

// Works off actions until Lua code runs again, an error is under way, or the run loop is left.
Control drive(VM& vm, Action& action);

// Each makes `action` what comes next, or is done.
Step step_of_status(VM& vm, Action& action, Status status);
Step call_step(VM& vm, Action& action);
Step deliver_step(VM& vm, Action& action);
Step resume_step(VM& vm, Action& action);
Step yield_step(VM& vm, Action& action);
// The running coroutine's last frame is gone, with results from `first`: goes back to its resumer.
Step finish_coroutine(VM& vm, Action& action);
// The running coroutine dies of vm.error_value: its resumer is told.
Step fail_coroutine(VM& vm, Action& action);
Step unwind_step(VM& vm, Action& action);
// A frame was pushed while a hook is set: it gets hooked code, the call hook runs.
Control enter_hooked(VM& vm);
// The topmost frame is about to return `count` values from slot `first` on, and a hook is set.
Status return_hook(VM& vm, uint32_t first, uint32_t count);

}  // namespace strata::runtime
