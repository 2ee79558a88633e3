// The debug walk that proves the invariants. It traces every marked object with a Marker that checks
// children instead of marking them:
//
//   while marking        a traced object refers to marked objects only
//   while idle/sweeping  a survivor refers to objects that the sweep will leave alone; generational: an
//                        old object that is not remembered refers to old objects only
//
// and every reference leads to the start of a cell of a block of this heap, or to a registered large
// object, with a header to match. The accounts must agree with the blocks.
#include <algorithm>
#include <cstdio>
#include <vector>

#include "gc/heap.h"

namespace strata::gc {

class InvariantCheck {
 public:
  explicit InvariantCheck(Heap& heap) : heap_(heap), marker_(heap, this) {}

  const char* run() {
    collect_tables();
    check_accounts();
    for (Block* block : blocks_) check_block(block);
    for (Object* object : large_) check_parent(object);
    return failure_;
  }

  void child(const Object* object) {
    if (!is_object(object)) return fail_at("a reference leads to no object", nullptr);
    bool old_only = heap_.mode_ == Mode::Generational && parent_->black;
    if (heap_.phase_ == Heap::Phase::Marking || old_only) {
      if (!heap_.has_mark(object)) fail_at("a black object refers to a white one", object);
    } else if (!heap_.is_marked(object)) {
      fail_at("a survivor refers to a dead object", object);
    }
  }

  void part(Object* storage) {
    child(storage);
    bool is_grey = std::binary_search(grey_.begin(), grey_.end(), storage);
    if (!failure_ && !is_grey) trace_whole(storage);
  }

 private:
  void fail(const char* what) {
    if (!failure_) failure_ = what;
  }

  void fail_at(const char* what, const Object* child) {
    if (failure_) return;
    static thread_local char text[160];
    std::snprintf(text, sizeof text, "%s (kind %d to kind %d, phase %d%s)", what, parent_->kind,
                  child ? child->kind : -1, static_cast<int>(heap_.phase_), heap_.minor_ ? ", minor" : "");
    failure_ = text;
  }

  void collect_tables() {
    heap_.chunks_.each_used_block([&](Block* block) { blocks_.push_back(block); });
    for (size_t i = 0; i < heap_.large_count_; ++i) large_.push_back(heap_.large_[i]->object());
    heap_.grey_.each([&](const GreyStack::Entry& entry) { grey_.push_back(entry.object); });
    for (ObjectList* list : {&heap_.again_, &heap_.remembered_})
      for (size_t i = 0; i < list->size(); ++i) grey_.push_back((*list)[i]);
    std::sort(blocks_.begin(), blocks_.end());
    std::sort(large_.begin(), large_.end());
    std::sort(grey_.begin(), grey_.end());
  }

  bool is_object(const Object* object) const {
    if (std::binary_search(large_.begin(), large_.end(), object)) return object->size_class == kLargeObject;
    Block* block = block_of(object);
    if (!std::binary_search(blocks_.begin(), blocks_.end(), block)) return false;
    const char* cell = reinterpret_cast<const char*>(object);
    return cell >= block->first_cell() && cell < block->end_of_cells() &&
           static_cast<size_t>(cell - block->first_cell()) % block->cell_bytes == 0 &&
           (block->size_class == kPackedBlock ? object->size_class < kSizeClassCount
                                              : object->size_class == block->size_class) &&
           object->kind < kMaxKinds;
  }

  void check_accounts() {
    size_t bytes = heap_.external_bytes_;
    for (Block* block : blocks_) bytes += size_t{block->used_cells} * block->cell_bytes;
    for (Object* object : large_) bytes += large_header_of(object)->size_bytes + sizeof(LargeHeader);
    if (bytes != heap_.reserved_bytes_) fail("the accounts disagree with the blocks");
    size_t listed = heap_.packed_ != nullptr;
    for (const Heap::SizeClass& c : heap_.classes_) {
      listed += c.current != nullptr;
      for (const BlockList* list : {&c.available, &c.settled, &c.touched, &c.unswept})
        for (Block* block = list->head; block; block = block->next) ++listed;
    }
    if (listed != blocks_.size()) fail("a block is in no list, or in two");
  }

  void check_block(Block* block) {
    bool well_cut = block == heap_.packed_
                        ? block->size_class == kPackedBlock && block->cell_bytes == kCellUnit
                        : block->size_class < kSizeClassCount && block->cell_bytes == cell_bytes_of(block->size_class);
    if (!well_cut || block->used_cells > block->cell_count)
      return fail("a block's header is damaged");
    const uint64_t* map = block->maps[heap_.mark_map_];
    unsigned limit = kBlockBytes / kCellUnit;
    for (unsigned unit = next_set_unit(map, 0, limit); unit < limit; unit = next_set_unit(map, unit + 1, limit)) {
      Object* object = reinterpret_cast<Object*>(block->start() + size_t{unit} * kCellUnit);
      if (!is_object(object)) return fail("a mark bit stands for no object");
      check_parent(object);
    }
  }

  void check_parent(Object* object) {
    if (!heap_.has_mark(object) || heap_.lost_grey_ || heap_.lost_remembered_) return;
    if (std::binary_search(grey_.begin(), grey_.end(), object)) return;
    if (heap_.client_.part_kinds >> object->kind & 1) return;  // with its owner
    parent_ = object;
    trace_whole(object);
  }

  void trace_whole(Object* object) {
    TraceFunction trace = heap_.client_.trace[object->kind];
    if (!trace) return;
    for (size_t from = 0; from != kTraced;) from = trace(object, marker_, from);
  }

  Heap& heap_;
  Marker marker_;
  Object* parent_ = nullptr;
  const char* failure_ = nullptr;
  std::vector<Block*> blocks_;
  std::vector<Object*> large_, grey_;
};

void Marker::check(Object* object) { check_->child(object); }
void Marker::check_part(Object* storage) { check_->part(storage); }

const char* Heap::check_invariants() { return InvariantCheck(*this).run(); }

}  // namespace strata::gc
