// debug.sethook at run time (Lua 5.4 manual 6.10). Hooks belong to a coroutine.
#pragma once

#include "runtime/coroutine.h"

namespace strata::runtime {

// Stack slots of the parameters or results that a call or return hook is about.
struct HookTransfer {
  uint32_t first_slot = 0, count = 0;
};

// Calls the coroutine's hook with (event, line), nested; nothing while a hook runs. line < 0: nil.
Status run_hook(Coroutine& co, const char* event, int line, HookTransfer transfer = {});

// The call hook for the topmost frame, which was just pushed. Precondition: co.hook_mask has kHookCall.
Status run_call_hook(Coroutine& co);

}  // namespace strata::runtime
