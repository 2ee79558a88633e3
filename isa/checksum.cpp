// See checksum.h.
#include "isa/checksum.h"

#include <sys/platform/x86.h>
#include <xxhash.h>

#include "isa/checksum_avx2.h"

namespace strata::isa {

uint64_t checksum(std::span<const uint8_t> bytes) {
  constexpr size_t kManyBytes = 32 * 1024;  // for less, the pages of other code cost more than they spare
  if (bytes.size() >= kManyBytes && CPU_FEATURE_ACTIVE(AVX2)) return checksum_with_avx2(bytes.data(), bytes.size());
  return XXH3_64bits(bytes.data(), bytes.size());
}

}  // namespace strata::isa
