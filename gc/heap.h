// The heap: non-moving, size-class blocks with side mark bits, bump runs and lazy sweep; incremental
// marking with a forward write barrier; sticky marks for the generational mode.
//
// Collection happens only inside step() and collect(), which the runtime calls at safepoints. An
// allocation never collects: it only requests a step by setting the interrupt word when enough has
// been allocated. So C++ code between two safepoints may hold fresh objects in plain variables.
//
//   block (64 KiB, aligned): header | mark bits | cells of one size class
//   run: consecutive free cells of a block, found in its mark bits when it is swept; allocation bumps
//
// An object's mark bit survives the sweep (it says "live in the last cycle") until the next full
// cycle starts. Objects allocated while marking are white and must be found like all others; blocks
// handed out while a sweep is pending are not swept in that cycle.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "gc/block.h"
#include "gc/chunks.h"
#include "gc/object.h"
#include "gc/size_class.h"

namespace strata::gc {

class Heap;
struct LargeHeader;

// What tracing functions see. mark() shades an object: sets its mark bit and its black byte, and
// queues it unless its kind has no trace function.
class Marker {
 public:
  void mark(Object* object);               // object != nullptr
  bool is_marked(const Object* object) const;
  void drain();                            // traces until nothing is grey (atomic phase only)
  Heap& heap() { return heap_; }

 private:
  friend class Heap;
  explicit Marker(Heap& heap) : heap_(heap) {}
  Heap& heap_;
};

// Traces `object` from position `from` (0 at first): marks what it refers to. Large objects are traced
// in pieces: returns the position to go on from, or kTraced when done.
using TraceFunction = size_t (*)(Object* object, Marker& marker, size_t from);
inline constexpr size_t kTraced = SIZE_MAX;

// What the runtime supplies. All callbacks run inside step()/collect().
struct Client {
  void* vm = nullptr;
  TraceFunction trace[kMaxKinds] = {};                 // nullptr: the kind has no references
  void (*trace_roots)(void* vm, Marker&) = nullptr;    // at the start of a cycle
  // End of marking, not interruptible: marks stacks again, drains, handles ephemerons, weak tables
  // and finalizers. Nothing is swept before it returns.
  void (*atomic)(void* vm, Marker&) = nullptr;
  // Before the first block is swept: forget dead entries of the intern table, about `budget` entries
  // per call; true when done. Until then blocks are not swept.
  bool (*sweep_strings)(void* vm, Heap&, size_t budget) = nullptr;
  // For objects registered with add_destructor, when dead: release what they own outside the heap.
  void (*destroy)(void* vm, Object*) = nullptr;
};

struct Run {
  char* cursor;
  char* end;
};

enum class Mode : uint8_t { Incremental, Generational };

struct HeapStats {
  uint64_t cycles, steps, minor_cycles;
  uint64_t longest_pause_ns, total_pause_ns;
  uint64_t peak_bytes;
};

class Heap {
 public:
  Heap();
  ~Heap();  // returns all memory at once; destructors of registered objects run first
  Heap(const Heap&) = delete;
  Heap& operator=(const Heap&) = delete;

  void set_client(const Client& client);
  // The word that allocation sets `bit` in when a step is due (and the bit itself).
  void set_interrupt(uint32_t* word, uint32_t bit);

  // A fresh object with its header set (black 0, flags 0, word 0); the rest is uninitialised.
  // nullptr when the limit or the system's memory is exhausted. size_bytes includes the header.
  inline Object* allocate(uint8_t kind, size_t size_bytes);
  // Frees a large object at once; no effect on a small one (the sweep finds it). The caller owns the
  // only reference.
  void release(Object* object, size_t size_bytes);
  // Bytes really usable in a cell for `size_bytes` (rounding of the size class).
  static size_t usable_bytes(size_t size_bytes);

  // Call for every store of `child` into `parent` when parent->black is set (write barrier).
  // `child` may be a storage that becomes part of parent.
  void barrier(Object* parent, Object* child);

  // Memory kept outside the heap on behalf of objects (C++ buffers): counted, paces the collector.
  void adjust_external(ptrdiff_t bytes);

  void add_destructor(Object* object);

  // One increment of work, when the interrupt bit says so. May run a whole cycle.
  void step();
  // A full cycle, from wherever the collector stands, sweeping included when `sweep_all`.
  void collect(bool sweep_all = true);
  // collectgarbage("step", n): true when a cycle finished. kib as in the manual.
  bool step_kib(size_t kib);

