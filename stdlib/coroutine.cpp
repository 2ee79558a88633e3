// The coroutine library (Lua 5.4 manual 6.2). Switching is the runtime's (Call::resume, Call::yield):
// here are the states in which it is allowed and the form of the answers.
#include <string>

#include "runtime/calls.h"
#include "runtime/debug_info.h"
#include "runtime/native.h"
#include "stdlib/libraries.h"

namespace strata::stdlib {

using namespace runtime;

namespace {

Status check_coroutine(Call& call, uint32_t i, Coroutine** out) {
  Value v = call.arg(i);
  if (v.tag != kCoroutine) return call.type_error(i, "thread");
  *out = v.as_coroutine();
  return kOk;
}

const char* state_name(CoroutineState state) {
  switch (state) {
    case CoroutineState::Suspended: return "suspended";
    case CoroutineState::Running: return "running";
    case CoroutineState::Normal: return "normal";
    case CoroutineState::Dead: return "dead";
  }
  return "dead";
}

// Why `target` can't be resumed; nullptr when it can.
const char* obstacle(const Coroutine& target) {
  switch (target.state) {
    case CoroutineState::Suspended: return nullptr;
    case CoroutineState::Dead: return "cannot resume dead coroutine";
    default: return "cannot resume non-suspended coroutine";
  }
}

Status new_coroutine_of(Call& call, Coroutine** out) {
  STRATA_TRY(call.check_function(1));
  Coroutine* target = new_coroutine(call.vm);
  if (!target) return call.vm.raise_memory();
  target->stack[target->top++] = call.arg(1);
  *out = target;
  return kOk;
}

Status create(Call& call) {
  Coroutine* target;
  STRATA_TRY(new_coroutine_of(call, &target));
  return call.result(Value::of(target));
}

// Slot 0 held the coroutine, what it gave lies above.
Status finish_resume(Call& call, Status outcome) {
  call.set_at(0, Value::boolean(outcome.ok()));
  return call.results(call.size());
}

Status resume(Call& call) {
  Coroutine* target;
  STRATA_TRY(check_coroutine(call, 1, &target));
  if (const char* reason = obstacle(*target)) {
    call.push(Value::boolean(false));
    STRATA_TRY(call.push_string(reason));
    return call.results(2);
  }
  return call.resume(target, call.count() - 1, finish_resume);
}

// Errors of a wrapped coroutine go on in its caller, with the caller's position before a message.
Status raise_from_wrapped(Call& call, Value error) {
  if (!error.is_string() || error.as_string() == call.vm.memory_error_text) return call.error_value(error);
  std::string text = position_prefix(call.co, 1);
  text += error.as_string()->view();
  STRATA_TRY(call.push_string(text));
  return call.error_value(call.from_top(1));
}

Status finish_wrapped(Call& call, Status outcome) {
  if (outcome.ok()) return call.results(call.size());
  Value error = call.from_top(1);
  Coroutine* target = call.upvalue(0).as_coroutine();
  if (target->state == CoroutineState::Dead && close_coroutine(call.vm, *target).failed()) {
    error = call.vm.error_value;
  }
  return raise_from_wrapped(call, error);
}

Status call_wrapped(Call& call) {
  Coroutine* target = call.upvalue(0).as_coroutine();
  if (const char* reason = obstacle(*target)) {
    STRATA_TRY(call.push_string(reason));
    return raise_from_wrapped(call, call.from_top(1));
  }
  return call.resume(target, call.count(), finish_wrapped);
}

Status wrap(Call& call) {
  Coroutine* target;
  STRATA_TRY(new_coroutine_of(call, &target));
  NativeFunction* function = new_native_function(call.vm, call_wrapped, nullptr, 1);
  if (!function) return call.vm.raise_memory();
  function->upvalues[0] = Value::of(target);
  function->flags = kResumesCaptured;
  return call.result(Value::of(function));
}

Status yield(Call& call) { return call.yield(call.count()); }

Status status(Call& call) {
  Coroutine* target;
  STRATA_TRY(check_coroutine(call, 1, &target));
  return call.result_string(state_name(target->state));
}

Status isyieldable(Call& call) {
  Coroutine* target = &call.co;
  if (call.has(1)) STRATA_TRY(check_coroutine(call, 1, &target));
  return call.result(Value::boolean(target != call.vm.main && target->non_yieldable == 0));
}

Status running(Call& call) {
  call.push(Value::of(&call.co));
  call.push(Value::boolean(&call.co == call.vm.main));
  return call.results(2);
}

Status close(Call& call) {
  Coroutine* target;
  STRATA_TRY(check_coroutine(call, 1, &target));
  if (target->state == CoroutineState::Running || target->state == CoroutineState::Normal) {
    return call.error("cannot close a %s coroutine", state_name(target->state));
  }
  Status closed = close_coroutine(call.vm, *target);
  call.push(Value::boolean(closed.ok()));
  if (closed.ok()) return call.results(1);
  call.push(call.vm.error_value);
  return call.results(2);
}

constexpr NativeRow kFunctions[] = {
    {"create", create},
    {"resume", resume, nullptr, kResumesArgument},
    {"running", running},
    {"status", status},
    {"wrap", wrap},
    {"yield", yield, nullptr, kYields},
    {"isyieldable", isyieldable},
    {"close", close},
    {nullptr, nullptr},
};

}  // namespace

bool open_coroutine(VM& vm) {
  vm.finish_resume = finish_resume;
  vm.finish_wrapped = finish_wrapped;
  return new_library(vm, "coroutine", kFunctions) != nullptr;
}

}  // namespace strata::stdlib
