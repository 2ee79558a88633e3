// What a native function sees: its arguments, its stack, checks with the reference's messages, ways to
// call back. A native function is  Status name(Call& call)  and ends with  return call.results(n)
// (the top n values), or the failed Status of what it called.
//
// Values are read by copy: the stack may move whenever other code runs ("may call"). Fresh objects need
// no rooting between two such points, because collection happens only at safepoints; what must survive
// one is kept on the stack.
#pragma once

#include <cstdarg>
#include <string_view>

#include "runtime/coroutine.h"
#include "runtime/vm.h"

namespace strata::runtime {

class Call {
 public:
  Call(Coroutine& coroutine, uint32_t frame_index)
      : co(coroutine), vm(*coroutine.vm), frame_index_(frame_index) {}

  Coroutine& co;
  VM& vm;

  Frame& frame() { return co.frames[frame_index_]; }
  uint32_t frame_index() const { return frame_index_; }

  // Arguments, from 1. arg: nil when absent.
  uint32_t count() { return frame().argument_count; }
  bool has(uint32_t i) { return i <= count(); }
  Value arg(uint32_t i) { return i <= count() ? co.stack[frame().base + i - 1] : Value::nil(); }
  bool is_none_or_nil(uint32_t i) { return arg(i).is_nil(); }
  Value upvalue(uint32_t i) { return frame().native_function()->upvalues[i]; }
  void set_upvalue(uint32_t i, Value v);

  // The stack above base; index 0 is argument 1.
  uint32_t size() { return co.top - frame().base; }
  Value at(uint32_t index) { return co.stack[frame().base + index]; }
  void set_at(uint32_t index, Value v) { co.stack[frame().base + index] = v; }
  void set_size(uint32_t n);                    // drops, or fills with nil; n <= reserved room
  Value from_top(uint32_t n) { return co.stack[co.top - n]; }  // 1: the topmost
  void pop(uint32_t n) { co.top -= n; }
  // Room for kNativeSlots values is there at entry; more needs reserve. May move the stack.
  Status reserve(uint32_t slots);
  void push(Value v) { co.stack[co.top++] = v; }
  Status push_string(std::string_view bytes);   // new string
  Status push_format(const char* format, ...) __attribute__((format(printf, 2, 3)));

  // Results.
  Status results(uint32_t n) { return Status::results(static_cast<int32_t>(n)); }
  Status none() { return Status::results(0); }
  Status result(Value v) {
    push(v);
    return Status::results(1);
  }
  Status result_string(std::string_view bytes);
  // nil, "<text>: <strerror>", errno (io and os functions). path may be null.
  Status result_errno(int error, const char* path);

  // Argument checks; the error texts are the reference's ("bad argument #1 to 'f' (...)").
  Status check_any(uint32_t i);
  Status check_integer(uint32_t i, int64_t* out) {        // floats with integer value, numeric strings
    Value v = arg(i);
    if (STRATA_UNLIKELY(!v.is_integer())) return convert_to_integer(i, out);
    return *out = v.as_integer(), kOk;
  }
  Status opt_integer(uint32_t i, int64_t otherwise, int64_t* out) {
    if (!is_none_or_nil(i)) return check_integer(i, out);
    return *out = otherwise, kOk;
  }
  Status check_number(uint32_t i, double* out);
  Status opt_number(uint32_t i, double otherwise, double* out);
  // Numbers are converted, and the converted string replaces the argument on the stack.
  Status check_string(uint32_t i, String** out) {
    Value v = arg(i);
    if (STRATA_UNLIKELY(!v.is_string())) return convert_to_string(i, out);
    return *out = v.as_string(), kOk;
  }
  Status opt_string(uint32_t i, String** out);            // *out = nullptr when absent or nil
  Status check_table(uint32_t i, Table** out);
  Status check_function(uint32_t i);
  Status check_type(uint32_t i, uint64_t tag, const char* expected);
  Status check_userdata(uint32_t i, const char* type_name, Userdata** out);  // expected name = type_name
  // names: null-terminated list; *out = index; otherwise: default name, may be null.
  Status check_option(uint32_t i, const char* otherwise, const char* const* names, int* out);

