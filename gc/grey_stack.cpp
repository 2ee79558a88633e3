#include "gc/grey_stack.h"

#include "base/memory.h"

namespace strata::gc {

GreyStack::~GreyStack() {
  clear();
  base::free(segment_);
  base::free(spare_);
}

void GreyStack::enter(Segment* segment, Entry* top) {
  segment_ = segment;
  start_ = segment->entries;
  top_ = top;
  end_ = start_ + kSegmentEntries;
}

bool GreyStack::add_segment() {
  if (segment_limit_ != 0 && segment_count_ >= segment_limit_) return false;
  Segment* segment = spare_ ? spare_ : static_cast<Segment*>(base::allocate(sizeof(Segment)));
  if (!segment) return false;
  spare_ = nullptr;
  segment->below = segment_;
  ++segment_count_;
  enter(segment, segment->entries);
  return true;
}

// Leaves an empty segment for the full one below it; false when there is none.
bool GreyStack::drop_segment() {
  if (!segment_ || !segment_->below) return false;
  Segment* empty = segment_;
  enter(empty->below, empty->below->entries + kSegmentEntries);
  --segment_count_;
  base::free(spare_);
  spare_ = empty;
  return true;
}

void GreyStack::redirect(const Object* object, Object* other) {
  Entry* end = top_;
  for (Segment* s = segment_; s; s = s->below, end = s ? s->entries + kSegmentEntries : nullptr)
    for (Entry* entry = s->entries; entry < end; ++entry)
      if (entry->object == object) entry->object = other;
}

void GreyStack::clear() {
  if (!segment_) return;
  top_ = start_;
  while (drop_segment()) top_ = start_;
}

}  // namespace strata::gc
