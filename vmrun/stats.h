// --stats: what a run took, on standard error. The keys of the JSON line are documented in
// docs/vmrun.md.
#pragma once

#include <cstdint>

#include "api/strata.h"
#include "vmrun/command_line.h"

namespace strata::vmrun {

uint64_t wall_clock_ns();

void print_stats(const Vm& vm, StatsFormat format, uint64_t started_ns);

}  // namespace strata::vmrun
