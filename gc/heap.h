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
#include "gc/grey_stack.h"
#include "gc/large.h"
#include "gc/object.h"
#include "gc/object_list.h"
#include "gc/size_class.h"

namespace strata::gc {

class Heap;
class InvariantCheck;

// What tracing functions see. mark() shades an object: sets its mark bit and its black byte, and
// queues it unless its kind has no trace function. The bit may be set a little later, but is_marked()
// and drain() see to it.
class Marker {
 public:
  void mark(Object* object);               // object != nullptr
  // A storage that belongs to the object being traced alone, and has no barrier of its own (stores into
  // it pass their owner to Heap::barrier): traced again whenever its owner is.
  void mark_part(Object* storage);
  // Marks and traces, also when it was traced already: for roots without barrier (running coroutines).
  void mark_again(Object* object);
  // Marks without queueing: the caller traces what it refers to, or wants it untraced (weak storages).
  void mark_untraced(Object* object);
  bool is_marked(const Object* object);
  void drain();                            // traces until nothing is grey (atomic phase only)
  // Tracing for check_invariants: nothing is marked, and lists of the client must not be touched.
  bool is_checking() const { return check_ != nullptr; }
  bool is_minor() const;                   // in a minor collection of the generational mode
  Heap& heap() { return heap_; }

 private:
  friend class Heap;
  friend class InvariantCheck;
  explicit Marker(Heap& heap, InvariantCheck* check = nullptr) : heap_(heap), check_(check) {}
  void check(Object* object);
  void check_part(Object* storage);
  Heap& heap_;
  InvariantCheck* check_;
};

// Traces `object` from position `from` (0 at first): marks what it refers to. Large objects are traced
// in pieces of about kTracePieceBytes: returns the position to go on from, or kTraced when done.
using TraceFunction = size_t (*)(Object* object, Marker& marker, size_t from);
inline constexpr size_t kTraced = SIZE_MAX;
inline constexpr size_t kTracePieceBytes = 8192;

// What the runtime supplies. All callbacks run inside step()/collect() (destroy in ~Heap, too).
struct Client {
  void* vm = nullptr;
  TraceFunction trace[kMaxKinds] = {};                 // nullptr: the kind has no references
  uint32_t part_kinds = 0;                             // bit k: kind k is a part, see Marker::mark_part
  // A cycle begins (or begins again, after one that was given up): forget the lists of the last one.
  void (*start_cycle)(void* vm, Marker&) = nullptr;
  // At the start of marking, and again before its end for what has changed since.
  void (*trace_roots)(void* vm, Marker&) = nullptr;
  // End of marking, not interruptible: handles ephemerons, weak tables and finalizers. Roots have just
  // been traced again, nothing is grey. Nothing is swept before it returns.
  void (*atomic)(void* vm, Marker&) = nullptr;
  // Before the first block is swept: forget dead entries of the intern table (those for which
  // Heap::is_marked says no), about `budget` entries per call; true when done. Until then blocks are
  // not swept.
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
  // Of step(); explicit full collections are not in it. `cpu`: what this thread worked, however long
  // other programs kept it waiting.
  uint64_t longest_pause_ns, total_pause_ns, longest_pause_cpu_ns;
  uint64_t longest_atomic_ns;
  uint64_t peak_bytes;
};

class Heap {
 public:
  Heap();
  ~Heap();  // returns all memory at once; destructors of registered objects run first
  Heap(const Heap&) = delete;
  Heap& operator=(const Heap&) = delete;

  void set_client(const Client& client);
  const Client& client() const { return client_; }
  // The word that allocation sets `bit` in when a step is due (and the bit itself).
  void set_interrupt(uint32_t* word, uint32_t bit);

  // A fresh object with its header set (black 0, flags 0, word 0); the rest is uninitialised.
  // nullptr when the limit or the system's memory is exhausted. size_bytes includes the header.
  inline Object* allocate(uint8_t kind, size_t size_bytes);
  // The same, everything behind the header zero. (The pages of a large one are not touched for it.)
  Object* allocate_zeroed(uint8_t kind, size_t size_bytes);
  // Frees a large object at once; no effect on a small one, nor on one that marking may still come across:
  // the sweep finds it. The caller owns the only reference. Not for objects that any list of the client holds.
  void release(Object* object, size_t size_bytes);
  // Gives a large object another size without copying, where it is one that the system can move: returns it,
  // perhaps elsewhere, what is added being zero. nullptr: it can't be, and nothing has changed. The caller
  // owns the only reference, and has it where no barrier is needed for the same object elsewhere.
  Object* resize(Object* object, size_t size_bytes, size_t new_size_bytes);
  // Bytes really usable in a cell for `size_bytes` (rounding of the size class).
  static size_t usable_bytes(size_t size_bytes);

