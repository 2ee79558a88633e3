// See interpreter/step.h: the run loop's handlers, each in a function of its own.
#include "interpreter/step.h"

#include <array>

#include "interpreter/handlers_arith.h"
#include "interpreter/handlers_call.h"
#include "interpreter/handlers_table.h"
#include "interpreter/handlers_typed.h"

namespace strata::interpreter {

namespace {

constexpr size_t kOpCount = static_cast<size_t>(Op::Count);

// The state before `i`, read from the topmost frame.
STRATA_INLINE Regs regs_at(VM& vm, const Insn* i) {
  Regs r;
  r.vm = &vm;
  r.runs_loop = false;
  reload(r);
  r.pc = i;
  return r;
}

// A handler that stays in the frame says Next with pc before the next word; one that pushed, popped or
// replaced a frame has its pc saved here, as the run loop would go on with it.
template <Control (*kHandler)(Regs&, const Insn*), unsigned kWords, bool kJumps>
uint32_t step(VM* vm, const Insn* i) {
  Regs r = regs_at(*vm, i);
  Coroutine* co = vm->running;
  uint32_t depth = co->frame_count;
  Control control = kHandler(r, i);
  bool same = vm->running == co && co->frame_count == depth;
  if (STRATA_LIKELY(control == Control::Next)) {
    if (STRATA_LIKELY(same && r.pc + 1 == i + kWords)) return static_cast<uint32_t>(Control::Next);
    r.frame->pc = r.pc + 1;
    if (kJumps && same) return kJumped;
    control = Control::Reload;
  }
  bool goes_on = control == Control::Reload || control == Control::Poll;
  if (goes_on && vm->running == co && co->frame_count > depth) {
    co->frame().flags |= runtime::kTierBoundary;
  }
  return static_cast<uint32_t>(control);
}

constexpr unsigned words_of(std::string_view operands) { return operands.size() == 4 && operands[3] == 'w' ? 2 : 1; }
constexpr bool jumps(std::string_view operands) {
  return operands.find('j') != operands.npos || operands.find('J') != operands.npos;
}

#define THREADED(name, operands, finish, stands_for)           \
  uint32_t step_##name(VM* vm, const Insn* i) {                \
    return step<do_##name, words_of(operands), jumps(operands)>(vm, i); \
  }
#define FUSED(First, Second, operand)
#define FUSED_APART(First, Second)
#include "interpreter/threaded_ops.def"

HANDLER for_call_alone(Regs& r, const Insn* i) { return for_call(r, i, false); }

constexpr std::array<Op, kOpCount> make_first_ops() {
  std::array<Op, kOpCount> first{};
#define THREADED(name, operands, finish, stands_for) first[static_cast<size_t>(Op::name)] = Op::name;
#define FUSED(First, Second, operand) first[static_cast<size_t>(Op::First##_##Second##operand)] = Op::First;
#define FUSED_APART(First, Second) first[static_cast<size_t>(Op::First##_##Second)] = Op::First;
#include "interpreter/threaded_ops.def"
  return first;
}
constexpr std::array<Op, kOpCount> kFirstOps = make_first_ops();

constexpr std::array<Step, kOpCount> make_steps() {
  std::array<Step, kOpCount> steps{};
#define THREADED(name, operands, finish, stands_for) steps[static_cast<size_t>(Op::name)] = step_##name;
#define FUSED(First, Second, operand)
#define FUSED_APART(First, Second)
#include "interpreter/threaded_ops.def"
  steps[static_cast<size_t>(Op::ForCall)] = step<for_call_alone, 1, false>;
  for (size_t op = 0; op < kOpCount; ++op) steps[op] = steps[static_cast<size_t>(kFirstOps[op])];
  return steps;
}
constexpr std::array<Step, kOpCount> kStepTable = make_steps();

}  // namespace

const Step* const kSteps = kStepTable.data();

Op first_op(Op op) { return kFirstOps[static_cast<size_t>(op)]; }

}  // namespace strata::interpreter
