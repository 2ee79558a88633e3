// What errors, tracebacks and the debug library tell about running functions.
#pragma once

#include <string>

#include "isa/debug_map.h"
#include "runtime/coroutine.h"
#include "runtime/native.h"
#include "runtime/operand_names.h"

namespace strata::runtime {

// Decoded debug map of a proto, cached in its program. Never null; empty when stripped.
const isa::DebugMap& debug_map(FunctionProto& proto);

// Line that frame `index` is executing; -1 for natives and stripped functions.
int current_line(Coroutine& co, uint32_t frame_index);
// "chunk:line: " of the Lua function `level` frames up (level 0: topmost frame); empty for a native, and
// where the line is unknown. At level 0 an unknown line is told as "?:-1: ", as the reference does in
// errors that an instruction raises.
std::string position_prefix(Coroutine& co, uint32_t level);

// Name of the function that runs in frame `index`, from the instruction that called it.
NameInfo function_name(Coroutine& co, uint32_t frame_index);
// Name of what frame `index`, a Lua frame, is calling at its current instruction: a function or metamethod.
NameInfo called_name(Coroutine& co, uint32_t frame_index);
// Name of the operand `operand` (0 = deepest popped) of the instruction that the topmost frame executes;
// unknown when that is a native.
NameInfo operand_name(Coroutine& co, uint32_t operand);
// Pass as `operand` for the function of a call (whatever the number of its arguments).
inline constexpr uint32_t kCalleeOperand = UINT32_MAX;
// " (local 'x')" or "".
std::string describe(const NameInfo& info);

// luaL_traceback: message (may be null) and the call stack of `co` from `level`.
std::string traceback(Coroutine& co, const char* message, uint32_t level);
// Name from package.loaded ("function 'string.rep'"), or empty.
std::string global_function_name(VM& vm, Value function);

}  // namespace strata::runtime
