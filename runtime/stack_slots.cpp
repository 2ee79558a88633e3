// Which slots of a stack the collector traces, and clearing the others. Whenever a stack is traced, every
// slot is either marked or cleared: so what a later frame finds in a slot that it takes over never
// leads to a freed object.
#include <sys/mman.h>

#include <cstring>

#include "runtime/collector_state.h"
#include "runtime/vm.h"

namespace strata::runtime {

namespace {

constexpr size_t kPageBytes = 4096;
constexpr ptrdiff_t kManySlots = 64 * kPageBytes / sizeof(Value);
constexpr uint32_t kPreciseFrames = 64;  // from the top; of deeper ones all locals count as live

// Nil is all zeros, so whole pages of a large stack are given back to the system instead.
void clear_slots(Value* first, Value* end) {
  static_assert(kNil == 0);
  char* from = reinterpret_cast<char*>(first);
  char* to = reinterpret_cast<char*>(end);
  if (end - first > kManySlots) {
    char* page = reinterpret_cast<char*>((reinterpret_cast<uintptr_t>(from) + kPageBytes - 1) & ~(kPageBytes - 1));
    char* last = reinterpret_cast<char*>(reinterpret_cast<uintptr_t>(to) & ~(kPageBytes - 1));
    if (madvise(page, static_cast<size_t>(last - page), MADV_DONTNEED) == 0) {
      std::memset(from, 0, static_cast<size_t>(page - from));
      from = last;
    }
  }
  std::memset(from, 0, static_cast<size_t>(to - from));
}

// The lowest slot that belongs to a frame or to the call that made it.
uint32_t lowest_slot(const Frame& frame) {
  uint32_t below = 1;  // the callee
  if (frame.is_lua() && frame.lua_function()->proto->function_flags & isa::kVararg) below += frame.argument_count;
  uint32_t lowest = frame.base > below ? frame.base - below : 0;
  return frame.result_slot < lowest ? frame.result_slot : lowest;
}

bool is_pinned(Coroutine& co, uint32_t slot) {
  for (Upvalue* upvalue = co.open_upvalues; upvalue; upvalue = upvalue->next_open)
    if (upvalue->location == co.stack + slot) return true;
  for (uint32_t i = 0; i < co.close_count; ++i)
    if (co.close_slots[i] == slot) return true;
  return false;
}

// Locals of a Lua frame that are out of scope, up to where the next frame begins.
void clear_dead_locals(Coroutine& co, uint32_t frame_index) {
  Frame& frame = co.frames[frame_index];
  Liveness live;
  if (!co.vm->collector->liveness.find(co, frame_index, &live)) return;
  uint32_t end = frame.base + frame.lua_function()->proto->local_count;
  if (frame_index + 1 < co.frame_count) {
    uint32_t taken = lowest_slot(co.frames[frame_index + 1]);
    if (taken < end) end = taken;
  }
  for (uint32_t slot = frame.base + live.locals; slot < end; ++slot)
    if (!co.stack[slot].is_nil() && !is_pinned(co, slot)) co.stack[slot] = Value::nil();
}

}  // namespace

uint32_t slots_in_use(Coroutine& co) {
  uint32_t top = co.top;
  if (co.frame_count > 0 && co.frame().is_lua()) {
    Frame& frame = co.frame();
    FunctionProto& proto = *frame.lua_function()->proto;
    uint32_t end = frame.base + proto.frame_slots;
    Liveness live;
    bool known = co.vm->collector->liveness.find(co, co.frame_count - 1, &live);
    uint32_t precise = known ? frame.base + proto.local_count + live.operands : end;
    if (top <= end) top = precise < end ? precise : end;
    if (frame.state > top) top = static_cast<uint32_t>(frame.state);
  }
  return top < co.stack_size ? top : co.stack_size;
}

void clear_dead_slots(Coroutine& co) {
  for (uint32_t i = co.frame_count, left = kPreciseFrames; i-- > 0 && left > 0; --left)
    if (co.frames[i].is_lua()) clear_dead_locals(co, i);
  clear_slots(co.stack + slots_in_use(co), co.stack + co.stack_size);
}

}  // namespace strata::runtime
