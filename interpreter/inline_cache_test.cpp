// Inline caches as a running program fills them.
#include "runtime/inline_cache.h"

#include <doctest/doctest.h>

#include "api/strata.h"
#include "api/vm_state.h"

namespace strata {
namespace {

size_t caches_in_state(Vm& vm, runtime::CacheState state) {
  size_t count = 0;
  for (auto* proto = detail::Access::state(vm)->vm->protos; proto != nullptr; proto = proto->next) {
    for (uint32_t i = 0; i < proto->cache_count; ++i) count += inline_cache(proto->constants, i).state == state;
  }
  return count;
}

TEST_CASE("a cache some of whose receivers die with their shapes in every cycle still learns after many cycles") {
  constexpr const char kProgram[] =
      "local Class = {} Class.__index = Class function Class:method() return self.x end\n"
      "local function use(o) return o:method() + o.x end\n"
      "local kept = setmetatable({x = 1}, Class)\n"
      "for i = 1, 200 do\n"
      "  use(kept) use(setmetatable({y = 2, x = 1}, Class)) use(setmetatable({z = 2, x = 1}, Class))\n"
      "  collectgarbage()\n"
      "end";
  Vm vm;
  REQUIRE(vm.run(kProgram).ok());
  CHECK(caches_in_state(vm, runtime::CacheState::Megamorphic) == 0);
}

TEST_CASE("a cache that is filled again and again gives up") {
  Vm vm;
  REQUIRE(vm.run("local function get(t) return t.x end\n"
                 "for i = 1, 200 do get(setmetatable({}, {__index = {x = i}})) end").ok());
  CHECK(caches_in_state(vm, runtime::CacheState::Megamorphic) == 1);
}

}  // namespace
}  // namespace strata
