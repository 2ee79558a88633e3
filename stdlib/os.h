// The functions of the os library that deal with dates (os_date.cpp).
#pragma once

#include "runtime/native.h"

namespace strata::stdlib {

runtime::Status os_date(runtime::Call& call);
runtime::Status os_difftime(runtime::Call& call);
runtime::Status os_time(runtime::Call& call);

}  // namespace strata::stdlib
