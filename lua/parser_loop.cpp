// Loops (Lua 5.4 manual 3.3.4, 3.3.5). Each has one back edge per way to go on, to a block that starts
// its body, or its condition:
//
//   while      c; br.false exit; body: ..; c again; br.true body; exit:     a short, simple condition
//              top: c; br.false exit; ..; jump top; exit:                   any other
//   repeat     top: ..; c; br.false top
//   for        for.prep l exit; body: ..; for.loop l body; exit:
//   for in     jump call; body: ..; call: for.call l n; for.next l body
#include "lua/parser.h"

namespace strata::lua {

using isa::Opcode;
using Kind = ExpressionKind;

namespace {

// A condition up to this size is repeated at the end of its loop.
constexpr uint32_t kMostRepeatedBytes = 48;

// Local slots of a numeric loop before its variable, and of a generic one.
constexpr uint32_t kNumericStateSlots = 3;
constexpr uint32_t kGenericStateSlots = 4;

}  // namespace

void Parser::parse_while(uint32_t start_line) {
  next();
  bool is_target = fs_->block_pending;  // even if nothing jumps back to it
  uint32_t earlier_blocks = fs_->blocks.size();
  fs_->start_block();
  fs_->flush_block();
  uint32_t condition_start = fs_->offset();
  uint32_t blocks = fs_->blocks.size();
  Expression condition;
  parse_expression(condition);
  JumpList exit = jump_unless(condition);
  uint32_t condition_end = fs_->offset() - kLabelBytes - 1;
  // Straight-line code that ends in the one jump.
  bool repeat_condition = exit != 0 && fs_->next_jump(exit) == 0 && exit == condition_end + 1 &&
                          fs_->jump_opcode(exit) != Opcode::Jump && fs_->blocks.size() == blocks &&
                          condition_end - condition_start <= kMostRepeatedBytes;
  if (repeat_condition && !is_target) fs_->blocks.truncate(earlier_blocks);
  uint32_t body_start = fs_->offset();
  Scope scope;
  enter_scope(&scope, true);
  expect(Token::Do);
  parse_block();
  if (lexer_.failed()) {
    // Nothing will run; the code may be anything.
  } else if (repeat_condition) {
    Opcode again = fs_->jump_opcode(exit) == Opcode::BrFalse ? Opcode::BrTrue : Opcode::BrFalse;
    fs_->repeat_code(condition_start, condition_end);
    fs_->emit_jump_back(again, -1, body_start, fs_->line_at_end());
  } else {
    fs_->emit_jump_back(Opcode::Jump, 0, condition_start, line());
  }
  expect_match(Token::End, Token::While, start_line);
  leave_scope();
  fs_->patch_here(exit);
}

void Parser::parse_repeat(uint32_t start_line) {
  fs_->start_block();
  uint32_t top = fs_->offset();
  Scope loop, body;
  enter_scope(&loop, true);
  enter_scope(&body, false);
  next();
  parse_statements();
  expect_match(Token::Until, Token::Repeat, start_line);
  Expression condition;
  parse_expression(condition);
  JumpList again = jump_unless(condition);
  uint32_t body_slots = fs_->slot_top;
  leave_scope();
  if (body.needs_close) {
    // Leaving has closed the body's variables; going on has to as well.
    JumpList exit = fs_->emit_jump(Opcode::Jump, 0, line());
    fs_->patch_here(again);
    uint32_t outer_slots = fs_->slot_top;
    fs_->slot_top = body_slots;
    fs_->emit(Opcode::Close, outer_slots, 0, line());
    fs_->slot_top = outer_slots;
    fs_->emit_jump_back(Opcode::Jump, 0, top, line());
    fs_->patch_here(exit);
  } else {
    fs_->patch(again, top);
  }
  leave_scope();
}

void Parser::parse_for(uint32_t start_line) {
  Scope scope;
  enter_scope(&scope, true);
  next();
  NameId name = expect_name();
  if (token() == Token::Assign) parse_numeric_for(name, start_line);
  else if (token() == Token::Comma || token() == Token::In) parse_generic_for(name);
  else lexer_.error_near_token("'=' or 'in' expected");
  expect_match(Token::End, Token::For, start_line);
  leave_scope();
}

// The state that for.prep makes of start, limit and step is of one type; a boundary between blocks, in
// the expression of limit or step, makes the verifier forget what was known before it.
void Parser::parse_numeric_for(NameId name, uint32_t start_line) {
  FunctionState& fs = *fs_;
  uint32_t state = fs.slot_top;
  for (uint32_t i = 0; i < kNumericStateSlots; i++) declare(names_.for_state);
  declare(name);
  next();
  TypeTerm types[kNumericStateSlots + 1];
  Expression start, limit, step{.kind = Kind::Int, .type = term_of(isa::SlotType::Int)};
  step.integer = 1;
  parse_expression(start);
  value_to_slot(start, &types[0]);
  uint32_t serial = fs.block_serial();
  expect(Token::Comma);
  parse_expression(limit);
  value_to_slot(limit, &types[1]);
  if (accept(Token::Comma)) {
    step = Expression{};
    parse_expression(step);
  }
  value_to_slot(step, &types[2]);
  TypeTerm first = fs.block_serial() == serial ? types[0] : kAnyType;
  TypeTerm state_type = fs.types.combine(Opcode::ForPrep, first, types[2]);
  activate(kNumericStateSlots, state);
  expect(Token::Do);
  JumpList exit = fs.emit_jump(Opcode::ForPrep, state, line());
  uint32_t body_start = fs.offset();
  // All follow from the type of the first slot, as for.loop has it.
  for (uint32_t i = 0; i < kNumericStateSlots; i++) {
    types[i] = fs.types.declare(i == 0 ? state_type : types[0], state + i, fs.blocks.size());
    fs.types.combine(Opcode::ForLoop, types[i], kAnyType);
  }
  Scope scope;
  enter_scope(&scope, false);
  TypeTerm variable_type = fs.types.declare(types[0], state + kNumericStateSlots, fs.blocks.size());
  activate(1, state + kNumericStateSlots, &variable_type);
  fs.reserve_slots(1);
  parse_block();
  leave_scope();
  fs.emit_jump_back(Opcode::ForLoop, state, body_start, start_line);
  for (uint32_t i = 0; i < kNumericStateSlots; i++) fs.types.end_scope(types[i], fs.blocks.size());
  fs.set_target(exit, fs.offset());
  fs.start_block();
}

void Parser::parse_generic_for(NameId name) {
  FunctionState& fs = *fs_;
  uint32_t state = fs.slot_top;
  for (uint32_t i = 0; i < kGenericStateSlots; i++) declare(names_.for_state);
  declare(name);
  uint32_t count = 1;
  while (accept(Token::Comma)) {
    declare(expect_name());
    count++;
  }
  expect(Token::In);
  uint32_t loop_line = lexer_.line();
  TypeTerm types[kGenericStateSlots];
  uint32_t values = 0;
  bool open = parse_values_to_slots(kGenericStateSlots, types, nullptr, &values);
  activate(kGenericStateSlots, state);
  expect(Token::Do);
  if (open || values >= kGenericStateSlots) mark_to_be_closed(state + kGenericStateSlots - 1);
  JumpList to_call = fs.emit_jump(Opcode::Jump, 0, line());
  uint32_t body_start = fs.offset();
  Scope scope;
  enter_scope(&scope, false);
  activate(count, state + kGenericStateSlots);
  fs.reserve_slots(count);
  parse_block();
  leave_scope();
  fs.patch_here(to_call);
  fs.emit(Opcode::ForCall, state, count, 0, loop_line);
  fs.emit_jump_back(Opcode::ForNext, state, body_start, loop_line);
}

}  // namespace strata::lua
