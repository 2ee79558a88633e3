// See baseline_jit/flow.h.
#include "baseline_jit/flow.h"

#include <algorithm>

#include "isa/module.h"

namespace strata::baseline_jit {

using interpreter::Insn;
using interpreter::Op;

namespace {

constexpr uint32_t kOnlyForward = 1;  // less than any word but the first, which nothing gets to from above

SlotSet captured_slots(const runtime::FunctionProto& proto) {
  const isa::Module& module = *proto.program->module;
  isa::FunctionView function = module.function(proto.function_index);
  SlotSet captured = 0;
  if (!(function.record->flags & isa::kHasCaptures)) return captured;
  for (uint32_t child : function.children) {
    for (const isa::UpvalueDescriptor& upvalue : module.function(child).upvalues) {
      if (upvalue.from_parent_local) captured |= slot_bit(upvalue.index);
    }
  }
  return captured;
}

struct Accesses {
  SlotSet reads, writes;
};

// Beside those of the operands. What machine code reads: a to-be-closed variable is the runtime's to look at.
void add_accesses(Op op, const Insn& i, Accesses* all) {
  uint32_t a = i.a / 16u;
  switch (op) {
    case Op::Return: case Op::ReturnClose: all->reads |= slots_between(a, i.b); break;
    case Op::ReturnOpen: case Op::ReturnOpenClose: all->reads |= slots_from(a); break;
    case Op::CallN: all->writes |= slots_between(static_cast<uint32_t>((&i + 1)->word()) / 16, i.c); [[fallthrough]];
    case Op::Call0: case Op::Call1: case Op::CallAll: case Op::CallOpen: case Op::TailCall: case Op::TailCallOpen:
    case Op::Vararg:
      if (op == Op::CallOpen || op == Op::TailCallOpen) all->reads |= slots_from(a);
      else if (op != Op::Vararg) all->reads |= slots_between(a, i.b + 1u);
      all->writes |= slots_from(a);
      break;
    case Op::PutList: case Op::PutListOpen:
      all->reads |= op == Op::PutList ? slots_between(a, i.b + 1u) : slots_from(a);
      all->writes |= slots_from(a + 1);
      break;
    case Op::LoadNil: all->writes |= slots_between(a, i.b); break;
    case Op::Concat:
      all->reads |= slots_between(i.b / 16u, i.c);
      all->writes |= slots_from(i.b / 16u);
      break;
    case Op::Method: all->writes |= slots_between(a, 2); break;
    case Op::Close: case Op::MarkClose: all->reads = 0; break;
    case Op::ForLoop: case Op::ForLoopInt: case Op::ForPrep:
      all->reads |= slots_between(a, 3);
      all->writes |= slots_between(a, 4) & ~slot_bit(a + 2);
      break;
    case Op::ForCall:
      all->reads |= slots_between(a, 4);
      all->writes |= slots_from(a + 4);
      break;
    case Op::ForNext:
      all->reads |= slot_bit(a + 4);
      all->writes |= slot_bit(a + 2);
      all->reads &= ~slot_bit(a);
      break;
    default: break;
  }
}

Accesses accesses_of(const OperationTraits& traits, const Insn& i) {
  const SlotSet slots[] = {slot_bit(i.a / 16u), slot_bit(i.b / 16u), slot_bit(i.c / 16u)};
  Accesses all{};
  for (unsigned k = 0; k < 3; ++k) {
    all.reads |= slots[k] & -SlotSet{traits.reads >> k & 1u};
    all.writes |= slots[k] & -SlotSet{traits.writes >> k & 1u};
  }
  if (traits.has_more_accesses) add_accesses(traits.op, i, &all);
  return all;
}

}  // namespace

void Flow::look_at(const runtime::FunctionProto& proto) {
  const Insn* code = reinterpret_cast<const Insn*>(proto.code);
  join_numbers_.assign(proto.code_words + 1, 0);
  slots_.assign(proto.code_words + 1, Slots{});
  operations_.clear();
  loop_ends_.clear();
  has_loops_ = false;
  captured_ = captured_slots(proto);
  find_operations(code, proto.code_words);
  find_live();
  if (has_loops_) find_live();  // with what the first time found at loop heads
}

// Jump distances count from the next word: 16 bits in c, or 32 in b and c.
void Flow::find_operations(const Insn* code, uint32_t word_count) {
  const OperationTraits* all_traits = kOperationTraits;
  for (uint32_t word = 1; word < word_count;) {
    const Insn& i = code[word];
    const OperationTraits& traits = all_traits[i.op];
    Accesses all = accesses_of(traits, i);
    uint32_t target = 0;
    if (traits.jump_bits != 0) {
      target = static_cast<uint32_t>(static_cast<int32_t>(word) + 1 + (traits.jump_bits == 32 ? i.wide() : i.sc));
      has_loops_ |= target <= word;
      join_numbers_[target] = std::max(join_numbers_[target], target <= word ? word : kOnlyForward);
    }
    slots_[word].written = all.writes;
    operations_.push_back({word, target, traits.goes_on ? ~SlotSet{0} : 0, ~all.writes, all.reads});
    word += traits.words;
  }
  // Until now numbers are the last words that jump back there, or kOnlyForward.
  loop_ends_.push_back(0);
  for (const Operation& operation : operations_) {
    uint32_t& number = join_numbers_[operation.word];
    if (number == 0) continue;
    loop_ends_.push_back(number >= operation.word ? number : 0);
    number = static_cast<uint32_t>(loop_ends_.size()) - 1;
  }
}

// Operations that do not jump have word 0 for a target: nothing is alive there.
void Flow::find_live() {
  SlotSet live = 0;
  for (size_t k = operations_.size(); k-- > 0;) {
    const Operation& operation = operations_[k];
    live = (((live & operation.falls_through) | slots_[operation.target].live) & operation.kept) | operation.reads;
    slots_[operation.word].live = live;
  }
}

}  // namespace strata::baseline_jit
