#include "isa/checksum.h"

#include <doctest/doctest.h>
#include <sys/platform/x86.h>
#include <xxhash.h>

#include <vector>

#include "isa/checksum_avx2.h"

using namespace strata::isa;

TEST_CASE("a checksum is the same with AVX2 and without") {
  std::vector<uint8_t> bytes(200'000);
  for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<uint8_t>(i * i >> 3);
  for (size_t size : {size_t{0}, size_t{1}, size_t{240}, size_t{241}, size_t{1024}, size_t{32'767}, size_t{32'768}, size_t{200'000}}) {
    CAPTURE(size);
    std::span<const uint8_t> some = std::span(bytes).first(size);
    CHECK(checksum(some) == XXH3_64bits(some.data(), some.size()));
    if (CPU_FEATURE_ACTIVE(AVX2)) CHECK(checksum_with_avx2(some.data(), some.size()) == checksum(some));
  }
}
