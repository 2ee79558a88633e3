// A value: 16 bytes, tag and payload. Integers are 64-bit and wrap, floats are doubles.
//
//   | tag (8 bytes, upper 7 zero) | payload: int64, double, pointer |
//
// Copied as two scalars: the tag is always written as a whole 64-bit word, because a wide load after
// narrow stores stalls. Tags are ordered so that the frequent questions are one comparison:
// falsy: tag <= False; number: tag - Int <= 1; collectable: tag >= String.
#pragma once

#include <bit>
#include <cstdint>

#include "base/check.h"
#include "gc/object.h"

namespace strata::runtime {

struct String;
struct Table;
struct LuaFunction;
struct NativeFunction;
struct Userdata;
class Coroutine;

enum Tag : uint64_t {
  kNil = 0,
  kFalse = 1,
  kTrue = 2,
  kLightUserdata = 3,
  kInt = 4,
  kFloat = 5,
  kString = 6,
  kTable = 7,
  kLuaFunction = 8,
  kNativeFunction = 9,
  kUserdata = 10,
  kCoroutine = 11,
};

struct Value {
  uint64_t tag;
  union {
    int64_t integer_;
    double real_;
    gc::Object* object_;
    void* pointer_;
    uint64_t bits_;
  };

  Value() = default;
  constexpr Value(uint64_t value_tag, uint64_t bits) : tag(value_tag), bits_(bits) {}
  Value(const Value&) = default;
  // Never as one wide load: it would wait for the two narrow stores that usually were just before it.
  Value& operator=(const Value& other) {
    tag = other.tag;
    bits_ = other.bits_;
    return *this;
  }

  static Value nil() { return make(kNil, 0); }
  static Value boolean(bool b) { return make(b ? kTrue : kFalse, 0); }
  static Value integer(int64_t i) { return make(kInt, static_cast<uint64_t>(i)); }
  static Value real(double d) { return make(kFloat, std::bit_cast<uint64_t>(d)); }
  static Value light(void* p) { return make(kLightUserdata, reinterpret_cast<uint64_t>(p)); }
  static Value of(const String* s) { return make(kString, reinterpret_cast<uint64_t>(s)); }
  static Value of(const Table* t) { return make(kTable, reinterpret_cast<uint64_t>(t)); }
  static Value of(const LuaFunction* f) { return make(kLuaFunction, reinterpret_cast<uint64_t>(f)); }
  static Value of(const NativeFunction* f) { return make(kNativeFunction, reinterpret_cast<uint64_t>(f)); }
  static Value of(const Userdata* u) { return make(kUserdata, reinterpret_cast<uint64_t>(u)); }
  static Value of(const Coroutine* c) { return make(kCoroutine, reinterpret_cast<uint64_t>(c)); }
  static constexpr Value make(uint64_t tag, uint64_t bits) { return Value(tag, bits); }

  bool is_nil() const { return tag == kNil; }
  bool is_falsy() const { return tag <= kFalse; }
  bool is_truthy() const { return tag > kFalse; }
  bool is_boolean() const { return tag - kFalse <= 1; }
  bool is_integer() const { return tag == kInt; }
  bool is_float() const { return tag == kFloat; }
  bool is_number() const { return tag - kInt <= 1; }
  bool is_string() const { return tag == kString; }
  bool is_table() const { return tag == kTable; }
  bool is_function() const { return tag - kLuaFunction <= 1; }
  bool is_collectable() const { return tag >= kString; }

  int64_t as_integer() const { return integer_; }
  double as_float() const { return real_; }
  String* as_string() const { return reinterpret_cast<String*>(bits_); }
  Table* as_table() const { return reinterpret_cast<Table*>(bits_); }
  LuaFunction* as_lua_function() const { return reinterpret_cast<LuaFunction*>(bits_); }
  NativeFunction* as_native_function() const { return reinterpret_cast<NativeFunction*>(bits_); }
  Userdata* as_userdata() const { return reinterpret_cast<Userdata*>(bits_); }
  Coroutine* as_coroutine() const { return reinterpret_cast<Coroutine*>(bits_); }
  gc::Object* as_object() const { return object_; }
  void* as_pointer() const { return pointer_; }
};

// Two scalar moves: a wide load of what has just been stored in halves would wait for both.
STRATA_INLINE void copy(Value& to, const Value& from) {
  uint64_t tag = from.tag, bits = from.bits_;
  to.tag = tag;
  to.bits_ = bits;
}
static_assert(sizeof(Value) == 16);

// Same tag, same bits. Not Lua equality (1 == 1.0, long strings, NaN, -0.0); see runtime/compare.h.
inline bool identical(Value a, Value b) { return a.tag == b.tag && a.bits_ == b.bits_; }

// What type() answers.
const char* type_name(Value v);

// Kinds of heap objects (gc::Object::kind).
enum class Kind : uint8_t {
  String,
  StringBuffer,    // growing bytes shared by the results of repeated concatenation
  Table,
  ValueStorage,    // word: number of Values to trace; array parts, overflow slots
  RawStorage,      // no references: typed arrays
  HashStorage,     // nodes of a hash part
  Shape,
  LuaFunction,
  NativeFunction,
  Upvalue,
  FunctionProto,
  Program,
  Userdata,
  Coroutine,
  ValidityCell,
  CacheHit,
  ExternalString,  // a String whose bytes are in a StringBuffer
};

}  // namespace strata::runtime
