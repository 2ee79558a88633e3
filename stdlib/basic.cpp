// The basic library (Lua 5.4 manual 6.1), but for what loads chunks and steers the collector
// (basic_load.cpp). pcall and xpcall hand their call to the run loop, so a coroutine can yield across
// them; xpcall leaves its handler in the frame's first slot and says so in the frame's state.
#include <cstdio>
#include <string>

#include "base/numerals.h"
#include "runtime/debug_info.h"
#include "runtime/operations.h"
#include "stdlib/basic.h"
#include "stdlib/leaf_functions.h"
#include "stdlib/libraries.h"

namespace strata::stdlib {

using namespace runtime;

namespace {

// ---- Output

Status print_value(Call& call, Value v, std::FILE* out) {
  char digits[32];
  if (v.is_integer() && !call.vm.basic_metatables[kInt]) {
    std::fwrite(digits, 1, static_cast<size_t>(base::format_integer(v.as_integer(), digits)), out);
    return kOk;
  }
  STRATA_TRY(call.push_tostring(v));
  std::string_view text = call.from_top(1).as_string()->view();
  std::fwrite(text.data(), 1, text.size(), out);
  call.pop(1);
  return kOk;
}

Status print(Call& call) {
  HostServices& host = call.vm.host;
  std::FILE* out = host.standard_stream ? host.standard_stream(host.self, 1) : nullptr;
  if (!out) return call.error("'print' is not allowed here");
  for (uint32_t i = 1, n = call.count(); i <= n; i++) {
    if (i > 1) std::fputc('\t', out);
    STRATA_TRY(print_value(call, call.arg(i), out));
  }
  std::fputc('\n', out);
  std::fflush(out);
  return call.none();
}

Status warn(Call& call) {
  VM& vm = call.vm;
  String* piece;
  STRATA_TRY(call.check_string(1, &piece));
  uint32_t n = call.count();
  for (uint32_t i = 2; i <= n; i++) STRATA_TRY(call.check_string(i, &piece));
  std::string text;
  for (uint32_t i = 1; i <= n; i++) text += call.arg(i).as_string()->view();
  if (n == 1 && text.starts_with('@')) {
    if (text == "@on") vm.warnings_on = true;
    if (text == "@off") vm.warnings_on = false;
    return call.none();
  }
  std::FILE* out = vm.host.standard_stream ? vm.host.standard_stream(vm.host.self, 2) : nullptr;
  if (vm.warnings_on && out) {
    text = "Lua warning: " + text + "\n";
    std::fwrite(text.data(), 1, text.size(), out);
    std::fflush(out);
  }
  return call.none();
}

// ---- Types and conversions

// Upvalue `tag` holds the name of the type with that tag.
Status type(Call& call) {
  STRATA_TRY(call.check_any(1));
  return call.result(call.upvalue(static_cast<uint32_t>(call.arg(1).tag)));
}

Status tostring(Call& call) {
  STRATA_TRY(call.check_any(1));
  STRATA_TRY(call.push_tostring(call.arg(1)));
  return call.results(1);
}

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// Value of a digit or letter; 99 for all else.
int digit_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'z') return c - 'a' + 10;
  if (c >= 'A' && c <= 'Z') return c - 'A' + 10;
  return 99;
}

// A numeral in `base`, wrapping modulo 2^64; false when `text` is none.
bool parse_in_base(std::string_view text, int base, int64_t* out) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text.empty()) return false;
  uint64_t sum = 0;
  for (char c : text) {
    int digit = digit_value(c);
    if (digit >= base) return false;
    sum = sum * static_cast<uint64_t>(base) + static_cast<uint64_t>(digit);
  }
  *out = static_cast<int64_t>(negative ? 0 - sum : sum);
  return true;
}

Status tonumber(Call& call) {
  if (call.is_none_or_nil(2)) {
    Value v = call.arg(1);
    if (v.is_number()) return call.result(v);
    if (v.is_string()) return call.result(number_from_string(v.as_string()));
    STRATA_TRY(call.check_any(1));
    return call.result(Value::nil());
  }
  int64_t base, number;
  STRATA_TRY(call.check_integer(2, &base));
  STRATA_TRY(call.check_type(1, kString, "string"));
  if (base < 2 || base > 36) return call.argument_error(2, "base out of range");
  bool ok = parse_in_base(call.arg(1).as_string()->view(), static_cast<int>(base), &number);
  return call.result(ok ? Value::integer(number) : Value::nil());
}

// ---- Errors

