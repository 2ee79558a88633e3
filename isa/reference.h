// The instruction manual, printed from the instruction table. REFERENCE.md holds it; `strata reference`
// prints it, and a test fails when the file is stale.
#pragma once

#include <string>

namespace strata::isa {

// The whole manual, in Markdown.
std::string print_reference();

}  // namespace strata::isa
