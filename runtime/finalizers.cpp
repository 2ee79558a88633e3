// Finalizers (Lua 5.4 manual 2.5.3): objects with __gc, called in the reverse order of their
// registration once they are found dead. What they refer to is marked again, so that the call finds it
// whole; the object itself is collected in a later cycle, or registered anew by setmetatable.
#include <cstdio>
#include <string>

#include "runtime/collector.h"
#include "runtime/collector_state.h"
#include "runtime/operations.h"
#include "runtime/vm.h"

namespace strata::runtime {

namespace {

uint8_t& flags_of(gc::Object* object) { return object->flags; }

Value value_of(gc::Object* object) {
  if (object->kind == static_cast<uint8_t>(Kind::Table)) return Value::of(static_cast<Table*>(object));
  return Value::of(static_cast<Userdata*>(object));
}

void warn_of_error(VM& vm) {
  std::FILE* out = vm.host.standard_stream ? vm.host.standard_stream(vm.host.self, 2) : nullptr;
  if (!vm.warnings_on || !out) return;
  Value error = vm.error_value;
  std::string text = "Lua warning: error in __gc (";
  text += error.is_string() ? error.as_string()->view() : "error object is not a string";
  text += ")\n";
  std::fwrite(text.data(), 1, text.size(), out);
  std::fflush(out);
}

gc::Object* next_pending(CollectorState& state) {
  if (state.pending_first == state.pending.size()) return nullptr;
  gc::Object* object = state.pending[state.pending_first++];
  if (state.pending_first == state.pending.size()) {
    state.pending.truncate(0);
    state.pending_first = 0;
  }
  return object;
}

void call_finalizer(VM& vm, gc::Object* object) {
  Coroutine& co = *vm.running;
  flags_of(object) &= static_cast<uint8_t>(~kHasFinalizer);
  Value value = value_of(object);
  Value handler = find_metamethod_of(vm, value, Metamethod::Gc);
  if (handler.is_nil()) return;
  uint32_t top = co.top;
  bool failed = ensure_stack(co, top + 2 + kNativeSlots).failed();
  if (!failed) {
    co.stack[co.top++] = handler;
    co.stack[co.top++] = value;
    bool in_hook = co.in_hook;
    co.in_hook = true;  // no hooks in finalizers
    failed = call_finalizer_nested(co).failed();
    co.in_hook = in_hook;
    co.top = top;
  }
  if (failed) warn_of_error(vm);
}

void call_pending(VM& vm) {
  CollectorState& state = *vm.collector;
  Coroutine& co = *vm.running;
  // The error under way, if any, is kept on the stack.
  uint32_t slot = co.top;
  Value error = vm.error_value;
  bool handled = vm.error_handled;
  if (ensure_stack(co, slot + 1 + kNativeSlots).ok()) {
    co.stack[co.top++] = error;
    state.finalizing = true;
    while (gc::Object* object = next_pending(state)) call_finalizer(vm, object);
    state.finalizing = false;
    error = co.stack[slot];
    co.top = slot;
  }
  vm.error_value = error;
  vm.error_handled = handled;
}

}  // namespace

void register_finalizer(VM& vm, gc::Object* object) {
  CollectorState& state = *vm.collector;
  if ((flags_of(object) & kHasFinalizer) || state.closing) return;
  if (state.finalizable.push(object)) flags_of(object) |= kHasFinalizer;
}

void mark_pending(CollectorState& state, gc::Marker& marker) {
  for (size_t i = state.pending_first; i < state.pending.size(); ++i) marker.mark(state.pending[i]);
}

// Objects from `finalizable_old` on, in a minor cycle; the others have survived one, so they are marked.
void separate_dead(VM& vm, gc::Marker& marker) {
  CollectorState& state = *vm.collector;
  gc::ObjectList& list = state.finalizable;
  size_t first = marker.is_minor() ? state.finalizable_old : 0;
  for (size_t i = list.size(); i-- > first;) {
    if (marker.is_marked(list[i])) continue;
    if (state.pending.push(list[i])) list[i] = nullptr;
    else marker.mark(list[i]);  // no memory: next time
  }
  size_t kept = first;
  for (size_t i = first; i < list.size(); ++i)
    if (list[i]) list[kept++] = list[i];
  list.truncate(kept);
  state.finalizable_old = kept;
  mark_pending(state, marker);
  if (state.pending_first < state.pending.size()) vm.context.request(kInterruptFinalizers);
}

Status run_finalizers(VM& vm) {
  if (!vm.collector->finalizing) call_pending(vm);
  return kOk;
}

void finalize_all(VM& vm) {
  CollectorState& state = *vm.collector;
  state.closing = true;
  while (!state.finalizable.is_empty()) {
    gc::Object* object = state.finalizable.pop();
    if (!state.pending.push(object)) break;
  }
  state.finalizable_old = 0;
  state.finalizing = false;
  call_pending(vm);
}

}  // namespace strata::runtime
