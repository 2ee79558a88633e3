// What is recorded of hot functions, as tools see it.
#include <doctest/doctest.h>

#include <algorithm>

#include "api/profile.h"

namespace strata {
namespace {

std::vector<ProfiledFunction> profile_after(Vm& vm, const char* program) {
  auto done = vm.run(program, "=program");
  REQUIRE_MESSAGE(done.ok(), done.error().text());
  return profile_of(vm);
}

// The only function of `functions` that starts at this line, and its places whose operations begin so.
const ProfiledFunction& function_at(const std::vector<ProfiledFunction>& functions, uint32_t line) {
  auto found = std::find_if(functions.begin(), functions.end(), [&](const auto& f) { return f.line_defined == line; });
  REQUIRE(found != functions.end());
  return *found;
}
const ProfiledPlace& place_of(const ProfiledFunction& f, std::string_view operation, size_t nth = 0) {
  for (const ProfiledPlace& p : f.places) {
    if (p.operation.starts_with(operation) && nth-- == 0) return p;
  }
  FAIL("no operation " << std::string(operation));
  return f.places[0];
}

TEST_CASE("profile: conditional jumps are counted by where they went") {
  Vm vm;
  auto functions = profile_after(vm, R"(
    local function f(x) if x > 0 then return 1 end return 2 end
    for i = 1, 2000 do f(i) end
    local function g(i) if i % 2 == 0 then return 1 end return 2 end
    for i = 1, 2000 do g(i) end)");
  // The jump leads to the else part; of the last 12 rounds, the first 4 are forgotten.
  const ProfiledPlace& always = place_of(function_at(functions, 2), "JNotLt");
  CHECK(always.is_jump);
  CHECK(always.taken == 0);
  CHECK(always.not_taken >= 8);
  const ProfiledPlace& half = place_of(function_at(functions, 4), "JNotEq");
  CHECK(half.taken >= 4);
  CHECK(half.not_taken >= 4);
}

TEST_CASE("profile: loops tell how many rounds they have") {
  Vm vm;
  auto functions = profile_after(vm, R"(
    local function sum(n) local s = 0 for i = 1, n do s = s + i end return s end
    local s = 0 for i = 1, 3000 do s = s + sum(7) end)");
  const ProfiledPlace& prepare = place_of(function_at(functions, 2), "ForPrep");
  CHECK(prepare.most_rounds == 7);
  CHECK(prepare.not_taken > 0);
  const ProfiledPlace& loop = place_of(function_at(functions, 2), "ForLoop");
  CHECK(loop.taken > loop.not_taken);
}

TEST_CASE("profile: calls tell what they led to") {
  Vm vm;
  auto functions = profile_after(vm, R"(
    local function one() return 1 end
    local function two() return 2 end
    local callable = setmetatable({}, {__call = function() return 3 end})
    local other = load("return function() return 4 end")()
    local function calls(i, either)
      local a = one()
      local b = string.byte("x")
      local c = either()
      local d = callable()
      local e = other()
      return a
    end
    for i = 1, 1000 do calls(i, i % 2 == 0 and one or two) end)");
  const ProfiledFunction& calls = function_at(functions, 6);
  std::vector<std::string> callees;
  for (const ProfiledPlace& p : calls.places) {
    if (p.operation.find("Call1") != std::string::npos && !p.callee.empty()) callees.push_back(p.callee);
  }
  CHECK(callees == std::vector<std::string>{"f1 (line 2)", "string.byte", "several", "a value with __call", "a function of another program"});
}

TEST_CASE("profile: places that make tables tell what became of them") {
  Vm vm;
  auto functions = profile_after(vm, R"(
    local function make(n)
      local t = {}
      for i = 1, n do t[i] = i end
      local fields = {} fields.a = 1 fields.b = 2 fields.c = 3 fields.d = 4 fields.e = 5
      local keyed = {} for i = 1, 5 do keyed[i + 0.5] = i end
      local mixed = {1.5, 2.5} mixed[3] = "x"
      return t, fields, keyed, mixed
    end
    for i = 1, 800 do make(20) end)");
  const ProfiledFunction& make = function_at(functions, 2);
  const ProfiledPlace& array = place_of(make, "NewTable", 0);
  CHECK(array.makes_tables);
  CHECK(array.elements == "integer");
  CHECK(array.array >= 20);
  CHECK(array.hash == 0);
  CHECK(place_of(make, "NewTable", 1).fields >= 5);
  const ProfiledPlace& keyed = place_of(make, "NewTable", 2);
  CHECK(keyed.hash == 8);
  CHECK(place_of(make, "NewTable", 3).elements == "float,any");
}

TEST_CASE("profile: functions that are not hot have a count of calls and rounds alone") {
  Vm vm;
  auto functions = profile_after(vm, R"(
    local function seldom(n) for i = 1, n do end end
    seldom(10) seldom(20))");
  const ProfiledFunction& seldom = function_at(functions, 2);
  CHECK(seldom.state == ProfiledFunction::State::Interpreted);
  CHECK(seldom.counted == 30);  // two calls, and loops go back one time less than they have rounds
  CHECK(seldom.places.empty());
  CHECK(function_at(functions, 0).counted == 1);
}

TEST_CASE("profile: a place where machine code met another type varies") {
  Vm vm;
  auto functions = profile_after(vm, R"(
    local function add(a, b) return a + b end
    for i = 1, 1000 do add(i, 1) end
    for i = 1, 1000 do add(i, 0.5) end)");
  const ProfiledPlace& add = place_of(function_at(functions, 2), "AddRR");
  CHECK(add.second == "integer,float");
  CHECK(add.varies);
}

}  // namespace
}  // namespace strata
