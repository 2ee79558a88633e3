// Buffer: a growable array of plain values, for the compiler's working storage.
// Out of memory it throws, as std::vector does. Unlike that its memory is kept when it is cleared and never zeroed, and appending is small
// enough to be inlined everywhere; one set of buffers serves all functions of a chunk.
#pragma once

#include <cstdint>
#include <new>
#include <span>
#include <type_traits>
#include <utility>

#include "base/check.h"
#include "base/memory.h"

namespace strata::lua {

template <typename T>
class Buffer {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  Buffer() = default;
  Buffer(Buffer&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)),
        size_(std::exchange(other.size_, 0)),
        capacity_(std::exchange(other.capacity_, 0)) {}
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  ~Buffer() { base::free(data_); }

  void push(const T& value) {
    if (STRATA_UNLIKELY(size_ == capacity_)) grow(size_ + 1);
    data_[size_++] = value;
  }
  // Makes room for `count` more, without changing the size.
  T* reserve(uint32_t count) {
    if (STRATA_UNLIKELY(capacity_ - size_ < count)) grow(size_ + count);
    return data_ + size_;
  }
  // `end` is at most what the last reserve() made room for.
  void set_end(const T* end) { size_ = static_cast<uint32_t>(end - data_); }
  void append(const T* values, uint32_t count) {
    T* at = reserve(count);
    for (uint32_t i = 0; i < count; i++) at[i] = values[i];
    size_ += count;
  }
  void pop() { size_--; }
  void truncate(uint32_t size) { size_ = size; }
  void clear() { size_ = 0; }

  uint32_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  T* data() { return data_; }
  const T* data() const { return data_; }
  T& operator[](uint32_t i) { return data_[i]; }
  const T& operator[](uint32_t i) const { return data_[i]; }
  T& back() { return data_[size_ - 1]; }
  const T& back() const { return data_[size_ - 1]; }
  T* begin() { return data_; }
  T* end() { return data_ + size_; }
  const T* begin() const { return data_; }
  const T* end() const { return data_ + size_; }
  std::span<const T> span() const { return {data_, size_}; }

 private:
  STRATA_NOINLINE void grow(uint32_t least) {
    uint32_t capacity = capacity_ < 16 ? 16 : capacity_;
    while (capacity < least) {
      STRATA_CHECK_OP(capacity, <=, UINT32_MAX / 2);
      capacity *= 2;
    }
    T* data = static_cast<T*>(base::reallocate(data_, size_t{capacity} * sizeof(T)));
    if (STRATA_UNLIKELY(data == nullptr)) throw std::bad_alloc();
    data_ = data;
    capacity_ = capacity;
  }

  T* data_ = nullptr;
  uint32_t size_ = 0, capacity_ = 0;
};

}  // namespace strata::lua
