// A collector step enters endless loops of every tier soon, though they allocate nothing. Time limits, hooks and
// Ctrl-C on the same loops: tests/test_limits.py.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "api/vm_state.h"

namespace strata {
namespace {

constexpr const char* kEndless[] = {
    "while true do end", "::again:: goto again", "repeat until false", "for i = 1, math.maxinteger do end",
    "for i = 1.0, math.huge do end", "for _ in function() return 1 end do end", "local function f() return f() end f()",
    "local function f(n, ...) if n > 0 then f(n - 1) f(n - 1) end end f(99)",
    "local t = setmetatable({}, {__index = function(t, n) return n > 0 and t[n - 1] + t[n - 1] or 0 end}) t[99]()",
    "local t = setmetatable({}, {__call = function(t, n) if n > 0 then t(n - 1) t(n - 1) end end}) t(99)"};
constexpr int kTries = 20;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr double kAllowedMs = 200;
#else
constexpr double kAllowedMs = 10;
#endif

struct Seen {
  double late_ms;
  uint64_t collections;
  uint64_t functions_compiled;
};

// A second at most. Asleep meanwhile: the loop may need this processor.
template <typename Condition>
void wait_for(Condition condition) {
  for (int i = 0; i < 10'000 && !condition(); i++) std::this_thread::sleep_for(std::chrono::microseconds(100));
}

// Asks a running loop for a collector step, then interrupts it. Under stress a step is a whole collection, so that
// it can be counted although there is nothing to do.
Seen ask_for_step(const char* program, Options options) {
  options.stress_collector = true;
  using Clock = std::chrono::steady_clock;
  Vm vm(options);
  runtime::VM& inner = *detail::Access::state(vm)->vm;
  auto main = vm.load(program, "=endless");
  REQUIRE(main.ok());
  uint64_t before = 0;
  double late_ms = 1e9;
  std::thread asking([&] {
    wait_for([&] { return options.tier == Tier::Interpreter || __atomic_load_n(&inner.jit_stats.functions_compiled, __ATOMIC_RELAXED) > 0; });
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    before = __atomic_load_n(&inner.heap.stats().cycles, __ATOMIC_RELAXED);  // the loop allocates nothing by now
    auto asked = Clock::now();
    inner.context.request(runtime::kInterruptCollector);
    wait_for([&] { return !(inner.context.requested() & runtime::kInterruptCollector); });
    late_ms = std::chrono::duration<double, std::milli>(Clock::now() - asked).count();
    vm.interrupt();
  });
  auto done = vm.call(*main);
  asking.join();
  CHECK(!done.ok());
  return {late_ms, inner.heap.stats().cycles - before, vm.stats().functions_compiled};
}

void check_all(const Options& options, bool is_compiled) {
  for (const char* program : kEndless) {
    INFO(std::string(program), " ", static_cast<int>(options.tier));
    double best_ms = 1e9;
    for (int i = 0; i < kTries && best_ms > kAllowedMs; i++) {
      Seen seen = ask_for_step(program, options);
      best_ms = std::min(best_ms, seen.late_ms);
      CHECK(seen.collections == 1);
      CHECK((seen.functions_compiled > 0) == is_compiled);
    }
    CHECK(best_ms <= kAllowedMs);
  }
}

TEST_CASE("a collector step enters endless loops soon: interpreted, compiled at once, compiled while they run") {
  Options options;
  options.tier = Tier::Interpreter;
  check_all(options, false);
  options.tier = Tier::Jit;
  options.jit_threshold = 0;
  check_all(options, true);
  options.tier = Tier::Auto;
  options.jit_threshold = 500;
  check_all(options, true);
}

}  // namespace
}  // namespace strata
