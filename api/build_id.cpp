// What images are bound to: the build of everything that bytecode and machine code depend on, and
// the machine's level.
#include <sys/platform/x86.h>

#include "api/build_id.h"
#include "api/build_id_bytes.h"

namespace strata::detail {

const snippet_cache::BuildId& build_id() {
  static constexpr snippet_cache::BuildId kBuildId = {STRATA_BUILD_ID_BYTES};
  return kBuildId;
}

// x86-64-v3 as the psABI supplement has it.
isa::CpuLevel machine_level() {
  bool is_v3 = CPU_FEATURE_ACTIVE(AVX) && CPU_FEATURE_ACTIVE(AVX2) && CPU_FEATURE_ACTIVE(BMI1) && CPU_FEATURE_ACTIVE(BMI2) &&
               CPU_FEATURE_ACTIVE(F16C) && CPU_FEATURE_ACTIVE(FMA) && CPU_FEATURE_ACTIVE(LZCNT) && CPU_FEATURE_ACTIVE(MOVBE);
  return is_v3 ? isa::CpuLevel::V3 : isa::CpuLevel::V2;
}

}  // namespace strata::detail
