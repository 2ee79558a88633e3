// What the commands with --json share.
#pragma once

#include <string>
#include <string_view>

namespace strata::toolbox {

// A JSON string. Bytes beyond ASCII are written as the code points of the same number, so that the
// result is valid whatever the program holds.
std::string json_string(std::string_view text);

}  // namespace strata::toolbox
