// debug.sethook at run time (Lua 5.4 manual 6.10). Hooks belong to a coroutine.
#pragma once

#include "runtime/coroutine.h"

namespace strata::runtime {

// Calls the coroutine's hook with (event, line), nested; nothing while a hook runs. line < 0: nil.
Status run_hook(Coroutine& co, const char* event, int line);

}  // namespace strata::runtime
