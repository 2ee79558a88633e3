// What images are bound to, for the cache and for tools that read it.
#pragma once

#include "snippet_cache/image.h"

namespace strata::detail {

// The build id that images of this program carry.
const snippet_cache::BuildId& build_id();
// The best level whose instructions this machine has. Costs no CPUID instruction: the C library has asked.
isa::CpuLevel machine_level();

}  // namespace strata::detail
