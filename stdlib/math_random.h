// Random numbers: the generator xoshiro256** (D. Blackman and S. Vigna), and how numbers are made of its
// output. A seed gives the same numbers as in the reference.
#pragma once

#include "runtime/native.h"

namespace strata::stdlib {

struct RandomState {
  uint64_t words[4];

  void seed(uint64_t low, uint64_t high);
  uint64_t next();
  // Projects a random number to [0, limit], all results being as likely; may draw more.
  uint64_t project(uint64_t random, uint64_t limit);
};

// The upper 53 bits as a float in [0, 1).
inline double random_to_float(uint64_t random) { return static_cast<double>(random >> 11) * 0x1p-53; }

// Adds random and randomseed to the library; they share a state that starts with the host's seed. False:
// no memory.
bool add_random(runtime::VM& vm, runtime::Table* math);

}  // namespace strata::stdlib
