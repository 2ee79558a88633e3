// See baseline_jit/operation_traits.h.
#include "baseline_jit/operation_traits.h"

#include <array>

#include "baseline_jit/compiler.h"
#include "interpreter/step.h"

namespace strata::baseline_jit {

using interpreter::Op;

namespace {

using Table = std::array<OperationTraits, static_cast<size_t>(Op::Count)>;

bool goes_on(Op op) {
  switch (op) {
    case Op::Jump: case Op::Loop: case Op::TailCall: case Op::TailCallOpen: case Op::Return0: case Op::Return1:
    case Op::Return1K: case Op::Return: case Op::ReturnOpen: case Op::ReturnClose: case Op::ReturnOpenClose:
      return false;
    default: return true;
  }
}

bool has_more_accesses(Op op) {
  switch (op) {
    case Op::Return: case Op::ReturnClose: case Op::ReturnOpen: case Op::ReturnOpenClose: case Op::CallN: case Op::Call0:
    case Op::Call1: case Op::CallAll: case Op::CallOpen: case Op::TailCall: case Op::TailCallOpen: case Op::Vararg:
    case Op::PutList: case Op::PutListOpen: case Op::LoadNil: case Op::Concat: case Op::Method: case Op::Close:
    case Op::MarkClose: case Op::ForLoop: case Op::ForLoopInt: case Op::ForPrep: case Op::ForCall: case Op::ForNext:
      return true;
    default: return false;
  }
}

bool looks_at_types(Op op) {
  Op family;
  uint8_t type;
  if (find_arithmetic(op, &family, &type)) return true;
  switch (op) {
    case Op::GetIndex: case Op::GetIndexI: case Op::GetField: case Op::SetField: case Op::SetFieldK: case Op::SetIndex:
    case Op::SetIndexI: case Op::SetIndexK: case Op::Method: case Op::Len: case Op::Neg: case Op::Bnot:
      return true;
    default: return interpreter::row(op).operands.ends_with('j');
  }
}

OperationTraits traits_of(Op op) {
  const interpreter::OpRow& row = interpreter::row(op);
  bool has_near = row.operands.find('j') != row.operands.npos, has_far = row.operands.find('J') != row.operands.npos;
  OperationTraits traits{};
  traits.op = op;
  traits.words = static_cast<uint8_t>(row.words());
  traits.jump_bits = has_far ? 32 : has_near ? 16 : 0;
  traits.has_cache = row.operands.size() > 2 && row.operands[2] == 'x';
  traits.indexes = op == Op::GetIndex || op == Op::GetIndexI || op == Op::SetIndex || op == Op::SetIndexI || op == Op::SetIndexK;
  traits.looks_at_types = looks_at_types(op);
  traits.goes_on = goes_on(op);
  traits.has_more_accesses = has_more_accesses(op);
  for (size_t k = 0; k < 3; ++k) {
    char letter = letter_of(row.operands, k);
    traits.letters[k] = static_cast<uint8_t>(letter);
    traits.reads |= static_cast<uint8_t>((letter == 'r') << k);
    traits.writes |= static_cast<uint8_t>((letter == 'd') << k);
  }
  return traits;
}

Table make_table() {
  Table table;
  for (size_t k = 0; k < table.size(); ++k) table[k] = traits_of(interpreter::first_op(static_cast<Op>(k)));
  return table;
}

}  // namespace

const OperationTraits* operation_traits() {
  static const Table table = make_table();
  return table.data();
}

}  // namespace strata::baseline_jit
