// Cell sizes: every 16 bytes up to 256, from there four steps per doubling up to 4096. Larger objects
// are allocated one by one.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace strata::gc {

inline constexpr size_t kCellUnit = 16;
inline constexpr unsigned kFineClassCount = 16;
inline constexpr unsigned kSizeClassCount = 32;
inline constexpr size_t kMaxSmallBytes = 4096;

// The class whose cells hold `size_bytes` (1 to kMaxSmallBytes).
constexpr unsigned size_class_of(size_t size_bytes) {
  size_t last = size_bytes - 1;
  if (size_bytes <= kFineClassCount * kCellUnit) return static_cast<unsigned>(last / kCellUnit);
  unsigned log2 = static_cast<unsigned>(std::bit_width(last)) - 1;  // 8 to 11
  return kFineClassCount + (log2 - 8) * 4 + static_cast<unsigned>(last >> (log2 - 2) & 3);
}

constexpr size_t cell_bytes_of(unsigned size_class) {
  if (size_class < kFineClassCount) return (size_class + 1) * kCellUnit;
  unsigned step = size_class - kFineClassCount;
  return size_t{(step & 3) + 5} << (step / 4 + 6);
}

static_assert(size_class_of(1) == 0 && size_class_of(256) == 15 && size_class_of(257) == 16);
static_assert(cell_bytes_of(15) == 256 && cell_bytes_of(16) == 320 && cell_bytes_of(19) == 512);
static_assert(size_class_of(320) == 16 && size_class_of(321) == 17 && size_class_of(512) == 19);
static_assert(size_class_of(kMaxSmallBytes) == kSizeClassCount - 1);
static_assert(cell_bytes_of(kSizeClassCount - 1) == kMaxSmallBytes);

}  // namespace strata::gc
