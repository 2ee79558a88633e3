// The list of objects and the two names that gdb looks for, whose layout and meaning gdb's manual fixes.
#include "baseline_jit/gdb_interface.h"

#include <mutex>
#include <utility>
#include <vector>

#include "baseline_jit/debug_object.h"

extern "C" {

struct jit_code_entry {
  jit_code_entry* next_entry;
  jit_code_entry* prev_entry;
  const char* symfile_addr;
  uint64_t symfile_size;
};

enum jit_actions_t : uint32_t { JIT_NOACTION, JIT_REGISTER_FN, JIT_UNREGISTER_FN };

struct jit_descriptor {
  uint32_t version;
  uint32_t action_flag;
  jit_code_entry* relevant_entry;
  jit_code_entry* first_entry;
};

// gdb stops here, and reads the descriptor.
__attribute__((noinline, used)) void __jit_debug_register_code() { asm volatile("" ::: "memory"); }

__attribute__((used)) jit_descriptor __jit_debug_descriptor = {1, JIT_NOACTION, nullptr, nullptr};

}  // extern "C"

namespace strata::baseline_jit {

struct GdbInterface::Entry {
  jit_code_entry entry;
  Entry* next;  // of the same VM
  const uint8_t* code;
  std::vector<uint8_t> object;
};

namespace {

constinit std::mutex descriptor_lock;

void announce(jit_actions_t action, jit_code_entry* entry) {
  __jit_debug_descriptor.action_flag = action;
  __jit_debug_descriptor.relevant_entry = entry;
  __jit_debug_register_code();
  __jit_debug_descriptor.action_flag = JIT_NOACTION;
  __jit_debug_descriptor.relevant_entry = nullptr;
}

void link_entry(jit_code_entry* entry) {
  std::lock_guard lock(descriptor_lock);
  entry->next_entry = __jit_debug_descriptor.first_entry;
  if (entry->next_entry) entry->next_entry->prev_entry = entry;
  __jit_debug_descriptor.first_entry = entry;
  announce(JIT_REGISTER_FN, entry);
}

void unlink_entry(jit_code_entry* entry) {
  std::lock_guard lock(descriptor_lock);
  if (entry->next_entry) entry->next_entry->prev_entry = entry->prev_entry;
  if (entry->prev_entry) entry->prev_entry->next_entry = entry->next_entry;
  else __jit_debug_descriptor.first_entry = entry->next_entry;
  announce(JIT_UNREGISTER_FN, entry);
}

void destroy(GdbInterface::Entry* entry) {
  unlink_entry(&entry->entry);
  delete entry;
}

}  // namespace

GdbInterface::~GdbInterface() {
  while (Entry* entry = first_) {
    first_ = entry->next;
    destroy(entry);
  }
}

void GdbInterface::add(const runtime::CompiledFunction& function) {
  std::vector<uint8_t> object = debug_object(function);
  const char* bytes = reinterpret_cast<const char*>(object.data());  // which stay where they are when moved
  first_ = new Entry{{nullptr, nullptr, bytes, object.size()}, first_, function.code, std::move(object)};
  link_entry(&first_->entry);
}

void GdbInterface::remove(const uint8_t* code) {
  for (Entry** link = &first_; Entry* entry = *link; link = &entry->next) {
    if (entry->code != code) continue;
    *link = entry->next;
    return destroy(entry);
  }
}

}  // namespace strata::baseline_jit
