// See baseline_jit/flow.h.
#include "baseline_jit/flow.h"

#include <algorithm>

#include "interpreter/step.h"
#include "isa/module.h"

namespace strata::baseline_jit {

using interpreter::Insn;
using interpreter::Op;

namespace {

bool goes_on(Op op) {
  switch (op) {
    case Op::Jump: case Op::Loop: case Op::TailCall: case Op::TailCallOpen: case Op::Return0: case Op::Return1:
    case Op::Return1K: case Op::Return: case Op::ReturnOpen: case Op::ReturnClose: case Op::ReturnOpenClose:
      return false;
    default: return true;
  }
}

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

}  // namespace

// Jump distances count from the next word: 16 bits in c, or 32 in b and c.
uint32_t jump_target_of(const Insn* code, uint32_t word) {
  const Insn& i = code[word];
  std::string_view operands = interpreter::row(interpreter::first_op(i.opcode())).operands;
  bool is_wide = operands.find('J') != operands.npos;
  if (!is_wide && operands.find('j') == operands.npos) return 0;
  return static_cast<uint32_t>(static_cast<int32_t>(word) + 1 + (is_wide ? i.wide() : i.sc));
}

// What machine code reads: a to-be-closed variable is the runtime's to look at.
Accesses accesses_of(const Insn& i) {
  Op op = interpreter::first_op(i.opcode());
  std::string_view letters = interpreter::row(op).operands;
  const uint16_t offsets[] = {i.a, i.b, i.c};
  Accesses all{};
  for (size_t k = 0; k < 3 && k < letters.size(); ++k) {
    if (letters[k] == 'r') all.reads |= slot_bit(offsets[k] / 16u);
    else if (letters[k] == 'd') all.writes |= slot_bit(offsets[k] / 16u);
  }
  uint32_t a = i.a / 16u;
  switch (op) {
    case Op::Return: case Op::ReturnClose: all.reads |= slots_between(a, i.b); break;
    case Op::ReturnOpen: case Op::ReturnOpenClose: all.reads |= slots_from(a); break;
    case Op::CallN: all.writes |= slots_between(static_cast<uint32_t>((&i + 1)->word()) / 16, i.c); [[fallthrough]];
    case Op::Call0: case Op::Call1: case Op::CallAll: case Op::CallOpen: case Op::TailCall: case Op::TailCallOpen:
    case Op::Vararg:
      if (op == Op::CallOpen || op == Op::TailCallOpen) all.reads |= slots_from(a);
      else if (op != Op::Vararg) all.reads |= slots_between(a, i.b + 1u);
      all.writes |= slots_from(a);
      break;
    case Op::PutList: case Op::PutListOpen:
      all.reads |= op == Op::PutList ? slots_between(a, i.b + 1u) : slots_from(a);
      all.writes |= slots_from(a + 1);
      break;
    case Op::LoadNil: all.writes |= slots_between(a, i.b); break;
    case Op::Concat:
      all.reads |= slots_between(i.b / 16u, i.c);
      all.writes |= slots_from(i.b / 16u);
      break;
    case Op::Method: all.writes |= slots_between(a, 2); break;
    case Op::Close: case Op::MarkClose: all.reads = 0; break;
    case Op::ForLoop: case Op::ForLoopInt: case Op::ForPrep:
      all.reads |= slots_between(a, 3);
      all.writes |= slots_between(a, 4) & ~slot_bit(a + 2);
      break;
    case Op::ForCall:
      all.reads |= slots_between(a, 4);
      all.writes |= slots_from(a + 4);
      break;
    case Op::ForNext:
      all.reads |= slot_bit(a + 4);
      all.writes |= slot_bit(a + 2);
      all.reads &= ~slot_bit(a);
      break;
    default: break;
  }
  return all;
}

Flow::Flow(const runtime::FunctionProto& proto) {
  const Insn* code = reinterpret_cast<const Insn*>(proto.code);
  loop_ends_.assign(proto.code_words + 1, kNoJump);
  live_.assign(proto.code_words + 1, 0);
  find_joins(code, proto.code_words);
  captured_ = captured_slots(proto);
  find_live(code);
  if (has_loops_) find_live(code);  // with what the first time found at loop heads
}

void Flow::find_joins(const Insn* code, uint32_t word_count) {
  for (uint32_t word = 1; word < word_count; word += interpreter::row(interpreter::first_op(code[word].opcode())).words()) {
    words_.push_back(word);
    uint32_t target = jump_target_of(code, word);
    if (target == 0) continue;
    if (loop_ends_[target] == kNoJump) loop_ends_[target] = 0;
    if (target > word) continue;
    loop_ends_[target] = std::max(loop_ends_[target], word);
    has_loops_ = true;
  }
}

void Flow::find_live(const Insn* code) {
  SlotSet live = 0;
  for (size_t k = words_.size(); k-- > 0;) {
    uint32_t word = words_[k], target = jump_target_of(code, word);
    if (!goes_on(interpreter::first_op(code[word].opcode()))) live = 0;
    if (target != 0) live |= live_[target];
    Accesses all = accesses_of(code[word]);
    live = (live & ~all.writes) | all.reads;
    live_[word] = live;
  }
}

}  // namespace strata::baseline_jit
