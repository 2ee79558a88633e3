// Decoded debug maps of a program, each made when first asked for (debug_map in runtime/debug_info.h).
#pragma once

#include <memory>
#include <vector>

#include "isa/debug_map.h"
#include "runtime/function.h"

namespace strata::runtime {

struct DebugMapCache {
  std::vector<std::unique_ptr<isa::DebugMap>> maps;  // by function index
};

// Frees what debug_map has made for `program`; for its destructor.
void release_debug_maps(Program& program);

}  // namespace strata::runtime
