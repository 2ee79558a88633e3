// The map from threaded code back to stack code: made when an error, a traceback or a hook asks.
#pragma once

#include "interpreter/rewriter.h"
#include "runtime/function.h"

namespace strata::interpreter {

// Of a prepared function, cached in it. nullptr: no memory.
const runtime::PcMap* pc_map(runtime::FunctionProto& proto, bool hooked);

// Where a frame goes on whose saved pc is word `word` of the function's ordinary code.
StackPoint stack_point(const runtime::FunctionProto& proto, size_t word);

}  // namespace strata::interpreter
