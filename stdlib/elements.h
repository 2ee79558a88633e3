// Elements of what a script passes as a table: raw where that is the same, with metamethods otherwise.
#pragma once

#include "runtime/native.h"
#include "runtime/operations.h"

namespace strata::stdlib {

// What a value that is no table must have a metamethod for.
enum TableUse : unsigned { kReads = 1, kWrites = 2, kMeasures = 4 };

// Argument i is a table, or has a metatable with __index, __newindex, __len as far as used.
runtime::Status check_table_like(runtime::Call& call, uint32_t i, unsigned use);
// The same and the length of it. May call.
runtime::Status check_length(runtime::Call& call, uint32_t i, unsigned use, int64_t* out);

// The table, if its elements need no metamethods and no one else looks through it; else nullptr.
inline runtime::Table* plain_table(runtime::Value v) {
  if (!v.is_table()) return nullptr;
  runtime::Table* t = v.as_table();
  return t->metatable || (t->flags & runtime::kIsPrototype) ? nullptr : t;
}

// t[i]. May call.
inline runtime::Status get_element(runtime::Call& call, runtime::Value t, int64_t i, runtime::Value* out) {
  if (STRATA_LIKELY(t.is_table())) {
    *out = runtime::get_int(t.as_table(), i);
    if (STRATA_LIKELY(!out->is_nil() || !t.as_table()->metatable)) return runtime::kOk;
  }
  return call.get(t, runtime::Value::integer(i), out);
}

// t[i] = v. May call.
inline runtime::Status set_element(runtime::Call& call, runtime::Value t, int64_t i, runtime::Value v) {
  if (STRATA_UNLIKELY(!t.is_table() || t.as_table()->metatable)) return call.set(t, runtime::Value::integer(i), v);
  runtime::StoreResult result = runtime::set_int(call.vm, t.as_table(), i, v);
  return STRATA_LIKELY(result == runtime::StoreResult::Ok) ? runtime::kOk
                                                           : runtime::store_error(call.co, result);
}

}  // namespace strata::stdlib
