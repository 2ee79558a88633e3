// table.sort, and the sorting of plain arrays that it rests on.
#pragma once

#include "runtime/native.h"

namespace strata::stdlib {

runtime::Status table_sort(runtime::Call& call);

// Sorts the first `length` elements of table t (argument 1, all in its array part) by < if they are all
// integers, all floats without NaN and -0.0, or all strings: then no order function can tell how.
// *done tells whether it did. May collect, may call (interrupts only).
runtime::Status sort_plain(runtime::Call& call, runtime::Table* t, uint32_t length, bool* done);

}  // namespace strata::stdlib
