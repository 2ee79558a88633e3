// Machine code beside what it was made of.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "isa/module.h"

namespace strata::toolbox {

// A listing of all functions, or of one, as the baseline JIT compiles them without a profile. Precondition: the
// module was verified.
std::string native_text(const isa::Module& module, const std::string& file_name, std::optional<uint32_t> function);

}  // namespace strata::toolbox
