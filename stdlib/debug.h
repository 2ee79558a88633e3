// The parts of the debug library, and what they share.
#pragma once

#include "runtime/native.h"

namespace strata::stdlib {

// The functions of the debug library take a coroutine before their other arguments, if they like.
struct DebugTarget {
  runtime::Coroutine* co;  // that one, or the running one
  uint32_t skipped;        // 1 when there is one: other arguments are counted on from here
};
DebugTarget debug_target(runtime::Call& call);

// The frame at `level` (0: the topmost); false when there is none.
bool frame_at_level(runtime::Coroutine& co, int64_t level, uint32_t* frame_index);

runtime::Status debug_getinfo(runtime::Call& call);   // debug_getinfo.cpp
runtime::Status debug_getlocal(runtime::Call& call);  // debug_variables.cpp
runtime::Status debug_setlocal(runtime::Call& call);
runtime::Status debug_getupvalue(runtime::Call& call);
runtime::Status debug_setupvalue(runtime::Call& call);
runtime::Status debug_upvalueid(runtime::Call& call);
runtime::Status debug_upvaluejoin(runtime::Call& call);

}  // namespace strata::stdlib
