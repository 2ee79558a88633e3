// The way into the guest: see api/vm_state.h.
#include <cstdio>

#include "api/vm_state.h"
#include "base/numerals.h"
#include "runtime/debug_info.h"
#include "runtime/operations.h"

namespace strata::detail {
namespace {

using runtime::Status;

constexpr size_t kRoomToStart = 64 << 10;

struct Entry {
  VmState* state;
  Operation operation;
  void* context;
};

// The frame that stands for the host.
Status trampoline(runtime::Call& call) {
  Entry& entry = *static_cast<Entry*>(call.arg(1).as_pointer());
  call.set_size(0);
  return entry.operation(entry.context, call);
}

// The text of an error value that has no __tostring.
std::string plain_message(runtime::Value v) {
  char digits[40];
  if (v.is_string()) return std::string(v.as_string()->view());
  if (v.is_integer()) return std::string(digits, base::format_integer(v.as_integer(), digits));
  if (v.is_float()) return std::string(digits, base::format_float(v.as_float(), digits));
  return std::string("(error object is a ") + runtime::type_name(v) + " value)";
}

// Message handler of every protected call that the host makes: sees the error while the frames that
// raised it are there. An object with __tostring speaks for itself; all else gets a traceback.
// Upvalue 0 is the VmState.
Status handle_message(runtime::Call& call) {
  VmState& state = *static_cast<VmState*>(call.upvalue(0).as_pointer());
  runtime::Value error = call.arg(1);
  state.error_seen = error;
  if (!error.is_string() && !error.is_number()) {
    runtime::Value tostring = runtime::find_metamethod_of(call.vm, error, runtime::Metamethod::ToString);
    if (!tostring.is_nil()) {
      call.push(tostring);
      call.push(error);
      STRATA_TRY(call.call(1, 1));
      if (call.from_top(1).is_string()) {
        state.error_message = call.from_top(1).as_string()->view();
        state.error_traceback.clear();
        return call.result(error);
      }
    }
  }
  state.error_message = plain_message(error);
  state.error_traceback = runtime::traceback(call.co, nullptr, 1);
  return call.result(error);
}

void take_error(VmState& state, Error* error) {
  runtime::VM& vm = *state.vm;
  // A __close method on the way may have put another error in the place of the one that was seen.
  bool replaced = !state.error_message.empty() && !runtime::identical(vm.error_value, state.error_seen);
  if (replaced) state.error_message.clear(), state.error_traceback.clear();
  error->message = std::move(state.error_message);
  error->traceback = std::move(state.error_traceback);
  if (error->message.empty() && error->traceback.empty()) error->message = plain_message(vm.error_value);
  error->value = Access::handle(state, vm.error_value);
}

}  // namespace

Error no_memory() { return Error{"not enough memory", {}, {}}; }

bool make_guest_side(VmState& state) {
  runtime::VM& vm = *state.vm;
  state.trampoline = runtime::new_native_function(vm, trampoline, nullptr);
  runtime::NativeFunction* handler = runtime::new_native_function(vm, handle_message, nullptr, 1);
  state.roots = runtime::new_table(vm, 8);
  if (state.trampoline == nullptr || handler == nullptr || state.roots == nullptr) return false;
  handler->upvalues[0] = runtime::Value::light(&state);
  vm.host_message_handler = runtime::Value::of(handler);
  vm.host_roots = runtime::Value::of(state.roots);
  bool held = state.hold(runtime::Value::of(state.trampoline)) != 0;
  state.references = 1;  // that slot is the VM's own, no handle's
  return held;
}


bool enter(VmState& state, Operation operation, void* context, Values* results, Error* error) {
  if (state.vm == nullptr) return *error = no_memory(), false;
  runtime::VM& vm = *state.vm;
  runtime::Coroutine& co = *vm.running;
  Entry entry{&state, operation, context};
  // An error may be on its way already: a __close handler on that way can lead here.
  std::string outer_message = std::move(state.error_message), outer_traceback = std::move(state.error_traceback);
  runtime::Value outer_seen = state.error_seen;
  state.error_message.clear();
  state.error_traceback.clear();
  uint32_t saved_top = co.top;
  co.top = runtime::live_top(co);
  uint32_t callee = co.top;
  bool failed = true;
  // Garbage of a run that was stopped by the memory limit must not stop the next one.
  if (STRATA_UNLIKELY(vm.heap.would_exceed(kRoomToStart))) vm.heap.collect();
  Status status = runtime::ensure_stack(co, callee + 2 + runtime::kNativeSlots);
  if (status.ok()) {
    co.stack[callee] = runtime::Value::of(state.trampoline);
    co.stack[callee + 1] = runtime::Value::light(&entry);
    co.top = callee + 2;
    status = runtime::protected_call_nested(co, 1, runtime::kOpenResults, &failed, runtime::kHostEntry);
  }
  if (status.failed() || failed) {
    take_error(state, error);
  } else if (results != nullptr) {
    for (uint32_t slot = callee; slot < co.top; slot++) {
      results->push_back(Access::handle(state, co.stack[slot]));
    }
  }
  state.error_message = std::move(outer_message);
  state.error_traceback = std::move(outer_traceback);
  state.error_seen = outer_seen;
  co.top = saved_top;
  return status.ok() && !failed;
}

}  // namespace strata::detail
