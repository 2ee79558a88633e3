// See interpreter/operand_types.h.
#include "interpreter/operand_types.h"

#include <algorithm>
#include <string>

#include "base/check.h"
#include "isa/types.h"

namespace strata::interpreter {

using isa::Opcode;
using isa::SlotType;

namespace {

bool claims_number(const isa::Block& block) {
  return std::any_of(block.typed.begin(), block.typed.end(),
                     [](const isa::TypedSlot& typed) { return isa::is_number(typed.type); });
}

isa::ConstantKind kind_of(const runtime::Value& constant) {
  if (constant.is_integer()) return isa::ConstantKind::Int;
  return constant.is_float() ? isa::ConstantKind::Float : isa::ConstantKind::String;
}

}  // namespace

void OperandTypes::find(const isa::Module& module, uint32_t function_index, const isa::Annotations& claims,
                        std::span<const runtime::Value> constants) {
  if (std::none_of(claims.blocks.begin(), claims.blocks.end(), claims_number)) return;
  isa::FunctionView view = module.function(function_index);
  code_ = view.code;
  shape_.local_count = view.record->local_count;
  shape_.max_stack = view.record->max_stack;
  shape_.upvalue_count = view.record->upvalue_count;
  shape_.flags = view.record->flags;
  for (const runtime::Value& constant : constants) shape_.constants.push_back(kind_of(constant));
  for (uint32_t child : view.children) shape_.children.push_back(module.function(child).upvalues);
  std::string why;
  STRATA_CHECK(find_captures(&shape_, &why));
  isa::Flow flow(shape_);
  for (size_t b = 0; b < claims.blocks.size(); b++) {
    bool is_last = b + 1 == claims.blocks.size();
    uint32_t end = is_last ? static_cast<uint32_t>(code_.size()) : claims.blocks[b + 1].offset;
    if (claims_number(claims.blocks[b])) follow_block(claims.blocks[b], end, &flow);
  }
}

void OperandTypes::follow_block(const isa::Block& block, uint32_t end, isa::Flow* flow) {
  flow->start(block, &state_);
  isa::Instruction in;
  for (uint32_t at = block.offset; at < end; at = in.next) {
    isa::decode(code_.data(), static_cast<uint32_t>(code_.size()), at, &in);
    note(in);
    STRATA_CHECK(flow->step(in, &state_));
  }
}

void OperandTypes::note(const isa::Instruction& in) {
  const SlotType* operands = state_.slots.data() + shape_.local_count + state_.depth - 2;
  int count = 2;
  switch (isa::typed_row(in.op) ? isa::typed_row(in.op)->twin : in.op) {
    case Opcode::Add: case Opcode::Sub: case Opcode::Mul: case Opcode::Div:
    case Opcode::Lt: case Opcode::Le: case Opcode::Gt: case Opcode::Ge: case Opcode::Eq: case Opcode::Ne:
      break;
    case Opcode::ForLoop:
      operands = state_.slots.data() + in.operand[0];
      count = 3;
      break;
    default:
      return;
  }
  SlotType type = operands[0];
  if (!isa::is_number(type)) return;
  if (std::all_of(operands, operands + count, [&](SlotType other) { return other == type; })) {
    known_.push_back({in.offset, type});
  }
}

}  // namespace strata::interpreter
