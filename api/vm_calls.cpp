// Vm: loading programs of any level and running guest code.
#include "api/vm_state.h"
#include "stdlib/chunk.h"

namespace strata {

using detail::Access;
using runtime::Status;

namespace {

// Turns the outcome of a load (a function, or a message on top) into results or an error value.
Status answer_loaded(runtime::Call& call, Status status, bool loaded) {
  STRATA_TRY(status);
  return loaded ? call.results(1) : call.error_value(call.from_top(1));
}

// What is wrong with a program happened nowhere in the guest: no traceback.
Result<Function> as_function(bool ok, Values& results, Error& error) {
  if (ok) return Access::typed<Function>(results.first());
  error.traceback.clear();
  return std::move(error);
}

Status push_arguments(detail::VmState& state, runtime::Call& call, const Argument* arguments, size_t count) {
  STRATA_TRY(call.reserve(static_cast<uint32_t>(count) + 1));
  for (size_t i = 0; i < count; i++) {
    runtime::Value v;
    if (!Access::value(state, arguments[i], &v)) return call.vm.raise_memory();
    call.push(v);
  }
  return runtime::kOk;
}

}  // namespace

Result<Function> Vm::load(std::string_view program, std::string_view chunk_name) {
  Values results;
  Error error;
  bool fine = detail::enter(
      *state_,
      [&](runtime::Call& call) {
        bool loaded = false;
        Status status = stdlib::load_chunk(call, program, chunk_name, "bt", &loaded);
        return answer_loaded(call, status, loaded);
      },
      &results, &error);
  return as_function(fine, results, error);
}

Result<Function> Vm::load_file(const char* path) {
  Values results;
  Error error;
  bool fine = detail::enter(
      *state_,
      [&](runtime::Call& call) {
        bool loaded = false;
        Status status = stdlib::load_file(call, path, "bt", &loaded);
        return answer_loaded(call, status, loaded);
      },
      &results, &error);
  return as_function(fine, results, error);
}

Result<Values> Vm::call(const Value& callee, const Argument* arguments, size_t count) {
  Values results;
  Error error;
  bool fine = detail::enter(
      *state_,
      [&](runtime::Call& call) {
        const Argument function(callee);
        STRATA_TRY(push_arguments(*state_, call, &function, 1));
        STRATA_TRY(push_arguments(*state_, call, arguments, count));
        return call.invoke(0, nullptr);
      },
      &results, &error);
  if (!fine) return error;
  return results;
}

Result<Values> Vm::call(const Value& callee, std::initializer_list<Argument> arguments) {
  return call(callee, arguments.begin(), arguments.size());
}

Result<Values> Function::call(const Argument* arguments, size_t count) const {
  if (state_ == nullptr || state_->owner == nullptr) return Error{"attempt to call a nil value", {}, {}};
  return state_->owner->call(*this, arguments, count);
}

Result<Values> Vm::run(std::string_view program, std::string_view chunk_name) {
  Result<Function> function = load(program, chunk_name);
  if (!function.ok()) return function.error();
  return call(*function);
}

Result<Values> Vm::run_file(const char* path) {
  Result<Function> function = load_file(path);
  if (!function.ok()) return function.error();
  return call(*function);
}

Result<Value> Vm::index(const Value& object, Argument key) {
  Values results;
  Error error;
  bool fine = detail::enter(
      *state_,
      [&](runtime::Call& call) {
        const Argument both[] = {object, key};
        STRATA_TRY(push_arguments(*state_, call, both, 2));
        runtime::Value found;
        STRATA_TRY(call.get(call.from_top(2), call.from_top(1), &found));
        return call.result(found);
      },
      &results, &error);
  if (!fine) return error;
  return results.first();
}

Result<Values> Vm::set_index(const Value& object, Argument key, Argument value) {
  Error error;
  bool fine = detail::enter(
      *state_,
      [&](runtime::Call& call) {
        const Argument all[] = {object, key, value};
        STRATA_TRY(push_arguments(*state_, call, all, 3));
        STRATA_TRY(call.set(call.from_top(3), call.from_top(2), call.from_top(1)));
        return call.none();
      },
      nullptr, &error);
  if (!fine) return error;
  return Values();
}

Result<std::string> Vm::to_text(const Value& v) {
  Values results;
  Error error;
  bool fine = detail::enter(
      *state_,
      [&](runtime::Call& call) {
        const Argument argument(v);
        STRATA_TRY(push_arguments(*state_, call, &argument, 1));
        STRATA_TRY(call.push_tostring(call.from_top(1)));
        return call.results(1);
      },
      &results, &error);
  if (!fine) return error;
  return std::string(results.first().string().value_or(""));
}

}  // namespace strata
