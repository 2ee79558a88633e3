// The checksum of a section: xxh3, 64 bits, against damage, not against malice. Of many bytes with AVX2 where the machine
// has it, which takes half the time.
#pragma once

#include <cstdint>
#include <span>

namespace strata::isa {

uint64_t checksum(std::span<const uint8_t> bytes);

}  // namespace strata::isa
