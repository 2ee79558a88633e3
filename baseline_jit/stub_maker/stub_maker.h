// Makes the machine code of baseline_jit/stubs.h, when Strata is built.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "baseline_jit/stubs.h"

namespace strata::baseline_jit {

struct MadeStubs {
  std::vector<uint8_t> bytes;
  std::array<uint32_t, static_cast<unsigned>(Stub::Count)> offsets;
};

// False: no memory.
bool make_stubs(MadeStubs* out);

}  // namespace strata::baseline_jit
