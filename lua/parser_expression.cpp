// Expressions, argument lists, table constructors and function bodies (Lua 5.4 manual 3.4).
#include "lua/parser.h"

namespace strata::lua {

using isa::Opcode;
using isa::SlotType;
using Kind = ExpressionKind;

// ---- operators

// Reads operators that bind tighter than `limit`; returns the token that follows.
Token Parser::parse_operators(Expression& e, uint8_t limit) {
  if (!enter_level()) return Token::Eos;
  Token op = token();
  if (op == Token::Not || op == Token::Minus || op == Token::Tilde || op == Token::Hash) {
    uint32_t op_line = lexer_.line();
    next();
    parse_operators(e, kUnaryPrecedence);
    apply_unary(op, e, op_line);
  } else {
    parse_simple(e);
  }
  op = token();
  while (kBinaryOperators[static_cast<size_t>(op)].left > limit) {
    uint32_t op_line = lexer_.line();
    next();
    Left kept;
    begin_binary(op, e, &kept);
    Expression right;
    Token following = parse_operators(right, kBinaryOperators[static_cast<size_t>(op)].right);
    end_binary(op, e, right, kept, op_line);
    op = following;
  }
  leave_level();
  return op;
}

void Parser::parse_simple(Expression& e) {
  switch (token()) {
    case Token::Int:
      e = Expression{.kind = Kind::Int, .type = term_of(SlotType::Int)};
      e.integer = lexer_.integer();
      break;
    case Token::Float:
      e = Expression{.kind = Kind::Float, .type = term_of(SlotType::Float)};
      e.real = lexer_.real();
      break;
    case Token::String:
      e = Expression{.kind = Kind::String, .type = term_of(SlotType::String)};
      e.name = lexer_.name();
      break;
    case Token::Nil: e = Expression{.kind = Kind::Nil, .type = term_of(SlotType::Nil)}; break;
    case Token::True: e = Expression{.kind = Kind::True, .type = term_of(SlotType::Boolean)}; break;
    case Token::False: e = Expression{.kind = Kind::False, .type = term_of(SlotType::Boolean)}; break;
    case Token::Dots:
      if (!(fs_->flags & isa::kVararg)) {
        return lexer_.error_near_token("cannot use '...' outside a vararg function");
      }
      e = Expression{.kind = Kind::Vararg};
      break;
    case Token::LeftBrace: return parse_table(e);
    case Token::Function:
      next();
      return parse_body(e, false, lexer_.line());
    default: return parse_suffixed(e);
  }
  next();
}

// ---- variables and calls

void Parser::parse_primary(Expression& e) {
  if (token() == Token::Name) {
    NameId name = lexer_.name();
    next();
    return resolve(name, e);
  }
  if (token() != Token::LeftParen) return lexer_.error_near_token("unexpected symbol");
  uint32_t open_line = lexer_.line();
  next();
  parse_expression(e);
  expect_match(Token::RightParen, Token::LeftParen, open_line);
  // Parentheses make one value of a list, and no variable of anything.
  if (e.is_variable() || e.kind == Kind::Call || e.kind == Kind::Vararg) push_plain(e);
}

void Parser::parse_suffixed(Expression& e) {
  uint32_t base_depth = fs_->depth;
  parse_primary(e);
  for (;;) {
    switch (token()) {
      case Token::Dot:
        push_operand(e);
        next();
        make_field(e, expect_name());
        break;
      case Token::LeftBracket: {
        push_operand(e);
        next();
        Expression key;
        parse_expression(key);
        make_index(e, key);
        expect(Token::RightBracket);
        break;
      }
      case Token::Colon: {
        next();
        NameId name = expect_name();
        make_method(e, name);
        parse_arguments(e, base_depth);
        break;
      }
      case Token::LeftParen: case Token::String: case Token::LeftBrace:
        push(e);
        parse_arguments(e, base_depth);
        break;
      default: return;
    }
  }
}

// The function, and for a method its receiver, are on the stack above `base_depth`.
void Parser::parse_arguments(Expression& e, uint32_t base_depth) {
  uint32_t call_line = lexer_.line();
  bool open = false;
  switch (token()) {
    case Token::LeftParen: {
      next();
      if (token() != Token::RightParen) {
        Expression last;
        parse_pushed_list(last);
        open = last.is_open_list();
        if (open) push_open(last);
        expect_match(Token::RightParen, Token::LeftParen, call_line);
        if (open) break;
        push(last);
        check_registers();
      } else {
        next();
      }
      break;
    }
    case Token::LeftBrace: {
      Expression table;
      parse_table(table);
      push(table);
      break;
    }
    case Token::String:
      fs_->emit_string(lexer_.name(), line());
      next();
      break;
    default: return lexer_.error_near_token("function arguments expected");
  }
  e = Expression{.kind = Kind::Call, .open = open};
  e.list = {fs_->depth - base_depth - 1, call_line};
}

uint32_t Parser::parse_pushed_list(Expression& last) {
  uint32_t count = 1;
  parse_expression(last);
  while (accept(Token::Comma)) {
    push(last);
    check_registers();
    last = Expression{};
    parse_expression(last);
    count++;
  }
  return count;
}

// A list may grow as long as a frame is in the reference.
void Parser::check_registers() {
  if (fs_->slot_top + fs_->depth >= kMostListRegisters) {
    lexer_.error_near_token("function or expression needs too many registers");
  }
}

// ---- table constructors

struct Parser::TableParts {
  Expression item;           // the last one read, not yet pushed
  uint32_t pushed = 0;       // items on the stack
  uint32_t stored = 0;       // items in the table
  uint32_t fields = 0;
};

// Stores the items on the stack into the table below them.
void Parser::flush_items(TableParts* parts) {
  if (parts->pushed == 0) return;
  fs_->emit(Opcode::PutList, parts->stored + 1, parts->pushed, -static_cast<int>(parts->pushed), line());
  parts->stored += parts->pushed;
  parts->pushed = 0;
}

void Parser::parse_table_item(TableParts* parts) { parse_expression(parts->item); }

void Parser::parse_table_field(TableParts* parts) {
  // A field is stored at once, so the table must be on top.
  flush_items(parts);
  parts->fields++;
  bool is_named = token() == Token::Name;
  Expression key;
  if (is_named) {
    key.kind = Kind::String;
    key.name = lexer_.name();
    next();
  } else {
    next();
    parse_expression(key);
    is_named = key.kind == Kind::String && !key.has_jumps();
    if (!is_named) push(key);
    expect(Token::RightBracket);
  }
  expect(Token::Assign);
  Expression value;
  parse_expression(value);
  push(value);
  if (is_named) fs_->emit(Opcode::PutField, fs_->constant_of_string(key.name), -1, line());
  else fs_->emit(Opcode::PutIndex, -2, line());
}

void Parser::parse_table(Expression& e) {
  uint32_t open_line = lexer_.line();
  fs_->emit(Opcode::NewTable, 0, 0, 1, line());
  uint32_t size_at = fs_->offset() - 2;
  fs_->tables.push(fs_->depth - 1);
  TableParts parts;
  expect(Token::LeftBrace);
  do {
    if (token() == Token::RightBrace) break;
    if (parts.item.kind != Kind::Void) {
      push(parts.item);
      parts.item = Expression{};
      if (++parts.pushed == kItemsPerFlush) flush_items(&parts);
    }
    bool is_field = token() == Token::LeftBracket || (token() == Token::Name && lexer_.peek() == Token::Assign);
    if (is_field) parse_table_field(&parts);
    else parse_table_item(&parts);
  } while (accept(Token::Comma) || accept(Token::Semicolon));
  expect_match(Token::RightBrace, Token::LeftBrace, open_line);
  if (parts.item.is_open_list()) {
    push_open(parts.item);
    fs_->emit(Opcode::PutListOpen, parts.stored + 1, parts.pushed, -static_cast<int>(parts.pushed), line());
    parts.stored += parts.pushed;
  } else if (parts.item.kind != Kind::Void) {
    push(parts.item);
    parts.pushed++;
    flush_items(&parts);
  }
  fs_->set_table_size(size_at, parts.stored, parts.fields);
  fs_->tables.pop();
  e = Expression{.kind = Kind::Value, .type = term_of(SlotType::Table)};
}

// ---- functions

void Parser::parse_parameters() {
  uint32_t count = 0;
  if (token() != Token::RightParen) {
    do {
      if (token() == Token::Name) {
        declare(expect_name());
        count++;
      } else if (accept(Token::Dots)) {
        fs_->flags |= isa::kVararg;
      } else {
        lexer_.error_near_token("<name> or '...' expected");
      }
    } while (!(fs_->flags & isa::kVararg) && accept(Token::Comma));
  }
  activate(count, fs_->slot_top);
  fs_->reserve_slots(count);
  fs_->parameter_count = fs_->slot_top;
}

void Parser::parse_body(Expression& e, bool is_method, uint32_t body_line, uint32_t own_slot) {
  Scope scope;
  uint32_t child = fs_->children.size();
  open_function(body_line, &scope);
  expect(Token::LeftParen);
  if (is_method) {
    declare(names_.self);
    activate(1, 0);
    fs_->reserve_slots(1);
  }
  parse_parameters();
  expect(Token::RightParen);
  parse_statements();
  fs_->last_line_defined = lexer_.line();
  expect_match(Token::End, Token::Function, body_line);
  bool refers_to_itself = false;
  for (const Upvalue& upvalue : fs_->upvalues) {
    refers_to_itself |= upvalue.descriptor.from_parent_local && upvalue.descriptor.index == own_slot;
  }
  close_function();
  if (refers_to_itself) {
    // A slot must have been set before it can be captured.
    fs_->emit(Opcode::Nil, 1, line());
    fs_->emit(Opcode::SetLocal, own_slot, -1, line());
  }
  fs_->emit(Opcode::Closure, child, 1, line());
  e = Expression{.kind = Kind::Value, .type = term_of(SlotType::Function)};
}

}  // namespace strata::lua
