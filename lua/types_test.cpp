// What the annotations claim: loops, live locals, and types of local slots. compiled() verifies them.
#include <string>

#include "lua/test_code.h"

using strata::lua::test::compiled;
namespace isa = strata::isa;

namespace {

// For each block of function `index` with claimed types "0:int 2:float"; blocks are separated by "|".
std::string types_of(std::string_view source, uint32_t index = 0) {
  auto module = compiled(source);
  isa::Annotations annotations;
  REQUIRE(isa::decode_annotations(module->function(index).annotations, &annotations));
  std::string text;
  for (const isa::Block& block : annotations.blocks) {
    if (block.offset > 0) text += "|";
    for (size_t i = 0; i < block.typed.size(); i++) {
      if (i > 0) text += " ";
      text += std::to_string(block.typed[i].slot) + ":" + std::string(isa::slot_type_name(block.typed[i].type));
    }
  }
  return text;
}

// "-" for a block in no loop, else the header's index.
std::string loops_of(std::string_view source) {
  auto module = compiled(source);
  isa::Annotations annotations;
  REQUIRE(isa::decode_annotations(module->function(0).annotations, &annotations));
  std::string text;
  for (const isa::Block& block : annotations.blocks) {
    text += block.loop_header == isa::kNoLoop ? "-" : std::to_string(block.loop_header);
  }
  return text;
}

}  // namespace

TEST_CASE("a loop over integers has an integer variable") {
  CHECK(types_of("for i = 1, n do f(t[i]) end") == "|0:int 1:int 2:int 3:int|");
}

TEST_CASE("accumulators keep their type through the loop") {
  CHECK(types_of("local s = 0.0; for i = 1, 10 do s = s + i * 0.5 end") ==
        "|0:float 1:int 2:int 3:int 4:int|0:float");
  CHECK(types_of("local n = 0; for i = 1, 10 do n = n + i end") == "|0:int 1:int 2:int 3:int 4:int|0:int");
  CHECK(types_of("local n = 0; while n < 10 do n = n + 1 end") == "|0:int|0:int");
}

TEST_CASE("a variable that is assigned something else is Any everywhere") {
  CHECK(types_of("local n = 0; for i = 1, 10 do n = n / i end") == "|1:int 2:int 3:int 4:int|");
  CHECK(types_of("local n = 0; for i = 1, 10 do n = f(n + i) end") == "|1:int 2:int 3:int 4:int|");
  CHECK(types_of("local a, b = 0, 1; for i = 1, 3 do a = b + i; b = a + 0.5 end") == "|2:int 3:int 4:int 5:int|");
}

TEST_CASE("a captured variable is Any") {
  CHECK(types_of("local n = 0; for i = 1, 10 do n = n + i end; f = function() return n end") ==
        "|1:int 2:int 3:int 4:int|");
  CHECK(types_of("for i = 1, 10 do f = function() return i + 1 end end") == "|0:int 1:int 2:int|");
}

TEST_CASE("a loop with unknown bounds is Any, with a float step it is a float loop") {
  CHECK(types_of("for i = a, b do f(i + 1) end") == "||");
  CHECK(types_of("for i = a, b, 0.5 do f(i + 1) end") == "|0:float 1:float 2:float 3:float|");
  CHECK(types_of("for i = 1, (a and b) do f(i + 1) end").find("int") == std::string::npos);
}

TEST_CASE("tables under construction are claimed on the stack") {
  CHECK(types_of("local t = {a and b}") == "|1:table|1:table");
  CHECK(types_of("local t = {x = {a or b}}") == "|1:table 2:table|1:table 2:table");
}

TEST_CASE("without annotations no types are claimed") {
  auto module = strata::lua::compile("for i = 1, 10 do f(i + 1) end", "=x", {.annotate = false});
  REQUIRE(module.ok());
  CHECK(isa::verify_module(*module.value()).ok());
  isa::Annotations annotations;
  REQUIRE(isa::decode_annotations(module.value()->function(0).annotations, &annotations));
  for (const isa::Block& block : annotations.blocks) CHECK(block.typed.empty());
}

TEST_CASE("loops nest, whatever makes them") {
  CHECK(loops_of("f()") == "-");
  CHECK(loops_of("for i = 1, 2 do for j = 1, 2 do end end") == "-121-");
  CHECK(loops_of("::a:: f() ::b:: g() if x then goto a end goto b") == "0111-");
}

TEST_CASE("gotos into and out of loops verify") {
  compiled("goto b ::a:: f() ::b:: if x then goto a end");
  compiled("::a:: f() ::b:: g() if x then goto a end if y then goto b end");
  compiled("for i = 1, 10 do ::again:: if f(i) then goto again end if g() then goto continue end h() ::continue:: end");
  compiled("do local x; goto l; local y = 1; ::l:: end");
  compiled("while f() do local x <close> = g(); if x then goto out end; h() end ::out::");
  compiled("for a = 1, 3 do for b = 1, 3 do if b == 2 then goto outer end end ::outer:: end");
}

TEST_CASE("what a goto closes exists, wherever its label is") {
  compiled("do local x; f = function() return x end; goto l; g() ::l:: h() end");
  compiled("do do local x; if a then b() goto l end; f = function() return x end end; local a, b, c ::l:: end");
}

TEST_CASE("a label at the end of a block is outside the scope of its locals") {
  auto module = compiled("do goto l; local x = 1; ::l:: ; end f()");
  isa::Annotations annotations;
  REQUIRE(isa::decode_annotations(module->function(0).annotations, &annotations));
  CHECK(annotations.blocks.back().live == 0);
}