  void stop() { stopped_ = true; }
  void restart();
  bool is_running() const { return !stopped_; }
  Mode mode() const { return mode_; }
  void set_mode(Mode mode);
  int set_pause(int percent);            // returns the old one; 0 keeps it
  int set_step_multiplier(int percent);  // likewise
  int set_step_size(int log2_bytes);
  void set_minor_multiplier(int percent) { minor_percent_ = percent; }
  void set_major_multiplier(int percent) { major_percent_ = percent; }

  size_t bytes_in_use() const;           // objects + external, not yet swept garbage included
  void set_limit(size_t bytes);  // 0: none
  size_t limit() const { return limit_; }
  bool would_exceed(size_t more_bytes) const;
  const HeapStats& stats() const { return stats_; }
  bool is_marking() const;               // between the start of a cycle and its atomic end
  bool is_marked(const Object* object) const;
  void shade(Object* object);            // marks a found-again object (intern table while sweeping)

  // Stress: requests a full collection at every allocation (at the next safepoint).
  void set_stress(bool on);
  // Fault injection: the n-th allocation from now fails (0: off).
  void fail_allocation_after(uint64_t n);
  // Walks all live objects and checks the invariants (marked parents have marked children while
  // marking, cells in range); returns nullptr or a description of the first violation.
  const char* check_invariants();

  Run runs[kSizeClassCount];             // public: machine code allocates from them inline

 private:
  enum class Phase : uint8_t { Idle, Marking, SweepStrings, Sweeping };

  // Allocation takes cells from `current`, then from `available`, then sweeps one of `unswept`, then
  // takes a fresh block. Blocks are in one list each; `current` is in none.
  struct SizeClass {
    Block* current = nullptr;
    char* scan = nullptr;  // where the search for the next run of `current` goes on
    BlockList available;   // swept, with free cells, nothing allocated in them since
    BlockList settled;     // swept, too full to be worth it
    BlockList touched;     // allocated into since the last end of marking
    BlockList unswept;
  };

  Object* allocate_slow(unsigned size_class);
  Object* allocate_large(uint8_t kind, size_t size_bytes);
  bool refill(unsigned size_class, size_t max_bytes);
  bool next_run(SizeClass& c, size_t max_bytes);
  bool take_block(SizeClass& c, unsigned size_class);
  void format(Block* block, unsigned size_class);
  size_t grant_limit(size_t cell_bytes);
  bool fails_by_injection();
  void trim_runs();
  size_t run_tails() const;
  void request_step();
  void note_allocation();
  void free_large(LargeHeader* header);

  SizeClass classes_[kSizeClassCount];
  ChunkList chunks_;
  LargeHeader** large_ = nullptr;
  size_t large_count_ = 0, large_capacity_ = 0;

  size_t reserved_bytes_ = 0;  // runs handed out (with tails), survivors, large objects, external memory
  size_t trigger_bytes_;       // a step is requested when reserved_bytes_ gets here
  size_t limit_ = 0;
  uint64_t fail_after_ = 0;
  uint32_t* interrupt_word_ = nullptr;
  uint32_t interrupt_bit_ = 0;

  Phase phase_ = Phase::Idle;
  bool stopped_ = false, stress_ = false;
  Mode mode_ = Mode::Incremental;
  uint8_t mark_map_ = 0;    // the map that marking sets bits in, or last did
  uint8_t scan_map_ = 0;    // the map that tells free cells to allocation
  uint32_t epoch_ = 1;      // counts ends of marking; a block of another epoch waits for its sweep
  int pause_percent_ = 200, step_percent_ = 100, step_log2_ = 16;
  int minor_percent_ = 20, major_percent_ = 100;
  Client client_{};
  HeapStats stats_{};
};

inline Object* Heap::allocate(uint8_t kind, size_t size_bytes) {
  if (STRATA_UNLIKELY(size_bytes > kMaxSmallBytes)) return allocate_large(kind, size_bytes);
  unsigned size_class = size_class_of(size_bytes);
  size_t cell_bytes = cell_bytes_of(size_class);
  Run& run = runs[size_class];
  Object* object = reinterpret_cast<Object*>(run.cursor);
  if (STRATA_LIKELY(static_cast<size_t>(run.end - run.cursor) >= cell_bytes)) {
    run.cursor += cell_bytes;
  } else {
    object = allocate_slow(size_class);
    if (STRATA_UNLIKELY(!object)) return nullptr;
  }
  *reinterpret_cast<uint64_t*>(object) = kind | uint64_t{size_class} << 24;
  return object;
}

}  // namespace strata::gc
