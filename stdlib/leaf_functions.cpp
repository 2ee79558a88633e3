// See stdlib/leaf_functions.h. A result may be written to where an argument was: all are read first.
#include "stdlib/leaf_functions.h"

#include <cmath>

#include "isa/arith.h"
#include "runtime/metamethods.h"
#include "runtime/native.h"
#include "runtime/operations.h"
#include "runtime/string.h"
#include "runtime/table.h"
#include "runtime/vm.h"
#include "stdlib/string_positions.h"

namespace strata::stdlib {

using runtime::NativeFunction;
using runtime::String;
using runtime::Table;
using runtime::Value;
using runtime::VM;

namespace {

bool give(Value* result, Value v) { return *result = v, true; }

bool number_as_float(const Value& v, double* out) {
  if (v.is_float()) return *out = v.as_float(), true;
  return v.is_integer() && (*out = static_cast<double>(v.as_integer()), true);
}

template <double (*function)(double)>
bool of_float(const Value* arguments, uint32_t count, Value* result) {
  double x;
  if (count == 0 || !number_as_float(arguments[0], &x)) return false;
  return give(result, Value::real(function(x)));
}

template <double (*round)(double)>
bool rounded(const Value* arguments, uint32_t count, Value* result) {
  if (count == 0) return false;
  if (arguments[0].is_integer()) return give(result, arguments[0]);
  if (!arguments[0].is_float()) return false;
  double integral = round(arguments[0].as_float());
  int64_t i;
  return give(result, isa::float_to_integer(integral, &i) ? Value::integer(i) : Value::real(integral));
}

// Of numbers of the same kind, the first of equals.
template <bool wants_greatest>
bool extreme(const Value* arguments, uint32_t count, Value* result) {
  if (count == 0) return false;
  Value best = arguments[0];
  for (uint32_t i = 1; i < count; ++i) {
    const Value& v = arguments[i];
    if (v.tag != best.tag) return false;
    if (v.is_integer() ? (wants_greatest ? best.as_integer() < v.as_integer() : v.as_integer() < best.as_integer())
                       : (wants_greatest ? best.as_float() < v.as_float() : v.as_float() < best.as_float())) {
      best = v;
    }
  }
  return best.is_number() && give(result, best);
}

}  // namespace

STRATA_LEAF(leaf_cos) { return (void)vm, (void)self, of_float<std::cos>(arguments, count, result); }
STRATA_LEAF(leaf_sin) { return (void)vm, (void)self, of_float<std::sin>(arguments, count, result); }
STRATA_LEAF(leaf_sqrt) { return (void)vm, (void)self, of_float<std::sqrt>(arguments, count, result); }
STRATA_LEAF(leaf_ceil) { return (void)vm, (void)self, rounded<std::ceil>(arguments, count, result); }
STRATA_LEAF(leaf_floor) { return (void)vm, (void)self, rounded<std::floor>(arguments, count, result); }
STRATA_LEAF(leaf_max) { return (void)vm, (void)self, extreme<true>(arguments, count, result); }
STRATA_LEAF(leaf_min) { return (void)vm, (void)self, extreme<false>(arguments, count, result); }

STRATA_LEAF(leaf_abs) {
  (void)vm, (void)self;
  if (count == 0) return false;
  const Value& v = arguments[0];
  if (v.is_float()) return give(result, Value::real(std::fabs(v.as_float())));
  return v.is_integer() && give(result, Value::integer(v.as_integer() < 0 ? isa::neg_int(v.as_integer()) : v.as_integer()));
}

STRATA_LEAF(leaf_assert) { return (void)vm, (void)self, count == 1 && arguments[0].is_truthy() && give(result, arguments[0]); }
STRATA_LEAF(leaf_rawequal) {
  return (void)vm, (void)self, count == 2 && give(result, Value::boolean(raw_equals(arguments[0], arguments[1])));
}
STRATA_LEAF(leaf_rawget) {
  return (void)vm, (void)self, count == 2 && arguments[0].is_table() && give(result, get(arguments[0].as_table(), arguments[1]));
}
STRATA_LEAF(leaf_rawlen) {
  return (void)vm, (void)self, count == 1 && arguments[0].is_table() && give(result, Value::integer(border(arguments[0].as_table())));
}

// select("#", ...) and select(n, ...) of which one value is wanted.
STRATA_LEAF(leaf_select) {
  (void)vm, (void)self;
  if (count == 0) return false;
  const Value& which = arguments[0];
  if (which.is_string()) {
    bool counts = which.as_string()->length == 1 && which.as_string()->data()[0] == '#';
    return counts && give(result, Value::integer(static_cast<int64_t>(count) - 1));
  }
  if (!which.is_integer() || which.as_integer() < 1) return false;
  uint64_t n = static_cast<uint64_t>(which.as_integer());
  return give(result, n < count ? arguments[n] : Value::nil());
}

// A first metatable.
STRATA_LEAF(leaf_setmetatable) {
  (void)self;
  if (count != 2 || !arguments[0].is_table() || !arguments[1].is_table()) return false;
  Table* table = arguments[0].as_table();
  if (table->metatable != nullptr || !set_metatable_raw(vm, table, arguments[1].as_table())) return false;
  return give(result, Value::of(table));
}

STRATA_LEAF(leaf_tonumber) {
  (void)vm, (void)self;
  if (count != 1) return false;
  if (arguments[0].is_number()) return give(result, arguments[0]);
  return give(result, arguments[0].is_string() ? runtime::number_from_string(arguments[0].as_string()) : Value::nil());
}

STRATA_LEAF(leaf_tostring) {
  (void)vm, (void)self;
  if (count != 1 || (!arguments[0].is_string() && !arguments[0].is_number())) return false;
  if (!find_metamethod_of(vm, arguments[0], runtime::Metamethod::ToString).is_nil()) return false;
  if (arguments[0].is_string()) return give(result, arguments[0]);
  String* s = runtime::number_to_string(vm, arguments[0]);
  return s != nullptr && give(result, Value::of(s));
}

STRATA_LEAF(leaf_type) { return (void)vm, count > 0 && give(result, self.upvalues[arguments[0].tag]); }

// Strings --------------------------------------------------------------------------------------------

STRATA_LEAF(leaf_len) {
  return (void)vm, (void)self, count > 0 && arguments[0].is_string() &&
         give(result, Value::integer(static_cast<int64_t>(arguments[0].as_string()->length)));
}

STRATA_LEAF(leaf_byte) {
  (void)vm, (void)self;
  if (count == 0 || count > 2 || !arguments[0].is_string()) return false;
  if (count == 2 && !arguments[1].is_integer()) return false;
  String* s = arguments[0].as_string();
  uint64_t index = count == 2 ? static_cast<uint64_t>(arguments[1].as_integer()) - 1 : 0;
  if (index >= s->length) return false;
  return give(result, Value::integer(static_cast<uint8_t>(s->data()[index])));
}

STRATA_LEAF(leaf_char) {
  (void)self;
  if (count != 1 || !arguments[0].is_integer() || static_cast<uint64_t>(arguments[0].as_integer()) > 255) return false;
  char byte = static_cast<char>(arguments[0].as_integer());
  String* s = runtime::new_string(vm, {&byte, 1});
  return s != nullptr && give(result, Value::of(s));
}

STRATA_LEAF(leaf_sub) {
  (void)self;
  if (count < 2 || count > 3 || !arguments[0].is_string() || !arguments[1].is_integer()) return false;
  if (count == 3 && !arguments[2].is_integer()) return false;
  String* s = arguments[0].as_string();
  size_t start = start_position(arguments[1].as_integer(), s->length);
  size_t end = end_position(count == 3 ? arguments[2].as_integer() : -1, s->length);
  std::string_view bytes = start > end ? std::string_view() : std::string_view(s->data() + start - 1, end - start + 1);
  if (bytes.size() == s->length) return give(result, Value::of(s));
  if (bytes.size() > runtime::kMaxShortLength) return false;
  String* part = runtime::new_string(vm, bytes);
  return part != nullptr && give(result, Value::of(part));
}

// Tables ---------------------------------------------------------------------------------------------

// Appends to a plain array. The result is not meant to be used: table.insert has none.
STRATA_LEAF(leaf_insert) {
  (void)self;
  if (count != 2 || !arguments[0].is_table()) return false;
  Table* t = arguments[0].as_table();
  if (t->metatable != nullptr || !store_element(vm, t, static_cast<int64_t>(t->array_length) + 1, arguments[1])) return false;
  return give(result, Value::nil());
}

}  // namespace strata::stdlib
