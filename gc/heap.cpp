// Allocation: runs, blocks and large objects, the bytes accounted for them, limits. A run is accounted
// when it is handed out; its unused tail is subtracted by whoever wants the exact figure.
#include "gc/heap.h"

#include <cstring>

#include <new>

#include "base/memory.h"
#include "gc/large.h"
#include "gc/poison.h"

namespace strata::gc {

namespace {

constexpr size_t kFirstTriggerBytes = 1024 * 1024;

// Short enough that the tails of all runs together are a small error of reserved_bytes_.
constexpr size_t kMaxRunBytes = 8192;

}  // namespace

Heap::Heap() : trigger_bytes_(kFirstTriggerBytes) {
  for (Run& run : runs) run = {};
}

Heap::~Heap() {
  while (!destructors_.is_empty()) {
    Object* object = destructors_.pop();
    if (client_.destroy) client_.destroy(client_.vm, object);
  }
  while (large_count_ > 0) free_large(large_[large_count_ - 1]);
  base::free(large_);
}

void Heap::set_client(const Client& client) { client_ = client; }

void Heap::set_interrupt(uint32_t* word, uint32_t bit) {
  interrupt_word_ = word;
  interrupt_bit_ = bit;
}

// The word is shared with signal handlers, hence the atomic or.
void Heap::request_step() {
  if (interrupt_word_) __atomic_fetch_or(interrupt_word_, interrupt_bit_, __ATOMIC_RELAXED);
}

size_t Heap::usable_bytes(size_t size_bytes) {
  return size_bytes <= kMaxSmallBytes ? cell_bytes_of(size_class_of(size_bytes)) : size_bytes;
}

size_t Heap::run_tails() const {
  size_t bytes = 0;
  for (const Run& run : runs) bytes += static_cast<size_t>(run.end - run.cursor);
  return bytes;
}

size_t Heap::bytes_in_use() const { return reserved_bytes_ - run_tails(); }

bool Heap::would_exceed(size_t more_bytes) const {
  if (limit_ == 0) return false;
  size_t used = bytes_in_use();
  return used > limit_ || more_bytes > limit_ - used;
}

void Heap::set_limit(size_t bytes) {
  if (bytes == limit_) return;
  limit_ = bytes;
  trim_runs();
}

void Heap::fail_allocation_after(uint64_t n) {
  fail_after_ = n;
  trim_runs();
}

void Heap::set_stress(bool on) {
  stress_ = on;
  trim_runs();
}

// Takes back what the runs have not used, so that the next allocation passes through allocate_slow.
void Heap::trim_runs() {
  for (unsigned i = 0; i < kSizeClassCount; ++i)
    if (runs[i].cursor != runs[i].end) trim_run(i);
}

void Heap::trim_run(unsigned size_class) {
  Run& run = runs[size_class];
  SizeClass& c = classes_[size_class];
  size_t tail = static_cast<size_t>(run.end - run.cursor);
  Block* block = block_of(run.cursor);
  block->used_cells -= static_cast<uint32_t>(tail / block->cell_bytes);
  if (block == c.current) c.scan = run.cursor;
  reserved_bytes_ -= tail;
  poison(run.cursor, tail);
  run.end = run.cursor;
}

void Heap::note_allocation() {
  if (reserved_bytes_ > stats_.peak_bytes) stats_.peak_bytes = reserved_bytes_;
  if (stress_ || (reserved_bytes_ >= trigger_bytes_ && !stopped_)) request_step();
}

void Heap::adjust_external(ptrdiff_t bytes) {
  reserved_bytes_ += static_cast<size_t>(bytes);
  external_bytes_ += static_cast<size_t>(bytes);
  note_allocation();
}

bool Heap::add_destructor(Object* object) { return destructors_.push(object); }

// How long a run may be: one cell where every allocation is watched, less when a limit is near, 0 when
// not even one cell is left.
size_t Heap::grant_limit(size_t cell_bytes) {
  size_t most = kOneCellRuns || stress_ || fail_after_ != 0 ? cell_bytes : kMaxRunBytes;
  if (limit_ == 0) return most - most % cell_bytes;
  if (reserved_bytes_ + most > limit_) trim_runs();
  if (reserved_bytes_ + cell_bytes > limit_ && phase_ == Phase::Sweeping) finish_sweep();
  if (reserved_bytes_ + cell_bytes > limit_) return 0;
  size_t left = (limit_ - reserved_bytes_) / 16;
  if (left < most) most = left < cell_bytes ? cell_bytes : left;
  return most - most % cell_bytes;
}

Object* Heap::allocate_slow(unsigned size_class) {
  if (fails_by_injection()) return nullptr;
  size_t cell_bytes = cell_bytes_of(size_class);
  size_t max_bytes = grant_limit(cell_bytes);
  if (max_bytes == 0 || !refill(size_class, max_bytes)) return nullptr;
  note_allocation();
  Run& run = runs[size_class];
  char* cell = run.cursor;
  run.cursor += cell_bytes;
  return reinterpret_cast<Object*>(cell);
}

bool Heap::refill(unsigned size_class, size_t max_bytes) {
  SizeClass& c = classes_[size_class];
  runs[size_class] = {};
  if (packing_ && pack_run(size_class, max_bytes)) return true;
  for (;;) {
    if (c.current && next_run(c, max_bytes)) return true;
    if (c.current) c.touched.push(c.current);
    c.current = nullptr;
    if (!take_block(c, size_class)) return false;
  }
}

// The next free cells of the current block, found in its map from `scan` on.
bool Heap::next_run(SizeClass& c, size_t max_bytes) {
  Block* block = c.current;
  const uint64_t* map = block->maps[scan_map_];
  size_t cell_bytes = block->cell_bytes;
  char* limit = block->end_of_cells();
  char* start = c.scan;
  while (start < limit && test_unit(map, unit_of(start))) start += cell_bytes;
  if (start == limit) {
    c.scan = limit;
    return false;
  }
  unsigned first_unit = unit_of(start);
  unsigned limit_unit = static_cast<unsigned>((limit - block->start()) / kCellUnit);
  char* end = start + (next_set_unit(map, first_unit, limit_unit) - first_unit) * kCellUnit;
  if (static_cast<size_t>(end - start) > max_bytes) end = start + max_bytes;
  c.scan = end;
  size_t bytes = static_cast<size_t>(end - start);
  block->used_cells += static_cast<uint32_t>(bytes / cell_bytes);
  reserved_bytes_ += bytes;
  if (kPoisonFreeCells) poison(start, bytes);
  unpoison(start, bytes);
  runs[block->size_class] = {start, end};
  return true;
}

bool Heap::take_block(SizeClass& c, unsigned size_class) {
  Block* block = c.available.pop();
  if (!block) block = sweep_for(c);
  if (!block) {
    block = chunks_.take();
    if (!block && phase_ == Phase::Sweeping) {
      finish_sweep();
      block = chunks_.take();
    }
    if (!block) return false;
    format(block, size_class);
  }
  block->epoch = epoch_;
  c.current = block;
  c.scan = block->first_cell();
  return true;
}

void Heap::format(Block* block, unsigned size_class) {
  size_t cell_bytes = cell_bytes_of(size_class);
  block->size_class = static_cast<uint8_t>(size_class);
  block->cell_bytes = static_cast<uint32_t>(cell_bytes);
  block->cell_count = static_cast<uint32_t>((kBlockBytes - sizeof(Block)) / cell_bytes);
  block->used_cells = 0;
  if (kOneCellRuns) poison(block->first_cell(), kBlockBytes - sizeof(Block));
}

Object* Heap::allocate_large(uint8_t kind, size_t size_bytes) {
  size_t bytes = size_bytes + sizeof(LargeHeader);
  if (bytes < size_bytes || fails_by_injection()) return nullptr;
  if (would_exceed(bytes)) {
    if (phase_ == Phase::Sweeping) finish_sweep();
    if (would_exceed(bytes)) return nullptr;
  }
  if (large_count_ == large_capacity_ && !grow_registry()) return nullptr;
  void* memory = bytes >= base::kLargeBlockBytes ? base::allocate_large(bytes) : base::allocate(bytes);
  if (!memory) return nullptr;
  LargeHeader* header = new (memory) LargeHeader{size_bytes, large_count_, epoch_, {}, {}};
  large_[large_count_++] = header;
  reserved_bytes_ += bytes;
  note_allocation();
  Object* object = header->object();
  *reinterpret_cast<uint64_t*>(object) = kind | uint64_t{kLargeObject} << 24;
  return object;
}

Object* Heap::allocate_zeroed(uint8_t kind, size_t size_bytes) {
  Object* object = allocate(kind, size_bytes);
  bool is_fresh = size_bytes + sizeof(LargeHeader) >= base::kLargeBlockBytes;
  if (object && !is_fresh) std::memset(object + 1, 0, size_bytes - sizeof(Object));
  return object;
}

bool Heap::grow_registry() {
  size_t capacity = large_capacity_ ? large_capacity_ * 2 : 64;
  void* grown = base::reallocate(large_, capacity * sizeof(LargeHeader*));
  if (!grown) return false;
  large_ = static_cast<LargeHeader**>(grown);
  large_capacity_ = capacity;
  return true;
}

void Heap::free_large(LargeHeader* header) {
  LargeHeader* last = large_[--large_count_];
  large_[header->index] = last;
  last->index = header->index;
  size_t bytes = header->size_bytes + sizeof(LargeHeader);
  reserved_bytes_ -= bytes;
  if (bytes >= base::kLargeBlockBytes) base::free_large(header, bytes);
  else base::free(header);
}

// A marked object may be on the grey stack: is it worth searching that? What the object took to fill
// pays for as many bytes of entries.
bool Heap::may_leave(Object* object, size_t size_bytes) const {
  return phase_ != Phase::Marking || !has_mark(object) ||
         grey_.size_bound() * sizeof(GreyStack::Entry) <= size_bytes + GreyStack::kSegmentEntries * sizeof(GreyStack::Entry);
}

void Heap::release(Object* object, size_t size_bytes) {
  if (size_bytes <= kMaxSmallBytes || !may_leave(object, size_bytes)) return;
  if (phase_ == Phase::Marking) grey_.redirect(object, nullptr);
  LargeHeader* header = large_header_of(object);
  if (header->marks[mark_map_]) marked_bytes_ -= header->size_bytes + sizeof(LargeHeader);
  free_large(header);
}

Object* Heap::resize(Object* object, size_t size_bytes, size_t new_size_bytes) {
  size_t before = size_bytes + sizeof(LargeHeader), after = new_size_bytes + sizeof(LargeHeader);
  if (before < base::kLargeBlockBytes || after < before || !may_leave(object, size_bytes)) return nullptr;
  if (fails_by_injection() || would_exceed(after - before)) return nullptr;
  void* moved = base::resize_large(large_header_of(object), before, after);
  if (!moved) return nullptr;
  LargeHeader* header = static_cast<LargeHeader*>(moved);
  if (phase_ == Phase::Marking) grey_.redirect(object, header->object());
  if (header->marks[mark_map_]) marked_bytes_ += after - before;
  header->size_bytes = new_size_bytes;
  large_[header->index] = header;
  reserved_bytes_ += after - before;
  note_allocation();
  return header->object();
}

}  // namespace strata::gc
