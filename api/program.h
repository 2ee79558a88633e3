// Programs without a Vm: from one level to another, for tools.
#pragma once

#include <string>
#include <string_view>

#include "api/result.h"

namespace strata {

struct BinaryOptions {
  bool debug = true;    // lines and names
  bool source = false;  // the source text itself
};

// The bytes of a multi-level binary (.mlb) made from Lua text. chunk_name as in Vm::load. A first line
// that starts with # is skipped. The Error's message is the one that Vm::load gives.
Result<std::string> compile(std::string_view lua_text, std::string_view chunk_name,
                            const BinaryOptions& options = {});

// The threaded code that the interpreter makes of each function in a multi-level binary, as text.
Result<std::string> threaded_listing(std::string_view binary, std::string_view file_name);

}  // namespace strata
