// The shape of the code, in the instruction set's own words. Every chunk here is also verified.
#include <string>

#include "lua/test_code.h"

using strata::lua::test::code_of;
using strata::lua::test::compiled;
namespace isa = strata::isa;

TEST_CASE("variables: locals have slots, upvalues numbers, globals are fields of _ENV") {
  CHECK(code_of("local a = 1; b = a") ==
        "int 1; set.local 0; get.upvalue 0; get.local 0; set.field 'b'");
  CHECK(code_of("local a; local function f() return a end") ==
        "nil; set.local 0; closure 0; set.local 1");
  CHECK(code_of(*compiled("local a; local function f() a = a end"), 1) ==
        "get.upvalue 0; set.upvalue 0; return 0");
  CHECK(code_of("local _ENV = {}; x = y") ==
        "new.table 0 0; set.local 0; get.local 0; get.local 0; get.field 'y'; set.field 'x'");
  CHECK(code_of("_ENV.x = _ENV") == "get.upvalue 0; get.upvalue 0; set.field 'x'");
  CHECK(code_of(*compiled("function f() _ENV = nil end"), 1) == "nil; set.upvalue 0; return 0");
  CHECK(code_of("local _ENV <const> = 'e'; f()") == "const 'e'; get.field 'f'; call 0 0");
}

TEST_CASE("slots are used again after the end of their scope") {
  CHECK(code_of("do local a = 1 end local b = 2") == "int 1; set.local 0; int 2; set.local 0");
}

TEST_CASE("a local function that refers to itself has its slot set before it is captured") {
  CHECK(code_of("local function f() return f end") == "nil; set.local 0; closure 0; set.local 0");
  CHECK(code_of("local function f() end") == "closure 0; set.local 0");
}

TEST_CASE("compile-time constants take no slot") {
  CHECK(code_of("local k <const> = 5; local a = k") == "int 5; set.local 0");
  CHECK(code_of("local k <const> = -5 // 2; return k") == "int -3; return 1");
  CHECK(code_of("local s <const>, k <const> = f(), 'x'; return k") ==
        "get.upvalue 0; get.field 'f'; call 0 1; set.local 0; const 'x'; return 1");
}

TEST_CASE("numerals are folded as in the reference") {
  CHECK(code_of("return 1 + 2 * 3 - 4 // 2") == "int 5; return 1");
  CHECK(code_of("return 7 // 2.0, 2^10, -(-3)") == "const 3.000000f; const 1024.000000f; int 3; return 3");
  CHECK(code_of("return 1 << 62 | 1, ~0, 5.0 & 3") == "const 4611686018427387905; int -1; int 1; return 3");
  CHECK(code_of("return 1 // 0") == "int 1; int 0; idiv; return 1");
  CHECK(code_of("return 1 % 0.0") == "int 1; const 0.000000f; mod; return 1");
  CHECK(code_of("return -0.0") == "const 0.000000f; neg; return 1");
  CHECK(code_of("return 0.0 * 1") == "const 0.000000f; int 1; mul; return 1");
  CHECK(code_of("return 1.5 & 1") == "const 1.500000f; int 1; band; return 1");
  CHECK(code_of("return 1e308 * 10") == "const inff; return 1");
  CHECK(code_of("return math.mininteger // -1, 'a' + 1").find("add") != std::string::npos);
  CHECK(code_of("return -9223372036854775807 - 1") == "const -9223372036854775808; return 1");
}

TEST_CASE("a folded numeral leaves no constant behind") {
  CHECK(compiled("return 2.5 + 1")->functions[0].constant_count == 1);
  CHECK(compiled("return 2.5 * 2.5 * 2.5 * x")->functions[0].constant_count == 2);
}

TEST_CASE("concatenation is one instruction for a chain") {
  CHECK(code_of("local a, b = f(); return a .. 'x' .. b .. 1") ==
        "get.upvalue 0; get.field 'f'; call 0 2; set.local 1; set.local 0; "
        "get.local 0; const 'x'; get.local 1; int 1; concat 4; return 1");
  CHECK(code_of("local a = ''; return (a .. a) .. a") ==
        "const ''; set.local 0; get.local 0; get.local 0; concat 2; get.local 0; concat 2; return 1");
}

