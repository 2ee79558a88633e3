// Which files a program will require, as far as its code says so.
#pragma once

#include <string>
#include <vector>

namespace strata::toolbox {

struct RequiredModule {
  std::string name;  // as require has it; empty: the program itself
  std::string path;  // its file; of what is missing: the file that requires it
};
struct RequiredModules {
  std::vector<RequiredModule> found, missing;
};

// The program, then the modules named beforehand ("name" or "name=path"), then what all of them require by a literal name,
// each name once. The standard libraries are left out.
RequiredModules required_modules(const std::string& program, const std::vector<std::string>& named);

// The programs, and the Lua files and binaries that they and their modules require by a literal name, each once;
// found through package.path as vmrun would have it ($LUA_PATH). What is not found is left out.
std::vector<std::string> with_required_modules(const std::vector<std::string>& paths);

}  // namespace strata::toolbox
