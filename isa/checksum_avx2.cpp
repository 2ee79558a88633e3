// The library's own code compiled for AVX2. Nothing else is included here: an inline function of a common header would
// be compiled for AVX2, too, and might be the copy that the linker keeps.
#pragma GCC target("avx2")
#define XXH_INLINE_ALL
#include "isa/checksum_avx2.h"

#include <xxhash.h>

namespace strata::isa {

uint64_t checksum_with_avx2(const uint8_t* bytes, size_t size_bytes) { return XXH3_64bits(bytes, size_bytes); }

}  // namespace strata::isa
