// strata pack: what its two kinds of output share.
#pragma once

#include <string>
#include <vector>

namespace strata::toolbox {

struct PackOptions {
  std::string input, output, cache_directory, runtime;
  std::vector<std::string> modules;  // name or name=path
  bool executable = false, allow_missing = false;
};

void pack_executable(const PackOptions& options);

}  // namespace strata::toolbox
