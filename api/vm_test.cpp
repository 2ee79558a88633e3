// Loading, calling, values and globals through the API.
#include <doctest/doctest.h>

#include <string>

#include "api/strata.h"

using namespace strata;

namespace {

std::string run_text(Vm& vm, std::string_view program) {
  Result<Values> results = vm.run(program);
  return results.ok() ? results->first().text() : "error: " + results.error().message;
}

}  // namespace

TEST_CASE("api: a program's results come back as values") {
  Vm vm;
  REQUIRE(vm.ok());
  Result<Values> r = vm.run("return 1, 2.5, 'three', true, nil, {4}");
  REQUIRE(r.ok());
  REQUIRE(r->size() == 6);
  CHECK(r->at(0).integer() == 1);
  CHECK(r->at(0).number() == 1.0);
  CHECK(r->at(1).number() == 2.5);
  CHECK(!r->at(1).integer());
  CHECK(r->at(2).string() == "three");
  CHECK(r->at(3).boolean() == true);
  CHECK(r->at(4).is_nil());
  CHECK(r->at(5).table()->get(1).integer() == 4);
  CHECK(r->at(6).is_nil());
}

TEST_CASE("api: arguments go in as C++ values") {
  Vm vm;
  Function f = *vm.load("local a, b, c, d, e = ... return type(a) .. math.type(b) .. math.type(c) .. d .. tostring(e)");
  Result<Values> r = f(nullptr, 2, 2.0, "x\0y", true);
  REQUIRE(r.ok());
  CHECK(r->first().string() == "nilintegerfloatxtrue");
  CHECK(f.call({std::string_view("s"), 1, 2.0, std::string("z"), false}).value().first().string() ==
        "stringintegerfloatzfalse");
}

TEST_CASE("api: strings may hold zeros") {
  Vm vm;
  vm.set("s", std::string_view("a\0b", 3));
  CHECK(run_text(vm, "return #s") == "3");
  CHECK(vm.run("return 'x\\0y'")->first().string() == std::string_view("x\0y", 3));
}

TEST_CASE("api: globals and tables are set and read") {
  Vm vm;
  vm.set("answer", 42);
  CHECK(run_text(vm, "return answer + 1") == "43");
  REQUIRE(vm.run("t = {x = 1, 10, 20, sub = {y = 'deep'}}").ok());
  Table t = *vm.get("t").table();
  CHECK(t.get("x").integer() == 1);
  CHECK(t.length() == 2);
  CHECK(t.append(30));
  CHECK(t.get("sub").table()->get("y").string() == "deep");
  CHECK(t.set("z", t));
  CHECK(!t.set(nullptr, 1));
  CHECK(run_text(vm, "return t.z.z[3]") == "30");
  int64_t sum = 0;
  for (auto& [key, value] : t) {
    if (key.integer()) sum += *value.integer();
  }
  CHECK(sum == 60);
}

TEST_CASE("api: a handle keeps its object alive and reads nil after the Vm") {
  Value kept;
  Table table;
  {
    Vm vm;
    kept = vm.run("return setmetatable({}, {__name = 'kept'})")->first();
    table = vm.new_table();
    table.set(1, "one");
    for (int i = 0; i < 3; i++) vm.collect();
    Value copy = kept;
    CHECK(copy == kept);
    CHECK(table.get(1).string() == "one");
  }
  CHECK(kept.is_nil());
  CHECK(kept.text() == "nil");
  CHECK(table.get(1).is_nil());
  CHECK(!table.set(1, 2));
  Value copy = kept;
  CHECK(copy.is_nil());
}

TEST_CASE("api: thousands of handles come and go") {
  Vm vm;
  std::vector<Value> held;
  for (int i = 0; i < 5000; i++) held.push_back(vm.value("string number " + std::to_string(i)));
  for (size_t i = 0; i < held.size(); i += 2) held[i] = Value();
  vm.collect();
  for (int i = 0; i < 2500; i++) held[static_cast<size_t>(2 * i)] = vm.value(std::to_string(i));
  vm.collect();
  CHECK(held[4999].string() == "string number 4999");
  CHECK(held[4998].string() == "2499");
}

TEST_CASE("api: values print as tostring does") {
  Vm vm;
  CHECK(vm.run("return 1e15, -0.0, 1/0, 2^53, 10 // 1")->at(0).text() == "1e+15");
  CHECK(vm.run("return -0.0")->first().text() == "-0.0");
  CHECK(vm.run("return print")->first().text().starts_with("function: "));
  Value object = vm.run("return setmetatable({}, {__tostring = function() return 'I am' end})")->first();
  CHECK(*vm.to_text(object) == "I am");
  CHECK(object.text().starts_with("table: "));
  CHECK(!vm.to_text(vm.run("return setmetatable({}, {__tostring = function() error('no') end})")->first()).ok());
}

TEST_CASE("api: index and set_index follow metamethods, get and set do not") {
  Vm vm;
  Value object = vm.run("return setmetatable({}, {__index = function(_, k) return k .. '!' end, "
                        "__newindex = function(t, k, v) rawset(t, k, v * 2) end})")
                     ->first();
  CHECK(vm.index(object, "hey")->string() == "hey!");
  CHECK(object.table()->get("hey").is_nil());
  CHECK(vm.set_index(object, "n", 21).ok());
  CHECK(object.table()->get("n").integer() == 42);
  CHECK(vm.index(Value(), "x").error().message.find("attempt to index a nil value") != std::string::npos);
}

TEST_CASE("api: a compile error has its position and no traceback") {
  Vm vm;
  Result<Function> f = vm.load("x = = 1", "@tool.lua");
  REQUIRE(!f.ok());
  CHECK(f.error().message == "tool.lua:1: unexpected symbol near '='");
  CHECK(f.error().traceback.empty());
}

