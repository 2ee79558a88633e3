// Statements but for loops (Lua 5.4 manual 3.3).
#include "lua/parser.h"

namespace strata::lua {

using isa::Opcode;
using isa::SlotType;
using Kind = ExpressionKind;

bool Parser::block_follows(bool until_counts) const {
  switch (token()) {
    case Token::Else: case Token::Elseif: case Token::End: case Token::Eos: return true;
    case Token::Until: return until_counts;
    default: return false;
  }
}

void Parser::parse_statements() {
  while (!block_follows(true)) {
    bool is_return = token() == Token::Return;
    parse_statement();
    if (is_return) return;
  }
}

void Parser::parse_block() {
  Scope scope;
  enter_scope(&scope, false);
  parse_statements();
  leave_scope();
}

void Parser::parse_statement() {
  uint32_t start_line = lexer_.line();
  if (!enter_level()) return;
  switch (token()) {
    case Token::Semicolon: next(); break;
    case Token::If: parse_if(start_line); break;
    case Token::While: parse_while(start_line); break;
    case Token::Do:
      next();
      parse_block();
      fs_->start_block();  // its locals are dead from here on
      expect_match(Token::End, Token::Do, start_line);
      break;
    case Token::For: parse_for(start_line); break;
    case Token::Repeat: parse_repeat(start_line); break;
    case Token::Function: parse_function(start_line); break;
    case Token::Local:
      next();
      if (accept(Token::Function)) parse_local_function();
      else parse_local();
      break;
    case Token::DoubleColon: next(); parse_label(start_line); break;
    case Token::Return: next(); parse_return(); break;
    case Token::Break: parse_break(); break;
    case Token::Goto: next(); parse_goto(); break;
    default: parse_expression_statement();
  }
  leave_level();
}

// ---- if

void Parser::parse_if(uint32_t start_line) {
  JumpList to_end = 0;
  parse_then(&to_end);
  while (token() == Token::Elseif) parse_then(&to_end);
  if (accept(Token::Else)) parse_block();
  expect_match(Token::End, Token::If, start_line);
  fs_->patch_here(to_end);
}

// `if c then` or `elseif c then`, and its block.
void Parser::parse_then(JumpList* to_end) {
  next();
  Expression condition;
  parse_expression(condition);
  expect(Token::Then);
  Scope scope;
  enter_scope(&scope, false);
  JumpList to_else;
  if (!parse_conditional_goto(condition)) {
    to_else = jump_unless(condition);
  } else if (block_follows(false)) {
    return leave_scope();
  } else {
    to_else = fs_->emit_jump(Opcode::Jump, 0, line());
  }
  parse_statements();
  leave_scope();
  if (token() == Token::Else || token() == Token::Elseif) {
    *to_end = fs_->join(*to_end, fs_->emit_jump(Opcode::Jump, 0, line()));
  }
  fs_->patch_here(to_else);
}

// `if c then break`, `if c then goto label`, forward and with nothing to be closed: the condition jumps
// there itself, and falls through when it is false. False when it is something else.
bool Parser::parse_conditional_goto(Expression& condition) {
  bool is_break = token() == Token::Break;
  if (!is_break && token() != Token::Goto) return false;
  if (leaving_needs_close(is_break)) return false;
  if (!is_break && (lexer_.peek() != Token::Name || find_label(lexer_.ahead_name()) != nullptr)) return false;
  uint32_t goto_line = lexer_.line();
  jump_if_true(condition);
  fs_->drop_values(condition.if_true);
  next();
  NameId name = is_break ? names_.break_label : expect_name();
  add_goto(name, goto_line, condition.if_true, false);
  while (accept(Token::Semicolon)) {}
  return true;
}

// ---- functions and locals

void Parser::parse_function(uint32_t start_line) {
  next();
  uint32_t constant = constant_at_token();
  Expression target;
  resolve(expect_name(), target);
  while (token() == Token::Dot) {
    push_operand(target);
    next();
    make_field(target, expect_name());
    constant = kNoVariable;
  }
  bool is_method = token() == Token::Colon;
  if (is_method) {
    push_operand(target);
    next();
    make_field(target, expect_name());
    constant = kNoVariable;
  }
  prepare_store(target);
  Expression body;
  parse_body(body, is_method, start_line);
  check_assignable(target, constant);
  store(target, body.type, start_line);
}

void Parser::parse_local_function() {
  declare(expect_name());
  uint32_t slot = fs_->slot_top;
  fs_->flush_block();
  activate(1, slot);
  fs_->reserve_slots(1);
  uint32_t variable = fs_->active_end - 1;
  Expression body;
  parse_body(body, false, lexer_.line(), slot);
  fs_->emit(Opcode::SetLocal, slot, -1, quiet_line());
  if (!lexer_.failed()) fs_->locals[variables_[variable].local_entry].start = fs_->offset();
}

VariableKind Parser::parse_attribute() {
  if (!accept(Token::Less)) return VariableKind::Regular;
  std::string_view attribute = names_[expect_name()].view();
  expect(Token::Greater);
  if (attribute == "const") return VariableKind::Const;
  if (attribute == "close") return VariableKind::Close;
  lexer_.error_at_line("unknown attribute '" + std::string(attribute) + "'");
  return VariableKind::Regular;
}

void Parser::parse_local() {
  uint32_t count = 0;
  uint32_t to_close = kNoSlot;  // which of them
  VariableKind kind;
  uint32_t last;
  do {
    last = declare(expect_name());
    variables_[last].kind = kind = parse_attribute();
    if (kind == VariableKind::Close) {
      if (to_close != kNoSlot) lexer_.error_at_line("multiple to-be-closed variables in local list");
      to_close = count;
    }
    count++;
  } while (accept(Token::Comma));
  uint32_t first_slot = fs_->slot_top;
  TypeTerm types[kMostVariables + 1];
  Expression constant;
  if (accept(Token::Assign)) {
    uint32_t ignored;
    parse_values_to_slots(count, types, kind == VariableKind::Const ? &constant : nullptr, &ignored);
  } else {
    nil_to_slots(count, types);
  }
  if (constant.kind != Kind::Void) {
    variables_[last].kind = VariableKind::CompileTime;
    variables_[last].constant = constant;
    activate(count - 1, first_slot, types);
    activate_constant();
  } else {
    activate(count, first_slot, types);
  }
  if (to_close != kNoSlot) mark_to_be_closed(first_slot + to_close);
}

// `local a local b` on successive lines is one step, at the first line.
void Parser::nil_to_slots(uint32_t count, TypeTerm* types) {
  if (count == 0) return;
  bool goes_on = !fs_->block_pending && fs_->offset() == fs_->nil_end;
  uint32_t nil_line = goes_on ? fs_->line_at_end() : line();
  for (uint32_t i = 0; i < count; i++) {
    fs_->emit(Opcode::Nil, 1, nil_line);
    fs_->emit(Opcode::SetLocal, fs_->slot_top, -1, nil_line);
    fs_->reserve_slots(1);
    types[i] = kAnyType;
  }
  fs_->nil_end = fs_->offset();
}

// Puts a value into the next free slot, which is in use from now on.
void Parser::value_to_slot(Expression& e, TypeTerm* type) {
  push(e);
  uint32_t slot = fs_->slot_top;
  fs_->emit(Opcode::SetLocal, slot, -1, quiet_line());
  fs_->reserve_slots(1);
  *type = fs_->types.declare(e.type, slot, fs_->blocks.size());
}

// Reads an expression list and puts its first `wanted` values into free slots, missing ones as nil.
// With `constant`, a last expression that is constant and has a variable of its own is put there
// instead. Returns true when an open list provided values for the end; *read is how many expressions
// there were.
bool Parser::parse_values_to_slots(uint32_t wanted, TypeTerm* types, Expression* constant, uint32_t* read) {
  uint32_t count = 0;
  for (;;) {
    Expression e;
    parse_expression(e);
    *read = ++count;
    bool is_last = !accept(Token::Comma);
    if (is_last && constant != nullptr && count == wanted && e.is_constant()) {
      *constant = e;
      return false;
    }
    if (is_last && e.is_open_list() && count <= wanted) {
      uint32_t results = wanted - count + 1;
      push_results(e, results);
      for (uint32_t i = results; i > 0; i--) {
        fs_->emit(Opcode::SetLocal, fs_->slot_top + i - 1, -1, quiet_line());
        types[count + i - 2] = kAnyType;
      }
      fs_->reserve_slots(results);
      return true;
    }
    if (count <= wanted) value_to_slot(e, &types[count - 1]);
    else discard(e);
    if (is_last) break;
  }
  nil_to_slots(wanted > count ? wanted - count : 0, types + count);
  return false;
}

// Evaluates an expression that nobody wants the value of.
void Parser::discard(Expression& e) {
  if (e.is_open_list()) return push_results(e, 0);
  push(e);
  fs_->emit(Opcode::Pop, -1, line());
}

// ---- assignment and calls

void Parser::parse_expression_statement() {
  uint32_t constant = constant_at_token();
  Expression e;
  parse_suffixed(e);
  if (token() == Token::Assign || token() == Token::Comma) return parse_assignment(e, constant);
  if (e.kind != Kind::Call) return lexer_.error_near_token("syntax error");
  push_results(e, 0);
}

// The first target has been read; it began with the compile-time constant `constant`, if any.
void Parser::parse_assignment(const Expression& first, uint32_t constant) {
  uint32_t first_target = targets_.size();
  Expression target = first;
  uint32_t levels = levels_;
  bool with_prefix = false;  // some target but the first has its table on the stack
  for (;;) {
    check_assignable(target, constant);
    if (!target.is_variable()) {
      lexer_.error_near_token("syntax error");
      break;
    }
    prepare_store(target);
    targets_.push(target);
    with_prefix |= targets_.size() > first_target + 1 && target.kind >= Kind::Field;
    if (!accept(Token::Comma)) break;
    constant = constant_at_token();
    target = Expression{};
    parse_suffixed(target);
    if (!enter_level()) break;
  }
  expect(Token::Assign);
  if (!lexer_.failed()) {
    if (with_prefix) assign_through_slots(first_target);
    else assign_from_stack(first_target);
  }
  levels_ = levels;
  targets_.truncate(first_target);
}

void Parser::assign(const Expression& target, TypeTerm type) {
  store(target, type, target.kind == Kind::Local ? quiet_line() : line());
}

// Only the first target may have something on the stack: all values are pushed above it, and stored
// from the last to the first.
void Parser::assign_from_stack(uint32_t first_target) {
  uint32_t wanted = targets_.size() - first_target;
  TypeTerm types[kMostLevels + 1];
  uint32_t serials[kMostLevels + 1];  // block_serial() when the value was pushed
  uint32_t count = 0;
  for (bool is_last = false; !is_last;) {
    Expression e;
    parse_expression(e);
    is_last = !accept(Token::Comma);
    if (count >= wanted) {
      discard(e);
      continue;
    }
    if (is_last && e.is_open_list()) {
      push_results(e, wanted - count);
      while (count < wanted) types[count++] = kAnyType;
      break;
    }
    push(e);
    types[count] = e.type;
    serials[count++] = fs_->block_serial();
    check_registers();
  }
  for (uint32_t i = count; i < wanted; i++) {
    fs_->emit(Opcode::Nil, 1, line());
    types[i] = term_of(SlotType::Nil);
  }
  for (uint32_t i = wanted; i-- > 0;) {
    bool known = types[i] != kAnyType && (i >= count || serials[i] == fs_->block_serial());
    assign(targets_[first_target + i], known ? types[i] : kAnyType);
  }
}

// Several targets have tables and keys on the stack, one above the other. So each value but the last is
// kept in a free slot until those above its own are gone:
//   t[i], t[j] = a, b    [t i t j] a -> slot  b  set.index  slot  set.index
void Parser::assign_through_slots(uint32_t first_target) {
  uint32_t wanted = targets_.size() - first_target;
  uint32_t first_slot = fs_->slot_top;
  uint32_t in_slots = 0;
  bool last_on_stack = false;
  uint32_t count = 0;
  for (bool is_last = false; !is_last;) {
    Expression e;
    parse_expression(e);
    is_last = !accept(Token::Comma);
    if (count >= wanted) {
      discard(e);
      continue;
    }
    if (is_last && count + 1 == wanted) {
      push(e);
      last_on_stack = true;
      break;
    }
    TypeTerm ignored;
    if (is_last && e.is_open_list()) {
      uint32_t results = wanted - count;
      push_results(e, results);
      for (uint32_t i = results; i > 0; i--) fs_->emit(Opcode::SetLocal, first_slot + count + i - 1, -1, quiet_line());
      fs_->reserve_slots(results);
      in_slots = count = wanted;
      break;
    }
    value_to_slot(e, &ignored);
    in_slots = ++count;
  }
  for (uint32_t i = wanted; i-- > 0;) {
    if (i < in_slots) fs_->emit(Opcode::GetLocal, first_slot + i, 1, line());
    else if (!last_on_stack) fs_->emit(Opcode::Nil, 1, line());
    assign(targets_[first_target + i], kAnyType);
  }
  fs_->slot_top = first_slot;
}

// ---- labels, goto, break, return

void Parser::parse_label(uint32_t start_line) {
  NameId name = expect_name();
  expect(Token::DoubleColon);
  while (token() == Token::Semicolon || token() == Token::DoubleColon) parse_statement();
  if (const Label* known = find_label(name)) {
    return lexer_.error_at_line("label '" + std::string(names_[name].view()) + "' already defined on line " +
                                std::to_string(known->line));
  }
  create_label(name, start_line, block_follows(false));
}

void Parser::parse_goto() {
  uint32_t goto_line = lexer_.line();
  NameId name = expect_name();
  const Label* label = find_label(name);
  if (label == nullptr) {
    uint32_t close_operand = leaving_needs_close(false) ? close_before_goto() : 0;
    return add_goto(name, goto_line, fs_->emit_jump(Opcode::Jump, 0, line()), false, close_operand);
  }
  // Back to it. What it leaves may be captured further down, so it is closed in any case.
  if (fs_->slot_top > label->slots) fs_->emit(Opcode::Close, label->slots, 0, line());
  fs_->emit_jump_back(Opcode::Jump, 0, label->offset, line());
}

void Parser::parse_break() {
  uint32_t break_line = lexer_.line();
  next();
  bool closes = leaving_needs_close(true);
  if (closes) close_before_break();
  add_goto(names_.break_label, break_line, fs_->emit_jump(Opcode::Jump, 0, line()), closes);
}

void Parser::parse_return() {
  uint32_t count = 0;
  Expression last;
  if (!block_follows(true) && token() != Token::Semicolon) count = parse_pushed_list(last);
  if (last.is_open_list()) {
    if (last.kind == Kind::Call && count == 1 && !fs_->scope->inside_close) {
      tail_call(last);
    } else {
      push_open(last);
      fs_->emit(Opcode::ReturnOpen, count - 1, 1 - static_cast<int>(count), line());
    }
  } else {
    if (count > 0) push(last);
    check_registers();
    fs_->emit(Opcode::Return, count, -static_cast<int>(count), line());
  }
  fs_->start_block();
  fs_->ends_with_return = fs_->scope->enclosing == nullptr;
  accept(Token::Semicolon);
}

}  // namespace strata::lua
