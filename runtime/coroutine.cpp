// The two stacks of a coroutine: growing, moving, open upvalues, slots marked to-be-closed.
#include "runtime/coroutine.h"

#include <cstring>

#include "base/memory.h"
#include "runtime/table.h"
#include "runtime/vm.h"

namespace strata::runtime {
namespace {

constexpr uint32_t kFirstStackSlots = 36;
constexpr uint32_t kFirstFrames = 4;

RawStorage* new_stack_storage(VM& vm, uint32_t slots) {
  size_t bytes = sizeof(gc::Object) + size_t{slots} * sizeof(Value);
  return static_cast<RawStorage*>(vm.heap.allocate(static_cast<uint8_t>(Kind::RawStorage), bytes));
}

Value* values_of(RawStorage* storage) { return reinterpret_cast<Value*>(storage + 1); }

gc::Object* storage_of(const Value* stack) {
  return reinterpret_cast<gc::Object*>(const_cast<Value*>(stack)) - 1;
}

// Copies the stack into a new storage of `slots` slots and re-bases open upvalues.
bool replace_stack(Coroutine& co, uint32_t slots) {
  RawStorage* storage = new_stack_storage(*co.vm, slots);
  if (storage == nullptr) return false;
  Value* fresh = values_of(storage);
  uint32_t kept = co.stack_size < slots ? co.stack_size : slots;
  if (kept != 0) std::memcpy(static_cast<void*>(fresh), co.stack, size_t{kept} * sizeof(Value));
  for (uint32_t i = kept; i < slots; ++i) fresh[i] = Value::nil();
  for (Upvalue* u = co.open_upvalues; u != nullptr; u = u->next_open) {
    u->location = fresh + (u->location - co.stack);
  }
  if (co.stack != nullptr) {
    co.vm->heap.release(storage_of(co.stack), sizeof(gc::Object) + size_t{co.stack_size} * sizeof(Value));
  }
  co.stack = fresh;
  co.stack_size = slots;
  co.stack_end = fresh + slots;
  if (co.black) co.vm->heap.barrier(&co, storage);
  return true;
}

}  // namespace

Coroutine* new_coroutine(VM& vm) {
  gc::Object* object = vm.heap.allocate(static_cast<uint8_t>(Kind::Coroutine), sizeof(Coroutine));
  if (object == nullptr) return nullptr;
  std::memset(static_cast<void*>(object + 1), 0, sizeof(Coroutine) - sizeof(gc::Object));
  Coroutine* co = static_cast<Coroutine*>(object);
  co->vm = &vm;
  co->state = CoroutineState::Suspended;
  if (!vm.heap.add_destructor(co)) return nullptr;  // from here on what it has got will be freed
  if (!replace_stack(*co, kFirstStackSlots)) return nullptr;
  co->frames = static_cast<Frame*>(base::allocate(kFirstFrames * sizeof(Frame)));
  if (co->frames == nullptr) return nullptr;
  co->frame_capacity = co->direct_frame_limit = kFirstFrames;
  vm.heap.adjust_external(kFirstFrames * sizeof(Frame));
  return co;
}

Status ensure_stack(Coroutine& co, uint32_t slot_count) {
  if (slot_count <= co.stack_size) return kOk;
  uint32_t limit = co.vm->limits.max_stack_slots + (co.handling_error ? kErrorReserveSlots : 0);
  if (slot_count > limit) {
    if (co.handling_error) return co.vm->raise_error_in_error();
    return co.vm->raise(co, "stack overflow");
  }
  uint32_t wanted = co.stack_size * 2;
  if (wanted < slot_count) wanted = slot_count;
  if (wanted > limit) wanted = limit;
  if (co.vm->heap.would_exceed(size_t{wanted} * sizeof(Value)) || !replace_stack(co, wanted)) {
    return co.vm->raise_memory();
  }
  return kOk;
}

Status grow_frames(Coroutine& co) {
  uint32_t capacity = co.frame_capacity * 2;
  if (uint32_t limit = co.vm->limits.max_frames; limit != 0) {
    if (co.handling_error) limit += kErrorReserveFrames;
    if (capacity > limit) capacity = limit;
    if (capacity <= co.frame_capacity) {
      if (co.handling_error) return co.vm->raise_error_in_error();
      return co.vm->raise(co, "stack overflow");
    }
  }
  Frame* frames = static_cast<Frame*>(base::reallocate(co.frames, capacity * sizeof(Frame)));
  if (frames == nullptr) return co.vm->raise_memory();
  co.vm->heap.adjust_external(static_cast<ptrdiff_t>((capacity - co.frame_capacity) * sizeof(Frame)));
  co.frames = frames;
  co.frame_capacity = capacity;
  if (co.hook_mask == 0) co.direct_frame_limit = capacity;
  return kOk;
}

namespace {

void return_frame_reserve(Coroutine& co) {
  uint32_t limit = co.vm->limits.max_frames;
  if (limit == 0 || co.frame_capacity <= limit || co.frame_count > limit) return;
  co.vm->heap.adjust_external(-static_cast<ptrdiff_t>((co.frame_capacity - limit) * sizeof(Frame)));
  co.frame_capacity = limit;
  if (co.hook_mask == 0) co.direct_frame_limit = limit;
}

}  // namespace

// A stack that kept the reserve would overflow only at its end, and leave the next handler nothing.
void return_error_reserve(Coroutine& co) {
  return_frame_reserve(co);
  uint32_t limit = co.vm->limits.max_stack_slots;
  if (co.stack_size <= limit || live_top(co) > limit) return;
  if (!co.vm->heap.would_exceed(size_t{limit} * sizeof(Value))) (void)replace_stack(co, limit);
}

uint32_t live_top(Coroutine& co) {
  if (co.frame_count == 0) return co.top;
  Frame& frame = co.frame();
  if (!frame.is_lua()) return co.top;
  uint32_t top = frame.base + frame.lua_function()->proto->frame_slots;
  return frame.state > top ? static_cast<uint32_t>(frame.state) : top;
}

// The coroutine may die before it is traced again, while a function goes on using its variables.
void stack_changed(Coroutine& co) {
  for (Upvalue* upvalue = co.open_upvalues; upvalue != nullptr; upvalue = upvalue->next_open) {
    barrier(*co.vm, upvalue, *upvalue->location);
  }
  if (co.black) co.vm->heap.barrier_back(&co);
}

void move_stack(Coroutine& co) {
  if (!replace_stack(co, co.stack_size)) return;
}

Upvalue* capture(Coroutine& co, uint32_t slot) {
  Value* location = co.stack + slot;
  Upvalue** link = &co.open_upvalues;
  while (*link != nullptr && (*link)->location > location) link = &(*link)->next_open;
  if (*link != nullptr && (*link)->location == location) return *link;
  gc::Object* object = co.vm->heap.allocate(static_cast<uint8_t>(Kind::Upvalue), sizeof(Upvalue));
  if (object == nullptr) return nullptr;
  Upvalue* upvalue = static_cast<Upvalue*>(object);
  upvalue->location = location;
  upvalue->next_open = *link;
  upvalue->owner = &co;
  *link = upvalue;
  return upvalue;
}

void close_upvalues(Coroutine& co, uint32_t slot) {
  Value* limit = co.stack + slot;
  while (co.open_upvalues != nullptr && co.open_upvalues->location >= limit) {
    Upvalue* upvalue = co.open_upvalues;
    co.open_upvalues = upvalue->next_open;
    upvalue->closed = *upvalue->location;
    upvalue->location = &upvalue->closed;
    barrier(*co.vm, upvalue, upvalue->closed);
  }
}

Status mark_close_slot(Coroutine& co, uint32_t slot) {
  if (co.close_count == co.close_capacity) {
    uint32_t capacity = co.close_capacity == 0 ? 8 : co.close_capacity * 2;
    void* slots = base::reallocate(co.close_slots, capacity * sizeof(uint32_t));
    if (slots == nullptr) return co.vm->raise_memory();
    co.vm->heap.adjust_external(static_cast<ptrdiff_t>((capacity - co.close_capacity) * sizeof(uint32_t)));
    co.close_slots = static_cast<uint32_t*>(slots);
    co.close_capacity = capacity;
  }
  co.close_slots[co.close_count++] = slot;
  return kOk;
}

}  // namespace strata::runtime
