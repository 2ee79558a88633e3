// Clocks for pauses. Not the host's: a script's notion of time may be replaced, pauses are ours. The
// thread's own time leaves out what other programs took of the processor meanwhile; it costs more.
#pragma once

#include <cstdint>
#include <ctime>

namespace strata::gc {

inline uint64_t read_clock_ns(clockid_t clock) {
  timespec t;
  clock_gettime(clock, &t);
  return static_cast<uint64_t>(t.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(t.tv_nsec);
}

inline uint64_t now_ns() { return read_clock_ns(CLOCK_MONOTONIC); }
inline uint64_t thread_ns() { return read_clock_ns(CLOCK_THREAD_CPUTIME_ID); }

}  // namespace strata::gc
