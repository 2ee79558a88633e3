// The hash of strings, inline for the intern table. It reads 16 bytes a round and folds the 128-bit
// product of two mixed words; at most 16 bytes need one round. It only has to spread keys over tables
// and to depend on the VM's seed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "base/check.h"

namespace strata::runtime {

inline constexpr uint64_t kMixA = 0x9e3779b97f4a7c15, kMixB = 0xc2b2ae3d27d4eb4f, kMixC = 0x165667b19e3779f9;

STRATA_INLINE uint64_t fold(uint64_t a, uint64_t b) {
  unsigned __int128 product = static_cast<unsigned __int128>(a) * b;
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

template <typename T>
STRATA_INLINE uint64_t load(const char* p) {
  T v;
  std::memcpy(&v, p, sizeof v);
  return v;
}

STRATA_INLINE uint32_t hash_inline(const char* bytes, size_t length, uint32_t seed) {
  uint64_t h = (seed ^ length) * kMixC;
  uint64_t a = 0, b = 0;
  if (length > 16) {
    const char* last = bytes + length - 16;
    for (; bytes < last; bytes += 16) h = fold(load<uint64_t>(bytes) ^ kMixA, load<uint64_t>(bytes + 8) ^ h);
    a = load<uint64_t>(last);
    b = load<uint64_t>(last + 8);
  } else if (length >= 8) {
    a = load<uint64_t>(bytes);
    b = load<uint64_t>(bytes + length - 8);
  } else if (length >= 4) {
    a = load<uint32_t>(bytes);
    b = load<uint32_t>(bytes + length - 4);
  } else if (length > 0) {
    a = load<uint8_t>(bytes) | load<uint8_t>(bytes + length / 2) << 8 | load<uint8_t>(bytes + length - 1) << 16;
  }
  h = fold(a ^ kMixA, b ^ h ^ kMixB);
  h = (h ^ h >> 29) * kMixC;
  return static_cast<uint32_t>(h >> 32);
}

}  // namespace strata::runtime
