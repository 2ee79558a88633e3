// C++ functions called by the guest: arguments, results, errors, exceptions, nesting, life time.
#include <doctest/doctest.h>

#include <memory>
#include <stdexcept>
#include <string>

#include "api/strata.h"

using namespace strata;

namespace {

std::string outcome(Vm& vm, std::string_view program) {
  Result<Values> results = vm.run(program, "=t");
  if (!results.ok()) return "error: " + results.error().message;
  std::string text;
  for (const Value& v : *results) text += (text.empty() ? "" : " ") + v.text();
  return text;
}

int twice(int x) { return 2 * x; }

}  // namespace

TEST_CASE("host function: parameters and results of every kind") {
  Vm vm;
  vm.set_function("add", [](int64_t a, double b) { return static_cast<double>(a) + b; });
  vm.set_function("twice", twice);
  vm.set_function("join", [](std::string_view a, const std::string& b) { return std::string(a) + b; });
  vm.set_function("flag", [](bool b) { return !b; });
  vm.set_function("either", [](std::optional<int> a) { return a.value_or(-1); });
  vm.set_function("nothing", []() {});
  vm.set_function("maybe", [](bool b) { return b ? std::optional<int>(1) : std::nullopt; });
  vm.set_function("three", []() { return std::tuple(1, "two", 3.5); });
  vm.set_function("count", [](Values all) { return all.size(); });
  vm.set_function("swap", [](Value a, Value b) { return std::tuple(b, a); });
  vm.set_function("size", [](Table t) { return t.length(); });
  CHECK(outcome(vm, "return add(1, 2), add('3', 0.5)") == "3.0 3.5");
  CHECK(outcome(vm, "return twice(21), twice(2.0)") == "42 4");
  CHECK(outcome(vm, "return join('a', 1)") == "a1");
  CHECK(outcome(vm, "return flag(nil), flag(0)") == "true false");
  CHECK(outcome(vm, "return either(), either(nil), either(5)") == "-1 -1 5");
  CHECK(outcome(vm, "return select('#', nothing())") == "0");
  CHECK(outcome(vm, "return maybe(true), maybe(false)") == "1 nil");
  CHECK(outcome(vm, "return three()") == "1 two 3.5");
  CHECK(outcome(vm, "return count(), count(1, nil, nil)") == "0 3");
  CHECK(outcome(vm, "return swap(1, 'x')") == "x 1");
  CHECK(outcome(vm, "return size{1, 2, 3}") == "3");
}

TEST_CASE("host function: wrong arguments are the reference's errors") {
  Vm vm;
  vm.set_function("twice", twice);
  vm.set_function("text", [](std::string s) { return s; });
  vm.set_function("tab", [](Table) {});
  CHECK(outcome(vm, "twice('x')") == "error: t:1: bad argument #1 to 'twice' (number expected, got string)");
  CHECK(outcome(vm, "twice(1.5)") == "error: t:1: bad argument #1 to 'twice' (number has no integer representation)");
  CHECK(outcome(vm, "twice(1 << 40)") == "error: t:1: bad argument #1 to 'twice' (number out of range)");
  CHECK(outcome(vm, "text()") == "error: t:1: bad argument #1 to 'text' (string expected, got no value)");
  CHECK(outcome(vm, "tab(1)") == "error: t:1: bad argument #1 to 'tab' (table expected, got number)");
}

TEST_CASE("host function: an exception becomes a guest error") {
  Vm vm;
  vm.set_function("fail", [](std::string what) { throw std::runtime_error(what); });
  vm.set_function("odd", []() { throw 42; });
  CHECK(outcome(vm, "fail('no file')") == "error: t:1: no file");
  CHECK(outcome(vm, "odd()") == "error: t:1: C++ exception");
  CHECK(outcome(vm, "return pcall(fail, 'x')") == "false x");
  CHECK(outcome(vm, "return select(2, pcall(function() fail('y') end))") == "t:1: y");
  CHECK(outcome(vm, "return coroutine.wrap(function() return pcall(fail, 'in a coroutine') end)()") ==
        "false in a coroutine");
}

TEST_CASE("host function: calls back into the guest, and errors pass through with their value") {
  Vm vm;
  vm.set_function("apply", [](Call& call, Function f, Values arguments) -> Result<Values> {
    return call.vm().call(f, std::vector<Argument>(arguments.begin(), arguments.end()).data(), arguments.size());
  });
  CHECK(outcome(vm, "return apply(function(a, b) return a + b, a * b end, 3, 4)") == "7 12");
  CHECK(outcome(vm, "local ok, e = pcall(apply, function() error({code = 5}) end) return ok, e.code") == "false 5");
  CHECK(outcome(vm, "return apply(apply, apply, function() return 'deep' end)") == "deep");
  CHECK(outcome(vm, "return coroutine.wrap(function() return apply(function() return 'co' end) end)()") == "co");
}

TEST_CASE("host function: endless nesting ends in a guest error") {
  Vm vm;
  vm.set_function("again", [](Call& call, Function f) -> Result<Values> { return call.vm().call(f, {}); });
  Result<Values> r = vm.run("local function f() return again(f) end return f()");
  REQUIRE(!r.ok());
  CHECK(r.error().message.find("C stack overflow") != std::string::npos);
  CHECK(outcome(vm, "return 'fine'") == "fine");
}

TEST_CASE("host function: a yield across a C++ call is the reference's error") {
  Vm vm;
  vm.set_function("apply", [](Call& call, Function f) -> Result<Values> { return call.vm().call(f, {}); });
  CHECK(outcome(vm, "return coroutine.wrap(function() return pcall(apply, coroutine.yield) end)()") ==
        "false attempt to yield across a C-call boundary");
}

TEST_CASE("host function: with a Call it reads and pushes what it likes") {
  Vm vm;
  vm.set_function("reverse", [](Call& call) {
    for (size_t i = call.count(); i > 0; i--) call.push(call.arg(i));
  });
  vm.set_function("refuse", [](Call& call) { call.fail_argument(2, "must be prime"); });
  CHECK(outcome(vm, "return reverse(1, 'b', nil, 4)") == "4 nil b 1");
  CHECK(outcome(vm, "return select('#', reverse(table.unpack({}, 1, 100)))") == "100");
  CHECK(outcome(vm, "refuse()") == "error: t:1: bad argument #2 to 'refuse' (must be prime)");
}

TEST_CASE("host function: the callable lives as long as the function, and no longer") {
  auto witness = std::make_shared<int>(7);
  {
    Vm vm;
    vm.set_function("seven", [witness]() { return *witness; });
    CHECK(witness.use_count() == 2);
    vm.collect();
    CHECK(outcome(vm, "return seven()") == "7");
    vm.set("seven", nullptr);
    for (int i = 0; i < 3; i++) vm.collect();
    CHECK(witness.use_count() == 1);
    vm.set_function("seven", [witness]() { return *witness; });
    REQUIRE(vm.run("late = setmetatable({}, {__gc = function() at_end = seven() end})").ok());
  }
  CHECK(witness.use_count() == 1);
}

TEST_CASE("host function: state is kept between calls") {
  Vm vm;
  vm.set_function("next_id", [n = 0]() mutable { return ++n; });
  CHECK(outcome(vm, "return next_id(), next_id(), next_id()") == "1 2 3");
}
