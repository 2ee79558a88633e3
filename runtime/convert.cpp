// Conversions between numbers and strings (Lua 5.4 manual 3.4.3) and the names of types.
#include "base/numerals.h"
#include "isa/arith.h"
#include "runtime/native.h"

namespace strata::runtime {

const char* type_name(Value v) {
  static constexpr const char* kNames[] = {"nil",    "boolean", "boolean",  "userdata", "number",   "number",
                                           "string", "table",   "function", "function", "userdata", "thread"};
  return v.tag < 12 ? kNames[v.tag] : "no value";
}

Value number_from_string(const String* s) {
  base::Number number = base::parse_number(s->view());
  if (number.kind == base::Number::Int) return Value::integer(number.integer);
  if (number.kind == base::Number::Float) return Value::real(number.real);
  return Value::nil();
}

bool to_integer(Value v, int64_t* out) {
  if (v.is_string()) v = number_from_string(v.as_string());
  if (v.is_integer()) {
    *out = v.as_integer();
    return true;
  }
  return v.is_float() && isa::float_to_integer(v.as_float(), out);
}

bool to_number(Value v, double* out) {
  if (v.is_string()) v = number_from_string(v.as_string());
  if (v.is_float()) *out = v.as_float();
  else if (v.is_integer()) *out = isa::integer_to_float(v.as_integer());
  else return false;
  return true;
}

String* number_to_string(VM& vm, Value number) {
  char text[40];
  int size = number.is_integer() ? base::format_integer(number.as_integer(), text)
                                 : base::format_float(number.as_float(), text);
  return new_string(vm, {text, static_cast<size_t>(size)});
}

}  // namespace strata::runtime
