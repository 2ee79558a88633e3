// A compiled function as an ELF object in memory: its symbol, and which line each part belongs to as
// DWARF. The code itself stays where it is: .text has an address and a size, but no bytes here.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/tier.h"

namespace strata::baseline_jit {

std::vector<uint8_t> debug_object(const runtime::CompiledFunction& function);

}  // namespace strata::baseline_jit
