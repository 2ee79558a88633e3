// Generator: from expressions to instructions - pushing, storing, conditions, operators.
// It knows nothing of grammar; the parser tells it what was read, in order.
#pragma once

#include <array>
#include <cstdint>

#include "lua/expression.h"
#include "lua/function_state.h"
#include "lua/lexer.h"

namespace strata::lua {

class Generator {
 public:
  explicit Generator(Lexer* lexer) : lexer_(*lexer) {}

 protected:
  // ---- values. Each leaves the expression as a Value on the operand stack.
  void push(Expression& e) {
    push_plain(e);
    if (e.has_jumps()) meet_jumps(e);
  }
  // As push(), where the reference would use a variable or numeral in place: pushing is no step of its
  // own then, and gets no line of its own.
  void push_operand(Expression& e);
  // Without looking at e's jumps, which stay open.
  void push_plain(Expression& e);
  // An open list as exactly `count` values, or as it is.
  void push_results(Expression& e, uint32_t count);
  void push_open(Expression& e);
  void tail_call(const Expression& e);

  // ---- variables
  // Pushes what a store will need below the value; afterwards `e` may be given to store().
  void prepare_store(Expression& e);
  // Pops the value, of type `type`, and what prepare_store pushed.
  void store(const Expression& target, TypeTerm type, uint32_t line);
  void make_field(Expression& e, NameId key);   // e becomes e.key
  void make_index(Expression& e, Expression& key);  // e, already pushed, becomes e[key]
  void make_method(Expression& e, NameId name);  // [e] -> [e.name e]

  // ---- conditions
  // Emits a jump that is taken when `e` is false (true) and adds it to e's list; falls through else.
  void jump_if_false(Expression& e);
  void jump_if_true(Expression& e);
  // As jump_if_false, where the value itself is of no use; returns the jumps.
  JumpList jump_unless(Expression& e);

  // ---- operators
  void apply_unary(Token op, Expression& e, uint32_t line);
  // For a binary operator: what must be kept of the left operand while the right one is read.
  struct Left {
    Expression constant;
    FunctionState::Mark mark;
    uint32_t offset;
    bool is_numeral = false;
  };
  void begin_binary(Token op, Expression& left, Left* kept);
  void end_binary(Token op, Expression& left, Expression& right, const Left& kept, uint32_t line);

  uint32_t line() const { return lexer_.last_line(); }
  // Line for an instruction that nobody stops at: that of the one before it, in the same block.
  uint32_t quiet_line() const {
    return fs_->at_block_start() ? line() : fs_->line_at_end();
  }

  Lexer& lexer_;
  FunctionState* fs_ = nullptr;

 private:
  void emit_call(const Expression& e, uint32_t results);
  void meet_jumps(Expression& e);
  bool any_without_value(JumpList list) const;
  void patch_meeting(JumpList list, uint32_t with_value, uint32_t without);
  JumpList jump_on(Expression& e, bool condition);
  void negate(Expression& e);
};

// Folds numerals as the reference does: never to NaN, to 0.0 (whose sign could matter) or to an error.
bool fold_binary(isa::Opcode op, const Expression& a, const Expression& b, Expression* out);
bool fold_unary(isa::Opcode op, const Expression& a, Expression* out);

// Binary operators by token: precedence towards the left and the right operand, 0 for other tokens.
struct BinaryOperator {
  uint8_t left, right;
  isa::Opcode opcode;  // of all but `and` and `or`
};
inline constexpr auto kBinaryOperators = [] {
  using isa::Opcode;
  std::array<BinaryOperator, kTokenCount> rows{};
  auto set = [&rows](Token token, uint8_t left, uint8_t right, Opcode opcode) {
    rows[static_cast<size_t>(token)] = {left, right, opcode};
  };
  set(Token::Or, 1, 1, Opcode::Nil);
  set(Token::And, 2, 2, Opcode::Nil);
  set(Token::Less, 3, 3, Opcode::Lt);
  set(Token::Greater, 3, 3, Opcode::Gt);
  set(Token::LessEqual, 3, 3, Opcode::Le);
  set(Token::GreaterEqual, 3, 3, Opcode::Ge);
  set(Token::NotEqual, 3, 3, Opcode::Ne);
  set(Token::Equal, 3, 3, Opcode::Eq);
  set(Token::Bar, 4, 4, Opcode::Bor);
  set(Token::Tilde, 5, 5, Opcode::Bxor);
  set(Token::Ampersand, 6, 6, Opcode::Band);
  set(Token::ShiftLeft, 7, 7, Opcode::Shl);
  set(Token::ShiftRight, 7, 7, Opcode::Shr);
  set(Token::Concat, 9, 8, Opcode::Concat);  // right-associative, as is ^
  set(Token::Plus, 10, 10, Opcode::Add);
  set(Token::Minus, 10, 10, Opcode::Sub);
  set(Token::Star, 11, 11, Opcode::Mul);
  set(Token::Slash, 11, 11, Opcode::Div);
  set(Token::FloorDiv, 11, 11, Opcode::Idiv);
  set(Token::Percent, 11, 11, Opcode::Mod);
  set(Token::Caret, 14, 13, Opcode::Pow);
  return rows;
}();
inline constexpr uint8_t kUnaryPrecedence = 12;

}  // namespace strata::lua
