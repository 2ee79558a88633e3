// The string library's native functions (Lua 5.4 manual 6.4), each defined in the file of its topic.
#pragma once

#include "runtime/native.h"

namespace strata::stdlib {

// string_basic.cpp
runtime::Status string_byte(runtime::Call& call);
runtime::Status string_char(runtime::Call& call);
runtime::Status string_dump(runtime::Call& call);
runtime::Status string_len(runtime::Call& call);
runtime::Status string_lower(runtime::Call& call);
runtime::Status string_rep(runtime::Call& call);
runtime::Status string_reverse(runtime::Call& call);
runtime::Status string_sub(runtime::Call& call);
runtime::Status string_upper(runtime::Call& call);

// string_find.cpp, string_gmatch.cpp, string_gsub.cpp. Upvalue 0: the pattern cache (pattern.h).
runtime::Status string_find(runtime::Call& call);
runtime::Status string_match(runtime::Call& call);
runtime::Status string_gmatch(runtime::Call& call);
runtime::Status string_gsub(runtime::Call& call);

// string_format.cpp
runtime::Status string_format(runtime::Call& call);

// string_pack.cpp
runtime::Status string_pack(runtime::Call& call);
runtime::Status string_packsize(runtime::Call& call);
runtime::Status string_unpack(runtime::Call& call);

// string_arithmetic.cpp: the string metatable's "__add" and so on.
extern const runtime::NativeRow kStringArithmetic[];

}  // namespace strata::stdlib