TEST_CASE("conditions jump; they make no values") {
  CHECK(code_of("local a, b = ...; if a < b and not a then f() end") ==
        "vararg 2; set.local 1; set.local 0; get.local 0; get.local 1; lt; br.false L30; "
        "get.local 0; br.true L30; get.upvalue 0; get.field 'f'; call 0 0; L30: return 0");
  CHECK(code_of("local a, b = ...; if a or b then f() else g() end") ==
        "vararg 2; set.local 1; set.local 0; get.local 0; br.true L20; get.local 1; br.false L32; "
        "L20: get.upvalue 0; get.field 'f'; call 0 0; jump L39; L32: get.upvalue 0; get.field 'g'; call 0 0; "
        "L39: return 0");
  CHECK(code_of("if true then f() end") == "get.upvalue 0; get.field 'f'; call 0 0");
}

TEST_CASE("and, or, not as values") {
  CHECK(code_of("local a, b = ...; return a and b") ==
        "vararg 2; set.local 1; set.local 0; get.local 0; br.false.keep L15; get.local 1; L15: return 1");
  CHECK(code_of("local a, b = ...; local c = a or b") ==
        "vararg 2; set.local 1; set.local 0; get.local 0; br.true.keep L15; get.local 1; L15: set.local 2");
  CHECK(code_of("local a, b = ...; local c = a == b and b or a") ==
        "vararg 2; set.local 1; set.local 0; get.local 0; get.local 1; eq; br.false L23; get.local 1; "
        "br.true.keep L25; L23: get.local 0; L25: set.local 2");
  CHECK(code_of("local a, b = ...; local c = not (a and b)") ==
        "vararg 2; set.local 1; set.local 0; get.local 0; br.false L21; get.local 1; not; jump L22; L21: true; "
        "L22: set.local 2");
}

TEST_CASE("and, or make one value of a list") {
  CHECK(code_of("return true and f()") == "get.upvalue 0; get.field 'f'; call 0 1; return 1");
  CHECK(code_of("local a, b = nil or ...") == "vararg 1; set.local 0; nil; set.local 1");
}

TEST_CASE("if with a lone break or forward goto jumps at once") {
  CHECK(code_of("while true do if x then break end end") ==
        "L0: get.upvalue 0; get.field 'x'; br.true L14; jump L0; L14: return 0");
  CHECK(code_of("for i = 1, 2 do if x then goto next end f() ::next:: end").find("br.true") != std::string::npos);
}

TEST_CASE("while repeats a simple condition at its end") {
  CHECK(code_of("local n = 10; while n > 0 do n = n - 1 end") ==
        "int 10; set.local 0; get.local 0; int 0; gt; br.false L31; L14: get.local 0; int 1; sub; set.local 0; "
        "get.local 0; int 0; gt; br.true L14; L31: return 0");
  CHECK(code_of("while a and b do end").find("jump L0") != std::string::npos);
  compiled("local n = 0; while n < 4 and (7 // 2) do n = n + 1 end");
}

TEST_CASE("repeat tests inside the scope of its body") {
  CHECK(code_of("repeat local x = f() until x") ==
        "L0: get.upvalue 0; get.field 'f'; call 0 1; set.local 0; get.local 0; br.false L0");
}

TEST_CASE("repeat with a captured local closes it on both ways") {
  CHECK(code_of("repeat local x = f(); g = function() return x end until x") ==
        "L0: get.upvalue 0; get.field 'f'; call 0 1; set.local 0; get.upvalue 0; closure 0; set.field 'g'; "
        "get.local 0; br.false L29; close 0; jump L36; L29: close 0; jump L0; L36: return 0");
}

TEST_CASE("numeric for") {
  CHECK(code_of("for i = 1, 10 do f(i) end") ==
        "int 1; set.local 0; int 10; set.local 1; int 1; set.local 2; for.prep 0 L33; L18: get.upvalue 0; "
        "get.field 'f'; get.local 3; call 1 0; for.loop 0 L18; L33: return 0");
}

TEST_CASE("a captured loop variable is closed after each round") {
  CHECK(code_of("for i = 1, 2 do f = function() return i end end").find("close 3; for.loop 0") != std::string::npos);
}

