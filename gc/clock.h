// The clock for pauses. Not the host's: a script's notion of time may be replaced, pauses are ours.
#pragma once

#include <cstdint>
#include <ctime>

namespace strata::gc {

inline uint64_t now_ns() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return static_cast<uint64_t>(t.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(t.tv_nsec);
}

}  // namespace strata::gc
