// Buffer: bytes under construction (string.rep, gsub, format, concat, read). Small ones stay inside the
// object; larger ones are plain memory that the heap counts. Respects the VM's memory limit: append says
// false when it would be exceeded, and the native answers with vm.raise_memory().
#pragma once

#include <cstring>
#include <string_view>

#include "base/memory.h"
#include "runtime/string.h"
#include "runtime/vm.h"

namespace strata::runtime {

class Buffer {
 public:
  explicit Buffer(VM& vm) : vm_(vm) {}
  ~Buffer() { release(); }
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;

  [[nodiscard]] bool append(const char* bytes, size_t n) {
    if (STRATA_UNLIKELY(n > capacity_ - size_) && !grow(n)) return false;
    if (n != 0) std::memcpy(data_ + size_, bytes, n);
    size_ += n;
    return true;
  }
  [[nodiscard]] bool append(std::string_view s) { return append(s.data(), s.size()); }
  [[nodiscard]] bool append(char c) { return append(&c, 1); }
  // Room for n more bytes to write at end(); then add_written.
  [[nodiscard]] bool reserve(size_t n) { return n <= capacity_ - size_ || grow(n); }
  char* end() { return data_ + size_; }
  void add_written(size_t n) { size_ += n; }
  void truncate(size_t n) { size_ = n; }
  char* data() { return data_; }
  size_t size() const { return size_; }
  std::string_view view() const { return {data_, size_}; }
  // The finished string; nullptr: no memory.
  String* to_string() { return new_string(vm_, view()); }

 private:
  bool grow(size_t n);
  bool grow_to(size_t capacity);
  void release();

  VM& vm_;
  char* data_ = inline_;
  size_t size_ = 0, capacity_ = sizeof inline_;
  char inline_[512];
};

}  // namespace strata::runtime
