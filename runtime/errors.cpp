// Guest errors and their texts. Each function sets VM::error_value and returns kGuestError.
#include <cstdarg>
#include <cstdio>
#include <string>

#include "runtime/debug_info.h"
#include "runtime/native.h"
#include "runtime/operations.h"

namespace strata::runtime {
namespace {

std::string format_text(const char* format, va_list arguments) {
  va_list again;
  va_copy(again, arguments);
  int size = std::vsnprintf(nullptr, 0, format, arguments);
  std::string text(static_cast<size_t>(size < 0 ? 0 : size), '\0');
  std::vsnprintf(text.data(), text.size() + 1, format, again);
  va_end(again);
  return text;
}

Status raise_string(VM& vm, const std::string& text) {
  String* s = new_string(vm, text);
  if (s == nullptr) return vm.raise_memory();
  return vm.raise_value(Value::of(s));
}

bool is_string_or_number(Value v) { return v.is_string() || v.is_number(); }

// The operand to blame in a binary operation: the second one, unless it would have done.
uint32_t culprit(Metamethod op, Value a, Value b) {
  (void)op;
  (void)a;
  return b.is_number() || (b.is_string() && !number_from_string(b.as_string()).is_nil()) ? 0 : 1;
}

std::string named_type(VM& vm, Value v) {
  Table* metatable = metatable_of(vm, v);
  if (metatable != nullptr && (v.is_table() || v.tag == kUserdata)) {
    Value name = find_metamethod(vm, metatable, Metamethod::Name);
    if (name.is_string()) return std::string(name.as_string()->view());
  }
  return type_name(v);
}

}  // namespace

Status VM::raise(Coroutine& co, const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  std::string text = format_text(format, arguments);
  va_end(arguments);
  return raise_string(*this, position_prefix(co, 0) + text);
}

Status VM::raise_text(const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  std::string text = format_text(format, arguments);
  va_end(arguments);
  return raise_string(*this, text);
}

Status VM::raise_memory() { return raise_value(Value::of(memory_error_text)); }

Status VM::raise_error_in_error() {
  (void)raise_value(Value::of(error_in_error_text));
  error_handled = true;
  return kGuestError;
}

Status arithmetic_error(Coroutine& co, Metamethod op, Value a, Value b) {
  bool bitwise = op >= Metamethod::Band && op <= Metamethod::Shr;
  if (op == Metamethod::Bnot) bitwise = true;
  if (bitwise && a.is_number() && b.is_number()) {
    int64_t ignored;
    uint32_t which = a.is_integer() || to_integer(a, &ignored) ? 1 : 0;
    return co.vm->raise(co, "number%s has no integer representation",
                        describe(operand_name(co, which)).c_str());
  }
  uint32_t which;
  if (bitwise) which = a.is_number() ? 1 : 0;
  else which = a.is_number() ? 1 : 0;
  if (is_string_or_number(a) && a.is_string() && !bitwise) which = culprit(op, a, b);
  bool unary = op == Metamethod::Unm || op == Metamethod::Bnot;
  if (unary) which = 0;
  Value blamed = which == 0 ? a : b;
  return co.vm->raise(co, "attempt to perform %s on a %s value%s",
                      bitwise ? "bitwise operation" : "arithmetic", named_type(*co.vm, blamed).c_str(),
                      describe(operand_name(co, which)).c_str());
}

Status concat_error(Coroutine& co, Value a, Value b, uint32_t operand) {
  bool first_is_fine = is_string_or_number(a);
  Value blamed = first_is_fine ? b : a;
  NameInfo name = operand_name(co, first_is_fine ? operand + 1 : operand);
  return co.vm->raise(co, "attempt to concatenate a %s value%s", named_type(*co.vm, blamed).c_str(),
                      describe(name).c_str());
}

Status compare_error(Coroutine& co, Value a, Value b) {
  std::string first = named_type(*co.vm, a), second = named_type(*co.vm, b);
  if (first == second) return co.vm->raise(co, "attempt to compare two %s values", first.c_str());
  return co.vm->raise(co, "attempt to compare %s with %s", first.c_str(), second.c_str());
}

Status index_error(Coroutine& co, Value indexed, bool names_operand) {
  return co.vm->raise(co, "attempt to index a %s value%s", named_type(*co.vm, indexed).c_str(),
                      names_operand ? describe(operand_name(co, 0)).c_str() : "");
}

Status call_error(Coroutine& co, Value callee) {
  NameInfo name;
  if (co.frame_count > 0 && co.frame().is_lua()) name = called_name(co, co.frame_count - 1);
  return co.vm->raise(co, "attempt to call a %s value%s", named_type(*co.vm, callee).c_str(),
                      describe(name).c_str());
}

Status length_error(Coroutine& co, Value v) {
  return co.vm->raise(co, "attempt to get length of a %s value%s", named_type(*co.vm, v).c_str(),
                      describe(operand_name(co, 0)).c_str());
}

Status close_error(Coroutine& co, uint32_t slot) {
  Frame& frame = co.frame();
  const isa::DebugMap& map = debug_map(*frame.lua_function()->proto);
  uint32_t offset = co.vm->upward.current_offset(co, co.frame_count - 1);
  std::string name(map.local_at(slot - frame.base, offset + 2));
  if (name.empty()) name = "?";
  return co.vm->raise(co, "variable '%s' got a non-closable value", name.c_str());
}

Status for_error(Coroutine& co, const char* what, Value v) {
  const char* noun = what[0] == 'i' ? " value" : "";
  return co.vm->raise(co, "bad 'for' %s%s (number expected, got %s)", what, noun, named_type(*co.vm, v).c_str());
}

Status store_error(Coroutine& co, StoreResult result) {
  switch (result) {
    case StoreResult::NilKey: return co.vm->raise(co, "table index is nil");
    case StoreResult::NanKey: return co.vm->raise(co, "table index is NaN");
    case StoreResult::Overflow: return co.vm->raise(co, "table overflow");
    case StoreResult::NoMemory: return co.vm->raise_memory();
    case StoreResult::Ok: break;
  }
  STRATA_CHECK(result != StoreResult::Ok);
  return kGuestError;
}

}  // namespace strata::runtime