  // Errors.
  Status error(const char* format, ...) __attribute__((format(printf, 2, 3)));   // with position, as luaL_error
  Status error_value(Value v) { return vm.raise_value(v); }
  Status argument_error(uint32_t i, const char* message); // "bad argument #i to 'name' (message)"
  Status type_error(uint32_t i, const char* expected);    // "... (expected expected, got actual)"
  Status type_error(uint32_t i, const char* expected, Value actual);  // where the value is no argument

  // Lua operations with metamethods. May call; results by copy.
  Status get(Value table, Value key, Value* out);
  Status set(Value table, Value key, Value v);
  Status equals(Value a, Value b, bool* out);
  Status less_than(Value a, Value b, bool* out);
  Status length(Value v, int64_t* out);                   // luaL_len: "object length is not an integer"
  Status length_value(Value v, Value* out);
  Status arithmetic(Metamethod op, Value a, Value b, Value* out);  // Add .. Bnot
  Status concat(uint32_t n);                              // top n values become one
  // luaL_tolstring: __tostring, __name; the string is pushed.
  Status push_tostring(Value v);

  // Calls the function below its `arguments` topmost values, nested natively (counted; a yield inside is
  // the guest error "attempt to yield across a C-call boundary"). Function and arguments are replaced by
  // the results. May call.
  Status call(uint32_t arguments, int32_t expected_results);
  // The same, protected: *failed tells whether an error was caught; the error value is then pushed alone.
  Status protected_call(uint32_t arguments, int32_t expected_results, bool* failed);

  // Not nested: `return call.invoke(...)` lets the run loop call the function at `function_index` (0 =
  // argument 1's slot) with all values above it. When it has come back, its results lie from
  // function_index up to the top, and `then` runs with outcome kOk; then == nullptr: they are the results
  // of this native. With kCatches an error is caught too: outcome kGuestError, the error value alone
  // at function_index. A coroutine may yield meanwhile. frame().state is the continuation's to use.
  Status invoke(uint32_t function_index, Continuation then, uint16_t frame_flags = 0,
                int32_t expected_results = kOpenResults);
  // Switches to `target` with the top `arguments` values (coroutine.resume); `then` runs when it yields,
  // returns (kOk: the values are from index size_before on) or fails (kGuestError: the error value).
  Status resume(Coroutine* target, uint32_t arguments, Continuation then);
  Status yield(uint32_t values);                          // `return call.yield(n)`

 private:
  Status convert_to_integer(uint32_t i, int64_t* out);
  Status convert_to_string(uint32_t i, String** out);

  uint32_t frame_index_;
};

// Conversions without metamethods (Lua 5.4 manual 3.4.3).
bool to_integer(Value v, int64_t* out);   // int, float with integer value, numeral string
bool to_number(Value v, double* out);     // number or numeral string
Value number_from_string(const String* s);  // nil when it is no numeral
String* number_to_string(VM& vm, Value number);

// Registering a library: a null-terminated list, added to `table`. False: no memory.
struct NativeRow {
  const char* name;
  NativeEntry entry;             // nullptr: a placeholder, false is stored
  NativeLeaf leaf = nullptr;
  uint8_t flags = 0;             // NativeFlags
  Intrinsic intrinsic = Intrinsic::None;
};
bool register_natives(VM& vm, Table* table, const NativeRow* rows);
// Gives a table (no prototype) fields with nil in them, all in one step where it has room for them: what
// is known to be stored into it soon costs no shape for each field. At most kMaxDeclared names count.
inline constexpr uint32_t kMaxDeclared = 64;
bool declare_fields(VM& vm, Table* table, const char* const* names, uint32_t count);
// Likewise, each function with one captured value (Call::upvalue(0)).
bool register_natives(VM& vm, Table* table, const NativeRow* rows, Value captured);
// A library table, stored in package.loaded and as a global; a captured value is for each function.
Table* new_library(VM& vm, const char* name, const NativeRow* rows, const Value* captured = nullptr);
bool set_named(VM& vm, Table* table, const char* name, Value v);

}  // namespace strata::runtime
