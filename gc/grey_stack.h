// Objects that are marked but not traced to their end, with the position to go on from. In segments,
// so that growing copies nothing. Without memory push fails: Heap then finds what was lost by a walk.
#pragma once

#include <cstddef>

#include "gc/object.h"

namespace strata::gc {

class GreyStack {
 public:
  struct Entry {
    Object* object;  // nullptr: was freed meanwhile
    size_t from;  // top bit: see Heap::kRetrace
  };

  GreyStack() = default;
  ~GreyStack();
  GreyStack(const GreyStack&) = delete;
  GreyStack& operator=(const GreyStack&) = delete;

  [[nodiscard]] bool push(Entry entry) {
    if (top_ == end_ && !add_segment()) return false;
    *top_++ = entry;
    return true;
  }
  bool pop(Entry* entry) {
    if (top_ == start_ && !drop_segment()) return false;
    *entry = *--top_;
    return true;
  }
  void clear();
  // For tests: at most so many segments (0: no limit).
  void limit_segments(size_t count) { segment_limit_ = count; }

  template <class Function>
  void each(Function function) const {
    const Entry* end = top_;
    for (Segment* s = segment_; s; s = s->below, end = s ? s->entries + kSegmentEntries : nullptr)
      for (const Entry* entry = s->entries; entry < end; ++entry) function(*entry);
  }

  // The entries of `object` lead to `other` from now on; nullptr: nowhere.
  void redirect(const Object* object, Object* other);
  // About how many entries there are: what redirect() has to look at.
  size_t size_bound() const { return segment_count_ * kSegmentEntries; }

  static constexpr size_t kSegmentEntries = 1023;

 private:
  struct Segment {
    Segment* below;
    Entry entries[kSegmentEntries];
  };

  bool add_segment();
  bool drop_segment();
  void enter(Segment* segment, Entry* top);

  Entry* start_ = nullptr;
  Entry* top_ = nullptr;
  Entry* end_ = nullptr;
  Segment* segment_ = nullptr;
  Segment* spare_ = nullptr;  // kept so that a border crossed again and again costs nothing
  size_t segment_count_ = 0, segment_limit_ = 0;
};

}  // namespace strata::gc
