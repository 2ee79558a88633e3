// The math library (Lua 5.4 manual 6.7), but for random numbers (math_random.cpp). Functions that keep
// integers apart from floats look at the value itself; all others compute with doubles.
#include <cmath>

#include "isa/arith.h"
#include "runtime/operations.h"
#include "stdlib/leaf_functions.h"
#include "stdlib/libraries.h"
#include "stdlib/math_random.h"

namespace strata::stdlib {

using runtime::Call;
using runtime::Intrinsic;
using runtime::kOk;
using runtime::Status;
using runtime::Value;

namespace {

constexpr double kPi = 3.141592653589793238462643383279502884;

// A float as an integer if it has such a value, else as it is.
Value integer_if_exact(double integral) {
  int64_t i;
  return isa::float_to_integer(integral, &i) ? Value::integer(i) : Value::real(integral);
}

// ---- functions of doubles

template <double (*function)(double)>
Status apply(Call& call) {
  double x;
  STRATA_TRY(call.check_number(1, &x));
  return call.result(Value::real(function(x)));
}

double to_degrees(double x) { return x * (180.0 / kPi); }
double to_radians(double x) { return x * (kPi / 180.0); }

Status atan(Call& call) {
  double y, x;
  STRATA_TRY(call.check_number(1, &y));
  STRATA_TRY(call.opt_number(2, 1, &x));
  return call.result(Value::real(std::atan2(y, x)));
}

Status log(Call& call) {
  double x, base;
  STRATA_TRY(call.check_number(1, &x));
  if (call.is_none_or_nil(2)) return call.result(Value::real(std::log(x)));
  STRATA_TRY(call.check_number(2, &base));
  if (base == 2) return call.result(Value::real(std::log2(x)));
  if (base == 10) return call.result(Value::real(std::log10(x)));
  return call.result(Value::real(std::log(x) / std::log(base)));
}

// ---- functions that keep integers

Status abs(Call& call) {
  Value v = call.arg(1);
  if (v.is_integer()) return call.result(Value::integer(v.as_integer() < 0 ? isa::neg_int(v.as_integer()) : v.as_integer()));
  double x;
  STRATA_TRY(call.check_number(1, &x));
  return call.result(Value::real(std::fabs(x)));
}

template <double (*round)(double)>
Status round_to_integer(Call& call) {
  Value v = call.arg(1);
  if (v.is_integer()) return call.result(v);
  double x;
  STRATA_TRY(call.check_number(1, &x));
  return call.result(integer_if_exact(round(x)));
}

Status fmod(Call& call) {
  Value a = call.arg(1), b = call.arg(2);
  if (a.is_integer() && b.is_integer()) {
    if (b.as_integer() == 0) return call.argument_error(2, "zero");
    return call.result(Value::integer(b.as_integer() == -1 ? 0 : a.as_integer() % b.as_integer()));
  }
  double x, y;
  STRATA_TRY(call.check_number(2, &y));  // first, as the reference's compiled code does
  STRATA_TRY(call.check_number(1, &x));
  return call.result(Value::real(std::fmod(x, y)));
}

Status modf(Call& call) {
  Value v = call.arg(1);
  if (v.is_integer()) {
    call.push(v);
    call.push(Value::real(0));
    return call.results(2);
  }
  double x;
  STRATA_TRY(call.check_number(1, &x));
  double integral = std::trunc(x);
  call.push(integer_if_exact(integral));
  call.push(Value::real(x == integral ? 0.0 : x - integral));
  return call.results(2);
}

Status tointeger(Call& call) {
  int64_t i;
  if (runtime::to_integer(call.arg(1), &i)) return call.result(Value::integer(i));
  STRATA_TRY(call.check_any(1));
  return call.result(Value::nil());
}

Status ult(Call& call) {
  int64_t a, b;
  STRATA_TRY(call.check_integer(1, &a));
  STRATA_TRY(call.check_integer(2, &b));
  return call.result(Value::boolean(static_cast<uint64_t>(a) < static_cast<uint64_t>(b)));
}

Status type(Call& call) {
  Value v = call.arg(1);
  if (v.is_integer()) return call.result(call.upvalue(0));
  if (v.is_float()) return call.result(call.upvalue(1));
  STRATA_TRY(call.check_any(1));
  return call.result(Value::nil());
}

// The argument that comes first (or last) by <; the first one of equals.
template <bool wants_greatest>
Status extreme(Call& call) {
  uint32_t count = call.count();
  if (count == 0) return call.argument_error(1, "value expected");
  uint32_t best = 1;
  for (uint32_t i = 2; i <= count; ++i) {
    bool better;
    Value a = call.arg(wants_greatest ? best : i), b = call.arg(wants_greatest ? i : best);
    STRATA_TRY(call.less_than(a, b, &better));
    if (better) best = i;
  }
  return call.result(call.arg(best));
}

// ---- functions of older versions, which the reference keeps in its usual build

Status pow(Call& call) {
  double x, y;
  STRATA_TRY(call.check_number(1, &x));
  STRATA_TRY(call.check_number(2, &y));
  return call.result(Value::real(std::pow(x, y)));
}

Status frexp(Call& call) {
  double x;
  STRATA_TRY(call.check_number(1, &x));
  int exponent = 0;
  call.push(Value::real(std::frexp(x, &exponent)));
  call.push(Value::integer(exponent));
  return call.results(2);
}

Status ldexp(Call& call) {
  double x;
  int64_t exponent;
  STRATA_TRY(call.check_number(1, &x));
  STRATA_TRY(call.check_integer(2, &exponent));
  return call.result(Value::real(std::ldexp(x, static_cast<int>(exponent))));
}

// ---- registration

constexpr runtime::NativeRow kMath[] = {
    {"abs", abs, leaf_abs, 0, Intrinsic::Abs},
    {"acos", apply<std::acos>},
    {"asin", apply<std::asin>},
    {"atan", atan},
    {"atan2", atan},
    {"ceil", round_to_integer<std::ceil>, leaf_ceil},
    {"cos", apply<std::cos>, leaf_cos},
    {"cosh", apply<std::cosh>},
    {"deg", apply<to_degrees>},
    {"exp", apply<std::exp>},
    {"floor", round_to_integer<std::floor>, leaf_floor, 0, Intrinsic::Floor},
    {"fmod", fmod},
    {"frexp", frexp},
    {"ldexp", ldexp},
    {"log", log},
    {"log10", apply<std::log10>},
    {"max", extreme<true>, leaf_max, 0, Intrinsic::Max},
    {"min", extreme<false>, leaf_min, 0, Intrinsic::Min},
    {"modf", modf},
    {"pow", pow},
    {"rad", apply<to_radians>},
    {"sin", apply<std::sin>, leaf_sin},
    {"sinh", apply<std::sinh>},
    {"sqrt", apply<std::sqrt>, leaf_sqrt, 0, Intrinsic::Sqrt},
    {"tan", apply<std::tan>},
    {"tanh", apply<std::tanh>},
    {"tointeger", tointeger},
    {"ult", ult},
    {"type", nullptr},  // these are not functions, or more than that
    {"random", nullptr},
    {"randomseed", nullptr},
    {"pi", nullptr},
    {"huge", nullptr},
    {"maxinteger", nullptr},
    {"mininteger", nullptr},
    {nullptr, nullptr},
};

// math.type answers with strings that it keeps.
bool add_type(runtime::VM& vm, runtime::Table* math) {
  runtime::NativeFunction* function = runtime::new_native_function(vm, type, "type", 2);
  runtime::String* integer = runtime::new_string(vm, "integer");
  runtime::String* real = runtime::new_string(vm, "float");
  if (!function || !integer || !real) return false;
  function->upvalues[0] = Value::of(integer);
  function->upvalues[1] = Value::of(real);
  return runtime::set_named(vm, math, "type", Value::of(function));
}

}  // namespace

bool open_math(runtime::VM& vm) {
  runtime::Table* math = runtime::new_library(vm, "math", kMath);
  return math && add_type(vm, math) && add_random(vm, math) &&
         runtime::set_named(vm, math, "pi", Value::real(kPi)) &&
         runtime::set_named(vm, math, "huge", Value::real(HUGE_VAL)) &&
         runtime::set_named(vm, math, "maxinteger", Value::integer(INT64_MAX)) &&
         runtime::set_named(vm, math, "mininteger", Value::integer(INT64_MIN));
}

}  // namespace strata::stdlib
