// A growable list of objects in plain memory, for lists the heap keeps about its objects. Without
// memory push fails and leaves it as it was.
#pragma once

#include <cstddef>

#include "base/memory.h"
#include "gc/object.h"

namespace strata::gc {

class ObjectList {
 public:
  ObjectList() = default;
  ~ObjectList() { base::free(objects_); }
  ObjectList(const ObjectList&) = delete;
  ObjectList& operator=(const ObjectList&) = delete;

  [[nodiscard]] bool push(Object* object) {
    if (count_ == capacity_ && !grow()) return false;
    objects_[count_++] = object;
    return true;
  }
  Object* pop() { return objects_[--count_]; }
  void remove(size_t i) { objects_[i] = objects_[--count_]; }  // the last one takes its place
  Object*& operator[](size_t i) { return objects_[i]; }
  size_t size() const { return count_; }
  bool is_empty() const { return count_ == 0; }
  void truncate(size_t count) { count_ = count; }

 private:
  bool grow() {
    size_t capacity = capacity_ ? capacity_ * 2 : 64;
    void* grown = base::reallocate(objects_, capacity * sizeof(Object*));
    if (!grown) return false;
    objects_ = static_cast<Object**>(grown);
    capacity_ = capacity;
    return true;
  }

  Object** objects_ = nullptr;
  size_t count_ = 0, capacity_ = 0;
};

}  // namespace strata::gc
