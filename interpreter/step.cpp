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

// The coroutine function in this slot, where the topmost frame may call it without a handler's help: it needs nothing
// of what a handler keeps in registers. nullptr: it is something else.
STRATA_INLINE runtime::NativeFunction* switching_function(const Coroutine& co, const Value& callee) {
  if (callee.tag != runtime::kNativeFunction || co.frame_count >= co.direct_frame_limit) return nullptr;
  runtime::NativeFunction* function = callee.as_native_function();
  return function->flags & runtime::kSwitches ? function : nullptr;
}

STRATA_INLINE Control switch_at_once(VM& vm, const Insn* i, const Insn* next, uint32_t result_offset, int32_t expected) {
  Coroutine& co = *vm.running;
  Frame& frame = co.frame();
  uint32_t callee = frame.base + i->a / static_cast<uint32_t>(sizeof(Value));
  runtime::NativeFunction* function = switching_function(co, co.stack[callee]);
  if (function == nullptr) return Control::Next;
  frame.pc = next;
  uint32_t result_slot = frame.base + result_offset / static_cast<uint32_t>(sizeof(Value));
  return runtime::switch_direct(vm, function, callee, i->b, result_slot, expected);
}

template <Step kOtherwise, unsigned kWords>
uint32_t step_call(VM* vm, const Insn* i) {
  uint32_t to = kWords == 2 ? static_cast<uint32_t>((i + 1)->word()) : i->c;
  Control control = switch_at_once(*vm, i, i + kWords, to, kWords == 2 ? i->c : 1);
  return STRATA_LIKELY(control != Control::Next) ? static_cast<uint32_t>(control) : kOtherwise(vm, i);
}
uint32_t step_call_without_result(VM* vm, const Insn* i) {
  Control control = switch_at_once(*vm, i, i + 1, i->a, 0);
  return STRATA_LIKELY(control != Control::Next) ? static_cast<uint32_t>(control) : step_Call0(vm, i);
}

// As for_call, of a generic loop over a coroutine.
uint32_t step_for_call(VM* vm, const Insn* i) {
  Coroutine& co = *vm->running;
  Frame& frame = co.frame();
  Value* state = co.stack + frame.base + i->a / sizeof(Value);
  uint32_t callee = frame.base + frame.lua_function()->proto->frame_slots;
  runtime::NativeFunction* function = switching_function(co, state[0]);
  if (function != nullptr && callee + 3 + runtime::kNativeSlots <= co.stack_size) {
    for (uint32_t n = 0; n < 3; ++n) copy(co.stack[callee + n], state[n]);
    frame.pc = i + 1;
    uint32_t results = static_cast<uint32_t>(state - co.stack) + 4;
    Control control = runtime::switch_direct(*vm, function, callee, 2, results, i->b);
    if (STRATA_LIKELY(control != Control::Next)) return static_cast<uint32_t>(control);
  }
  return step<for_call_alone, 1, false>(vm, i);
}

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
  steps[static_cast<size_t>(Op::ForCall)] = step_for_call;
  steps[static_cast<size_t>(Op::Call0)] = step_call_without_result;
  steps[static_cast<size_t>(Op::Call1)] = step_call<step_Call1, 1>;
  steps[static_cast<size_t>(Op::CallN)] = step_call<step_CallN, 2>;
  for (size_t op = 0; op < kOpCount; ++op) steps[op] = steps[static_cast<size_t>(kFirstOps[op])];
  return steps;
}
constexpr std::array<Step, kOpCount> kStepTable = make_steps();

}  // namespace

const Step* const kSteps = kStepTable.data();

Op first_op(Op op) { return kFirstOps[static_cast<size_t>(op)]; }

}  // namespace strata::interpreter