  // From here to stop_packing() small objects lie one behind the other in one block, whatever their size, as
  // long as it has room: few pages for those that live as long as the heap. What dies of them is not reused.
  // Once, before the first cycle.
  void start_packing();
  void stop_packing();

  // Call for every store of `child` into `parent` when parent->black is set (write barrier).
  // `child` may be a storage that becomes part of parent.
  void barrier(Object* parent, Object* child);
  // The references of `parent` (black is set) may change without further barriers, or have changed: it
  // is traced again before marking ends. For coroutines, when they stop running.
  void barrier_back(Object* parent);

  // Memory kept outside the heap on behalf of objects (C++ buffers): counted, paces the collector.
  void adjust_external(ptrdiff_t bytes);

  // So many bytes that were allocated are known to live as long as the program: the next cycle, which could not
  // free them, begins as much later.
  void count_as_lasting(size_t bytes) {
    if (phase_ == Phase::Idle && trigger_bytes_ < SIZE_MAX - bytes) trigger_bytes_ += bytes;
  }

  // False: no memory to remember it.
  [[nodiscard]] bool add_destructor(Object* object);

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
  void set_mode(Mode mode);              // a change runs a full collection
  int set_pause(int percent);            // returns the old one; 0 keeps it
  int set_step_multiplier(int percent);  // likewise
  int set_step_size(int log2_bytes);
  void set_minor_multiplier(int percent) { minor_percent_ = percent; }
  void set_major_multiplier(int percent) { major_percent_ = percent; }
  int minor_multiplier() const { return minor_percent_; }
  int major_multiplier() const { return major_percent_; }

  size_t bytes_in_use() const;           // objects + external, not yet swept garbage included
  void set_limit(size_t bytes);          // 0: none
  size_t limit() const { return limit_; }
  bool would_exceed(size_t more_bytes) const;
  const HeapStats& stats() const { return stats_; }
  bool is_marking() const { return phase_ == Phase::Marking; }  // between the start of a cycle and its atomic end
  // Known to survive the current cycle: marked, or allocated since the end of marking.
  bool is_marked(const Object* object) const;
  void shade(Object* object) {           // marks a found-again object (intern table while sweeping)
    if (STRATA_UNLIKELY(phase_ == Phase::SweepStrings)) shade_found(object);
  }

  // Stress: requests a full collection at every allocation (at the next safepoint).
  void set_stress(bool on);
  // Fault injection: the n-th allocation from now fails (0: off).
  void fail_allocation_after(uint64_t n);
  uint64_t allocations_until_failure() const { return fail_after_; }  // 0: none will fail, or it has
  // For tests: as if there were no memory for more than so many segments of the grey stack (0: off).
  void limit_grey_segments(size_t count) { grey_.limit_segments(count); }
  // Walks all live objects and checks the invariants (marked parents have marked children while
  // marking, cells in range); returns nullptr or a description of the first violation.
  const char* check_invariants();

  Run runs[kSizeClassCount];             // public: machine code allocates from them inline

 private:
  friend class Marker;
  friend class InvariantCheck;

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

  static constexpr size_t kRetrace = ~(SIZE_MAX >> 1);  // in GreyStack::Entry::from: see mark_part
  static constexpr unsigned kRingSize = 16;

  // heap.cpp: allocation
  Object* allocate_slow(unsigned size_class);
  Object* allocate_large(uint8_t kind, size_t size_bytes);
  bool grow_registry();
  bool refill(unsigned size_class, size_t max_bytes);
  bool next_run(SizeClass& c, size_t max_bytes);
  bool take_block(SizeClass& c, unsigned size_class);
  Block* sweep_for(SizeClass& c);
  void format(Block* block, unsigned size_class);
  size_t grant_limit(size_t cell_bytes);
  bool fails_by_injection() { return fail_after_ != 0 && --fail_after_ == 0; }
  void trim_runs();
  void trim_run(unsigned size_class);
  size_t run_tails() const;
  void request_step();
  void note_allocation();
  void free_large(LargeHeader* header);
  bool may_leave(Object* object, size_t size_bytes) const;

  // packing.cpp
  bool pack_run(unsigned size_class, size_t max_bytes);
  void sweep_packed();

  // mark.cpp
  bool has_mark(const Object* object) const;
  bool set_mark(Object* object);
  void shade_now(Object* object);
  void shade_found(Object* object);
  void shade_soon(Object* object);
  void push_grey(Object* object, size_t from);
  void flush_ring();
  bool next_grey(GreyStack::Entry* entry);
  void trace_entry(GreyStack::Entry entry);
  bool drain(size_t work_bytes);
  void recover_lost_grey();
  void trace_whole(Object* object);
  void push_again();
  void start_cycle(bool minor);
  bool mark_increment(size_t work_bytes);
  void finish_marking();
  void abandon_marking();

