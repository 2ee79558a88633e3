// Arithmetic on numeral strings: the metamethods of the string metatable. The core calls them when an
// operand of + - * / // % ^ or unary minus is a string; both operands are converted, or the other
// operand's metamethod is tried.
#include "runtime/operations.h"
#include "stdlib/string_natives.h"

namespace strata::stdlib {

using runtime::Call;
using runtime::Metamethod;
using runtime::Status;
using runtime::Value;

namespace {

// The number that an operand stands for, or nil.
Value to_operand(Value v) {
  if (v.is_number()) return v;
  return v.is_string() ? runtime::number_from_string(v.as_string()) : Value::nil();
}

// An operand is no numeral: the second one's metamethod decides, unless it is a string itself.
Status try_other_operand(Call& call, Metamethod op) {
  Value second = call.arg(2);
  Value handler = second.is_string() ? Value::nil() : runtime::find_metamethod_of(call.vm, second, op);
  if (handler.is_nil()) {
    return call.error("attempt to %s a '%s' with a '%s'", runtime::metamethod_name(op) + 2,
                      runtime::type_name(call.arg(1)), runtime::type_name(second));
  }
  Value first = call.arg(1);
  call.push(handler);
  call.push(first);
  call.push(second);
  STRATA_TRY(call.call(2, 1));
  return call.results(1);
}

template <Metamethod op>
Status string_arithmetic(Call& call) {
  Value first = to_operand(call.arg(1));
  Value second = first.is_nil() ? Value::nil() : to_operand(call.arg(2));
  if (second.is_nil()) return try_other_operand(call, op);
  Value result;
  STRATA_TRY(call.arithmetic(op, first, second, &result));
  return call.result(result);
}

}  // namespace

const runtime::NativeRow kStringArithmetic[] = {
    {"__add", string_arithmetic<Metamethod::Add>},   {"__sub", string_arithmetic<Metamethod::Sub>},
    {"__mul", string_arithmetic<Metamethod::Mul>},   {"__mod", string_arithmetic<Metamethod::Mod>},
    {"__pow", string_arithmetic<Metamethod::Pow>},   {"__div", string_arithmetic<Metamethod::Div>},
    {"__idiv", string_arithmetic<Metamethod::Idiv>}, {"__unm", string_arithmetic<Metamethod::Unm>},
    {nullptr, nullptr},
};

}  // namespace strata::stdlib
