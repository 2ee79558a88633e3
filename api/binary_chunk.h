// Binary chunks, as string.dump answers and load takes them: a .mlb file behind the header that
// reference Lua 5.4 puts before its own, so that programs which look at that header keep working. A
// chunk that the reference compiled has the header but not what follows, and is refused.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace strata::detail {

std::string wrap_binary_chunk(std::string_view mlb);

// The .mlb part of a binary chunk (or `bytes` themselves when they are a .mlb file). Error: what is wrong,
// without the chunk's name.
base::Result<std::string_view> unwrap_binary_chunk(std::string_view bytes);

}  // namespace strata::detail
