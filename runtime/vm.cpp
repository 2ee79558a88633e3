// Making and ending a VM.
#include "runtime/vm.h"

#include <new>

#include "base/memory.h"
#include "runtime/calls.h"
#include "runtime/collector.h"
#include "runtime/field_access.h"
#include "runtime/handler_search.h"
#include "runtime/native_code.h"

namespace strata::runtime {

VM::VM() : strings(*this) {
  context.runs = heap.runs;
  context.leave = leave_address();
  context.deliver = deliver_address();
  context.next_pair = next_pair_address();
  context.store_cached = reinterpret_cast<const void*>(&store_cached);
  context.close_upvalues = reinterpret_cast<const void*>(&close_upvalues);
  context.find_indexed = reinterpret_cast<const void*>(&find_indexed);
  context.store_indexed = reinterpret_cast<const void*>(&store_indexed);
  context.compare_strings = reinterpret_cast<const void*>(&compare_strings);
  context.find_handler = find_handler_address();
  context.find_access = find_access_address();
  context.call_interpreted = interpreted_entry();
  error_value = Value::nil();
  warn_function = Value::nil();
  host_message_handler = Value::nil();
  host_roots = Value::nil();
}

std::unique_ptr<VM> VM::create(const UpwardServices& upward, const HostServices& host) {
  std::unique_ptr<VM> vm(new (std::nothrow) VM);
  if (vm == nullptr) return nullptr;
  vm->upward = upward;
  vm->host = host;
  if (!vm->initialise()) return nullptr;
  return vm;
}

bool VM::initialise() {
  heap.set_interrupt(&context.interrupt, kInterruptCollector);
  hash_seed = host.random_seed != nullptr ? static_cast<uint32_t>(host.random_seed(host.self)) : 0x9e3779b9u;
  heap.stop();
  heap.start_packing();
  if (!install_collector(*this)) return false;
  main = new_coroutine(*this);
  if (main == nullptr) return false;
  main->state = CoroutineState::Running;
  running = context.running = main;
  for (size_t m = 0; m < static_cast<size_t>(Metamethod::Count); ++m) {
    metamethod_names[m] = new_string(*this, metamethod_name(static_cast<Metamethod>(m)));
    if (metamethod_names[m] == nullptr) return false;
  }
  memory_error_text = new_string(*this, "not enough memory");
  error_in_error_text = new_string(*this, "error in error handling");
  globals = new_table(*this, 0, 64);
  registry = new_table(*this);
  loaded = new_table(*this, 0, 16);
  if (memory_error_text == nullptr || error_in_error_text == nullptr || globals == nullptr ||
      registry == nullptr || loaded == nullptr) {
    return false;
  }
  heap.restart();
  return true;
}

void VM::close() {
  if (main == nullptr) return;
  close_main(*this);
  finalize_all(*this);
  main = nullptr;
}

VM::~VM() {
  close();
  if (jit != nullptr) upward.drop_jit(*this);
  remove_collector(*this);
}

}  // namespace strata::runtime
