// Host: the outside world as a guest sees it, a table of functions. Start from one of the two here and
// replace entries, or set them to nullptr: the library functions that need a missing one fail with a
// guest error that names them ("'io.open' is not allowed here").
#pragma once

#include "runtime/host_services.h"

namespace strata {

using Host = runtime::HostServices;
using runtime::FileSink;
using runtime::InputState;

// Everything that the process itself may do, through the C library.
Host default_host();

// Output to standard output and error, clocks and random seeds; no files, no processes, no
// environment, no standard input, no exit.
Host sandbox_host();

}  // namespace strata