TEST_CASE("generic for marks its closing value only when there may be one") {
  CHECK(code_of("for k, v in next, t do f(k) end") ==
        "get.upvalue 0; get.field 'next'; set.local 0; get.upvalue 0; get.field 't'; set.local 1; nil; set.local 2; "
        "nil; set.local 3; jump L32; L23: get.upvalue 0; get.field 'f'; get.local 4; call 1 0; "
        "L32: for.call 0 2; for.next 0 L23");
  std::string open = code_of("for k in pairs(t) do if k then break end end");
  CHECK(open.find("call 1 4; set.local 3; set.local 2; set.local 1; set.local 0; mark.close 3; jump") !=
        std::string::npos);
  CHECK(open.ends_with("close 0"));
}

TEST_CASE("calls") {
  CHECK(code_of("f(1, g())") == "get.upvalue 0; get.field 'f'; int 1; get.upvalue 0; get.field 'g'; call 0 *; call.open 1 0");
  CHECK(code_of("f((g()))") == "get.upvalue 0; get.field 'f'; get.upvalue 0; get.field 'g'; call 0 1; call 1 0");
  CHECK(code_of("return f(...)") == "get.upvalue 0; get.field 'f'; vararg *; tail.call.open 0");
  CHECK(code_of("return (f())") == "get.upvalue 0; get.field 'f'; call 0 1; return 1");
  CHECK(code_of("return f(), f()") ==
        "get.upvalue 0; get.field 'f'; call 0 1; get.upvalue 0; get.field 'f'; call 0 *; return.open 1");
  CHECK(code_of("local o = ...; o:m(1)") == "vararg 1; set.local 0; get.local 0; get.method 'm'; int 1; call 2 0");
  CHECK(code_of("f'x'{}") ==
        "get.upvalue 0; get.field 'f'; const 'x'; call 1 1; new.table 0 0; call 1 0");
}

TEST_CASE("no tail call where something is to be closed") {
  CHECK(code_of("local x <close> = f(); return g()").find("call 0 *; return.open 0") != std::string::npos);
  CHECK(code_of("for k in pairs(t) do return g() end").find("tail.call") == std::string::npos);
  CHECK(code_of("for k in next, t do return g() end").find("tail.call") != std::string::npos);
}

TEST_CASE("single assignment stores from the stack") {
  CHECK(code_of("local t, i = ...; t[i] = i") ==
        "vararg 2; set.local 1; set.local 0; get.local 0; get.local 1; get.local 1; set.index");
  CHECK(code_of("local t = ...; t.x.y = 1; t['z'] = 2") ==
        "vararg 1; set.local 0; get.local 0; get.field 'x'; int 1; set.field 'y'; get.local 0; int 2; set.field 'z'");
}

TEST_CASE("multiple assignment evaluates all, then stores from right to left") {
  CHECK(code_of("local a, b = ...; a, b = b, a") ==
        "vararg 2; set.local 1; set.local 0; get.local 1; get.local 0; set.local 1; set.local 0");
  CHECK(code_of("local t, i, j = ...; t[i], t[j] = t[j], t[i]") ==
        "vararg 3; set.local 2; set.local 1; set.local 0; get.local 0; get.local 1; get.local 0; get.local 2; "
        "get.local 0; get.local 2; get.index; set.local 3; get.local 0; get.local 1; get.index; set.index; "
        "get.local 3; set.index");
  CHECK(code_of("local i, t = ...; i, t[i] = i + 1, 20") ==
        "vararg 2; set.local 1; set.local 0; get.local 1; get.local 0; get.local 0; int 1; add; set.local 2; "
        "int 20; set.index; get.local 2; set.local 0");
  CHECK(code_of("local a, b, c = ...; a, b, c = f()") ==
        "vararg 3; set.local 2; set.local 1; set.local 0; get.upvalue 0; get.field 'f'; call 0 3; "
        "set.local 2; set.local 1; set.local 0");
  CHECK(code_of("local a, b; a, b = 1, 2, f(), g") ==
        "nil; set.local 0; nil; set.local 1; int 1; int 2; get.upvalue 0; get.field 'f'; call 0 0; "
        "get.upvalue 0; get.field 'g'; pop; set.local 1; set.local 0");
  CHECK(code_of("local t = {}; t.a, t.b, t.c = 1") ==
        "new.table 0 0; set.local 0; get.local 0; get.local 0; get.local 0; int 1; set.local 1; nil; set.field 'c'; "
        "nil; set.field 'b'; get.local 1; set.field 'a'");
  CHECK(code_of("local t = {}; t.a, t.b = f()") ==
        "new.table 0 0; set.local 0; get.local 0; get.local 0; get.upvalue 0; get.field 'f'; call 0 2; set.local 2; "
        "set.local 1; get.local 2; set.field 'b'; get.local 1; set.field 'a'");
}

