// Which files a program will require, as far as its code says so.
#pragma once

#include <string>
#include <vector>

namespace strata::toolbox {

// The programs, and the Lua files and binaries that they and their modules require by a literal name, each once;
// found through package.path as vmrun would have it ($LUA_PATH). What is not found is left out.
std::vector<std::string> with_required_modules(const std::vector<std::string>& paths);

}  // namespace strata::toolbox
