// The heap digest is the same for the same contents, however they came about, and another for each difference
// that a guest could see.
#include <doctest/doctest.h>

#include "api/strata.h"

namespace strata {
namespace {

// Of what the program answers for `argument`, and all else that it leaves behind.
uint64_t digest_of(const std::string& program, int64_t argument = 0, Tier tier = Tier::Interpreter) {
  Options options;
  options.tier = tier;
  options.jit_threshold = 0;
  Vm vm(options);
  auto main = vm.load(program, "=program");
  REQUIRE_MESSAGE(main.ok(), program);
  auto results = vm.call(*main, {argument});
  REQUIRE_MESSAGE(results.ok(), results.error().text());
  *main = Function();
  return vm.heap_digest(*results);
}

TEST_CASE("heap digests do not depend on how a table came about") {
  CHECK(digest_of("return {a = 1, b = 2}") == digest_of("local t = {} t.b = 2 t.a = 1 return t"));
  CHECK(digest_of("return {a = 1, b = 2}") == digest_of("local t = {a = 0, c = 3, b = 2} t.a = 1 t.c = nil return t"));
  CHECK(digest_of("return {1, 2, 3}") == digest_of("local t = {} for i = 3, 1, -1 do t[i] = i end return t"));
  CHECK(digest_of("return {1, 2, 3}") == digest_of("local t = {'', 2, 3} t[1] = 1 return t"));
  CHECK(digest_of("local t = {} for i = 1, 40 do t['k' .. i] = i end return t") ==
        digest_of("local t = {} for i = 40, 1, -1 do t['k' .. i] = i end return t"));
  CHECK(digest_of("return ('ab'):rep(100)") == digest_of("local s = '' for i = 1, 100 do s = s .. 'ab' end return s"));
  CHECK(digest_of("local t = {} for i = 1, 20 do t[{i}] = i end return t") ==
        digest_of("local t = {} for i = 20, 1, -1 do t[{i}] = i end return t"));
}

TEST_CASE("heap digests do not depend on what the libraries remember for themselves") {
  CHECK(digest_of("('x'):find('%a+')") == digest_of("for i = 1, 20 do ('x'):find('%a+' .. i) end"));
}

TEST_CASE("heap digests do not depend on the tier") {
  for (const char* program : {
           "local t = {} for i = 1, 100 do t[i] = {i, x = i / 3} end return t",
           "local fs = {} for i = 1, 9 do fs[i] = function() i = i + 1 return i end fs[i]() end return fs",
           "local co = coroutine.create(function(a) local b = a * 2 local c <close> = nil coroutine.yield(b) return c end)"
           " coroutine.resume(co, 4) return co",
           "local A = {} A.__index = A local t = {} for i = 1, 9 do t[i] = setmetatable({n = i}, A) end return t"}) {
    INFO(program);
    CHECK(digest_of(program) == digest_of(program, 0, Tier::Jit));
  }
}

TEST_CASE("heap digests differ where a guest could see a difference") {
  constexpr const char* kPairs[][2] = {
      {"return {1}", "return {2}"},
      {"return {1}", "return {1.0}"},
      {"return 0.0", "return -0.0"},
      {"return {'1'}", "return {1}"},
      {"return {false}", "return {true}"},
      {"return {[1] = 1, [3] = 3}", "return {[1] = 1, [4] = 3}"},
      {"return {a = 1, b = 2}", "return {a = 2, b = 1}"},
      {"return {{}, {}}", "local t = {} return {t, t}"},
      {"local a, b = {}, {} return {a, a, b}", "local a, b = {}, {} return {a, b, b}"},
      {"return setmetatable({}, {__index = string})", "return setmetatable({}, {__index = table})"},
      {"return setmetatable({}, {__gc = print})", "local m = {} local t = setmetatable({}, m) m.__gc = print return t"},
      {"return ('x'):rep(1000)", "return ('x'):rep(999) .. 'y'"},
      {"y = 1", "y = 2"},
      {"package.loaded.y = 1", "package.loaded.y = 2"},
      {"getmetatable('').y = 1", "getmetatable('').y = 2"},
      {"return print", "return next"},
      {"return {[{1}] = 1, [{2}] = 2}", "return {[{1}] = 2, [{2}] = 1}"},
  };
  for (const auto& [a, b] : kPairs) {
    INFO(a << "  |  " << b);
    CHECK(digest_of(a) != digest_of(b));
  }
}

// The functions are the same ones for every argument.
TEST_CASE("heap digests see captured variables, and coroutines' state, place, locals and errors") {
  struct {
    const char* program;
    int64_t arguments;
  } const kCases[] = {
      {"local v = ... return function() return v end", 3},
      {"local v = ... local a, b = 1, 1 local function f(x) return function() return x end, function() return x end end"
       " local f1, f2 = f(1) local g1, g2 = f(1) return v == 0 and {f1, f2} or {f1, g2}", 2},
      {R"(local v = ...
          local co = coroutine.create(function(a) local b = a coroutine.yield() coroutine.yield() error(b) end)
          if v < 6 then for i = 1, v // 2 + 1 do coroutine.resume(co, v % 2) end
          elseif v == 6 then coroutine.close(co) end
          return co)", 8}};
  for (const auto& [program, arguments] : kCases) {
    std::vector<uint64_t> digests;
    for (int64_t v = 0; v < arguments; v++) digests.push_back(digest_of(program, v));
    for (size_t i = 0; i < digests.size(); i++) {
      for (size_t k = 0; k < i; k++) CHECK_MESSAGE(digests[i] != digests[k], program, " for ", i, " and ", k);
    }
  }
}

}  // namespace
}  // namespace strata
