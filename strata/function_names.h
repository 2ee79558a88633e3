// Functions have no names of their own in Lua; these are those of the variables and fields that they are first
// stored to.
#pragma once

#include <string>
#include <vector>

#include "isa/module.h"

namespace strata::toolbox {

// By function index: "main chunk", "fib", "move"; "function" where nothing tells. From debug information, where
// that is there.
std::vector<std::string> function_names(const isa::Module& module);

}  // namespace strata::toolbox