Status raise_at_level(Call& call, Value message, int64_t level) {
  if (!message.is_string() || level <= 0) return call.error_value(message);
  uint32_t frame_level = level > UINT32_MAX ? UINT32_MAX : static_cast<uint32_t>(level);
  std::string text = position_prefix(call.co, frame_level);
  text += message.as_string()->view();
  STRATA_TRY(call.push_string(text));
  return call.error_value(call.from_top(1));
}

Status error(Call& call) {
  int64_t level;
  STRATA_TRY(call.opt_integer(2, 1, &level));
  return raise_at_level(call, call.arg(1), level);
}

Status assert_(Call& call) {
  if (STRATA_LIKELY(call.arg(1).is_truthy())) return call.results(call.count());
  STRATA_TRY(call.check_any(1));
  if (call.has(2)) return raise_at_level(call, call.arg(2), 1);
  STRATA_TRY(call.push_string("assertion failed!"));
  return raise_at_level(call, call.from_top(1), 1);
}

// Moves the values from `index` up by one and puts v there.
void insert_at(Call& call, uint32_t index, Value v) {
  call.push(v);
  for (uint32_t i = call.size() - 1; i > index; i--) call.set_at(i, call.at(i - 1));
  call.set_at(index, v);
}

// Slot 0 holds `true` (pcall) or the handler (xpcall), the results follow.
Status finish_protected(Call& call, Status outcome) {
  call.set_at(0, Value::boolean(outcome.ok()));
  return call.results(call.size());
}

Status pcall(Call& call) {
  STRATA_TRY(call.check_any(1));
  insert_at(call, 0, Value::boolean(true));
  return call.invoke(1, finish_protected, kCatches);
}

Status xpcall(Call& call) {
  STRATA_TRY(call.check_function(2));
  Value function = call.at(0);
  call.set_at(0, call.at(1));
  call.set_at(1, function);
  call.frame().state = 1;  // slot 0 holds the message handler
  return call.invoke(1, finish_protected, kCatches);
}

// ---- Tables

Status getmetatable(Call& call) {
  STRATA_TRY(call.check_any(1));
  Table* metatable = metatable_of(call.vm, call.arg(1));
  if (!metatable) return call.result(Value::nil());
  Value guard = find_metamethod(call.vm, metatable, Metamethod::Metatable);
  return call.result(guard.is_nil() ? Value::of(metatable) : guard);
}

Status setmetatable(Call& call) {
  Table* table;
  STRATA_TRY(call.check_table(1, &table));
  Value metatable = call.arg(2);
  if (!call.has(2) || !(metatable.is_nil() || metatable.is_table())) return call.type_error(2, "nil or table");
  if (!find_metamethod(call.vm, table->metatable, Metamethod::Metatable).is_nil()) {
    return call.error("cannot change a protected metatable");
  }
  Table* chosen = metatable.is_nil() ? nullptr : metatable.as_table();
  if (!set_metatable_raw(call.vm, table, chosen)) return call.vm.raise_memory();
  return call.result(Value::of(table));
}

Status rawequal(Call& call) {
  STRATA_TRY(call.check_any(1));
  STRATA_TRY(call.check_any(2));
  return call.result(Value::boolean(raw_equals(call.arg(1), call.arg(2))));
}

Status rawlen(Call& call) {
  Value v = call.arg(1);
  if (v.is_table()) return call.result(Value::integer(border(v.as_table())));
  if (v.is_string()) return call.result(Value::integer(static_cast<int64_t>(v.as_string()->length)));
  return call.type_error(1, "table or string");
}

Status rawget(Call& call) {
  Table* table;
  STRATA_TRY(call.check_table(1, &table));
  STRATA_TRY(call.check_any(2));
  return call.result(get(table, call.arg(2)));
}

Status rawset(Call& call) {
  Table* table;
  STRATA_TRY(call.check_table(1, &table));
  STRATA_TRY(call.check_any(2));
  STRATA_TRY(call.check_any(3));
  StoreResult stored = set(call.vm, table, call.arg(2), call.arg(3));
  if (stored != StoreResult::Ok) return store_error(call.co, stored);
  return call.result(Value::of(table));
}

// ---- Iteration

Status next(Call& call) {
  Table* table;
  STRATA_TRY(call.check_table(1, &table));
  Value key, value;
  int found = runtime::next(table, call.arg(2), &key, &value);
  if (found < 0) {
    STRATA_TRY(call.push_string("invalid key to 'next'"));
    return call.error_value(call.from_top(1));
  }
  if (found == 0) return call.result(Value::nil());
  call.push(key);
  call.push(value);
  return call.results(2);
}

