// What native functions do to their stack and through it to Lua values; the argument checks are in
// native_checks.cpp.
#include "runtime/native.h"

#include <cstdio>
#include <initializer_list>

#include "runtime/calls.h"
#include "runtime/concat.h"
#include "runtime/operations.h"

namespace strata::runtime {
namespace {

// Calls `handler` nested; its first result is popped into *out.
Status call_handler(Call& call, Value handler, std::initializer_list<Value> arguments, Value* out) {
  STRATA_TRY(call.reserve(1 + static_cast<uint32_t>(arguments.size())));
  call.push(handler);
  for (const Value& argument : arguments) call.push(argument);
  STRATA_TRY(call.call(static_cast<uint32_t>(arguments.size()), out != nullptr ? 1 : 0));
  if (out != nullptr) {
    *out = call.from_top(1);
    call.pop(1);
  }
  return kOk;
}

Status binary_handler(Call& call, Metamethod op, Value a, Value b, Value* out, bool* found) {
  Value handler = find_metamethod_of(call.vm, a, op);
  if (handler.is_nil()) handler = find_metamethod_of(call.vm, b, op);
  *found = !handler.is_nil();
  return *found ? call_handler(call, handler, {a, b}, out) : kOk;
}

}  // namespace

void Call::set_upvalue(uint32_t i, Value v) {
  NativeFunction* function = frame().native_function();
  function->upvalues[i] = v;
  barrier(vm, function, v);
}

void Call::set_size(uint32_t n) {
  uint32_t base = frame().base;
  while (co.top < base + n) co.stack[co.top++] = Value::nil();
  co.top = base + n;
}

Status Call::reserve(uint32_t slots) { return ensure_stack(co, co.top + slots + kNativeSlots); }

Status Call::get(Value table, Value key, Value* out) {
  Value handler, receiver;
  if (get_through(vm, table, key, out, &handler, &receiver)) return kOk;
  if (handler.tag == kFalse) return vm.raise(co, "'__index' chain too long; possible loop");
  if (handler.is_nil()) return index_error(co, receiver);
  return call_handler(*this, handler, {receiver, key}, out);
}

Status Call::set(Value table, Value key, Value v) {
  Value handler, receiver;
  StoreResult store = StoreResult::Ok;
  if (set_through(vm, table, key, v, &handler, &receiver, &store)) {
    return store == StoreResult::Ok ? kOk : store_error(co, store);
  }
  if (handler.tag == kFalse) return vm.raise(co, "'__newindex' chain too long; possible loop");
  if (handler.is_nil()) return index_error(co, receiver);
  return call_handler(*this, handler, {receiver, key, v}, nullptr);
}

Status Call::equals(Value a, Value b, bool* out) {
  *out = raw_equals(a, b);
  if (*out || a.tag != b.tag || (a.tag != kTable && a.tag != kUserdata)) return kOk;
  Value result = Value::nil();
  bool found;
  STRATA_TRY(binary_handler(*this, Metamethod::Eq, a, b, &result, &found));
  *out = found && result.is_truthy();
  return kOk;
}

Status Call::less_than(Value a, Value b, bool* out) {
  if (less_than_raw(a, b, out)) return kOk;
  Value result;
  bool found;
  STRATA_TRY(binary_handler(*this, Metamethod::Lt, a, b, &result, &found));
  if (!found) return compare_error(co, a, b);
  *out = result.is_truthy();
  return kOk;
}

Status Call::length_value(Value v, Value* out) {
  if (v.is_string()) {
    *out = Value::integer(static_cast<int64_t>(v.as_string()->length));
    return kOk;
  }
  Value handler = find_metamethod_of(vm, v, Metamethod::Len);
  if (!handler.is_nil()) return call_handler(*this, handler, {v, v}, out);
  if (!v.is_table()) return vm.raise(co, "attempt to get length of a %s value", type_name(v));
  *out = Value::integer(border(v.as_table()));
  return kOk;
}

Status Call::length(Value v, int64_t* out) {
  Value result;
  STRATA_TRY(length_value(v, &result));
  if (result.is_integer()) *out = result.as_integer();
  else if (!to_integer(result, out) || result.is_string()) return error("object length is not an integer");
  return kOk;
}

Status Call::arithmetic(Metamethod op, Value a, Value b, Value* out) {
  const char* text;
  if (arithmetic_raw(op, a, b, out, &text)) return kOk;
  if (text != nullptr) return vm.raise(co, text, 0);
  bool found;
  STRATA_TRY(binary_handler(*this, op, a, b, out, &found));
  return found ? kOk : arithmetic_error(co, op, a, b);
}

Status Call::concat(uint32_t n) {
  while (n > 1) {
    Value a = from_top(2), b = from_top(1), joined = Value::nil();
    if (is_concatenable(a) && is_concatenable(b)) {
      STRATA_TRY(concat_pair(co, a, b, &joined));
    } else {
      bool found;
      STRATA_TRY(binary_handler(*this, Metamethod::Concat, a, b, &joined, &found));
      if (!found) return concat_error(co, a, b);
    }
    pop(2);
    push(joined);
    --n;
  }
  return kOk;
}

Status Call::push_tostring(Value v) {
  Table* metatable = metatable_of(vm, v);
  Value handler = metatable == nullptr ? Value::nil() : find_metamethod(vm, metatable, Metamethod::ToString);
  if (!handler.is_nil()) {
    Value result;
    STRATA_TRY(call_handler(*this, handler, {v}, &result));
    if (result.is_number()) {
      String* digits = number_to_string(vm, result);
      if (digits == nullptr) return vm.raise_memory();
      result = Value::of(digits);
    }
    if (!result.is_string()) return error("'__tostring' must return a string");
    push(result);
    return kOk;
  }
  if (v.is_string()) return push(v), kOk;
  if (v.is_number()) {
    String* s = number_to_string(vm, v);
    if (s == nullptr) return vm.raise_memory();
    return push(Value::of(s)), kOk;
  }
  if (v.is_nil()) return push_string("nil");
  if (v.is_boolean()) return push_string(v.tag == kTrue ? "true" : "false");
  Value name = metatable == nullptr ? Value::nil() : find_metamethod(vm, metatable, Metamethod::Name);
  std::string text(name.is_string() ? name.as_string()->view() : std::string_view(type_name(v)));
  char address[32];
  std::snprintf(address, sizeof address, ": %p", v.as_pointer());
  return push_string(text + address);
}

Status Call::call(uint32_t arguments, int32_t expected_results) {
  return call_nested(co, arguments, expected_results);
}

Status Call::protected_call(uint32_t arguments, int32_t expected_results, bool* failed) {
  return protected_call_nested(co, arguments, expected_results, failed);
}

Status Call::invoke(uint32_t function_index, Continuation then, uint16_t frame_flags, int32_t expected_results) {
  vm.invocation = {frame().base + function_index, expected_results, then, frame_flags};
  return kInvoke;
}

Status Call::resume(Coroutine* target, uint32_t arguments, Continuation then) {
  vm.resumption = {target, arguments, then};
  return kResume;
}

Status Call::yield(uint32_t values) {
  vm.yield_count = values;
  return kYield;
}

}  // namespace strata::runtime
