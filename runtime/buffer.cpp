// Buffer: growing beyond the inline bytes.
#include "runtime/buffer.h"

namespace strata::runtime {

// To twice the room, to just enough when there is no memory for that.
bool Buffer::grow(size_t n) {
  if (n > kMaxStringLength - size_) return false;
  size_t enough = size_ + n;
  return (capacity_ * 2 > enough && grow_to(capacity_ * 2)) || grow_to(enough);
}

bool Buffer::grow_to(size_t capacity) {
  size_t counted = data_ == inline_ ? 0 : capacity_;
  if (vm_.heap.would_exceed(capacity - counted)) return false;
  char* bytes = static_cast<char*>(base::reallocate(data_ == inline_ ? nullptr : data_, capacity));
  if (!bytes) return false;
  if (data_ == inline_) std::memcpy(bytes, inline_, size_);
  vm_.heap.adjust_external(static_cast<ptrdiff_t>(capacity - counted));
  data_ = bytes;
  capacity_ = capacity;
  return true;
}

void Buffer::release() {
  if (data_ == inline_) return;
  base::free(data_);
  vm_.heap.adjust_external(-static_cast<ptrdiff_t>(capacity_));
}

}  // namespace strata::runtime
