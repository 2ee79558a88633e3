// Vm: loading programs of any level and running guest code.
#include <cerrno>
#include <cstring>

#include "api/vm_state.h"
#include "assembler/assembler.h"
#include "isa/mlb.h"
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

bool is_assembler(std::string_view name) { return name.ends_with(".vasm"); }

Result<Function> load_assembled(detail::VmState& state, std::string_view text, std::string_view chunk_name) {
  bool has_mark = chunk_name.starts_with('@') || chunk_name.starts_with('=');
  auto module = assembler::assemble(text, chunk_name.substr(has_mark ? 1 : 0));
  if (!module.ok()) return Error{module.error().message, {}, {}};
  std::vector<uint8_t> bytes = isa::write_mlb(*module.value());
  return state.owner->load({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, chunk_name);
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
  bool is_binary = isa::looks_like_mlb({reinterpret_cast<const uint8_t*>(program.data()), program.size()});
  if (is_assembler(chunk_name) && !is_binary) return load_assembled(*state_, program, chunk_name);
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
  if (ok() && path != nullptr && is_assembler(path)) {
    const Host& host = state_->vm->host;
    std::string text;
    int failure = host.read_file != nullptr ? host.read_file(host.self, path, &text) : EPERM;
    if (failure != 0) return Error{std::string("cannot open ") + path + ": " + std::strerror(failure), {}, {}};
    return load_assembled(*state_, text, std::string("@") + path);
  }
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
        call.push(Access::value(callee));
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
        STRATA_TRY(push_arguments(*state_, call, &key, 1));
        runtime::Value found;
        STRATA_TRY(call.get(Access::value(object), call.from_top(1), &found));
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
        const Argument both[] = {key, value};
        STRATA_TRY(push_arguments(*state_, call, both, 2));
        STRATA_TRY(call.set(Access::value(object), call.from_top(2), call.from_top(1)));
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
        STRATA_TRY(call.push_tostring(Access::value(v)));
        return call.results(1);
      },
      &results, &error);
  if (!fine) return error;
  return std::string(results.first().string().value_or(""));
}

}  // namespace strata
