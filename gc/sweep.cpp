// Sweeping: first the intern table forgets dead strings and dead objects with destructors release what
// they own, then blocks are swept one at a time, by steps and by allocation that needs cells.
//
// Sweeping a block means: count its marks, correct the accounts, clear the other map for the next cycle,
// and file it. Its free cells are looked for later, run by run. A block without marks goes back to the
// chunks for any size class.
#include <cstring>

#include "gc/heap.h"
#include "gc/poison.h"

namespace strata::gc {

namespace {

// A block with less than this share of free cells is not worth scanning.
constexpr size_t kWorthwhileShare = 16;
constexpr size_t kSpareBlocks = 4;

size_t count_marks(const uint64_t* map) {
  size_t count = 0;
  for (size_t i = 0; i < kMapWords; ++i)
    if (map[i]) count += static_cast<size_t>(std::popcount(map[i]));
  return count;
}

void poison_free_cells(Block* block, const uint64_t* map) {
  for (char* cell = block->first_cell(); cell < block->end_of_cells(); cell += block->cell_bytes)
    if (!test_unit(map, unit_of(cell))) poison(cell, block->cell_bytes);
}

}  // namespace

// Marking has ended: runs are retired, and every block that may hold garbage waits for its sweep.
void Heap::start_sweep() {
  trim_runs();
  for (unsigned i = 0; i < kSizeClassCount; ++i) {
    SizeClass& c = classes_[i];
    if (c.current) c.touched.push(c.current);
    c.current = nullptr;
    runs[i] = {};
    c.unswept.append(c.touched);
    if (minor_) continue;  // elsewhere are only marked objects
    c.unswept.append(c.available);
    c.unswept.append(c.settled);
  }
  sweep_packed();
  scan_map_ = mark_map_;
  ++epoch_;
  sweep_class_ = 0;
  sweep_large_ = large_count_;
  sweep_destructors_ = destructors_.size();
  strings_swept_ = !client_.sweep_strings;
  phase_ = Phase::SweepStrings;
}

// Returns the number of live cells.
size_t Heap::sweep_block(Block* block) {
  size_t live = count_marks(block->maps[mark_map_]);
  std::memset(block->maps[mark_map_ ^ 1], 0, sizeof block->maps[0]);
  reserved_bytes_ -= (block->used_cells - live) * block->cell_bytes;
  block->used_cells = static_cast<uint32_t>(live);
  block->epoch = epoch_;
  if (kPoisonFreeCells) poison_free_cells(block, block->maps[mark_map_]);
  return live;
}

void Heap::file_swept(Block* block, size_t live_cells) {
  SizeClass& c = classes_[block->size_class];
  size_t free_cells = block->cell_count - live_cells;
  if (live_cells == 0) {
    chunks_.put(block);
  } else if (free_cells * kWorthwhileShare > block->cell_count) {
    c.available.push(block);
  } else {
    c.settled.push(block);
  }
}

// For allocation: a swept block of this class with free cells, or nullptr.
Block* Heap::sweep_for(SizeClass& c) {
  if (phase_ != Phase::Sweeping) return nullptr;
  while (Block* block = c.unswept.pop()) {
    size_t live = sweep_block(block);
    if (live == 0) return block;
    file_swept(block, live);
    if (!c.available.is_empty()) return c.available.pop();
  }
  return nullptr;
}

// True when strings and destructors are done; then blocks may be swept.
bool Heap::sweep_strings_increment(size_t budget) {
  if (!strings_swept_ && !client_.sweep_strings(client_.vm, *this, budget)) return false;
  strings_swept_ = true;
  for (; sweep_destructors_ > 0 && budget > 0; --budget) {
    Object* object = destructors_[--sweep_destructors_];
    if (is_marked(object)) continue;
    destructors_.remove(sweep_destructors_);
    if (client_.destroy) client_.destroy(client_.vm, object);
  }
  if (sweep_destructors_ > 0) return false;
  phase_ = Phase::Sweeping;
  return true;
}

// From the end, because release() puts the last object in the place of another. The budget is in
// blocks, and freeing pages costs as much as sweeping.
bool Heap::sweep_large(size_t budget) {
  if (sweep_large_ > large_count_) sweep_large_ = large_count_;
  while (sweep_large_ > 0) {
    LargeHeader* header = large_[--sweep_large_];
    size_t cost = 1;
    if (header->epoch != epoch_ && !header->marks[mark_map_]) {
      cost += header->size_bytes / (kBlockBytes / 2);
      free_large(header);
    } else {
      header->marks[mark_map_ ^ 1] = false;
      header->epoch = epoch_;
    }
    if (cost >= budget) return sweep_large_ == 0;
    budget -= cost;
  }
  return true;
}

// Sweeps up to so many blocks; true when nothing is left to sweep.
bool Heap::sweep_increment(size_t blocks) {
  for (; sweep_class_ < kSizeClassCount; ++sweep_class_) {
    SizeClass& c = classes_[sweep_class_];
    while (!c.unswept.is_empty()) {
      if (blocks-- == 0) return false;
      Block* block = c.unswept.pop();
      file_swept(block, sweep_block(block));
    }
  }
  return sweep_large(blocks + 1);
}

// Unmaps up to so many chunks beyond what will be needed before the next cycle; true when done.
bool Heap::return_chunks(size_t count) {
  size_t trigger = next_trigger();
  size_t expected = trigger > reserved_bytes_ ? trigger - reserved_bytes_ : 0;
  return chunks_.trim(expected / kBlockBytes + kSpareBlocks, count);
}

void Heap::finish_sweep() {
  if (phase_ == Phase::SweepStrings)
    while (!sweep_strings_increment(SIZE_MAX / 2)) {
    }
  if (phase_ != Phase::Sweeping) return;
  while (!sweep_increment(SIZE_MAX / 2)) {
  }
  return_chunks(SIZE_MAX);
  end_cycle();
}

void Heap::end_cycle() {
  phase_ = Phase::Idle;
  trigger_bytes_ = next_trigger();
}

}  // namespace strata::gc
