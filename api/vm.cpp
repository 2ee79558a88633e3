// Vm: making, ending, limits, globals. Loading and calling: api/vm_calls.cpp.
#include <new>

#include "api/vm_state.h"
#include "runtime/heap_digest.h"
#include "runtime/table.h"
#include "stdlib/libraries.h"

namespace strata {

using detail::Access;
using detail::VmState;

namespace {

// The debugger's view comes before the host's: a host that stops in its observer can look.
void observe_code(VmState& state, const Options& options) {
  if (!options.gdb_interface) {
    state.vm->code_observer = options.code_observer;
    return;
  }
  state.host_observer = options.code_observer;
  state.gdb.emplace();
  state.vm->code_observer = {
      [](void* self, const CompiledFunction& function) {
        auto& state = *static_cast<VmState*>(self);
        state.gdb->add(function);
        if (state.host_observer.compiled) state.host_observer.compiled(state.host_observer.self, function);
      },
      [](void* self, const uint8_t* code) {
        auto& state = *static_cast<VmState*>(self);
        state.gdb->remove(code);
        if (state.host_observer.removed) state.host_observer.removed(state.host_observer.self, code);
      },
      &state};
}

bool open_guest(VmState& state, const Options& options) {
  runtime::VM& vm = *state.vm;
  if (options.stress_collector) vm.heap.set_stress(true);
  if (options.stress_stack) {
    vm.stress_move_stack = true;
    vm.context.request(runtime::kInterruptStress);
  }
  vm.fusing = options.fusing;
  vm.inline_caches = options.inline_caches;
  vm.typed_arrays = options.typed_arrays;
  vm.tier = options.tier;
  vm.jit_threshold = options.jit_threshold;
  vm.jit_code_limit_bytes = options.jit_code_limit_bytes;
  observe_code(state, options);
  vm.cpu_level = detail::machine_level();
  if (options.cache.mode != CacheMode::Off && detail::reads_files(options.host)) {
    state.levels = std::make_unique<detail::LevelCache>(vm, options.cache);
    vm.level_cache = state.levels.get();
  }
  if (!detail::make_guest_side(state)) return false;
  detail::prepare_host_functions(vm);
  // The name that the reference uses; the package library looks for it.
  if (!options.use_environment &&
      !runtime::set_named(vm, vm.registry, "LUA_NOENV", runtime::Value::boolean(true))) {
    return false;
  }
  return !options.open_libraries || stdlib::open_all(vm);
}

}  // namespace

Vm::Vm(const Options& options) : state_(new VmState) {
  state_->owner = this;
  state_->host.emplace(options.host, options.cache.directory);
  state_->vm = runtime::VM::create(detail::upward_services(), state_->host->functions());
  if (state_->vm == nullptr) return;
  if (!open_guest(*state_, options)) {
    state_->vm = nullptr;
    return;
  }
  runtime::VM& vm = *state_->vm;
  vm.heap.stop_packing();
  vm.heap.set_limit(options.limits.max_memory_bytes);
  vm.limits.max_frames = options.limits.max_depth;
  if (options.limits.max_steps != 0) set_step_limit(options.limits.max_steps);
  if (options.limits.max_time_ms != 0) set_time_limit(options.limits.max_time_ms);
}

namespace {

std::unique_ptr<runtime::VM> end_guest(VmState& state) {
  STRATA_CHECK(!state.vm || state.vm->native_depth == 0);  // not from inside the guest
  state.deadline.reset();
  // Handles in the finalizers' host functions still work; afterwards all of them read as nil.
  if (state.vm) state.vm->close();
  if (state.levels) state.levels->publish();
  return std::move(state.vm);
}

}  // namespace

Vm::~Vm() {
  end_guest(*state_).reset();
  state_->levels.reset();
  state_->gdb.reset();
  state_->owner = nullptr;
  state_->unreference();
}

void Vm::publish() {
  if (ok() && state_->levels) state_->levels->publish();
}

CachedFile Vm::cached_file_at(const void* address) const {
  return state_->levels ? state_->levels->mapped_files().at(address) : CachedFile{};
}

void Vm::abandon() { (void)end_guest(*state_).release(); }

bool Vm::ok() const { return state_->vm != nullptr; }

void Vm::interrupt() {
  if (ok()) state_->vm->context.request(runtime::kInterruptSignal);
}

void Vm::set_time_limit(uint64_t ms) {
  if (!ok()) return;
  runtime::VM& vm = *state_->vm;
  state_->deadline.reset();
  vm.context.clear(runtime::kInterruptLimit);
  vm.limits.deadline_ns = 0;
  if (ms == 0 || vm.host.monotonic_ns == nullptr) return;
  vm.limits.deadline_ns = vm.host.monotonic_ns(vm.host.self) + ms * 1'000'000;
  state_->deadline.emplace(&vm.context);
  state_->deadline->set(vm.limits.deadline_ns);
}

void Vm::set_step_limit(uint64_t steps) {
  if (!ok()) return;
  runtime::VM& vm = *state_->vm;
  vm.steps = 0;
  vm.limits.max_steps = steps;
  if (steps != 0) vm.context.request(runtime::kInterruptCount);
  else vm.context.clear(runtime::kInterruptCount);
}

void Vm::set_memory_limit(size_t bytes) {
  if (!ok()) return;
  runtime::VM& vm = *state_->vm;
  vm.heap.set_limit(bytes);
  if (vm.heap.would_exceed(0)) vm.context.request(runtime::kInterruptLimit);
}

void Vm::set_warnings(bool on) {
  if (ok()) state_->vm->warnings_on = on;
}

void Vm::collect() {
  if (!ok()) return;
  Error ignored;
  // As collectgarbage() does it, inside the guest, where finalizers can run.
  (void)detail::enter(
      *state_,
      [](runtime::Call& call) {
        call.vm.heap.collect();
        return call.none();
      },
      nullptr, &ignored);
}

uint64_t Vm::heap_digest(const Values& roots) {
  if (!ok()) return 0;
  collect();
  std::vector<runtime::Value> values;
  for (const Value& root : roots) values.push_back(Access::value(root));
  return runtime::heap_digest(*state_->vm, values);
}

Stats Vm::stats() const {
  Stats stats{};
  if (!ok()) return stats;
  const runtime::VM& vm = *state_->vm;
  const gc::HeapStats& heap = vm.heap.stats();
  stats.heap_bytes = vm.heap.bytes_in_use();
  stats.heap_peak_bytes = heap.peak_bytes > stats.heap_bytes ? heap.peak_bytes : stats.heap_bytes;
  stats.collections = heap.cycles + heap.minor_cycles;
  stats.longest_pause_ns = heap.longest_pause_ns;
  stats.longest_pause_cpu_ns = heap.longest_pause_cpu_ns;
  stats.total_pause_ns = heap.total_pause_ns;
  stats.functions_prepared = vm.stats_functions_prepared;
  stats.typed_from_annotations = vm.stats_typed_from_annotations;
  stats.steps = vm.steps;
  stats.functions_compiled = vm.jit_stats.functions_compiled;
  stats.bytecodes_compiled = vm.jit_stats.bytecodes;
  stats.machine_code_bytes = vm.jit_stats.code_bytes;
  stats.compile_ns = vm.jit_stats.compile_ns;
  stats.side_exits = vm.jit_stats.exits;
  stats.functions_recompiled = vm.jit_stats.recompiled;
  stats.executable_bytes = vm.jit_stats.mapped_bytes;
  stats.executable_memory_refused = vm.jit_stats.refused;
  if (state_->levels) state_->levels->add_to(&stats);
  return stats;
}

Value Vm::get(std::string_view name) { return globals().get(name); }

bool Vm::set(std::string_view name, Argument value) { return globals().set(name, value); }

Table Vm::globals() {
  if (!ok()) return {};
  return Access::typed<Table>(Access::handle(*state_, runtime::Value::of(state_->vm->globals)));
}

Table Vm::new_table() {
  runtime::Table* table = ok() ? runtime::new_table(*state_->vm) : nullptr;
  if (table == nullptr) return {};
  return Access::typed<Table>(Access::handle(*state_, runtime::Value::of(table)));
}

Value Vm::value(Argument argument) {
  runtime::Value v;
  if (!ok() || !Access::value(*state_, argument, &v)) return {};
  return Access::handle(*state_, v);
}

}  // namespace strata
