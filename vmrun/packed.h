// vmrun as a packed executable: its program is in itself, and all arguments are the program's.
#pragma once

#include "vmrun/command_line.h"

namespace strata::vmrun {

// The command line of a packed executable. What is packed stays mapped until the process ends. Environment:
// STRATA_STATS=text or json prints statistics at the end.
CommandLine packed_command_line(int argc, char** argv);

}  // namespace strata::vmrun
