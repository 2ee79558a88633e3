// Checks for values that serve as tables; see elements.h.
#include "stdlib/elements.h"

namespace strata::stdlib {

using runtime::Call;
using runtime::kOk;
using runtime::Metamethod;
using runtime::Status;
using runtime::Table;
using runtime::Value;

Status check_table_like(Call& call, uint32_t i, unsigned use) {
  Value v = call.arg(i);
  if (STRATA_LIKELY(v.is_table())) return kOk;
  Table* metatable = runtime::metatable_of(call.vm, v);
  auto has = [&](TableUse needed, Metamethod m) {
    return !(use & needed) || !runtime::find_metamethod(call.vm, metatable, m).is_nil();
  };
  if (metatable && has(kReads, Metamethod::Index) && has(kWrites, Metamethod::NewIndex) &&
      has(kMeasures, Metamethod::Len))
    return kOk;
  return call.type_error(i, "table");
}

Status check_length(Call& call, uint32_t i, unsigned use, int64_t* out) {
  Value v = call.arg(i);
  if (v.is_table() && !v.as_table()->metatable) {
    *out = runtime::border(v.as_table());
    return kOk;
  }
  STRATA_TRY(check_table_like(call, i, use | kMeasures));
  return call.length(call.arg(i), out);
}

}  // namespace strata::stdlib
