// Limits, interruption and refused services.
#include <doctest/doctest.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <string>
#include <thread>

#include "api/strata.h"

using namespace strata;

namespace {

Options with(Limits limits) {
  Options options;
  options.limits = limits;
  return options;
}

std::string error_of(Vm& vm, std::string_view program) {
  Result<Values> r = vm.run(program, "=t");
  return r.ok() ? "no error" : r.error().message;
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

constexpr const char* kEndless = "while true do end";
// Catches whatever it is told.
constexpr const char* kStubborn = "while true do pcall(function() while true do end end) end";

}  // namespace

TEST_CASE("limits: steps end an endless loop, also one that catches errors") {
  Vm vm(with({.max_steps = 100000}));
  CHECK(contains(error_of(vm, kEndless), "step limit reached"));
  vm.set_step_limit(100000);
  CHECK(contains(error_of(vm, kStubborn), "step limit reached"));
  CHECK(contains(error_of(vm, "local function f() return f() end f()"), "step limit reached"));
  vm.set_step_limit(0);
  CHECK(error_of(vm, "for i = 1, 1000000 do end") == "no error");
}

TEST_CASE("limits: a time limit ends an endless loop soon, also one that catches errors") {
  for (const char* program : {kEndless, kStubborn, "repeat until false", "goto l ::l:: goto l",
                              "local function f() return f() end f()",
                              "coroutine.wrap(function() while true do end end)()",
                              "table.sort({3, 2, 1, 5, 4}, function() while true do end end)"}) {
    CAPTURE(std::string(program));
    Vm vm;
    auto start = std::chrono::steady_clock::now();
    vm.set_time_limit(20);
    CHECK(contains(error_of(vm, program), "time limit reached"));
    auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start).count();
    CHECK(ms >= 19);
    CHECK(contains(error_of(vm, kEndless), "time limit reached"));
    vm.set_time_limit(0);
    CHECK(error_of(vm, "for i = 1, 100000 do end") == "no error");
  }
}

TEST_CASE("limits: memory ends a program that wants too much") {
  for (const char* program : {"local t = {} for i = 1, 1e9 do t[i] = {i} end", "local s = ('x'):rep(1 << 30)",
                              "local s = 'x' while true do s = s .. s end",
                              "local t = {} for i = 1, 1e9 do t[i] = i end",
                              "local t = {} for i = 1, 1e9 do t['k' .. i] = i end"}) {
    CAPTURE(std::string(program));
    Vm vm(with({.max_memory_bytes = 8 << 20}));
    std::string error = error_of(vm, program);
    CHECK(contains(error, "not enough memory"));
    CHECK(error_of(vm, "local t = {} for i = 1, 1000 do t[i] = {i} end") == "no error");
    CHECK(vm.stats().heap_peak_bytes < (12 << 20));
  }
}

TEST_CASE("limits: a memory limit that is set while the guest runs ends an endless loop within 10 ms") {
  using Clock = std::chrono::steady_clock;
  for (const char* loop : {"while true do end", "repeat until false", "::l:: goto l", "for i = 1, math.maxinteger do end"}) {
    CAPTURE(std::string(loop));
    double late_ms = 1e9;
    for (int tries = 0; tries < 12 && late_ms > 5; tries++) {
      Vm vm;
      Clock::time_point due;
      vm.set_function("shrink", [&](Call& call) {
        call.vm().set_memory_limit(1 << 20);
        due = Clock::now();
      });
      CHECK(contains(error_of(vm, std::string("keep = {} for i = 1, 30000 do keep[i] = {i} end shrink() ") + loop),
                     "not enough memory"));
      late_ms = std::min(late_ms, std::chrono::duration<double, std::milli>(Clock::now() - due).count());
      vm.set_memory_limit(0);
      CHECK(error_of(vm, "assert(#keep == 30000)") == "no error");
    }
    MESSAGE(std::string(loop), ": ", late_ms, " ms");
    if (!kSanitized) CHECK(late_ms <= 10);
  }
}

TEST_CASE("limits: garbage does not make a new memory limit fail") {
  Vm vm;
  vm.set_function("shrink", [](Call& call) { call.vm().set_memory_limit(2 << 20); });
  CHECK(error_of(vm, "for i = 1, 30000 do local t = {i} end local t = {} for i = 1, 30000 do t[i] = {} end t = nil "
                     "shrink() for i = 1, 100000 do end") == "no error");
}

TEST_CASE("limits: depth ends a recursion") {
  Vm vm(with({.max_depth = 100}));
  CHECK(contains(error_of(vm, "local function f(n) if n > 0 then return 1 + f(n - 1) end return 0 end f(200)"),
                 "stack overflow"));
  CHECK(error_of(vm, "local function f(n) if n > 0 then return 1 + f(n - 1) end return 0 end f(80)") == "no error");
  CHECK(contains(error_of(vm, "local t = setmetatable({}, {__index = function(t, k) return t[k + 1] end}) return t[1]"),
                 "stack overflow"));
}

TEST_CASE("limits: without one, deep recursion ends in a clean error") {
  Vm vm;
  CHECK(contains(error_of(vm, "local function f() return 1 + f() end f()"), "stack overflow"));
  CHECK(vm.run("local function f(n) if n == 0 then return 0 end return 1 + f(n - 1) end return f(150000)")
            ->first()
            .integer() == 150000);
}

TEST_CASE("limits: interrupt from another thread stops the guest") {
  Vm vm;
  std::thread other([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    vm.interrupt();
  });
  CHECK(contains(error_of(vm, kEndless), "interrupted!"));
  other.join();
  CHECK(error_of(vm, "for i = 1, 1000 do end") == "no error");
}

TEST_CASE("services: a sandbox refuses the outside world with guest errors") {
  Options options;
  options.host = sandbox_host();
  Vm vm(options);
  REQUIRE(vm.ok());
  for (const char* program : {"io.open('/etc/passwd')", "io.lines('/etc/passwd')", "io.popen('id')", "os.execute('id')",
                              "os.remove('/tmp/x')", "os.rename('/tmp/x', '/tmp/y')", "os.tmpname()", "io.tmpfile()",
                              "os.exit()", "dofile('/etc/passwd')", "loadfile('/etc/passwd')", "os.getenv('HOME')"}) {
    CAPTURE(std::string(program));
    CHECK(contains(error_of(vm, program), "is not allowed here"));
  }
  CHECK(!vm.run("require 'nothing'").ok());
  CHECK(!vm.run_file("/etc/passwd").ok());
  CHECK(vm.run("return os.time() > 0, os.clock() >= 0, math.random() < 1")->at(2).truthy());
}

TEST_CASE("services: a host brings its own files") {
  Options options;
  options.host = sandbox_host();
  std::string world = "return 'from the host: ' .. (...)";
  options.host.self = &world;
  options.host.file_is_readable = [](void*, const char* path) { return std::string_view(path) == "./mod.lua"; };
  options.host.read_file = [](void* self, const char* path, const FileSink& sink) {
    if (std::string_view(path) != "./mod.lua") return 2;
    return sink.append(*static_cast<std::string*>(self)) ? 0 : ECANCELED;
  };
  Vm vm(options);
  Result<Values> r = vm.run("return require 'mod'");
  REQUIRE_MESSAGE(r.ok(), r.error().message);
  CHECK(r->first().string() == "from the host: mod");
}
