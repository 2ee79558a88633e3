// A VM: one Lua world. Used by one thread at a time; many may exist in a process.
#pragma once

#include <memory>
#include <vector>

#include "gc/heap.h"
#include "isa/snippet.h"
#include "runtime/allocation_sites.h"
#include "runtime/context.h"
#include "runtime/coroutine.h"
#include "runtime/metamethods.h"
#include "runtime/services.h"
#include "runtime/shape.h"
#include "runtime/string.h"
#include "runtime/table.h"
#include "runtime/tier.h"
#include "runtime/value.h"

namespace strata::baseline_jit {
class Jit;
}
namespace strata::detail {
class LevelCache;
}

namespace strata::runtime {

struct CollectorState;  // weak-table lists, finalizer queues: runtime/collector.h

struct Limits {
  uint64_t max_steps = 0;       // function entries + loop back-edges; 0: none
  uint64_t deadline_ns = 0;     // HostServices::monotonic_ns; 0: none
  uint32_t max_stack_slots = kMaxStackSlots;
  uint32_t max_frames = 0;      // nested calls of one coroutine, natives included; 0: none
};

class VM {
 public:
  // nullptr: no memory. Services must outlive nothing: they are copied.
  static std::unique_ptr<VM> create(const UpwardServices& upward, const HostServices& host);
  ~VM();  // runs pending finalizers and destructors (VM::close), then returns all memory
  VM(const VM&) = delete;
  VM& operator=(const VM&) = delete;

  // Calls __gc of all objects that have one, closes the main coroutine's variables. Once.
  void close();

  Context context;              // first: see runtime/context.h
  AllocationSites sites;        // before the heap, which ends functions
  gc::Heap heap;
  InternTable strings;
  UpwardServices upward;
  HostServices host;
  Limits limits;
  uint64_t steps = 0;

  Coroutine* main = nullptr;
  Coroutine* running = nullptr; // == context.running
  Table* globals = nullptr;
  Table* registry = nullptr;    // for natives: keyed by strings or light pointers
  Table* loaded = nullptr;      // package.loaded
  Table* basic_metatables[12] = {};   // by Tag (kTrue's entry serves both booleans; kLuaFunction's all functions)
  String* metamethod_names[static_cast<size_t>(Metamethod::Count)] = {};
  String* memory_error_text = nullptr;        // "not enough memory", made at creation
  String* error_in_error_text = nullptr;
  Value error_value;            // of the guest error under way
  bool error_handled = false;   // its message handler has seen it
  // Between a native function (or slow path) and the run loop: see runtime/calls.h.
  Status leave_status;
  uint32_t result_slot = 0;
  struct {
    uint32_t callee;
    int32_t expected;
    Continuation then;
    uint16_t flags;
  } invocation = {};
  struct {
    Coroutine* target;
    uint32_t arguments;
    Continuation then;
  } resumption = {};
  uint32_t yield_count = 0;
  Value host_message_handler;   // of a protected run that the host nested; nil: none
  Value host_roots;             // what the host's handles keep alive (a table); nil: none
  // Called when a dead userdata that was given to Heap::add_destructor is swept, or the heap ends.
  void (*destroy_userdata)(Userdata*) = nullptr;

  Shape* root_shapes[kRootShapeCount] = {};   // made when first asked for: root_shape()
  Shape* dictionary_shape = nullptr;          // likewise: dictionary_shape()
  ShapeRegistry shape_registry;
  uint32_t hash_seed = 0;
  uint32_t native_depth = 0;    // nested C++ calls back into Lua and resumes; limit kMaxNativeDepth
  uint64_t stats_functions_prepared = 0;
  uint64_t stats_typed_from_annotations = 0;
  bool stress_move_stack = false;
  Tier tier = Tier::Auto;
  uint32_t jit_threshold = kDefaultJitThreshold;
  size_t jit_code_limit_bytes = kDefaultJitCodeLimitBytes;
  JitStats jit_stats;
  CodeObserver code_observer;
  bool fusing = true, inline_caches = true;  // off: measurements, for programs loaded from then on
  bool typed_arrays = true;                  // off: measurements, for arrays made from then on
  bool warnings_on = false;
  isa::CpuLevel cpu_level = isa::CpuLevel::V2;  // what machine code may use
  detail::LevelCache* level_cache = nullptr;  // what upward.open_levels and others work with; the host side's
  baseline_jit::Jit* jit = nullptr;  // made when something is compiled; services.drop_jit ends it
  NativeFunction* next_function = nullptr;   // the basic library's `next`: generic loops know it
  NativeFunction* ipairs_iterator = nullptr; // likewise, what `ipairs` answers
  Continuation finish_resume = nullptr, finish_wrapped = nullptr;  // the coroutine library's: see runtime/direct_switch.cpp
  Value warn_function;          // reserved for the host's own warning sink
  FunctionProto* protos = nullptr;      // all of them; the collector drops dead ones
  CollectorState* collector = nullptr;  // owned; made by install_collector, freed by remove_collector

  // Guest errors. Each sets error_value and returns kGuestError.
  // printf-like, with the position "chunk:line: " before it when a Lua function is running (what an
  // instruction raises). Natives have Call::error, which tells their caller's position; raise_text gives
  // the message alone.
  Status raise(Coroutine& co, const char* format, ...) __attribute__((format(printf, 3, 4)));
  Status raise_value(Value v) {
    error_value = v;
    error_handled = false;
    return kGuestError;
  }
  Status raise_text(const char* format, ...) __attribute__((format(printf, 2, 3)));
  Status raise_memory();        // "not enough memory", no position
  Status raise_error_in_error();  // the reserve for a message handler is used up: it is not called again
  // Before a large allocation, where everything live is rooted: collects when the limit would be
  // exceeded; error when it still is. May collect.
  Status reserve_memory(size_t bytes);

  String* metamethod_string(Metamethod m) const { return metamethod_names[static_cast<size_t>(m)]; }

 private:
  VM();
  bool initialise();
};

}  // namespace strata::runtime