TEST_CASE("table constructors") {
  CHECK(code_of("return {1, 2, x = 3, [4] = 5, 6}") ==
        "new.table 3 2; int 1; int 2; put.list 1 2; int 3; put.field 'x'; int 4; int 5; put.index; int 6; "
        "put.list 3 1; return 1");
  CHECK(code_of("return {f()}") == "new.table 0 0; get.upvalue 0; get.field 'f'; call 0 *; put.list.open 1 0; return 1");
  CHECK(code_of("return {1, ...}") == "new.table 1 0; int 1; vararg *; put.list.open 1 1; return 1");
  CHECK(code_of("return {['k'] = 1}") == "new.table 0 1; int 1; put.field 'k'; return 1");
}

TEST_CASE("a table knows its size, however large") {
  std::string source = "return {{1},";
  for (int i = 0; i < 300; i++) source += "i,";
  source += "x and y, a = 1}";
  CHECK(code_of(source).starts_with("new.table 302 1; new.table 1 0; int 1; put.list 1 1; get.upvalue 0"));
}

TEST_CASE("break closes what it leaves") {
  CHECK(code_of("while true do local x = f(); g = function() return x end; if x then h() break end end")
            .find("call 0 0; close 0; jump") != std::string::npos);
}

TEST_CASE("a variable captured only after the break is closed where the break arrives") {
  std::string code = code_of("while true do local x = f(); if x then h() break end; g = function() return x end end");
  CHECK(code.ends_with("close 0; jump L0; L41: close 0"));
}

TEST_CASE("a forward goto out of a scope with captures closes as far as its label") {
  CHECK(code_of("local a; do local b; g = function() return b end; goto out end; f() ::out:: h()")
            .find("close 1; jump") != std::string::npos);
}

TEST_CASE("backward goto") {
  CHECK(code_of("::top:: f() goto top") == "L0: get.upvalue 0; get.field 'f'; call 0 0; jump L0");
}

TEST_CASE("methods and functions with dotted names") {
  CHECK(code_of("function a.b:c() end") ==
        "get.upvalue 0; get.field 'a'; get.field 'b'; closure 0; set.field 'c'");
  CHECK(compiled("function a:m(x, ...) end")->functions[1].parameter_count == 2);
  CHECK(compiled("function a:m(x, ...) end")->functions[1].flags == isa::kVararg);
}

TEST_CASE("functions are numbered by their place in the text") {
  auto module = compiled("local a = function() return function() end end\nlocal b = function() end");
  REQUIRE(module->functions.size() == 4);
  CHECK(module->functions[1].child_count == 1);
  CHECK(module->functions[3].line_defined == 2);
}

TEST_CASE("the debug map has lines, locals in order, and upvalues") {
  auto module = compiled("local a = 1\nfor i = 1,\n 2 do local b end\nlocal function f() return a end");
  isa::DebugMap map;
  REQUIRE(isa::decode_debug_map(module->function(0).debug, 0, &map));
  std::string names;
  for (const isa::LocalName& local : map.locals) names += std::string(local.name) + " ";
  CHECK(names == "a (for state) (for state) (for state) i b f ");
  CHECK(map.line_at(0) == 1);
  CHECK(map.local_at(0, 4) == "a");
  REQUIRE(isa::decode_debug_map(module->function(1).debug, 4, &map));
  REQUIRE(map.upvalues.size() == 1);
  CHECK(map.upvalues[0] == "a");
}

TEST_CASE("a stripped module has no debug map, a kept source is there") {
  auto stripped = strata::lua::compile("local a = 1", "=x", {.strip_debug = true});
  REQUIRE(stripped.ok());
  CHECK(stripped.value()->functions[0].debug_size_bytes == 0);
  auto kept = strata::lua::compile("local a = 1", "=x", {.keep_source = true});
  REQUIRE(kept.ok());
  CHECK(kept.value()->source == "local a = 1");
  CHECK(kept.value()->chunk_name == "=x");
}