TEST_CASE("api: a guest error has message, traceback and value") {
  Vm vm;
  Result<Values> r = vm.run("local function f() error('no luck') end f()", "=here");
  REQUIRE(!r.ok());
  CHECK(r.error().message == "here:1: no luck");
  CHECK(r.error().traceback.starts_with("stack traceback:\n"));
  CHECK(r.error().traceback.find("in main chunk") != std::string::npos);
  CHECK(r.error().value.string() == "here:1: no luck");
  Result<Values> t = vm.run("error({code = 7})");
  CHECK(t.error().message == "(error object is a table value)");
  CHECK(t.error().value.table()->get("code").integer() == 7);
  CHECK(vm.run("error(setmetatable({}, {__tostring = function() return 'custom' end}))").error().text() == "custom");
  CHECK(vm.run("error()").error().message == "(error object is a nil value)");
  CHECK(run_text(vm, "return 'still works'") == "still works");
}

TEST_CASE("api: an error keeps its text while it unwinds through more code and more errors") {
  Vm vm;
  vm.set_function("apply", [](Call& call, Function f) { (void)call.vm().call(f, {}); });
  Result<Values> r = vm.run(
      "local a <close> = setmetatable({}, {__close = function() apply(function() error('inner') end) end})\n"
      "local b <close> = setmetatable({}, {__close = function() pcall(error, 'caught') end})\n"
      "local c <close> = setmetatable({}, {__close = function() load(function() error('reader') end) end})\n"
      "error('outer')",
      "=t");
  REQUIRE(!r.ok());
  CHECK(r.error().message == "t:4: outer");
  CHECK(r.error().traceback.find("t:4: in main chunk") != std::string::npos);
}

TEST_CASE("api: calling what cannot be called is an error") {
  Vm vm;
  CHECK(vm.call(vm.get("nothing")).error().message.find("attempt to call a nil value") != std::string::npos);
  CHECK(!Function().call({}).ok());
  Value callable = vm.run("return setmetatable({}, {__call = function(_, x) return x * 2 end})")->first();
  CHECK(vm.call(callable, {21})->first().integer() == 42);
}

TEST_CASE("api: many arguments and many results") {
  Vm vm;
  std::vector<Argument> arguments(1000, Argument(1));
  Result<Values> r = vm.call(*vm.load("return select('#', ...), ..."), arguments.data(), arguments.size());
  REQUIRE(r.ok());
  CHECK(r->size() == 1001);
  CHECK(r->first().integer() == 1000);
}

TEST_CASE("api: a chunk goes through string.dump and back") {
  Vm vm;
  Value dumped = vm.run("local up = 5; return string.dump(function(x) return (x or 0) + 1, up end)")->first();
  Result<Function> f = vm.load(*dumped.string());
  REQUIRE(f.ok());
  CHECK((*f)(41)->first().integer() == 42);
  std::string damaged(*dumped.string());
  damaged[damaged.size() / 2] ^= 0x55;
  CHECK(!vm.load(damaged).ok());
}

TEST_CASE("api: assembler text is a program too") {
  Vm vm;
  Result<Values> r = vm.run("; three\n.function main(...)\n  .upvalue _ENV local 0\n  int 3\n  return 1\n.end\n", "=three");
  CHECK_MESSAGE(r.ok(), (r.ok() ? "" : r.error().message));
  if (r.ok()) CHECK(r->first().integer() == 3);
}

TEST_CASE("api: a Vm ends in the middle of a coroutine") {
  std::string log;
  {
    Vm vm;
    vm.set_function("note", [&](std::string s) { log += s; });
    REQUIRE(vm.run("co = coroutine.create(function()\n"
                   "  local c <close> = setmetatable({}, {__close = function() note('closed') end})\n"
                   "  pcall(function() for i = 1, 10 do coroutine.yield(i) end end)\n"
                   "end)\n"
                   "coroutine.resume(co) coroutine.resume(co)\n"
                   "keep = setmetatable({co}, {__gc = function() note('collected') end})")
                .ok());
  }
  CHECK(log == "collected");
}

TEST_CASE("api: the error of a closing method is reported in the place of the one before") {
  Vm vm;
  Result<Values> r = vm.run(
      "local x <close> = setmetatable({}, {__close = function() error('second', 0) end}) error('first', 0)");
  CHECK(r.error().message == "second");
  CHECK(r.error().value.text() == "second");
  r = vm.run("local x <close> = setmetatable({}, {__close = function() pcall(error, 'caught') end}) error('first', 0)");
  CHECK(r.error().message == "first");
  CHECK(r.error().traceback.find("in function 'error'") != std::string::npos);
}

TEST_CASE("api: loaded chunks count as memory of the guest") {
  Options options;
  options.limits.max_memory_bytes = 8 << 20;
  Vm vm(options);
  Result<Values> r = vm.run("local t = {} for i = 1, 1e6 do t[i] = load('return ' .. i .. (' + x'):rep(1000)) end");
  REQUIRE(!r.ok());
  CHECK(r.error().message.find("not enough memory") != std::string::npos);
}

#if !defined(__SANITIZE_ADDRESS__)  // what is left to the end of the process is a leak to it
TEST_CASE("api: an abandoned Vm has run its finalizers, and is no more") {
  std::string seen;
  Vm vm;
  REQUIRE(vm.set_function("note", [&seen](std::string text) { seen += text; }));
  REQUIRE(vm.run("keep = setmetatable({}, {__gc = function() note('end') end})").ok());
  Value keep = vm.get("keep");
  vm.abandon();
  CHECK(seen == "end");
  CHECK_FALSE(vm.ok());
  CHECK(keep.is_nil());
}
#endif
