// Handles: see api/value.h. A handle to a collected object holds a slot of the VM's table of roots.
#include "api/value.h"

#include <cstdio>

#include "api/vm_state.h"
#include "base/numerals.h"
#include "runtime/operations.h"
#include "runtime/table.h"

namespace strata {
namespace detail {

uint32_t VmState::hold(runtime::Value v) {
  uint32_t slot = slot_count + 1;
  if (!free_slots.empty()) slot = free_slots.back();
  if (runtime::set_int(*vm, roots, slot, v) != runtime::StoreResult::Ok) return 0;
  if (slot > slot_count) slot_count = slot;
  else free_slots.pop_back();
  ++references;
  return slot;
}

void VmState::release(uint32_t slot) {
  if (vm != nullptr) {
    // Never fails: the element is there.
    (void)runtime::set_int(*vm, roots, slot, runtime::Value::boolean(false));
    free_slots.push_back(slot);
  }
  unreference();
}

Value Access::handle(VmState& state, runtime::Value v) {
  Value h;
  switch (v.tag) {
    case runtime::kNil: return h;
    case runtime::kFalse:
    case runtime::kTrue: h.type_ = Type::Boolean; h.integer_ = v.is_truthy(); return h;
    case runtime::kInt: h.type_ = Type::Integer; h.integer_ = v.as_integer(); return h;
    case runtime::kFloat: h.type_ = Type::Float; h.real_ = v.as_float(); return h;
    case runtime::kLightUserdata: h.type_ = Type::LightUserdata; h.pointer_ = v.as_pointer(); return h;
    case runtime::kString: h.type_ = Type::String; break;
    case runtime::kTable: h.type_ = Type::Table; break;
    case runtime::kUserdata: h.type_ = Type::Userdata; break;
    case runtime::kCoroutine: h.type_ = Type::Coroutine; break;
    default: h.type_ = Type::Function; break;
  }
  uint32_t slot = state.hold(v);
  if (slot == 0) return Value();
  h.state_ = &state;
  h.slot_ = slot;
  return h;
}

runtime::Value Access::value(const Value& v) {
  if (v.state_ != nullptr) {
    return v.state_->vm == nullptr ? runtime::Value::nil() : runtime::get_int(v.state_->roots, v.slot_);
  }
  switch (v.type_) {
    case Type::Boolean: return runtime::Value::boolean(v.integer_ != 0);
    case Type::Integer: return runtime::Value::integer(v.integer_);
    case Type::Float: return runtime::Value::real(v.real_);
    case Type::LightUserdata: return runtime::Value::light(v.pointer_);
    default: return runtime::Value::nil();
  }
}

bool Access::value(VmState& state, const Argument& argument, runtime::Value* out) {
  if (argument.value_ != nullptr) {
    // A handle of another VM is nothing here.
    VmState* owner = argument.value_->state_;
    *out = owner == nullptr || owner == &state ? value(*argument.value_) : runtime::Value::nil();
    return true;
  }
  switch (argument.type_) {
    case Type::Boolean: *out = runtime::Value::boolean(argument.integer_ != 0); return true;
    case Type::Integer: *out = runtime::Value::integer(argument.integer_); return true;
    case Type::Float: *out = runtime::Value::real(argument.real_); return true;
    case Type::String: {
      runtime::String* s = runtime::new_string(*state.vm, {argument.bytes_, argument.size_bytes_});
      if (s == nullptr) return false;
      *out = runtime::Value::of(s);
      return true;
    }
    default: *out = runtime::Value::nil(); return true;
  }
}

}  // namespace detail

using detail::Access;

Value::Value(const Value& other) : state_(nullptr), integer_(other.integer_), type_(other.type_) {
  if (other.state_ == nullptr) return;
  if (other.state_->vm != nullptr) *this = Access::handle(*other.state_, Access::value(other));
  else type_ = Type::Nil;
}

Value::Value(Value&& other) noexcept
    : state_(other.state_), integer_(other.integer_), type_(other.type_) {
  other.state_ = nullptr;
  other.type_ = Type::Nil;
}

Value& Value::operator=(const Value& other) {
  if (this != &other) *this = Value(other);
  return *this;
}

Value& Value::operator=(Value&& other) noexcept {
  std::swap(state_, other.state_);
  std::swap(integer_, other.integer_);
  std::swap(type_, other.type_);
  return *this;
}

Value::~Value() {
  if (state_ != nullptr) state_->release(slot_);
}

Type Value::type() const { return state_ != nullptr && state_->vm == nullptr ? Type::Nil : type_; }

const char* Value::type_name() const { return runtime::type_name(Access::value(*this)); }

bool Value::truthy() const { return Access::value(*this).is_truthy(); }

std::optional<bool> Value::boolean() const {
  if (type_ != Type::Boolean) return std::nullopt;
  return integer_ != 0;
}

std::optional<int64_t> Value::integer() const {
  runtime::Value v = Access::value(*this);
  int64_t i;
  if (!v.is_number() || !runtime::to_integer(v, &i)) return std::nullopt;
  return i;
}

std::optional<double> Value::number() const {
  if (type_ == Type::Integer) return static_cast<double>(integer_);
  if (type_ == Type::Float) return real_;
  return std::nullopt;
}

std::optional<std::string_view> Value::string() const {
  runtime::Value v = Access::value(*this);
  if (!v.is_string()) return std::nullopt;
  return v.as_string()->view();
}

std::optional<Table> Value::table() const {
  if (type() != Type::Table) return std::nullopt;
  return Access::typed<Table>(*this);
}

std::optional<Function> Value::function() const {
  if (type() != Type::Function) return std::nullopt;
  return Access::typed<Function>(*this);
}

std::string Value::text() const {
  runtime::Value v = Access::value(*this);
  char buffer[40];
  switch (v.tag) {
    case runtime::kNil: return "nil";
    case runtime::kFalse: return "false";
    case runtime::kTrue: return "true";
    case runtime::kInt: return std::string(buffer, base::format_integer(v.as_integer(), buffer));
    case runtime::kFloat: return std::string(buffer, base::format_float(v.as_float(), buffer));
    case runtime::kString: return std::string(v.as_string()->view());
    default: break;
  }
  int length = std::snprintf(buffer, sizeof buffer, "%s: %p", runtime::type_name(v), v.as_pointer());
  return std::string(buffer, static_cast<size_t>(length));
}

bool operator==(const Value& a, const Value& b) {
  return runtime::raw_equals(Access::value(a), Access::value(b));
}

Value Table::get(Argument key) const {
  runtime::Value table = Access::value(*this), k;
  if (!table.is_table() || !Access::value(*state_, key, &k)) return {};
  return Access::handle(*state_, runtime::get(table.as_table(), k));
}

bool Table::set(Argument key, Argument value) {
  runtime::Value table = Access::value(*this), k, v;
  if (!table.is_table() || !Access::value(*state_, key, &k) || !Access::value(*state_, value, &v)) return false;
  return runtime::set(*state_->vm, table.as_table(), k, v) == runtime::StoreResult::Ok;
}

int64_t Table::length() const {
  runtime::Value table = Access::value(*this);
  return table.is_table() ? runtime::border(table.as_table()) : 0;
}

bool Table::next(Value* key, Value* value) const {
  runtime::Value table = Access::value(*this), k, v;
  if (!table.is_table() || runtime::next(table.as_table(), Access::value(*key), &k, &v) != 1) return false;
  *key = Access::handle(*state_, k);
  *value = Access::handle(*state_, v);
  return true;
}

}  // namespace strata