  // sweep.cpp
  void start_sweep();
  size_t sweep_block(Block* block);
  void file_swept(Block* block, size_t live_cells);
  bool sweep_strings_increment(size_t budget);
  bool sweep_increment(size_t blocks);
  bool sweep_large(size_t budget);
  bool return_chunks(size_t count);
  void finish_sweep();
  void end_cycle();

  // pace.cpp
  bool advance(size_t work_bytes, uint64_t deadline_ns, size_t* work_done = nullptr);
  bool needs_major() const;
  size_t next_trigger() const;

  SizeClass classes_[kSizeClassCount];
  ChunkList chunks_;
  Block* packed_ = nullptr;   // the block of packed objects; in no list
  char* packing_ = nullptr;   // where its next run begins; nullptr: no more are handed out
  LargeHeader** large_ = nullptr;
  size_t large_count_ = 0, large_capacity_ = 0;

  size_t reserved_bytes_ = 0;  // runs handed out (with tails), survivors, large objects, external memory
  size_t external_bytes_ = 0;
  size_t trigger_bytes_;       // a step is requested when reserved_bytes_ gets here
  size_t limit_ = 0;
  uint64_t fail_after_ = 0;
  uint32_t* interrupt_word_ = nullptr;
  uint32_t interrupt_bit_ = 0;

  Phase phase_ = Phase::Idle;
  bool stopped_ = false, stress_ = false;
  Mode mode_ = Mode::Incremental;
  bool minor_ = false;         // this cycle keeps the marks of the last one
  bool lost_grey_ = false;     // an object is grey but not on the stack
  bool lost_remembered_ = false;
  bool strings_swept_ = false;
  bool retracing_ = false;     // the object being traced was traced before
  uint8_t mark_map_ = 0;       // the map that marking sets bits in, or last did
  uint8_t scan_map_ = 0;       // the map that tells free cells to allocation
  uint8_t rescans_ = 0;
  uint32_t epoch_ = 1;         // counts ends of marking; a block of another epoch waits for its sweep
  unsigned sweep_class_ = 0;
  size_t sweep_large_ = 0, sweep_destructors_ = 0;

  Object* ring_[kRingSize];    // on their way to be marked: the caches are fetching them
  uint32_t ring_start_ = 0, ring_end_ = 0;
  GreyStack grey_;
  ObjectList again_;           // to be traced again before this marking ends
  ObjectList remembered_;      // generational: survivors that were stored into since
  ObjectList destructors_;

  size_t marked_bytes_ = 0;    // by this cycle or, with sticky marks, since the last full one
  size_t major_base_bytes_ = 0;
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

inline bool Heap::has_mark(const Object* object) const {
  if (STRATA_UNLIKELY(object->size_class == kLargeObject)) return large_header_of(object)->marks[mark_map_];
  return test_unit(block_of(object)->maps[mark_map_], unit_of(object));
}

// True when it was not marked before.
inline bool Heap::set_mark(Object* object) {
  uint8_t size_class = object->size_class;
  if (STRATA_UNLIKELY(size_class == kLargeObject)) {
    LargeHeader* header = large_header_of(object);
    if (header->marks[mark_map_]) return false;
    header->marks[mark_map_] = true;
    marked_bytes_ += header->size_bytes + sizeof(LargeHeader);
  } else {
    unsigned unit = unit_of(object);
    uint64_t& word = block_of(object)->maps[mark_map_][unit / 64];
    uint64_t bit = uint64_t{1} << (unit % 64);
    if (word & bit) return false;
    word |= bit;
    marked_bytes_ += cell_bytes_of(size_class);
  }
  object->black = 1;
  return true;
}

inline void Heap::push_grey(Object* object, size_t from) {
  if (STRATA_UNLIKELY(!grey_.push({object, from}))) lost_grey_ = true;
}

inline void Heap::shade_now(Object* object) {
  if (set_mark(object) && client_.trace[object->kind]) push_grey(object, 0);
}

// Header and mark bits are rarely in the cache in a large heap: they are asked for, and the object
// waits in a ring until they have come.
inline void Heap::shade_soon(Object* object) {
  __builtin_prefetch(object, 1);
  __builtin_prefetch(&block_of(object)->maps[mark_map_][unit_of(object) / 64], 1);
  if (ring_end_ - ring_start_ == kRingSize) shade_now(ring_[ring_start_++ % kRingSize]);
  ring_[ring_end_++ % kRingSize] = object;
}

inline void Marker::mark(Object* object) {
  if (STRATA_UNLIKELY(check_ != nullptr)) return check(object);
  heap_.shade_soon(object);
}

inline bool Marker::is_minor() const { return heap_.minor_; }

}  // namespace strata::gc
