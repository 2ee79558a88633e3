// What is behind a Vm: the runtime's VM, the roots that handles hold, and the way into the guest. Not
// installed.
//
// Everything that may fail or run guest code goes through enter(): a native function's frame on the
// running coroutine, called protected, so that an operation sees what any native function sees (Call)
// and its guest error comes back with a traceback.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/deadline.h"
#include "api/guarded_host.h"
#include "api/levels.h"
#include "api/strata.h"
#include "baseline_jit/gdb_interface.h"
#include "runtime/native.h"
#include "runtime/vm.h"

namespace strata::detail {

struct VmState {
  std::optional<baseline_jit::GdbInterface> gdb;  // told of machine code besides the host's observer
  std::optional<GuardedHost> host;  // that the VM's host functions refer to
  CodeObserver host_observer;       // only with gdb: else the VM calls it itself
  std::unique_ptr<LevelCache> levels;  // nullptr: nothing is kept on disk. Outlives the VM
  std::unique_ptr<runtime::VM> vm;  // nullptr once the Vm has gone, or when it could not be made
  Vm* owner = nullptr;
  runtime::Table* roots = nullptr;  // slot numbers of handles -> what they hold; free ones hold false
  std::vector<uint32_t> free_slots;
  uint32_t slot_count = 0;
  uint64_t references = 1;          // handles with a slot, and the Vm itself
  runtime::NativeFunction* trampoline = nullptr;
  std::optional<Deadline> deadline;
  // Left by the message handler for the error that is being unwound.
  std::string error_message, error_traceback;
  runtime::Value error_seen;  // that error's value, to be compared only

  // Keeps `v`; 0: no memory. Slots are counted from 1.
  uint32_t hold(runtime::Value v);
  void release(uint32_t slot);
  void unreference() {
    if (--references == 0) delete this;
  }
};

// One operation inside the guest; results as a native function's.
using Operation = runtime::Status (*)(void* context, runtime::Call& call);

// Runs `operation`; its results are appended to *results (may be null). False: *error is set.
bool enter(VmState& state, Operation operation, void* context, Values* results, Error* error);

template <typename F>
bool enter(VmState& state, F&& operation, Values* results, Error* error) {
  return enter(
      state, [](void* f, runtime::Call& call) { return (*static_cast<std::remove_reference_t<F>*>(f))(call); },
      &operation, results, error);
}

// Between the handles and the runtime's values.
struct Access {
  // nil when memory for the root is out.
  static Value handle(VmState& state, runtime::Value v);
  static runtime::Value value(const Value& v);
  // May make a new string. False: memory is out.
  static bool value(VmState& state, const Argument& argument, runtime::Value* out);
  static VmState* state(const Value& v) { return v.state_; }
  static VmState* state(const Vm& vm) { return vm.state_; }
  static const Value* as_handle(const Argument& argument) { return argument.value_; }
  static Call make_call(VmState& state, runtime::Call& native) {
    Call call;
    call.native_ = &native;
    call.state_ = &state;
    return call;
  }
  static int pushed(const Call& call) { return call.pushed_; }
  // A handle as its typed form; precondition: the type fits.
  template <typename Typed>
  static Typed typed(const Value& v) {
    Typed t;
    static_cast<Value&>(t) = v;
    return t;
  }
};

// runtime::UpwardServices for every VM: api/services.cpp.
runtime::UpwardServices upward_services();

// The trampoline, the message handler and the table of roots. False: no memory.
bool make_guest_side(VmState& state);

// Lets C++ callables be freed with the guest functions that hold them: api/host_function.cpp.
void prepare_host_functions(runtime::VM& vm);

Error no_memory();

}  // namespace strata::detail
