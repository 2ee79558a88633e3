// Stand-ins until the collector itself arrives.
#include "gc/heap.h"

namespace strata::gc {

void Marker::mark(Object*) {}
bool Marker::is_marked(const Object*) const { return true; }
void Marker::drain() {}
void Heap::barrier(Object*, Object*) {}
void Heap::add_destructor(Object*) {}
void Heap::step() {
  if (interrupt_word_) __atomic_fetch_and(interrupt_word_, ~interrupt_bit_, __ATOMIC_RELAXED);
  trigger_bytes_ = reserved_bytes_ * 2;
}
void Heap::collect(bool) {}
bool Heap::step_kib(size_t) { return true; }
void Heap::restart() { stopped_ = false; }
void Heap::set_mode(Mode mode) { mode_ = mode; }
int Heap::set_pause(int percent) {
  int before = pause_percent_;
  if (percent) pause_percent_ = percent;
  return before;
}
int Heap::set_step_multiplier(int percent) {
  int before = step_percent_;
  if (percent) step_percent_ = percent;
  return before;
}
int Heap::set_step_size(int log2_bytes) {
  int before = step_log2_;
  if (log2_bytes) step_log2_ = log2_bytes;
  return before;
}
bool Heap::is_marking() const { return phase_ == Phase::Marking; }
bool Heap::is_marked(const Object*) const { return true; }
void Heap::shade(Object*) {}
const char* Heap::check_invariants() { return nullptr; }

}  // namespace strata::gc
