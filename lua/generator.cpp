// Emitting expressions and conditions.
#include "lua/generator.h"

namespace strata::lua {

using isa::Opcode;
using isa::SlotType;
using Kind = ExpressionKind;

namespace {

// How a Results operand is encoded: 0 is open.
constexpr uint32_t kOpenResults = 0;
constexpr uint32_t results_operand(uint32_t count) { return count + 1; }

}  // namespace

void Generator::push_plain(Expression& e) {
  FunctionState& fs = *fs_;
  switch (e.kind) {
    case Kind::Void: case Kind::Value: return;
    case Kind::Nil: fs.emit(Opcode::Nil, 1, line()); break;
    case Kind::True: fs.emit(Opcode::True, 1, line()); break;
    case Kind::False: fs.emit(Opcode::False, 1, line()); break;
    case Kind::Int: fs.emit_integer(e.integer, line()); break;
    case Kind::Float: fs.emit_float(e.real, line()); break;
    case Kind::String: fs.emit_string(e.name, line()); break;
    case Kind::Not: fs.emit(Opcode::Not, 0, line()); break;
    case Kind::Concat:
      fs.emit(Opcode::Concat, e.list.count, 1 - static_cast<int>(e.list.count), e.list.line);
      break;
    case Kind::Local: fs.emit(Opcode::GetLocal, e.local.slot, 1, line()); break;
    case Kind::Upvalue: fs.emit(Opcode::GetUpvalue, e.upvalue, 1, line()); break;
    case Kind::Global: {
      fs.emit(e.env_is_local ? Opcode::GetLocal : Opcode::GetUpvalue, e.global.env, 1, line());
      fs.emit(Opcode::GetField, fs.constant_of_string(e.global.name), 0, line());
      break;
    }
    case Kind::Field: fs.emit(Opcode::GetField, fs.constant_of_string(e.name), 0, line()); break;
    case Kind::Index: fs.emit(Opcode::GetIndex, -1, line()); break;
    case Kind::Call: emit_call(e, 1); break;
    case Kind::Vararg: fs.emit(Opcode::Vararg, results_operand(1), 1, line()); break;
  }
  e.kind = Kind::Value;
}

void Generator::push_operand(Expression& e) {
  if (e.has_jumps()) return push(e);
  if (e.kind == Kind::Local) fs_->emit(Opcode::GetLocal, e.local.slot, 1, quiet_line());
  else if (e.kind == Kind::Upvalue) fs_->emit(Opcode::GetUpvalue, e.upvalue, 1, quiet_line());
  else if (e.kind == Kind::Int) fs_->emit_integer(e.integer, quiet_line());
  else return push(e);
  e.kind = Kind::Value;
}

void Generator::emit_call(const Expression& e, uint32_t results) {
  Opcode op = e.open ? Opcode::CallOpen : Opcode::Call;
  int delta = static_cast<int>(results) - static_cast<int>(e.list.count) - 1;
  fs_->emit(op, e.list.count, results_operand(results), delta, e.list.line);
}

void Generator::push_results(Expression& e, uint32_t count) {
  if (e.kind == Kind::Call) emit_call(e, count);
  else if (count > 0) fs_->emit(Opcode::Vararg, results_operand(count), static_cast<int>(count), line());
  e.kind = Kind::Void;
}

void Generator::push_open(Expression& e) {
  if (e.kind == Kind::Call) {
    Opcode op = e.open ? Opcode::CallOpen : Opcode::Call;
    fs_->emit(op, e.list.count, kOpenResults, -1 - static_cast<int>(e.list.count), e.list.line);
  } else {
    fs_->emit(Opcode::Vararg, kOpenResults, 0, line());
  }
  e.kind = Kind::Void;
}

void Generator::tail_call(const Expression& e) {
  Opcode op = e.open ? Opcode::TailCallOpen : Opcode::TailCall;
  fs_->emit(op, e.list.count, -1 - static_cast<int>(e.list.count), e.list.line);
  fs_->start_block();
}

// ---- variables

void Generator::prepare_store(Expression& e) {
  if (e.kind != Kind::Global) return;
  fs_->emit(e.env_is_local ? Opcode::GetLocal : Opcode::GetUpvalue, e.global.env, 1, quiet_line());
  NameId name = e.global.name;
  e.kind = Kind::Field;
  e.name = name;
}

void Generator::store(const Expression& target, TypeTerm type, uint32_t at_line) {
  switch (target.kind) {
    case Kind::Local:
      fs_->emit(Opcode::SetLocal, target.local.slot, -1, at_line);
      fs_->types.assign(target.type, type);
      break;
    case Kind::Upvalue: fs_->emit(Opcode::SetUpvalue, target.upvalue, -1, at_line); break;
    case Kind::Field: fs_->emit(Opcode::SetField, fs_->constant_of_string(target.name), -2, at_line); break;
    case Kind::Index: fs_->emit(Opcode::SetIndex, -3, at_line); break;
    default: STRATA_CHECK(lexer_.failed());
  }
}

void Generator::make_field(Expression& e, NameId key) {
  e = Expression{.kind = Kind::Field};
  e.name = key;
}

void Generator::make_index(Expression& e, Expression& key) {
  if (key.kind == Kind::String && !key.has_jumps()) return make_field(e, key.name);
  push_operand(key);
  fs_->types.combine(Opcode::GetIndex, kAnyType, key.type);
  e = Expression{.kind = Kind::Index};
}

void Generator::make_method(Expression& e, NameId name) {
  push(e);
  fs_->emit(Opcode::GetMethod, fs_->constant_of_string(name), 1, line());
}

// ---- conditions

// Emits a jump taken when e's value, as a condition, is `condition`.
JumpList Generator::jump_on(Expression& e, bool condition) {
  if (e.kind == Kind::Not) {
    // The value on the stack is not the expression's: it can't be kept.
    e.kind = Kind::Value;
    return fs_->emit_jump(condition ? Opcode::BrFalse : Opcode::BrTrue, -1, line());
  }
  push_plain(e);
  return fs_->emit_jump(condition ? Opcode::BrTrueKeep : Opcode::BrFalseKeep, -1, line());
}

void Generator::jump_if_false(Expression& e) {
  bool always_true = e.kind == Kind::True || e.kind == Kind::Int || e.kind == Kind::Float || e.kind == Kind::String;
  JumpList jump = always_true ? 0 : jump_on(e, false);
  e.if_false = fs_->join(e.if_false, jump);
  fs_->patch_here(e.if_true);
  e.if_true = 0;
}

void Generator::jump_if_true(Expression& e) {
  bool always_false = e.kind == Kind::Nil || e.kind == Kind::False;
  JumpList jump = always_false ? 0 : jump_on(e, true);
  e.if_true = fs_->join(e.if_true, jump);
  fs_->patch_here(e.if_false);
  e.if_false = 0;
}

JumpList Generator::jump_unless(Expression& e) {
  if (e.kind == Kind::Nil || e.kind == Kind::False) {
    e.if_false = fs_->join(e.if_false, fs_->emit_jump(Opcode::Jump, 0, line()));
    fs_->patch_here(e.if_true);
  } else {
    jump_if_false(e);
  }
  fs_->drop_values(e.if_false);
  return e.if_false;
}

// True when some jump of the list arrives without the expression's value on the stack.
bool Generator::any_without_value(JumpList list) const {
  for (; list != 0; list = fs_->next_jump(list)) {
    Opcode op = fs_->jump_opcode(list);
    if (op != Opcode::BrTrueKeep && op != Opcode::BrFalseKeep) return true;
  }
  return false;
}

void Generator::patch_meeting(JumpList list, uint32_t with_value, uint32_t without) {
  while (list != 0) {
    JumpList next = fs_->next_jump(list);
    Opcode op = fs_->jump_opcode(list);
    bool keeps = op == Opcode::BrTrueKeep || op == Opcode::BrFalseKeep;
    fs_->set_target(list, keeps ? with_value : without);
    list = next;
  }
}

// e's own value is on the stack. Jumps that kept theirs come here as well; for the others the value is
// a boolean, which is pushed on their way:
//            jump end;  F: false; jump end;  T: true;  end:
void Generator::meet_jumps(Expression& e) {
  FunctionState& fs = *fs_;
  bool need_false = any_without_value(e.if_false);
  bool need_true = any_without_value(e.if_true);
  uint32_t push_false = 0, push_true = 0;
  JumpList to_end = 0;
  if (need_false || need_true) to_end = fs.emit_jump(Opcode::Jump, 0, line());
  if (need_false) {
    fs.depth--;
    push_false = fs.offset();
    fs.emit(Opcode::False, 1, line());
    if (need_true) to_end = fs.join(to_end, fs.emit_jump(Opcode::Jump, 0, line()));
  }
  if (need_true) {
    fs.depth--;
    push_true = fs.offset();
    fs.start_block();
    fs.emit(Opcode::True, 1, line());
  }
  fs.patch(to_end, fs.offset());
  patch_meeting(e.if_false, fs.offset(), push_false);
  patch_meeting(e.if_true, fs.offset(), push_true);
  fs.start_block();
  e.if_true = e.if_false = 0;
  e.type = kAnyType;
}

// ---- operators

void Generator::negate(Expression& e) {
  switch (e.kind) {
    case Kind::Nil: case Kind::False: e.kind = Kind::True; break;
    case Kind::True: case Kind::Int: case Kind::Float: case Kind::String: e.kind = Kind::False; break;
    default:
      push_plain(e);
      e.kind = Kind::Not;
  }
  e.type = term_of(SlotType::Boolean);
  JumpList if_true = e.if_false;
  e.if_false = e.if_true;
  e.if_true = if_true;
  fs_->drop_values(e.if_true);
  fs_->drop_values(e.if_false);
}

void Generator::apply_unary(Token op, Expression& e, uint32_t at_line) {
  if (op == Token::Not) return negate(e);
  Opcode opcode = op == Token::Minus ? Opcode::Neg : op == Token::Tilde ? Opcode::Bnot : Opcode::Len;
  if (e.is_numeral() && fold_unary(opcode, e, &e)) return;
  push_operand(e);
  fs_->emit(opcode, 0, at_line);
  e.type = fs_->types.combine(opcode, e.type, kAnyType);
}

void Generator::begin_binary(Token op, Expression& left, Left* kept) {
  if (op == Token::And) return jump_if_false(left);
  if (op == Token::Or) return jump_if_true(left);
  kept->is_numeral = left.is_numeral();
  if (kept->is_numeral) {
    kept->constant = left;
    kept->mark = fs_->mark();
  }
  if (op == Token::Concat) push(left);
  else push_operand(left);
  kept->offset = fs_->offset();
}

void Generator::end_binary(Token op, Expression& left, Expression& right, const Left& kept, uint32_t at_line) {
  if (op == Token::And || op == Token::Or) {
    // One value, whatever the left side was.
    if (right.kind == Kind::Call || right.kind == Kind::Vararg) push_plain(right);
    if (op == Token::And) right.if_false = fs_->join(left.if_false, right.if_false);
    else right.if_true = fs_->join(left.if_true, right.if_true);
    left = right;
    return;
  }
  if (op == Token::Concat) {
    bool joins = right.kind == Kind::Concat && !right.has_jumps();
    if (!joins) push(right);
    // Right-associative: the operands of the right concat are on the stack, the left one below them.
    TypeTerm type = fs_->types.combine(Opcode::Concat, left.type, right.type);
    uint32_t count = joins ? right.list.count + 1 : 2;
    uint32_t concat_line = joins ? right.list.line : at_line;
    left = Expression{.kind = Kind::Concat, .type = type};
    left.list = {count, concat_line};
    return;
  }
  Opcode opcode = kBinaryOperators[static_cast<size_t>(op)].opcode;
  if (kept.is_numeral && right.is_numeral() && fs_->offset() == kept.offset &&
      fold_binary(opcode, kept.constant, right, &left)) {
    fs_->take_back(kept.mark);
    return;
  }
  push_operand(right);
  bool is_comparison = opcode >= Opcode::Eq && opcode <= Opcode::Ge;
  fs_->emit(opcode, -1, is_comparison ? line() : at_line);
  left.type = fs_->types.combine(opcode, left.type, right.type);
}

}  // namespace strata::lua
