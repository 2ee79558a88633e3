// Concatenation of strings and numbers, without metamethods.
#pragma once

#include "runtime/coroutine.h"
#include "runtime/value.h"

namespace strata::runtime {

// a .. b, both strings or numbers. Guest error: "string length overflow", "not enough memory".
// May collect where the result is large: both operands must be rooted.
Status concat_pair(Coroutine& co, Value a, Value b, Value* out);
// Joins strings and integers whose text is a short string. nullptr: it is not, or there are other values, or no
// memory; nothing has happened.
String* concat_short(VM& vm, const Value* values, uint32_t count);
// Joins the `count` strings or numbers from stack slot `first` on.
Status concat_slots(Coroutine& co, uint32_t first, uint32_t count, Value* out);

}  // namespace strata::runtime
