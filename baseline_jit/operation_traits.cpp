// See baseline_jit/operation_traits.h.
#include "baseline_jit/operation_traits.h"

#include <array>

#include "baseline_jit/arithmetic_forms.h"

namespace strata::baseline_jit {

namespace {

using Table = std::array<OperationTraits, static_cast<size_t>(Op::Count)>;

constexpr bool goes_on(Op op) {
  switch (op) {
    case Op::Jump: case Op::Loop: case Op::TailCall: case Op::TailCallOpen: case Op::Return0: case Op::Return1:
    case Op::Return1K: case Op::Return: case Op::ReturnOpen: case Op::ReturnClose: case Op::ReturnOpenClose:
      return false;
    default: return true;
  }
}

constexpr bool has_more_accesses(Op op) {
  switch (op) {
    case Op::Return: case Op::ReturnClose: case Op::ReturnOpen: case Op::ReturnOpenClose: case Op::CallN: case Op::Call0:
    case Op::Call1: case Op::CallAll: case Op::CallOpen: case Op::TailCall: case Op::TailCallOpen: case Op::Vararg:
    case Op::PutList: case Op::PutListOpen: case Op::LoadNil: case Op::Concat: case Op::Method: case Op::Close:
    case Op::MarkClose: case Op::ForLoop: case Op::ForLoopInt: case Op::ForPrep: case Op::ForCall: case Op::ForNext:
      return true;
    default: return false;
  }
}

constexpr bool looks_at_types(Op op, std::string_view operands) {
  Op family;
  uint8_t type;
  if (find_arithmetic(op, &family, &type)) return true;
  switch (op) {
    case Op::GetIndex: case Op::GetIndexI: case Op::GetField: case Op::SetField: case Op::SetFieldK: case Op::SetIndex:
    case Op::SetIndexI: case Op::SetIndexK: case Op::Method: case Op::Len: case Op::Neg: case Op::Bnot:
      return true;
    default: return operands.ends_with('j');
  }
}

constexpr OperationTraits traits_of(Op op, std::string_view operands) {
  bool has_near = operands.find('j') != operands.npos, has_far = operands.find('J') != operands.npos;
  OperationTraits traits{};
  traits.op = op;
  traits.words = operands.size() == 4 && operands[3] == 'w' ? 2 : 1;
  traits.jump_bits = has_far ? 32 : has_near ? 16 : 0;
  traits.has_cache = operands.size() > 2 && operands[2] == 'x';
  traits.indexes = op == Op::GetIndex || op == Op::GetIndexI || op == Op::SetIndex || op == Op::SetIndexI || op == Op::SetIndexK;
  traits.looks_at_types = looks_at_types(op, operands);
  traits.goes_on = goes_on(op);
  traits.has_more_accesses = has_more_accesses(op);
  for (size_t k = 0; k < 3; ++k) {
    char letter = letter_of(operands, k);
    traits.letters[k] = static_cast<uint8_t>(letter);
    traits.reads |= static_cast<uint8_t>((letter == 'r') << k);
    traits.writes |= static_cast<uint8_t>((letter == 'd') << k);
  }
  return traits;
}

// A fused pair has those of its first operation.
constexpr Table make_table() {
  Table table{};
#define THREADED(name, operands, finish, stands_for) table[static_cast<size_t>(Op::name)] = traits_of(Op::name, operands);
#define FUSED(First, Second, operand) \
  table[static_cast<size_t>(Op::First##_##Second##operand)] = table[static_cast<size_t>(Op::First)];
#define FUSED_APART(First, Second) table[static_cast<size_t>(Op::First##_##Second)] = table[static_cast<size_t>(Op::First)];
#include "interpreter/threaded_ops.def"
  return table;
}

constexpr Table kTable = make_table();

}  // namespace

const OperationTraits* const kOperationTraits = kTable.data();

}  // namespace strata::baseline_jit
