// For checksum.cpp and its test. Includes what has no inline functions only: see checksum_avx2.cpp.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace strata::isa {

// Precondition: the machine has AVX2.
uint64_t checksum_with_avx2(const uint8_t* bytes, size_t size_bytes);

}  // namespace strata::isa
