// What can be turned off for a measurement is really off, and gives the same results: the golden scripts
// run that way as well (the setting "plain" of tests/run_scripts.py).
#include <doctest/doctest.h>

#include "api/strata.h"
#include "api/vm_state.h"
#include "runtime/inline_cache.h"

namespace strata {
namespace {

constexpr const char kProgram[] =
    "local t = {a = 1} local o = setmetatable({}, {__index = t}) local s = 0\n"
    "local function f() for i = 1, 10 do t.a = i o.b = i s = s + t.a + o.b + o.a o.b = nil end return s end\n"
    "return f()";

struct Figures {
  size_t filled_caches = 0;
  size_t code_words = 0;
};

Figures figures_after_running(const Options& options) {
  Vm vm(options);
  Result<Values> results = vm.run(kProgram);
  REQUIRE(results.ok());
  CHECK(results->first().integer() == 165);
  Figures figures;
  for (auto* proto = detail::Access::state(vm)->vm->protos; proto != nullptr; proto = proto->next) {
    figures.code_words += proto->code_words;
    for (uint32_t i = 0; i < proto->cache_count; ++i) {
      auto state = inline_cache(proto->constants, i).state;
      figures.filled_caches += state != runtime::CacheState::Empty && state != runtime::CacheState::Off &&
                               state != runtime::CacheState::Site;
    }
  }
  return figures;
}

TEST_CASE("inline caches that are turned off are never filled") {
  CHECK(figures_after_running({}).filled_caches > 0);
  Options options;
  options.inline_caches = false;
  CHECK(figures_after_running(options).filled_caches == 0);
}

TEST_CASE("code is longer where fusing is turned off") {
  Options options;
  options.fusing = false;
  CHECK(figures_after_running(options).code_words > figures_after_running({}).code_words);
}

}  // namespace
}  // namespace strata
