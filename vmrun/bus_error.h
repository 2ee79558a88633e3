// A file of the cache that somebody cuts short in place while it is mapped: what ran from there can't go on. The run
// ends with one message that names the file, instead of a bare "Bus error".
//
// Nobody of Strata does that: published files are replaced, never changed. Only vmrun watches; a process that embeds
// a Vm has its own signal handlers, and may ask Vm::cached_file_at() in them.
#pragma once

#include "api/strata.h"

namespace strata::vmrun {

// `vm` and `program` (a name for the message) stay until the process ends. One at a time.
void watch_cached_files(const Vm& vm, const char* program);

}  // namespace strata::vmrun
