// The run loop: one function that holds every handler, expanded from interpreter/threaded_ops.def. The
// state is in locals, each handler ends in its own indirect jump (direct threading by a table of
// labels), and everything that leaves the running frame comes back through `leave_frame`.
#include "interpreter/handlers_arith.h"
#include "interpreter/handlers_call.h"
#include "interpreter/handlers_fused.h"
#include "interpreter/handlers_table.h"
#include "interpreter/handlers_typed.h"
#include "interpreter/interpreter.h"

namespace strata::interpreter {

using runtime::Status;

// Whether the topmost frame is of a function that is recorded or compiled, and runs its ordinary code.
static STRATA_INLINE bool runs_elsewhere(VM& vm) {
  const Frame& frame = vm.running->frame();
  if (STRATA_LIKELY(frame.lua_function()->proto->tier == runtime::TierState::Interpreted)) return false;
  return (frame.flags & (runtime::kHookedFrame | runtime::kGenericFrame)) == 0;
}

Status run(VM& vm, Control first) {
  static const void* const kLabels[] = {
#define THREADED(name, operands, finish, stands_for) &&label_##name,
#include "interpreter/threaded_ops.def"
  };
  Regs r;
  r.vm = &vm;
  r.runs_loop = true;
  Control control = first;
  goto leave_frame;

// Makes g++ forget that a handler has computed pc + 1 already, which would cost a register everywhere.
#define KEEP_IN_REGISTER(pc) asm("" : "+r"(pc))
#define DISPATCH() goto* kLabels[r.pc->op]
#define THREADED(name, operands, finish, stands_for)             \
  label_##name : {                                               \
    control = do_##name(r, r.pc);                                \
    if (STRATA_LIKELY(control == Control::Next)) {               \
      KEEP_IN_REGISTER(r.pc);                                    \
      ++r.pc;                                                    \
      DISPATCH();                                                \
    }                                                            \
    goto leave_frame;                                            \
  }
#include "interpreter/threaded_ops.def"

leave_frame:
  for (;;) {
    switch (control) {
      case Control::Next: break;
      case Control::Interpret: break;
      case Control::Poll: control = slow_poll(vm); continue;
      case Control::Reload:
        if (runs_elsewhere(vm) && (control = vm.upward.enter_tier(vm)) != Control::Interpret) continue;
        break;
      case Control::FinishOperation: control = finish_operation(vm); continue;
      case Control::Error: control = runtime::unwind(vm); continue;
      case Control::Leave: return vm.leave_status;
    }
    break;
  }
  reload(r);
  DISPATCH();
}

}  // namespace strata::interpreter
