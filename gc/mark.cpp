// Marking. White: no mark bit. Grey: marked, and on the grey stack (or in the ring before it). Black:
// marked and traced. While marking, no black object refers to a white one: the barrier marks the child
// (forward), and roots without barrier are traced again before the end.
//
// The end must not find much work, or it would be long: when nothing is grey, roots are traced again
// first, and only when that led to little is the atomic phase entered.
#include <cstring>

#include "gc/clock.h"
#include "gc/heap.h"

namespace strata::gc {

namespace {

constexpr unsigned kMaxRescans = 6;
constexpr size_t kRescanWorkBytes = 128 * 1024;

}  // namespace

bool Marker::is_marked(const Object* object) {
  if (heap_.has_mark(object)) return true;
  heap_.flush_ring();
  return heap_.has_mark(object);
}

void Marker::mark_part(Object* storage) {
  if (check_) return check_part(storage);
  bool fresh = heap_.set_mark(storage);
  if (!heap_.client_.trace[storage->kind]) return;
  if (fresh) heap_.push_grey(storage, 0);
  else if (heap_.retracing_) heap_.push_grey(storage, Heap::kRetrace);
}

void Marker::mark_again(Object* object) {
  if (check_) return check(object);
  heap_.set_mark(object);
  object->black = 1;
  heap_.push_grey(object, Heap::kRetrace);
}

void Marker::mark_untraced(Object* object) {
  if (check_) return check(object);
  heap_.set_mark(object);
}

void Marker::drain() { heap_.drain(SIZE_MAX); }

void Heap::flush_ring() {
  while (ring_start_ != ring_end_) shade_now(ring_[ring_start_++ % kRingSize]);
}

// The topmost grey object; the ring gives up one object at a time, so that a chain of objects, each
// reached from the last, does not cost a look at the whole ring for each. In a minor cycle remembered
// objects follow.
bool Heap::next_grey(GreyStack::Entry* entry) {
  while (!grey_.pop(entry)) {
    if (ring_start_ != ring_end_) {
      shade_now(ring_[ring_start_++ % kRingSize]);
    } else if (!remembered_.is_empty()) {
      *entry = {remembered_.pop(), kRetrace};
      entry->object->black = 1;
      return true;
    } else {
      return false;
    }
  }
  return true;
}

void Heap::trace_entry(GreyStack::Entry entry) {
  size_t retrace = entry.from & kRetrace;
  retracing_ = retrace != 0;
  Marker marker(*this);
  size_t next = client_.trace[entry.object->kind](entry.object, marker, entry.from & ~kRetrace);
  if (next != kTraced) push_grey(entry.object, next | retrace);
}

// Traces objects of about `work_bytes`; true when nothing is grey any more.
bool Heap::drain(size_t work_bytes) {
  size_t done = 0;
  GreyStack::Entry entry;
  while (done < work_bytes) {
    if (!next_grey(&entry)) {
      if (!lost_grey_) return true;
      recover_lost_grey();
      continue;
    }
    if (!entry.object) continue;
    done += entry.object->size_class == kLargeObject ? kTracePieceBytes : cell_bytes_of(entry.object->size_class);
    trace_entry(entry);
  }
  return false;
}

void Heap::trace_whole(Object* object) {
  if (!client_.trace[object->kind]) return;
  Marker marker(*this);
  retracing_ = false;
  for (size_t from = 0; from != kTraced;) from = client_.trace[object->kind](object, marker, from);
}

// Some grey object is only known by its mark: every marked object is traced. When the stack overflows
// again in here, something more was marked, so repeating this comes to an end.
void Heap::recover_lost_grey() {
  lost_grey_ = false;
  GreyStack::Entry entry;
  auto drain_stack = [&] {
    while (next_grey(&entry))
      if (entry.object) trace_entry(entry);
  };
  chunks_.each_used_block([&](Block* block) {
    for (size_t i = 0; i < kMapWords; ++i)
      for (uint64_t seen = 0, word; (word = block->maps[mark_map_][i] & ~seen) != 0;) {
        unsigned bit = static_cast<unsigned>(std::countr_zero(word));
        seen |= ~uint64_t{0} >> (63 - bit);
        trace_whole(reinterpret_cast<Object*>(block->start() + (i * 64 + bit) * kCellUnit));
        drain_stack();
      }
  });
  for (size_t i = 0; i < large_count_; ++i) {
    if (!large_[i]->marks[mark_map_]) continue;
    trace_whole(large_[i]->object());
    drain_stack();
  }
}

void Heap::barrier(Object* parent, Object* child) {
  if (phase_ != Phase::Marking) {
    parent->black = 0;
    if (mode_ == Mode::Generational && !remembered_.push(parent)) lost_remembered_ = true;
  } else if (has_mark(parent)) {
    shade_now(child);
  } else {
    parent->black = 0;  // from the last cycle
  }
}

void Heap::barrier_back(Object* parent) {
  if (phase_ == Phase::Marking && has_mark(parent)) {
    if (!again_.push(parent)) lost_grey_ = true;
  } else if (phase_ != Phase::Marking && mode_ == Mode::Generational) {
    if (!remembered_.push(parent)) lost_remembered_ = true;
  }
  parent->black = 0;
}

bool Heap::is_marked(const Object* object) const {
  if (has_mark(object)) return true;
  if (phase_ == Phase::Marking) return false;
  uint32_t epoch =
      object->size_class == kLargeObject ? large_header_of(object)->epoch : block_of(object)->epoch;
  return epoch == epoch_;
}

void Heap::shade_found(Object* object) {
  if (!is_marked(object)) set_mark(object);
}

// Black objects that changed without barriers become grey again, with everything that belongs to them.
void Heap::push_again() {
  while (!again_.is_empty()) {
    Object* object = again_.pop();
    object->black = 1;
    push_grey(object, kRetrace);
  }
}

void Heap::start_cycle(bool minor) {
  STRATA_DCHECK(phase_ == Phase::Idle);
  phase_ = Phase::Marking;
  minor_ = minor;
  rescans_ = 0;
  if (!minor) {
    remembered_.truncate(0);
    lost_remembered_ = false;
    mark_map_ ^= 1;
    marked_bytes_ = 0;
  }
  Marker marker(*this);
  if (client_.start_cycle) client_.start_cycle(client_.vm, marker);
  if (client_.trace_roots) client_.trace_roots(client_.vm, marker);
}

// True when marking has ended. The ring is empty whenever the program runs.
bool Heap::mark_increment(size_t work_bytes) {
  if (!drain(work_bytes)) {
    flush_ring();
    return false;
  }
  Marker marker(*this);
  push_again();
  if (client_.trace_roots) client_.trace_roots(client_.vm, marker);
  if (!drain(kRescanWorkBytes) && rescans_++ < kMaxRescans) {
    flush_ring();
    return false;
  }
  finish_marking();
  return true;
}

void Heap::finish_marking() {
  uint64_t start = now_ns();
  drain(SIZE_MAX);
  Marker marker(*this);
  if (client_.atomic) client_.atomic(client_.vm, marker);
  drain(SIZE_MAX);
  start_sweep();
  if (!minor_) major_base_bytes_ = marked_bytes_;
  ++(minor_ ? stats_.minor_cycles : stats_.cycles);
  uint64_t elapsed = now_ns() - start;
  if (elapsed > stats_.longest_atomic_ns) stats_.longest_atomic_ns = elapsed;
}

// Back to Idle with half the marks set. A full cycle leaves its map clear for the next one to start.
void Heap::abandon_marking() {
  grey_.clear();
  again_.truncate(0);
  lost_grey_ = false;
  phase_ = Phase::Idle;
  if (minor_) {
    lost_remembered_ = true;
    return;
  }
  chunks_.each_used_block([&](Block* block) { std::memset(block->maps[mark_map_], 0, sizeof block->maps[0]); });
  for (size_t i = 0; i < large_count_; ++i) large_[i]->marks[mark_map_] = false;
  mark_map_ ^= 1;
  marked_bytes_ = major_base_bytes_;
}

}  // namespace strata::gc
