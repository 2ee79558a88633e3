// Many VMs: one after the other, at once, and in threads of their own.
#include <doctest/doctest.h>

#include <cstdio>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "api/strata.h"

using namespace strata;

namespace {

constexpr const char* kWork =
    "local t, s = {}, 0\n"
    "for i = 1, 20000 do t[i % 100 + 1] = {name = 'n' .. i, i} end\n"
    "for _, v in ipairs(t) do s = s + #v.name end\n"
    "local co = coroutine.wrap(function() for i = 1, 100 do coroutine.yield(i) end end)\n"
    "for i = 1, 100 do s = s + co() end\n"
    "table.sort(t, function(a, b) return a[1] < b[1] end)\n"
    "for i = 1, 200 do s = s + load('local a = ... return function() return a + ' .. i .. ' end', 'chunk' .. i)(i)() end\n"
    "for i = 1, 100 do local ok, e = pcall(error, {i}) s = s + e[1] end\n"
    "s = s + #select(2, pcall(function() local x = nil; return x.field end))\n"
    "local text = ('%d:%s;'):rep(50):format(table.unpack(setmetatable({}, {__index = function(_, i) return i end}), 1, 100))\n"
    "for k, v in text:gmatch('(%d+):(%d+)') do s = s + k * v end\n"
    "s = s + #text:gsub('%d', string.upper) + #string.pack('i4z', 7, 'abc') + #utf8.char(228, 8364)\n"
    "local weak = setmetatable({}, {__mode = 'k'})\n"
    "for i = 1, 2000 do weak[{}] = setmetatable({}, {__gc = function() collected = (collected or 0) + 1 end}) end\n"
    "collectgarbage() collectgarbage('generational')\n"
    "for i = 1, 20000 do t[i % 100 + 1] = {tostring(i), i} end\n"
    "collectgarbage('incremental') collectgarbage('step', 1000)\n"
    "s = s + #string.dump(load('return 1')) + #os.date('!%Y', 0) + (io.type(io.stdout) == 'file' and 1 or 0)\n"
    "return s + collected + host(t[1][2])";

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;  // freed memory is kept for a while
#else
constexpr bool kSanitized = false;
#endif

size_t resident_bytes() {
  long pages = 0, resident = 0;
  std::FILE* file = std::fopen("/proc/self/statm", "r");
  REQUIRE(file != nullptr);
  int fields = std::fscanf(file, "%ld %ld", &pages, &resident);
  std::fclose(file);
  REQUIRE(fields == 2);
  return static_cast<size_t>(resident) * 4096;
}

int64_t work(int offset) {
  Vm vm;
  vm.set_function("host", [offset](int64_t n) { return n + offset; });
  Result<Values> r = vm.run(kWork);
  return r.ok() ? r->first().integer().value_or(-1) : -2;
}

}  // namespace

TEST_CASE("many: ten thousand VMs are made and ended, and nothing of them stays") {
  Options options;
  options.open_libraries = false;
  size_t before = 0;
  for (int i = 0; i < 10000; i++) {
    if (i == 1000) before = resident_bytes();
    Vm vm(i % 100 == 0 ? Options() : options);
    REQUIRE(vm.ok());
    REQUIRE(vm.run("t = {} for i = 1, 10 do t[i] = {} end return 1 + 1")->first().integer() == 2);
    if (i % 100 == 0) vm.run("co = coroutine.wrap(function() coroutine.yield(io.tmpfile()) end) co() s = ('x'):rep(1e5)");
  }
  size_t after = resident_bytes();
  MESSAGE("resident: ", before >> 10, " KiB after 1,000 of them, ", after >> 10, " KiB after 10,000");
  if (!kSanitized) CHECK(after < before + (1 << 20));
}

TEST_CASE("many: a hundred VMs live at once and know nothing of each other") {
  std::vector<std::unique_ptr<Vm>> vms;
  for (int i = 0; i < 100; i++) {
    vms.push_back(std::make_unique<Vm>());
    vms.back()->set("id", i);
  }
  for (int i = 0; i < 100; i++) {
    CHECK(vms[static_cast<size_t>(i)]->run("id = id * 2 return id")->first().integer() == 2 * i);
  }
  Value foreign = vms[0]->value("a string of another VM");
  vms[1]->set("foreign", foreign);
  CHECK(vms[1]->get("foreign").is_nil());
  CHECK(vms[1]->call(vms[0]->get("print")).error().message.find("attempt to call a nil value") != std::string::npos);
  CHECK(*vms[1]->to_text(foreign) == "nil");
}

TEST_CASE("many: eight VMs in eight threads") {
  int64_t expected = work(0);
  REQUIRE(expected > 0);
  std::vector<int64_t> results(8);
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; i++) {
    threads.emplace_back([&results, i] {
      for (int round = 0; round < 3; round++) results[static_cast<size_t>(i)] = work(i);
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (int i = 0; i < 8; i++) CHECK(results[static_cast<size_t>(i)] == expected + i);
}

TEST_CASE("many: time limits in eight threads at once") {
  std::vector<std::string> errors(8);
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; i++) {
    threads.emplace_back([&errors, i] {
      for (int round = 0; round < 5; round++) {
        Options options;
        options.limits.max_time_ms = static_cast<uint64_t>(3 * i + 1);
        Vm vm(options);
        Result<Values> r = vm.run("while true do end", "=t");
        errors[static_cast<size_t>(i)] = r.ok() ? "" : r.error().message;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  // On a busy machine the limit may be reached before the chunk's first line is.
  for (const std::string& error : errors) CHECK(error.ends_with("time limit reached"));
}
