// The levels of a program file beyond its module: what is kept of it on disk (machine code, profile), found when it
// is loaded and published when the VM ends. The runtime only counts who refers to them; api/levels.h has the rest.
#pragma once

#include <cstdint>

namespace strata::runtime {

struct ProgramLevels {
  uint32_t references = 0;  // the Program, and each of its protos
  bool has_file = true;     // false: where no module is kept, there is nothing to be read instead
};

}  // namespace strata::runtime
