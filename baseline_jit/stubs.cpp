// See baseline_jit/stubs.h.
#include "baseline_jit/stubs.h"

#include <cstdint>

extern "C" {
extern const uint8_t strata_stubs[];
extern const uint32_t strata_stub_offsets[];  // in strata_stubs, by Stub
}

namespace strata::baseline_jit {

void link_stubs(runtime::Context& context) {
  for (unsigned k = 0; k < runtime::kSharedStubs; ++k) context.stubs[k] = strata_stubs + strata_stub_offsets[k];
  context.enter_call = context.stubs[static_cast<unsigned>(Stub::EnterCall)];
}

}  // namespace strata::baseline_jit
