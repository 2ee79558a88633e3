// When to collect, and how much at a time. A cycle starts when the heap has grown to `pause` percent of
// what the last one left, a small heap by kMinGrowthBytes; then every step_size bytes allocated pay for a
// step that marks or sweeps kWorkPerByte times as much, and never takes longer than kStepNs.
//
// Generational: a minor cycle after minor_percent of growth; a full one, as incremental as ever, when
// the heap has grown by major_percent since the last full one.
#include <algorithm>

#include "gc/clock.h"
#include "gc/heap.h"

namespace strata::gc {

namespace {

constexpr size_t kMinGrowthBytes = 512 * 1024;    // between two cycles, at a pause of 200 %
constexpr size_t kMinMajorGrowthBytes = 1024 * 1024;
constexpr size_t kMinNurseryBytes = 512 * 1024;
constexpr size_t kWorkPerByte = 8;                // at a step multiplier of 100 %
constexpr uint64_t kStepNs = 400'000;
constexpr size_t kSliceBytes = 32 * 1024;         // of work, between two looks at the clock
constexpr size_t kMuchWorkBytes = 4 * 1024 * 1024;
constexpr size_t kSliceBlocks = 64;
constexpr size_t kSliceStrings = 1024;

size_t percent_of(size_t bytes, int percent) {
  return static_cast<size_t>(static_cast<double>(bytes) * percent / 100);
}

}  // namespace

bool Heap::needs_major() const {
  return lost_remembered_ || marked_bytes_ > percent_of(major_base_bytes_, 100 + major_percent_) + kMinMajorGrowthBytes;
}

// Works until work_bytes are done, the deadline is over, or a cycle has ended: then true.
bool Heap::advance(size_t work_bytes, uint64_t deadline_ns, size_t* work_done) {
  size_t unused, &done = work_done ? *work_done : unused;
  if (phase_ == Phase::Idle) start_cycle(mode_ == Mode::Generational && !needs_major());
  for (done = 0; done < work_bytes;) {
    if (phase_ == Phase::Marking) {
      mark_increment(kSliceBytes);
      done += kSliceBytes;
    } else if (phase_ == Phase::SweepStrings) {
      sweep_strings_increment(kSliceStrings);
      done += kSliceStrings * kCellUnit;
    } else if (sweep_increment(kSliceBlocks) && return_chunks(1)) {
      end_cycle();
      return true;
    } else {
      done += kSliceBytes;
    }
    if (deadline_ns != 0 && now_ns() >= deadline_ns) break;
  }
  return false;
}

void Heap::step() {
  if (interrupt_word_) __atomic_fetch_and(interrupt_word_, ~interrupt_bit_, __ATOMIC_RELAXED);
  if (stress_) return collect();
  if (stopped_ || reserved_bytes_ < trigger_bytes_) return;
  uint64_t start = now_ns(), cpu_start = thread_ns();
  size_t step_bytes = size_t{1} << step_log2_;
  size_t debt = reserved_bytes_ - trigger_bytes_ + step_bytes;
  if (debt > 64 * step_bytes) debt = 64 * step_bytes;
  size_t work_bytes = percent_of(debt * kWorkPerByte, step_percent_), done = 0;
  if (!advance(work_bytes, start + kStepNs, &done)) trigger_bytes_ = reserved_bytes_ + step_bytes;
  // A large allocation is not paid for by one step, and a program that only fills it may not allocate for long.
  if (phase_ != Phase::Idle && done + kMuchWorkBytes < work_bytes) {
    size_t left = debt - percent_of(debt, static_cast<int>(done * 100 / work_bytes));
    trigger_bytes_ = reserved_bytes_ + step_bytes - std::min(reserved_bytes_, left);
    request_step();
  }
  ++stats_.steps;
  uint64_t elapsed = now_ns() - start, cpu = thread_ns() - cpu_start;
  stats_.total_pause_ns += elapsed;
  if (elapsed > stats_.longest_pause_ns) stats_.longest_pause_ns = elapsed;
  if (cpu > stats_.longest_pause_cpu_ns) stats_.longest_pause_cpu_ns = cpu;
}

void Heap::collect(bool sweep_all) {
  if (phase_ == Phase::Marking) abandon_marking();
  finish_sweep();
  start_cycle(false);
  drain(SIZE_MAX);
  finish_marking();
  if (sweep_all) return finish_sweep();
  while (!sweep_strings_increment(SIZE_MAX / 2)) {
  }
  trigger_bytes_ = reserved_bytes_ + (size_t{1} << step_log2_);
}

bool Heap::step_kib(size_t kib) {
  size_t bytes = kib == 0 ? size_t{1} << step_log2_ : kib * 1024;
  if (mode_ == Mode::Generational) {
    while (!advance(SIZE_MAX, 0)) {
    }
    return true;
  }
  bool finished = advance(percent_of(bytes * kWorkPerByte, step_percent_), 0);
  if (!finished) trigger_bytes_ = reserved_bytes_ + (size_t{1} << step_log2_);
  return finished;
}

void Heap::restart() {
  stopped_ = false;
  trigger_bytes_ = phase_ == Phase::Idle ? next_trigger() : reserved_bytes_;
}

void Heap::set_mode(Mode mode) {
  if (mode == mode_) return;
  mode_ = mode;
  collect();  // every survivor is black and marked, which is what "old" means
}

int Heap::set_pause(int percent) {
  int before = pause_percent_;
  if (percent > 0) pause_percent_ = percent;
  return before;
}

int Heap::set_step_multiplier(int percent) {
  int before = step_percent_;
  if (percent > 0) step_percent_ = percent;
  return before;
}

int Heap::set_step_size(int log2_bytes) {
  int before = step_log2_;
  if (log2_bytes > 0) step_log2_ = log2_bytes < 10 ? 10 : log2_bytes > 40 ? 40 : log2_bytes;
  return before;
}

size_t Heap::next_trigger() const {
  size_t live = marked_bytes_ + external_bytes_;
  if (mode_ == Mode::Generational) {
    size_t growth = percent_of(live, minor_percent_);
    return live + (growth < kMinNurseryBytes ? kMinNurseryBytes : growth);
  }
  size_t least = live + percent_of(kMinGrowthBytes / 2, pause_percent_);
  size_t trigger = percent_of(live, pause_percent_);
  return trigger < least ? least : trigger;
}

}  // namespace strata::gc
