// What the collector's client keeps from one callback to the next. Internal to runtime/collector.cpp,
// trace.cpp, weak_tables.cpp and finalizers.cpp.
#pragma once

#include "gc/heap.h"
#include "gc/object_list.h"
#include "runtime/liveness.h"
#include "runtime/value.h"

namespace strata::runtime {

class VM;
struct HashNode;
struct Table;

struct CollectorState {
  // Weak tables traced in this cycle: their strong parts are marked. In the atomic phase they are looked
  // at again and move to the list that tells what has to be cleared.
  gc::ObjectList weak_tables;
  gc::ObjectList weak_values, ephemerons, all_weak;
  bool in_atomic = false;

  LivenessMemo liveness;

  // Objects with a __gc metamethod, in order of registration; those below `finalizable_old` have
  // survived a cycle. Dead ones move to `pending`, which is called from `pending_first` on.
  gc::ObjectList finalizable, pending;
  size_t finalizable_old = 0, pending_first = 0;
  bool finalizing = false;  // a __gc runs: no others meanwhile
  bool closing = false;     // the VM ends: nothing is registered any more
};

// trace.cpp
void install_trace_functions(gc::Client& client);
inline void mark_value(gc::Marker& marker, Value v) {
  if (v.is_collectable()) marker.mark(v.as_object());
}
// A key whose value is nil stays in its node; it must not lead to a freed object.
void keep_or_kill_key(gc::Marker& marker, HashNode& node);

// stack_slots.cpp
uint32_t slots_in_use(Coroutine& co);
void clear_dead_slots(Coroutine& co);

// weak_tables.cpp
inline constexpr unsigned kStrong = 0, kWeakKeyMode = 1, kWeakValueMode = 2;  // bits
unsigned weak_mode(VM& vm, Table* t);
void trace_weak(VM& vm, Table* t, unsigned mode, gc::Marker& marker);
void start_weak_tables(CollectorState& state);
void retrace_weak_tables(VM& vm, gc::Marker& marker);      // at the start of the atomic phase
void converge_ephemerons(VM& vm, gc::Marker& marker);
void clear_weak_values(VM& vm, size_t first_weak, size_t first_all_weak, gc::Marker& marker);
void clear_weak_keys(VM& vm, gc::Marker& marker);
void mark_remaining_strings(VM& vm, gc::Marker& marker);   // when all is cleared

// finalizers.cpp
void mark_pending(CollectorState& state, gc::Marker& marker);
void separate_dead(VM& vm, gc::Marker& marker);            // dead objects with __gc become pending

}  // namespace strata::runtime
