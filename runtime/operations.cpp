// Arithmetic, comparison and access in full; see runtime/operations.h.
#include "runtime/operations.h"

#include "isa/arith.h"
#include "runtime/native.h"

namespace strata::runtime {
namespace {

using isa::float_to_integer;

// Operands of arithmetic: numbers, or strings that are numerals.
bool arithmetic_operand(Value v, Value* out) {
  if (v.is_number()) {
    *out = v;
    return true;
  }
  if (!v.is_string()) return false;
  *out = number_from_string(v.as_string());
  return !out->is_nil();
}

double as_double(Value v) { return v.is_integer() ? isa::integer_to_float(v.as_integer()) : v.as_float(); }

bool integer_arithmetic(Metamethod op, int64_t a, int64_t b, Value* out, const char** error) {
  switch (op) {
    case Metamethod::Add: *out = Value::integer(isa::add_int(a, b)); return true;
    case Metamethod::Sub: *out = Value::integer(isa::sub_int(a, b)); return true;
    case Metamethod::Mul: *out = Value::integer(isa::mul_int(a, b)); return true;
    case Metamethod::Unm: *out = Value::integer(isa::neg_int(a)); return true;
    case Metamethod::Mod:
      if (b == 0) return *error = "attempt to perform 'n%%0'", false;
      *out = Value::integer(isa::mod_int(a, b));
      return true;
    case Metamethod::Idiv:
      if (b == 0) return *error = "attempt to divide by zero", false;
      *out = Value::integer(isa::idiv_int(a, b));
      return true;
    default: return false;
  }
}

double float_arithmetic(Metamethod op, double a, double b) {
  switch (op) {
    case Metamethod::Add: return isa::add_float(a, b);
    case Metamethod::Sub: return isa::sub_float(a, b);
    case Metamethod::Mul: return isa::mul_float(a, b);
    case Metamethod::Div: return isa::div_float(a, b);
    case Metamethod::Mod: return isa::mod_float(a, b);
    case Metamethod::Pow: return isa::pow_float(a, b);
    case Metamethod::Idiv: return isa::idiv_float(a, b);
    case Metamethod::Unm: return isa::neg_float(a);
    default: break;
  }
  STRATA_CHECK(false);
  return 0;
}

int64_t bitwise(Metamethod op, int64_t a, int64_t b) {
  switch (op) {
    case Metamethod::Band: return isa::band_int(a, b);
    case Metamethod::Bor: return isa::bor_int(a, b);
    case Metamethod::Bxor: return isa::bxor_int(a, b);
    case Metamethod::Shl: return isa::shl_int(a, b);
    case Metamethod::Shr: return isa::shr_int(a, b);
    case Metamethod::Bnot: return isa::bnot_int(a);
    default: break;
  }
  STRATA_CHECK(false);
  return 0;
}

bool is_bitwise(Metamethod op) { return (op >= Metamethod::Band && op <= Metamethod::Shr) || op == Metamethod::Bnot; }

constexpr int kMaxChain = 2000;

}  // namespace

bool arithmetic_raw(Metamethod op, Value a, Value b, Value* out, const char** error) {
  *error = nullptr;
  if (is_bitwise(op)) {
    // Strings take part through the string metatable's metamethods, so that theirs come first.
    if (!a.is_number() || !b.is_number()) return false;
    int64_t x, y;
    if (!to_integer(a, &x) || !to_integer(b, &y)) return false;
    *out = Value::integer(bitwise(op, x, y));
    return true;
  }
  if (!a.is_number() || !b.is_number()) return false;
  if (a.is_integer() && b.is_integer() && op != Metamethod::Div && op != Metamethod::Pow) {
    return integer_arithmetic(op, a.as_integer(), b.as_integer(), out, error);
  }
  *out = Value::real(float_arithmetic(op, as_double(a), as_double(b)));
  return true;
}

bool string_arithmetic(Metamethod op, Value a, Value b, Value* out, const char** error) {
  Value x, y;
  if (!arithmetic_operand(a, &x) || !arithmetic_operand(b, &y)) return *error = nullptr, false;
  return arithmetic_raw(op, x, y, out, error);
}

bool raw_equals(Value a, Value b) {
  if (a.tag == b.tag) {
    if (a.tag == kFloat) return a.as_float() == b.as_float();
    if (a.tag == kString) return equal_strings(a.as_string(), b.as_string());
    return a.tag <= kTrue || a.bits_ == b.bits_;
  }
  if (a.is_integer() && b.is_float()) return isa::eq_int_float(a.as_integer(), b.as_float());
  if (a.is_float() && b.is_integer()) return isa::eq_int_float(b.as_integer(), a.as_float());
  return false;
}

bool less_than_raw(Value a, Value b, bool* out) {
  if (a.is_number() && b.is_number()) {
    if (a.is_integer()) {
      *out = b.is_integer() ? a.as_integer() < b.as_integer() : isa::lt_int_float(a.as_integer(), b.as_float());
    } else {
      *out = b.is_float() ? a.as_float() < b.as_float() : isa::lt_float_int(a.as_float(), b.as_integer());
    }
    return true;
  }
  if (!a.is_string() || !b.is_string()) return false;
  *out = compare_strings(a.as_string(), b.as_string()) < 0;
  return true;
}

bool less_equal_raw(Value a, Value b, bool* out) {
  if (a.is_number() && b.is_number()) {
    if (a.is_integer()) {
      *out = b.is_integer() ? a.as_integer() <= b.as_integer() : isa::le_int_float(a.as_integer(), b.as_float());
    } else {
      *out = b.is_float() ? a.as_float() <= b.as_float() : isa::le_float_int(a.as_float(), b.as_integer());
    }
    return true;
  }
  if (!a.is_string() || !b.is_string()) return false;
  *out = compare_strings(a.as_string(), b.as_string()) <= 0;
  return true;
}

bool is_concatenable(Value v) { return v.is_string() || v.is_number(); }

bool get_through(VM& vm, Value receiver, Value key, Value* out, Value* handler, Value* handler_receiver) {
  for (int i = 0; i < kMaxChain; ++i) {
    Value next;
    if (receiver.is_table()) {
      *out = get(receiver.as_table(), key);
      if (!out->is_nil()) return true;
      Table* metatable = receiver.as_table()->metatable;
      if (metatable == nullptr) return true;
      next = find_metamethod(vm, metatable, Metamethod::Index);
      if (next.is_nil()) return true;
    } else {
      next = find_metamethod_of(vm, receiver, Metamethod::Index);
    }
    if (next.is_function() || next.is_nil()) {
      *handler = next;
      *handler_receiver = receiver;
      return false;
    }
    receiver = next;
  }
  *handler = Value::boolean(false);
  *handler_receiver = receiver;
  return false;
}

bool set_through(VM& vm, Value receiver, Value key, Value v, Value* handler, Value* handler_receiver,
                 StoreResult* store) {
  for (int i = 0; i < kMaxChain; ++i) {
    Value next;
    if (receiver.is_table()) {
      Table* table = receiver.as_table();
      if (table->metatable == nullptr || !get(table, key).is_nil() ||
          (next = find_metamethod(vm, table->metatable, Metamethod::NewIndex)).is_nil()) {
        *store = set(vm, table, key, v);
        return true;
      }
    } else {
      next = find_metamethod_of(vm, receiver, Metamethod::NewIndex);
    }
    if (next.is_function() || next.is_nil()) {
      *handler = next;
      *handler_receiver = receiver;
      return false;
    }
    receiver = next;
  }
  *handler = Value::boolean(false);
  *handler_receiver = receiver;
  return false;
}

}  // namespace strata::runtime
