// The interactive mode: reads a statement or an expression, runs it, prints what it gave.
#pragma once

#include "vmrun/session.h"

namespace strata::vmrun {

// Until the end of the input.
void run_repl(Session& session);

}  // namespace strata::vmrun
