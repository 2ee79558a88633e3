// Values of a guest program, as the host holds them. A Value keeps what it names alive (a string, a
// table, a function is a root of the collector while some handle to it exists); numbers, booleans and
// nil are held inline. Handles are cheap to move; a copy of a collected object takes a root of its own.
//
// A handle belongs to one Vm and to the thread that runs it. When the Vm has gone it reads as nil.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace strata {

class Vm;
class Table;
class Function;
class Value;
namespace detail {
struct VmState;
struct Access;
}  // namespace detail

enum class Type : uint8_t {
  Nil, Boolean, Integer, Float, String, Table, Function, Userdata, Coroutine, LightUserdata
};

// What the host hands to a guest: made implicitly from C++ values, and used before the full expression
// ends (it refers to the bytes of a string and to a Value, and owns neither).
class Argument {
 public:
  Argument(std::nullptr_t = nullptr) : type_(Type::Nil), integer_(0) {}
  template <std::same_as<bool> B>
  Argument(B b) : type_(Type::Boolean), integer_(b) {}
  template <std::integral I>
    requires(!std::same_as<I, bool>)
  Argument(I i) : type_(Type::Integer), integer_(static_cast<int64_t>(i)) {}
  template <std::floating_point F>
  Argument(F f) : type_(Type::Float), real_(static_cast<double>(f)) {}
  Argument(const char* s) : Argument(std::string_view(s)) {}
  Argument(std::string_view s) : type_(Type::String), bytes_(s.data()), size_bytes_(s.size()) {}
  Argument(const std::string& s) : Argument(std::string_view(s)) {}
  Argument(const Value& v) : type_(Type::Nil), value_(&v), integer_(0) {}
  template <typename T>
    requires(!std::same_as<std::remove_const_t<T>, char>)
  Argument(T*) = delete;  // a pointer is no boolean

 private:
  friend struct detail::Access;
  Type type_;
  const Value* value_ = nullptr;
  union {
    int64_t integer_;
    double real_;
    const char* bytes_;
  };
  size_t size_bytes_ = 0;
};

class Value {
 public:
  Value() = default;  // nil
  Value(const Value& other);
  Value(Value&& other) noexcept;
  Value& operator=(const Value& other);
  Value& operator=(Value&& other) noexcept;
  ~Value();

  Type type() const;
  const char* type_name() const;  // as Lua's type() says it: "number", "string", ...
  bool is_nil() const { return type() == Type::Nil; }
  bool truthy() const;            // neither nil nor false

  std::optional<bool> boolean() const;
  std::optional<int64_t> integer() const;  // an integer, or a float with an integer value
  std::optional<double> number() const;
  // The bytes of a string (no conversion); they stay as long as this handle, or another to the same
  // string, lives.
  std::optional<std::string_view> string() const;
  std::optional<Table> table() const;
  std::optional<Function> function() const;

  // As tostring() writes it, but without metamethods. For those: Vm::to_text.
  std::string text() const;

  // Same object, or equal numbers, strings, booleans; without metamethods.
  friend bool operator==(const Value& a, const Value& b);

 protected:
  friend struct detail::Access;
  detail::VmState* state_ = nullptr;  // set when `slot_` holds a root
  union {
    int64_t integer_ = 0;
    double real_;
    void* pointer_;
    uint32_t slot_;
  };
  Type type_ = Type::Nil;
};

// A table. Access is raw: no metamethods run and no guest code is called (Vm::index and Vm::set_index
// follow metamethods).
class Table : public Value {
 public:
  Value get(Argument key) const;
  // False when memory is out or the key is nil or NaN.
  bool set(Argument key, Argument value);
  bool append(Argument value) { return set(length() + 1, value); }
  int64_t length() const;  // a border, as the # operator
  // The entry after `key` in traversal order (nil: the first); false at the end. Existing fields may be
  // changed meanwhile, none may be added.
  bool next(Value* key, Value* value) const;

  struct Entry {
    Value key, value;
  };
  class Iterator {
   public:
    Iterator() = default;
    explicit Iterator(const Table* table) : table_(table) { ++*this; }
    const Entry& operator*() const { return entry_; }
    Iterator& operator++() {
      if (!table_->next(&entry_.key, &entry_.value)) table_ = nullptr;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return table_ != other.table_; }

   private:
    const Table* table_ = nullptr;
    Entry entry_;
  };
  // for (auto& [key, value] : table)
  Iterator begin() const { return Iterator(this); }
  Iterator end() const { return Iterator(); }
};

}  // namespace strata
