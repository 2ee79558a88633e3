// The map from threaded code back to stack code: made when an error, a traceback or a hook asks.
#pragma once

#include "runtime/function.h"

namespace strata::interpreter {

// Of a prepared function, cached in it. nullptr: no memory.
const runtime::PcMap* pc_map(runtime::FunctionProto& proto, bool hooked);

}  // namespace strata::interpreter
