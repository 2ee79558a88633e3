// Pieces of what commands print, for people and for machines.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "isa/snippet.h"

namespace strata::toolbox {

// For a terminal, which may not see what a file says: control characters are escaped.
std::string printable(std::string_view text);

// "812 B", "3.4 KiB", "1.2 MiB".
std::string size_text(uint64_t bytes);
// "v2", "v3".
std::string level_text(isa::CpuLevel level);
// "1 function", "2 functions".
std::string counted(uint64_t count, std::string_view what);

}  // namespace strata::toolbox
