// The two halves of the basic library.
#pragma once

#include "runtime/native.h"

namespace strata::stdlib {

// collectgarbage, dofile, load, loadfile (basic_load.cpp).
extern const runtime::NativeRow kLoadingFunctions[];

}  // namespace strata::stdlib
