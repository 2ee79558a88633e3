// Functions that get hot at about the same time are compiled one by one and made executable together.
#include <doctest/doctest.h>

#include <cstdint>

#include "api/strata.h"
#include "api/vm_state.h"
#include "baseline_jit/jit.h"
#include "runtime/native_code.h"

using namespace strata;
using runtime::FunctionProto;

namespace {

// The threshold is 400 rounds, 12 are recorded, and code waits for at most 100 more.
Options options_of_test() {
  Options options;
  options.tier = Tier::Auto;
  options.jit_threshold = 400;
  return options;
}

runtime::VM& inner(Vm& vm) { return *detail::Access::state(vm)->vm; }

constexpr const char kTwoFunctions[] =
    "function f(x) return x + 1 end "
    "function g(x) return f(x) + 2 end "
    "function rounds(n) local s = 0 for i = 1, n do s = s + g(i) end return s end ";

uint64_t page_of(const FunctionProto& proto) {
  return reinterpret_cast<uintptr_t>(proto.native->code) / baseline_jit::CodeMemory::kPageBytes;
}

}  // namespace

TEST_CASE("functions that get hot together wait for each other and share a page") {
  Vm vm(options_of_test());
  REQUIRE(vm.run(kTwoFunctions).ok());
  REQUIRE(vm.run("rounds(430)").ok());
  REQUIRE(inner(vm).jit != nullptr);
  CHECK(inner(vm).jit->waiting.size() >= 2);
  CHECK(inner(vm).jit->memory.sealed_bytes() == 0);
  for (const auto& waiting : inner(vm).jit->waiting) {
    CHECK(waiting.proto->native == nullptr);
    CHECK(waiting.proto->tier == runtime::TierState::Interpreted);
  }
  REQUIRE(vm.run("assert(rounds(300) == 46050)").ok());
  CHECK(inner(vm).jit->waiting.empty());
  const FunctionProto *one = nullptr, *other = nullptr;
  for (const FunctionProto* p = inner(vm).protos; p != nullptr; p = p->next) {
    if (p->native != nullptr) other = one, one = p;
  }
  REQUIRE(other != nullptr);
  CHECK(page_of(*one) == page_of(*other));
}

TEST_CASE("a function may be collected while its machine code waits") {
  Vm vm(options_of_test());
  REQUIRE(vm.run("local f = load('return function(x) return x end')() for i = 1, 430 do f(i) end").ok());
  REQUIRE(inner(vm).jit != nullptr);
  size_t waiting = inner(vm).jit->waiting.size(), used = inner(vm).jit->memory.used_bytes();
  REQUIRE(waiting >= 1);
  REQUIRE(vm.run("collectgarbage() collectgarbage()").ok());
  CHECK(inner(vm).jit->waiting.size() < waiting);
  CHECK(inner(vm).jit->memory.used_bytes() < used);
  REQUIRE(vm.run(kTwoFunctions).ok());
  REQUIRE(vm.run("assert(rounds(1000) == 503500)").ok());
  CHECK(inner(vm).jit->waiting.empty());
}
