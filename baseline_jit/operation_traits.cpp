// See baseline_jit/operation_traits.h.
#include "baseline_jit/operation_traits.h"

#include <array>

#include "interpreter/step.h"

namespace strata::baseline_jit {

using interpreter::Op;

namespace {

using Table = std::array<OperationTraits, static_cast<size_t>(Op::Count)>;

OperationTraits traits_of(Op op) {
  const interpreter::OpRow& row = interpreter::row(op);
  bool has_near = row.operands.find('j') != row.operands.npos, has_far = row.operands.find('J') != row.operands.npos;
  OperationTraits traits{};
  traits.op = op;
  traits.words = static_cast<uint8_t>(row.words());
  traits.jump_bits = has_far ? 32 : has_near ? 16 : 0;
  traits.has_cache = row.operands.size() > 2 && row.operands[2] == 'x';
  traits.indexes = op == Op::GetIndex || op == Op::GetIndexI || op == Op::SetIndex || op == Op::SetIndexI || op == Op::SetIndexK;
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
