// A file's bytes, mapped read-only and, where the system allows it, executable: the descriptor that was checked is
// the one that is mapped. No page of it is ever written, so all processes share them.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

namespace strata::snippet_cache {

class Mapping {
 public:
  // `offset`: a multiple of the page; up to the end of the file. nullptr: refused.
  static std::shared_ptr<Mapping> map(int descriptor, uint64_t offset, uint64_t size_bytes);
  ~Mapping();
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;

  std::span<const uint8_t> bytes() const { return bytes_; }
  // False on a noexec mount and the like: code must be copied.
  bool is_executable() const { return is_executable_; }

 private:
  Mapping(std::span<const uint8_t> bytes, bool is_executable) : bytes_(bytes), is_executable_(is_executable) {}

  std::span<const uint8_t> bytes_;
  bool is_executable_;
};

}  // namespace strata::snippet_cache
