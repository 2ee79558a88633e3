// What functions answer that asked the host for something outside.
#pragma once

#include "runtime/native.h"

namespace strata::stdlib {

// Guest error: "'io.open' is not allowed here". For entries that the host left out.
runtime::Status refuse(runtime::Call& call, const char* function);

// true; or nil, message and error number. `error` 0: success.
runtime::Status result_of_file(runtime::Call& call, int error, const char* path);

// How a process ended: true or nil, "exit" or "signal", code. `wait_status` as waitpid gives it; -1: it
// never ran, and `error` says why.
runtime::Status result_of_process(runtime::Call& call, int wait_status, int error);

}  // namespace strata::stdlib
