// What must happen to a file that nobody vouches for: it is refused with a reason, or it runs, confined,
// and comes back. Shared by the fuzz target of the verifier and the exhaustive tests.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "api/strata.h"
#include "isa/identity.h"
#include "isa/mlb.h"
#include "isa/verifier.h"

namespace strata::tests {

using Bytes = std::vector<uint8_t>;

inline std::string_view as_text(const Bytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Runs a program of any level in a Vm that can reach nothing and gets little; what it does does not
// matter, only that it comes back. True when it loaded.
inline bool run_confined(std::string_view program, bool stress) {
  static std::FILE* const nowhere = std::fopen("/dev/null", "r+");
  Options options;
  options.host = sandbox_host();
  options.host.standard_stream = [](void*, int) { return nowhere; };
  options.host.random_seed = [](void*) { return uint64_t{1}; };
  options.use_environment = false;
  options.limits = {.max_memory_bytes = 32 << 20, .max_steps = 20'000, .max_depth = 2000};
  if (stress) options.limits.max_time_ms = 2000;  // costs a thread
  options.stress_collector = options.stress_stack = stress;
  Vm vm(options);
  auto loaded = vm.load(program, "=fuzz");
  if (!loaded) {
    if (loaded.error().message.empty()) std::abort();  // a refusal has a reason
    return false;
  }
  (void)vm.call(*loaded);
  return true;
}

// Reads, verifies and runs a file. The module when it was accepted, else nullptr.
inline std::shared_ptr<const isa::Module> try_file(const Bytes& bytes, bool stress) {
  auto module = isa::read_mlb(bytes, nullptr, "fuzz");
  if (!module) {
    if (module.error().message.empty()) std::abort();
    return nullptr;
  }
  bool sound = true;
  for (uint32_t i = 0; i < module.value()->functions.size(); i++) {
    sound &= !isa::find_fault(*module.value(), i);
  }
  (void)isa::module_identities(*module.value());
  if (run_confined(as_text(bytes), stress) != sound) std::abort();  // both must agree on what is sound
  return sound ? module.value() : nullptr;
}

}  // namespace strata::tests
