// Appending instructions, constants and blocks.
#include "lua/function_state.h"

#include <bit>

namespace strata::lua {

using isa::ConstantKind;
using isa::Opcode;

void FunctionState::begin(FunctionState* enclosing_function, uint32_t function_index, uint32_t defined_at,
                          uint32_t first_of_variables, bool infer_types) {
  enclosing = enclosing_function;
  scope = nullptr;
  index = function_index;
  line_defined = last_line_defined = defined_at;
  ends_with_return = false;
  parameter_count = 0;
  first_variable = active_end = first_of_variables;
  flags = 0;
  env_upvalue = -1;
  depth = max_depth = slot_top = slot_count = 0;
  nil_end = 0;
  block_pending = true;
  pending_live = UINT32_MAX;
  current_line_ = 0;
  code.clear();
  lines.clear();
  blocks.clear();
  back_edges.clear();
  tables.clear();
  table_claims.clear();
  locals.clear();
  constants.clear();
  upvalues.clear();
  children.clear();
  types.begin_function(infer_types);
}

void FunctionState::record_block() {
  block_pending = false;
  uint32_t live = slot_top < pending_live ? slot_top : pending_live;
  pending_live = UINT32_MAX;
  if (!blocks.empty() && blocks.back().offset == offset()) {
    // The same place announced again, after something emitted there was taken back.
    if (live < blocks.back().live) blocks.back().live = live;
    return;
  }
  for (uint32_t entry : tables) table_claims.push({blocks.size(), entry});
  blocks.push({offset(), depth, live});
}

// ---- constants

void FunctionState::emit_integer(int64_t value, uint32_t line) {
  if (value >= INT32_MIN && value <= INT32_MAX) {
    uint64_t zigzag = (static_cast<uint64_t>(value) << 1) ^ static_cast<uint64_t>(value >> 63);
    code.set_end(put_uleb(put(Opcode::Int, 1, line), zigzag));
  } else {
    emit(Opcode::Const, constant_of_bits(ConstantKind::Int, static_cast<uint64_t>(value)), 1, line);
  }
}

void FunctionState::emit_float(double value, uint32_t line) {
  emit(Opcode::Const, constant_of_bits(ConstantKind::Float, std::bit_cast<uint64_t>(value)), 1, line);
}

void FunctionState::emit_string(NameId text, uint32_t line) {
  emit(Opcode::Const, constant_of_string(text), 1, line);
}

// The name remembers where it was last made a constant; another function may have overwritten that, and
// then this function gets the constant twice, which does no harm.
uint32_t FunctionState::constant_of_string(NameId text) {
  uint32_t& known = (*names)[text].constant;
  if (known < constants.size() && constants[known].kind == ConstantKind::String && constants[known].bits == text) {
    return known;
  }
  known = constants.size();
  constants.push({ConstantKind::String, text});
  return known;
}

uint32_t FunctionState::constant_of_bits(ConstantKind kind, uint64_t bits) {
  uint64_t hash = bits * 0x9e3779b97f4a7c15;
  uint32_t& known = number_cache_[hash >> 58];
  if (known < constants.size() && constants[known].kind == kind && constants[known].bits == bits) return known;
  known = constants.size();
  constants.push({kind, bits});
  return known;
}

// ---- jumps

JumpList FunctionState::put_label(uint8_t* at, uint32_t value) {
  uint32_t place = static_cast<uint32_t>(at - code.data());
  std::memcpy(at, &value, kLabelBytes);
  code.set_end(at + kLabelBytes);
  start_block();
  return place;
}

JumpList FunctionState::emit_jump(Opcode op, int delta, uint32_t line) { return put_label(put(op, delta, line), 0); }

JumpList FunctionState::emit_jump(Opcode op, uint32_t a, uint32_t line) {
  return put_label(put_uleb(put(op, 0, line), a), 0);
}

void FunctionState::emit_jump_back(Opcode op, int delta, uint32_t target, uint32_t line) {
  JumpList jump = emit_jump(op, delta, line);
  set_target(jump, target);
  back_edges.push({jump, target});
}

void FunctionState::emit_jump_back(Opcode op, uint32_t a, uint32_t target, uint32_t line) {
  JumpList jump = emit_jump(op, a, line);
  set_target(jump, target);
  back_edges.push({jump, target});
}

JumpList FunctionState::join(JumpList earlier, JumpList later) {
  if (later == 0) return earlier;
  if (earlier == 0) return later;
  JumpList last = later;
  while (JumpList next = next_jump(last)) last = next;
  set_operand(last, earlier);
  return later;
}

void FunctionState::drop_values(JumpList list) {
  for (; list != 0; list = next_jump(list)) {
    uint8_t& op = code[list - 1];
    if (op == static_cast<uint8_t>(Opcode::BrTrueKeep)) op = static_cast<uint8_t>(Opcode::BrTrue);
    if (op == static_cast<uint8_t>(Opcode::BrFalseKeep)) op = static_cast<uint8_t>(Opcode::BrFalse);
  }
}

void FunctionState::patch(JumpList list, uint32_t target) {
  drop_values(list);
  while (list != 0) {
    JumpList next = next_jump(list);
    set_target(list, target);
    if (target <= list) back_edges.push({list, target});
    list = next;
  }
}

void FunctionState::repeat_code(uint32_t from, uint32_t to) {
  flush_block();
  uint32_t start = offset();
  code.reserve(to - from);
  std::memcpy(code.data() + start, code.data() + from, to - from);
  code.truncate(start + (to - from));
  uint32_t known_lines = lines.size();
  uint32_t next_line = known_lines;
  while (lines[next_line - 1].offset > from) next_line--;
  if (lines[next_line - 1].line != current_line_) lines.push({start, lines[next_line - 1].line});
  for (; next_line < known_lines && lines[next_line].offset < to; next_line++) {
    lines.push({lines[next_line].offset - from + start, lines[next_line].line});
  }
  current_line_ = lines.back().line;
  depth++;
}

void FunctionState::set_table_size(uint32_t at, uint32_t items, uint32_t fields) {
  constexpr uint32_t kEmittedBytes = 2;
  uint8_t operands[2 * kMaxInstructionBytes];
  uint32_t size = static_cast<uint32_t>(put_uleb(put_uleb(operands, items), fields) - operands);
  if (STRATA_UNLIKELY(size > kEmittedBytes)) {
    uint32_t more = size - kEmittedBytes;
    code.reserve(more);
    std::memmove(code.data() + at + more, code.data() + at, code.size() - at);
    code.truncate(code.size() + more);
    for (uint32_t i = lines.size(); i > 0 && lines[i - 1].offset > at; i--) lines[i - 1].offset += more;
    for (uint32_t i = blocks.size(); i > 0 && blocks[i - 1].offset > at; i--) blocks[i - 1].offset += more;
  }
  std::memcpy(code.data() + at, operands, size);
}

void FunctionState::take_back(const Mark& mark) {
  code.truncate(mark.code_size);
  constants.truncate(mark.constant_count);
  depth = mark.depth;
  if (lines.size() > mark.line_count) {
    lines.truncate(mark.line_count);
    current_line_ = lines.empty() ? 0 : lines.back().line;
  }
}

}  // namespace strata::lua
