// C++ callables as guest functions: a native function whose upvalue is a userdata that owns the
// callable and its name. The callable ends when that userdata is swept, so even a finalizer that runs
// late may still call it.
#include <cstring>
#include <new>

#include "api/vm_state.h"

namespace strata {
namespace detail {
namespace {

using runtime::Status;

constexpr const char* kTypeName = "strata.host_function";

struct HostFunction {
  HostEntry entry;
  HostDestroy destroy;
  void* target;
  VmState* state;
  char name[];  // as long as it needs
};

HostFunction* host_function(runtime::Userdata* u) { return static_cast<HostFunction*>(u->payload()); }

Status enter_host(runtime::Call& native) {
  HostFunction& function = *host_function(native.upvalue(0).as_userdata());
  Call call = Access::make_call(*function.state, native);
  function.entry(function.target, call);
  if (call.failed()) return runtime::kGuestError;
  return native.results(static_cast<uint32_t>(Access::pushed(call)));
}

void destroy_userdata(runtime::Userdata* u) {
  if (u->type_name != kTypeName) return;
  HostFunction& function = *host_function(u);
  function.destroy(function.target);
}

}  // namespace

void prepare_host_functions(runtime::VM& vm) { vm.destroy_userdata = destroy_userdata; }

}  // namespace detail

using detail::Access;

Function Vm::make_function(std::string_view name, detail::HostEntry entry, detail::HostDestroy destroy,
                           void* target) {
  runtime::Userdata* holder = nullptr;
  runtime::NativeFunction* function = nullptr;
  if (ok()) {
    runtime::VM& vm = *state_->vm;
    holder = runtime::new_userdata(vm, sizeof(detail::HostFunction) + name.size() + 1, detail::kTypeName);
  }
  if (holder == nullptr) {
    destroy(target);
    return {};
  }
  detail::HostFunction* h = new (holder->payload()) detail::HostFunction{entry, destroy, target, state_};
  if (!name.empty()) std::memcpy(h->name, name.data(), name.size());
  h->name[name.size()] = '\0';
  if (!state_->vm->heap.add_destructor(holder)) {
    destroy(target);
    return {};
  }
  function = runtime::new_native_function(*state_->vm, detail::enter_host, h->name, 1);
  if (function == nullptr) return {};
  function->upvalues[0] = runtime::Value::of(holder);
  return Access::typed<Function>(Access::handle(*state_, runtime::Value::of(function)));
}

// ---- What the callable sees

namespace {

runtime::Call& native_of(void* native) { return *static_cast<runtime::Call*>(native); }

uint32_t index_of(size_t i) { return static_cast<uint32_t>(i); }

}  // namespace

Vm& Call::vm() const { return *state_->owner; }

size_t Call::count() const { return native_of(native_).frame().argument_count; }

Value Call::arg(size_t i) const {
  if (i == 0 || i > count()) return {};
  return Access::handle(*state_, native_of(native_).arg(index_of(i)));
}

bool Call::read(size_t i, bool* out) const {
  *out = native_of(native_).arg(index_of(i)).is_truthy();
  return true;
}

bool Call::read(size_t i, int64_t* out) {
  failed_ = native_of(native_).check_integer(index_of(i), out).failed();
  return !failed_;
}

bool Call::read(size_t i, double* out) {
  failed_ = native_of(native_).check_number(index_of(i), out).failed();
  return !failed_;
}

bool Call::read(size_t i, std::string_view* out) {
  runtime::String* s;
  failed_ = native_of(native_).check_string(index_of(i), &s).failed();
  if (!failed_) *out = s->view();
  return !failed_;
}

bool Call::read(size_t i, Value* out) const {
  *out = arg(i);
  return true;
}

bool Call::read(size_t i, Table* out) {
  runtime::Table* table;
  failed_ = native_of(native_).check_table(index_of(i), &table).failed();
  if (!failed_) *out = Access::typed<Table>(arg(i));
  return !failed_;
}

bool Call::read(size_t i, Function* out) {
  failed_ = native_of(native_).check_function(index_of(i)).failed();
  if (!failed_) *out = Access::typed<Function>(arg(i));
  return !failed_;
}

bool Call::push(Argument result) {
  runtime::Call& native = native_of(native_);
  runtime::Value v;
  if (failed_) return false;
  if (!Access::value(*state_, result, &v)) {
    failed_ = native.vm.raise_memory().failed();
  } else {
    failed_ = native.reserve(1).failed();
    if (!failed_) native.push(v);
  }
  if (!failed_) ++pushed_;
  return !failed_;
}

void Call::fail(std::string_view message) {
  failed_ = native_of(native_).error("%.*s", static_cast<int>(message.size()), message.data()).failed();
}

void Call::fail(const Error& error) {
  runtime::Call& native = native_of(native_);
  runtime::Value value = runtime::Value::nil();
  (void)Access::value(*state_, Argument(error.value), &value);  // makes no string, so it does not fail
  if (!value.is_nil()) failed_ = native.error_value(value).failed();
  else if (native.push_string(error.message).failed()) failed_ = true;
  else failed_ = native.error_value(native.from_top(1)).failed();
}

void Call::fail_argument(size_t i, std::string_view message) {
  failed_ = native_of(native_).argument_error(index_of(i), std::string(message).c_str()).failed();
}

}  // namespace strata