Status finish_pairs(Call& call, Status) { return call.results(3); }

// Upvalue 0 is the function next.
Status pairs(Call& call) {
  STRATA_TRY(call.check_any(1));
  Value object = call.arg(1);
  Value metamethod = find_metamethod_of(call.vm, object, Metamethod::Pairs);
  if (metamethod.is_nil()) {
    call.push(call.upvalue(0));
    call.push(object);
    call.push(Value::nil());
    return call.results(3);
  }
  uint32_t function_index = call.size();
  call.push(metamethod);
  call.push(object);
  return call.invoke(function_index, finish_pairs, 0, 3);
}

Status next_element(Call& call) {
  int64_t i;
  STRATA_TRY(call.check_integer(2, &i));
  i = static_cast<int64_t>(static_cast<uint64_t>(i) + 1);
  Value object = call.arg(1);
  Value value = object.is_table() ? get_int(object.as_table(), i) : Value::nil();
  if (value.is_nil()) STRATA_TRY(call.get(object, Value::integer(i), &value));
  if (value.is_nil()) return call.result(value);
  call.push(Value::integer(i));
  call.push(value);
  return call.results(2);
}

// Upvalue 0 is the iterator.
Status ipairs(Call& call) {
  STRATA_TRY(call.check_any(1));
  call.push(call.upvalue(0));
  call.push(call.arg(1));
  call.push(Value::integer(0));
  return call.results(3);
}

Status select(Call& call) {
  int64_t n = call.count();
  Value which = call.arg(1);
  if (which.is_string() && which.as_string()->view().starts_with('#')) {
    return call.result(Value::integer(n - 1));
  }
  int64_t i;
  STRATA_TRY(call.check_integer(1, &i));
  if (i < 0) i = n + i;
  else if (i > n) i = n;
  if (i < 1) return call.argument_error(1, "index out of range");
  return call.results(static_cast<uint32_t>(n - i));
}

// ---- Opening

constexpr NativeRow kFunctions[] = {
    {"assert", assert_, leaf_assert},
    {"error", error},
    {"getmetatable", getmetatable},
    {"next", next},
    {"pcall", pcall},
    {"print", print},
    {"warn", warn},
    {"rawequal", rawequal, leaf_rawequal},
    {"rawlen", rawlen, leaf_rawlen},
    {"rawget", rawget, leaf_rawget},
    {"rawset", rawset},
    {"select", select, leaf_select, kLeafForOneResult},
    {"setmetatable", setmetatable, leaf_setmetatable},
    {"tonumber", tonumber, leaf_tonumber},
    {"tostring", tostring, leaf_tostring},
    {"xpcall", xpcall},
    {nullptr, nullptr},
};

constexpr NativeRow kPairs[] = {{"pairs", pairs, nullptr, 0, runtime::Intrinsic::Pairs}, {nullptr, nullptr}};
constexpr NativeRow kIpairs[] = {{"ipairs", ipairs, nullptr, 0, runtime::Intrinsic::Ipairs}, {nullptr, nullptr}};

bool set_type_function(VM& vm) {
  constexpr uint64_t kTags = kCoroutine + 1;
  NativeFunction* function = new_native_function(vm, type, "type", kTags);
  if (!function) return false;
  function->leaf = leaf_type;
  for (uint64_t tag = 0; tag < kTags; tag++) {
    String* name = new_string(vm, type_name(Value::make(tag, 0)));
    if (!name) return false;
    function->upvalues[tag] = Value::of(name);
  }
  return set_named(vm, vm.globals, "type", Value::of(function));
}

}  // namespace

bool open_basic(VM& vm) {
  Table* globals = vm.globals;
  NativeFunction* iterator = new_native_function(vm, next_element, nullptr);
  String* version = new_string(vm, "Lua 5.4");
  if (!iterator || !version || !register_natives(vm, globals, kFunctions)) return false;
  Value next_function = get_field(globals, new_string(vm, "next"));
  vm.next_function = next_function.as_native_function();
  vm.ipairs_iterator = iterator;
  return register_natives(vm, globals, kLoadingFunctions) &&
         register_natives(vm, globals, kPairs, next_function) &&
         register_natives(vm, globals, kIpairs, Value::of(iterator)) && set_type_function(vm) &&
         set_named(vm, globals, "_G", Value::of(globals)) &&
         set_named(vm, globals, "_VERSION", Value::of(version)) &&
         set_named(vm, vm.loaded, "_G", Value::of(globals));
}

}  // namespace strata::stdlib
