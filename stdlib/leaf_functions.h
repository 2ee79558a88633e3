// Short forms of functions that programs call all the time: one result from arguments of the usual types,
// without a frame. See runtime::NativeLeaf. All else is the matter of the function itself.
#pragma once

#include "runtime/function.h"

namespace strata::stdlib {

#define STRATA_LEAF(name) \
  bool name(runtime::VM& vm, runtime::NativeFunction& self, const runtime::Value* arguments, uint32_t count, runtime::Value* result)

STRATA_LEAF(leaf_abs);
STRATA_LEAF(leaf_ceil);
STRATA_LEAF(leaf_cos);
STRATA_LEAF(leaf_floor);
STRATA_LEAF(leaf_max);
STRATA_LEAF(leaf_min);
STRATA_LEAF(leaf_sin);
STRATA_LEAF(leaf_sqrt);
STRATA_LEAF(leaf_assert);
STRATA_LEAF(leaf_rawequal);
STRATA_LEAF(leaf_rawget);
STRATA_LEAF(leaf_rawlen);
STRATA_LEAF(leaf_select);
STRATA_LEAF(leaf_setmetatable);
STRATA_LEAF(leaf_tonumber);
STRATA_LEAF(leaf_tostring);
STRATA_LEAF(leaf_type);
STRATA_LEAF(leaf_byte);
STRATA_LEAF(leaf_char);
STRATA_LEAF(leaf_find);
STRATA_LEAF(leaf_gsub);
STRATA_LEAF(leaf_len);
STRATA_LEAF(leaf_lower);
STRATA_LEAF(leaf_match);
STRATA_LEAF(leaf_rep);
STRATA_LEAF(leaf_sub);
STRATA_LEAF(leaf_upper);
STRATA_LEAF(leaf_insert);

}  // namespace strata::stdlib
