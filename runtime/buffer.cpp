// Buffer: growing beyond the inline bytes.
#include "runtime/buffer.h"

namespace strata::runtime {

namespace {

bool is_large(size_t capacity) { return capacity >= base::kLargeBlockBytes; }

}  // namespace

// To twice the room, to just enough when there is no memory for that.
bool Buffer::grow(size_t n) {
  if (n > kMaxStringLength - size_) return false;
  size_t enough = size_ + n;
  return (capacity_ * 2 > enough && grow_to(capacity_ * 2)) || grow_to(enough);
}

bool Buffer::grow_to(size_t capacity) {
  size_t counted = data_ == inline_ ? 0 : capacity_;
  if (vm_.heap.would_exceed(capacity - counted)) return false;
  void* bytes;
  if (is_large(capacity) && is_large(capacity_)) {
    bytes = base::resize_large(data_, capacity_, capacity);
    if (!bytes) return false;
  } else if (is_large(capacity) || data_ == inline_) {
    bytes = is_large(capacity) ? base::allocate_large(capacity) : base::allocate(capacity);
    if (!bytes) return false;
    std::memcpy(bytes, data_, size_);
    if (data_ != inline_) base::free(data_);
  } else {
    bytes = base::reallocate(data_, capacity);
    if (!bytes) return false;
  }
  vm_.heap.adjust_external(static_cast<ptrdiff_t>(capacity - counted));
  data_ = static_cast<char*>(bytes);
  capacity_ = capacity;
  return true;
}

void Buffer::release() {
  if (data_ == inline_) return;
  if (is_large(capacity_)) base::free_large(data_, capacity_);
  else base::free(data_);
  vm_.heap.adjust_external(-static_cast<ptrdiff_t>(capacity_));
}

}  // namespace strata::runtime
