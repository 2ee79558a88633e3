// Constant folding of numerals, with the functions that every tier computes with.
// What is not folded, though it could be, follows the reference (it can be seen in what a function
// prints of itself, and -0.0 must stay a computation): results NaN and 0.0, division by 0, and bit
// operations on floats without an integer value.
#include <cmath>

#include "isa/arith.h"
#include "lua/generator.h"

namespace strata::lua {

using isa::Opcode;
using Kind = ExpressionKind;

namespace {

double to_float(const Expression& e) { return e.kind == Kind::Int ? isa::integer_to_float(e.integer) : e.real; }

bool to_integer(const Expression& e, int64_t* out) {
  if (e.kind == Kind::Float) return isa::float_to_integer(e.real, out);
  *out = e.integer;
  return true;
}

bool set_integer(Expression* out, int64_t value) {
  *out = Expression{.kind = Kind::Int, .type = term_of(isa::SlotType::Int)};
  out->integer = value;
  return true;
}

bool set_float(Expression* out, double value) {
  if (std::isnan(value) || value == 0) return false;
  *out = Expression{.kind = Kind::Float, .type = term_of(isa::SlotType::Float)};
  out->real = value;
  return true;
}

bool fold_integers(Opcode op, int64_t a, int64_t b, Expression* out) {
  switch (op) {
    case Opcode::Add: return set_integer(out, isa::add_int(a, b));
    case Opcode::Sub: return set_integer(out, isa::sub_int(a, b));
    case Opcode::Mul: return set_integer(out, isa::mul_int(a, b));
    case Opcode::Mod: return b != 0 && set_integer(out, isa::mod_int(a, b));
    case Opcode::Idiv: return b != 0 && set_integer(out, isa::idiv_int(a, b));
    default: return false;
  }
}

bool fold_floats(Opcode op, double a, double b, Expression* out) {
  switch (op) {
    case Opcode::Add: return set_float(out, isa::add_float(a, b));
    case Opcode::Sub: return set_float(out, isa::sub_float(a, b));
    case Opcode::Mul: return set_float(out, isa::mul_float(a, b));
    case Opcode::Div: return b != 0 && set_float(out, isa::div_float(a, b));
    case Opcode::Mod: return b != 0 && set_float(out, isa::mod_float(a, b));
    case Opcode::Idiv: return b != 0 && set_float(out, isa::idiv_float(a, b));
    case Opcode::Pow: return set_float(out, isa::pow_float(a, b));
    default: return false;
  }
}

bool fold_bits(Opcode op, int64_t a, int64_t b, Expression* out) {
  switch (op) {
    case Opcode::Band: return set_integer(out, isa::band_int(a, b));
    case Opcode::Bor: return set_integer(out, isa::bor_int(a, b));
    case Opcode::Bxor: return set_integer(out, isa::bxor_int(a, b));
    case Opcode::Shl: return set_integer(out, isa::shl_int(a, b));
    case Opcode::Shr: return set_integer(out, isa::shr_int(a, b));
    default: return false;
  }
}

}  // namespace

bool fold_binary(Opcode op, const Expression& a, const Expression& b, Expression* out) {
  if (op >= Opcode::Band && op <= Opcode::Shr) {
    int64_t x, y;
    return to_integer(a, &x) && to_integer(b, &y) && fold_bits(op, x, y, out);
  }
  bool as_integers = a.kind == Kind::Int && b.kind == Kind::Int && op != Opcode::Div && op != Opcode::Pow;
  if (as_integers) return fold_integers(op, a.integer, b.integer, out);
  return fold_floats(op, to_float(a), to_float(b), out);
}

bool fold_unary(Opcode op, const Expression& a, Expression* out) {
  int64_t x;
  if (op == Opcode::Bnot) return to_integer(a, &x) && set_integer(out, isa::bnot_int(x));
  if (op != Opcode::Neg) return false;
  if (a.kind == Kind::Int) return set_integer(out, isa::neg_int(a.integer));
  return set_float(out, isa::neg_float(a.real));
}

}  // namespace strata::lua
