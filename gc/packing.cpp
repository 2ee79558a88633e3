// One block with cells of every size, for the objects that a VM begins with. In blocks of their size
// classes they would lie on a page or two for each class; packed they fill nine pages instead of twenty.
//
//   | Block, maps | run of class 3 | run of class 1 | run of class 3 | ... free
//
// A mark bit stands for a unit whatever the size of its cell, so marking sees no difference. Sweeping frees
// none of its cells: they are accounted for as long as the heap lives. Its epoch stays that of before the first
// cycle, and its runs end with that cycle like all others, so what is unmarked in it counts as dead.
#include <algorithm>
#include <cstring>

#include "gc/heap.h"
#include "gc/poison.h"

namespace strata::gc {

namespace {

constexpr size_t kPackedRunBytes = 512, kLastRunBytes = 256;
constexpr size_t kMostLastRunCellBytes = 1024;

}  // namespace

// Not where every cell is watched: dead ones would not be seen.
void Heap::start_packing() {
  STRATA_DCHECK(!packed_ && epoch_ == 1);
  if (kOneCellRuns) return;
  packed_ = chunks_.take();
  if (!packed_) return;
  packed_->size_class = kPackedBlock;
  packed_->cell_bytes = kCellUnit;
  packed_->cell_count = (kBlockBytes - sizeof(Block)) / kCellUnit;
  packed_->used_cells = 0;
  packed_->epoch = epoch_;
  packing_ = packed_->first_cell();
}

// A class that has nothing left gets one more run: what a program makes first lies here, too.
void Heap::stop_packing() {
  for (unsigned i = 0; i <= size_class_of(kMostLastRunCellBytes) && packing_; ++i)
    if (runs[i].cursor == runs[i].end) pack_run(i, kLastRunBytes);
  packing_ = nullptr;
}

// False when the block is full: it stays as it is from then on.
bool Heap::pack_run(unsigned size_class, size_t max_bytes) {
  size_t cell_bytes = cell_bytes_of(size_class);
  size_t bytes = std::max(cell_bytes, std::min(max_bytes, kPackedRunBytes));
  bytes -= bytes % cell_bytes;
  if (static_cast<size_t>(packed_->end_of_cells() - packing_) < bytes) {
    packing_ = nullptr;
    return false;
  }
  if (kPoisonFreeCells) poison(packing_, bytes);
  runs[size_class] = {packing_, packing_ + bytes};
  packing_ += bytes;
  packed_->used_cells += static_cast<uint32_t>(bytes / kCellUnit);
  reserved_bytes_ += bytes;
  return true;
}

void Heap::sweep_packed() {
  packing_ = nullptr;
  if (packed_) std::memset(packed_->maps[mark_map_ ^ 1], 0, sizeof packed_->maps[0]);
}

}  // namespace strata::gc
