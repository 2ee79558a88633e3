// The assembler and the disassembler: text to module, and back to the same identity.
#include "assembler/assembler.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "isa/annotations.h"
#include "isa/debug_map.h"
#include "isa/identity.h"
#include "isa/verifier.h"

namespace strata::assembler {
namespace {

constexpr std::string_view kProgram = R"(#!/usr/bin/env vmrun
.chunk "@program.lua"

; counts, and keeps the count in an upvalue
.function main(...)
  .upvalue _ENV local 0

  .function next(step, ...)
    .upvalue count local count
    .upvalue _ENV upvalue _ENV
    get.upvalue count
    get.local step
    add
    set.upvalue count
    vararg *
    return.open 0
  .end

  .local count
  int 0
  set.local count
  closure next
  .local next
  set.local next
  closure report
  call 0 0
again:
  get.local count
  const 10
  lt
  br.false done
  get.local next
  const 2.5
  call 1 0
  jump again
done:
  return 0
.end

.function report()
  .upvalue _ENV upvalue _ENV
  get.upvalue _ENV
  get.field "print"
  const "hi \"there\"\n\x00"
  call 1 0
  nil
  br.true.keep yes
  int -1
yes:
  return 1
.end
)";

std::shared_ptr<const isa::Module> must_assemble(std::string_view text) {
  auto result = assemble(text, "test.vasm");
  std::string message = result ? "" : result.error().message;
  REQUIRE_MESSAGE(result.ok(), message);
  return result.value();
}

std::string errors_of(std::string_view text) {
  auto result = assemble(text, "t");
  return result ? "" : result.error().message;
}

void check_round_trip(const isa::Module& module, DisassembleOptions options = {}) {
  std::string text = disassemble(module, options);
  INFO(text);
  auto back = must_assemble(text);
  CHECK(isa::module_identities(*back) == isa::module_identities(module));
  CHECK(back->chunk_name == module.chunk_name);
  CHECK(disassemble(*back, options) == text);
}

TEST_CASE("a program assembles and is what its text says") {
  auto module = must_assemble(kProgram);
  REQUIRE(module->functions.size() == 3);
  CHECK(isa::verify_module(*module).ok());
  CHECK(module->chunk_name == "@program.lua");
  const isa::FunctionRecord& main = module->functions[0];
  CHECK(main.flags == (isa::kVararg | isa::kHasCaptures));
  CHECK(main.local_count == 2);
  CHECK(main.max_stack == 2);
  CHECK(module->functions[1].parameter_count == 1);
  isa::FunctionView next = module->function(1);
  CHECK(next.upvalues[0].from_parent_local == 1);
  CHECK(next.upvalues[1].from_parent_local == 0);
  isa::Annotations claims;
  REQUIRE(isa::decode_annotations(module->function(0).annotations, &claims));
  REQUIRE(claims.blocks.size() == 4);
  CHECK(claims.blocks[0].live == 0);
  CHECK(claims.blocks[1].loop_header == 1);
  CHECK(claims.blocks[1].live == 2);
  CHECK(claims.blocks[2].loop_header == 1);
  CHECK(claims.blocks[3].loop_header == isa::kNoLoop);
  // `count` is captured, so its type is not claimed; `next` is a function.
  REQUIRE(claims.blocks[1].typed.size() == 1);
  CHECK(claims.blocks[1].typed[0].slot == 1);
  CHECK(claims.blocks[1].typed[0].type == isa::SlotType::Function);
  isa::DebugMap debug;
  REQUIRE(isa::decode_debug_map(module->function(1).debug, module->functions[1].line_defined, &debug));
  CHECK(debug.line_at(0) == 11);
  CHECK(debug.locals[0].name == "step");
  CHECK(debug.upvalues[1] == "_ENV");
}

TEST_CASE("what is disassembled assembles to the same identity") {
  auto module = must_assemble(kProgram);
  check_round_trip(*module);
  check_round_trip(*module, {.blocks = true, .offsets = true, .source = true});
}

TEST_CASE("disassembly writes down what the assembler would not find") {
  check_round_trip(*must_assemble(R"(
.nodebug
.function main(a, _, ...)
  .locals 9
  .stack 7
  .flag captures
  .flag closes
  .const "unused"
  .const 1.5
  .const "unused"
  .block depth 0 live 1
  const #2
  const 1.5
  const inf
  const -inf
  const nan
  const nan(7ff8000000000001)
  const -0.0
  pop
  pop
loop:
  .block depth 5 loop loop
  const 3
  const 0.1
  pop
  pop
  jump loop
.end)"));
}

TEST_CASE("scopes of locals survive the way through text") {
  auto module = must_assemble(R"vasm(
.chunk "=x"
.function main()
  nil
  .local "(for state)" 0
  set.local 0
  nil
  .local x
  set.local x
  nil
  set.local 2
  .local x 2
  get.local x
  .endlocal x
  get.local x
  pop
  pop
  .endlocal x
  return 0
.end)vasm");
  isa::DebugMap debug;
  REQUIRE(isa::decode_debug_map(module->function(0).debug, 0, &debug));
  REQUIRE(debug.locals.size() == 3);
  CHECK(debug.locals[1].slot == 1);
  CHECK(debug.locals[2].slot == 2);
  CHECK(debug.locals[2].end == debug.locals[2].start + 2);
  CHECK(debug.locals[1].end == debug.locals[0].end - 2);
  check_round_trip(*module);
}

TEST_CASE("line directives are the lines of the debug map") {
  auto module = must_assemble(".function main()\n .line 7\n nil\n pop\n .line 9\n return 0\n.end");
  isa::DebugMap debug;
  REQUIRE(isa::decode_debug_map(module->function(0).debug, 0, &debug));
  CHECK(debug.lines.size() == 2);
  CHECK(debug.line_at(1) == 7);
  CHECK(debug.line_at(2) == 9);
}

TEST_CASE("overlapping loops are nested by stretching the first") {
  auto module = must_assemble(R"(
.function main(c)
a:
  nil
  pop
b:
  get.local c
  br.true a
  get.local c
  br.true b
  return 0
.end)");
  isa::Annotations claims;
  REQUIRE(isa::decode_annotations(module->function(0).annotations, &claims));
  REQUIRE(claims.blocks.size() == 4);
  CHECK(claims.blocks[0].loop_header == 0);
  CHECK(claims.blocks[1].loop_header == 1);
  CHECK(claims.blocks[2].loop_header == 1);
  CHECK(claims.blocks[3].loop_header == isa::kNoLoop);
}

TEST_CASE("errors name file, line and column, several in one run") {
  CHECK(errors_of(".function main()\n  add 1\n  frobnicate\n  get.local\n  jump 3\n  call 1\n.end") ==
        "t:2:7: expected the end of the line, found '1'\n"
        "t:3:3: expected an instruction, a label or a directive, found 'frobnicate'\n"
        "t:4:12: expected a local's name or slot, found the end of the line\n"
        "t:5:8: expected a label, found '3'\n"
        "t:6:9: expected a number of results or '*', found the end of the line");
  CHECK(errors_of("") == "t:1:1: expected a '.function'");
  CHECK(errors_of("return 0") == "t:1:1: expected '.function', found 'return'");
  CHECK(errors_of(".function main()\nreturn 0") ==
        "t:2:9: expected '.end' of function 'main' (line 1), found the end of the file");
  CHECK(errors_of(".function main(a b)\n.end") == "t:1:18: expected ',' or ')', found 'b'");
  CHECK(errors_of(".chunk x") == "t:1:8: expected the chunk's name as a string, found 'x'");
  CHECK(errors_of(".what") == "t:1:1: expected '.function', '.chunk', '.source' or '.nodebug', found '.what'");
  CHECK(errors_of(".function main()\n.what\nreturn 0\n.end") ==
        "t:2:1: expected a directive that a function may hold, found '.what'");
  CHECK(errors_of(".function main()\nconst \"a\\q\nreturn 0\n.end").find("t:2:9: expected one of the escapes") == 0);
  CHECK(errors_of(".function main()\nint 1.5\nreturn 0\n.end") == "t:2:5: expected an integer, found '1.5'");
  CHECK(errors_of(".function main()\n\x01\nreturn 0\n.end") ==
        "t:2:1: expected a word, a number or a string, found byte 0x01");
  CHECK(errors_of(".function main()\nreturn -1\n.end") == "t:2:8: expected a count from 0 to 268435455");
}

TEST_CASE("names that do not exist are errors where they stand") {
  CHECK(errors_of(R"(.function main()
  get.local x
  get.upvalue y
  closure z
  jump w
  .endlocal v
.end)") ==
        "t:2:13: expected a local that is in scope, found 'x'\n"
        "t:3:15: expected an upvalue of this function, found 'y'\n"
        "t:4:11: expected a function inside this one, found 'z'\n"
        "t:6:13: expected a local that is in scope, found 'v'\n"
        "t:5:8: expected a label of this function, found 'w'");
  CHECK(errors_of(".function main()\nx:\nx:\nreturn 0\n.end") ==
        "t:3:1: expected another name: there is a label 'x' already");
  CHECK(errors_of(".function main()\nreturn 0\n.end\n.function f()\nreturn 0\n.end") ==
        "t:4:11: expected a closure instruction that names function 'f': it can't be reached from 'main'");
  CHECK(errors_of(".function main()\n.upvalue e local x\nreturn 0\n.end") ==
        "t:2:18: expected a number: nothing encloses this function");
}

TEST_CASE("rules of the machine are errors at their instruction") {
  CHECK(errors_of(".function main()\n  nil\n  add\n  return 1\n.end") ==
        "t:3:3: add takes 2 values, the stack holds 1");
  CHECK(errors_of(".function main()\n  nil\n.end") == "t:2:3: control runs over the end of the function");
  CHECK(errors_of(".function main()\n.end") == "t:1:11: has no code");
  CHECK(errors_of(".function main()\n  nil\nx: nil\n  jump x\n.end").find(
            "t:4:3: the stack holds 2 values here, but 1 on another way") == 0);
  CHECK(errors_of(".function main()\n  vararg 1\n  return 1\n.end") ==
        "t:2:3: vararg in a function that has no extra arguments");
  CHECK(errors_of(".function main()\n  return 0\nx:\n  jump y\ny:\n.end") ==
        "t:2:3: a jump leads out of the code");
}

TEST_CASE("false claims are errors, unless they are wanted") {
  constexpr std::string_view kLie = ".function main()\n.block depth 1\nreturn 0\n.end";
  CHECK(errors_of(kLie) == "t:3:1: the block claims a depth beyond max_stack");
  auto unchecked = assemble(kLie, "t", {.verify = false});
  REQUIRE(unchecked.ok());
  CHECK(!isa::verify_module(*unchecked.value()).ok());
}

TEST_CASE("a run stops after 20 errors") {
  std::string text = ".function main()\n";
  for (int i = 0; i < 30; i++) text += "wrong\n";
  std::string errors = errors_of(text + ".end");
  CHECK(std::count(errors.begin(), errors.end(), '\n') <= 20);
  CHECK(errors.find("t:21:1:") != std::string::npos);
  CHECK(errors.find("t:25:1:") == std::string::npos);
}

}  // namespace
}  // namespace strata::assembler
