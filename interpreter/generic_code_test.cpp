// Typed operations: chosen where annotations prove types, and only there; each has a generic twin that
// fits into its place.
#include "interpreter/generic_code.h"

#include <doctest/doctest.h>

#include "api/strata.h"
#include "interpreter/interpreter.h"
#include "interpreter/rewriter.h"
#include "lua/compile.h"

namespace strata::interpreter {
namespace {

constexpr std::string_view kProgram =
    "local n, x = 0, 0.5\n"
    "for i = 1, 10 do\n"
    "  n = n + i * 2\n"
    "  x = x * 0.5 + x\n"
    "  if n < 100 then n = n - 1 end\n"
    "end\n"
    "return n, x\n";

// The main function's operations.
Rewritten rewritten(std::string_view source, bool annotate, bool hooked) {
  auto module = lua::compile(source, "=test", {.annotate = annotate});
  REQUIRE(module.ok());
  std::vector<runtime::Value> constants = {runtime::Value::real(0.5)};
  Rewritten code;
  rewrite(*module.value(), 0, constants, {.hooked = hooked}, true, &code);
  return code;
}

int count(const Rewritten& code, Op op) {
  int found = 0;
  for (size_t i = 0; i < code.words.size(); i += row(code.words[i].opcode()).words()) {
    found += code.words[i].opcode() == op;
  }
  return found;
}

TEST_CASE("the rewriter takes typed operations where annotations prove the types") {
  Rewritten code = rewritten(kProgram, true, false);
  CHECK(count(code, Op::AddIntRR) == 1);
  CHECK(count(code, Op::MulIntRK) == 1);
  CHECK(count(code, Op::MulFloatRK) == 1);
  CHECK(count(code, Op::AddFloatRR) == 1);
  CHECK(count(code, Op::JNotLtIntRK) == 1);
  CHECK(count(code, Op::SubIntRK) == 1);
  CHECK(count(code, Op::ForLoopInt) == 1);
  CHECK(code.typed_from_annotations == 7);
}

TEST_CASE("without annotations, and in hooked code, all operations are generic") {
  for (auto [annotate, hooked] : {std::pair{false, false}, std::pair{true, true}}) {
    Rewritten code = rewritten(kProgram, annotate, hooked);
    CHECK(code.typed_from_annotations == 0);
    CHECK(count(code, Op::ForLoop) == 1);
    CHECK(count(code, Op::ForLoopInt) == 0);
  }
}

TEST_CASE("captured locals are never taken to be of a type") {
  Rewritten code = rewritten("local n = 0\nlocal function f() n = f end\nfor i = 1, 9 do n = n + i end\n", true, false);
  CHECK(count(code, Op::AddRR) == 1);
  CHECK(code.typed_from_annotations == 1);  // the loop
}

TEST_CASE("each typed operation fits into its generic twin's place") {
#define THREADED(name, letters, finish, stands_for)
#define TYPED(name, generic, type, letters, stands_for)                  \
  CHECK(row(Op::name).operands == row(Op::generic).operands);             \
  CHECK(typed_op(Op::generic, isa::SlotType::type) == Op::name);          \
  CHECK(typed_op(Op::generic, isa::SlotType::Any) == Op::generic);
#include "interpreter/threaded_ops.def"
}

TEST_CASE("a Vm counts the operations that annotations have typed") {
  Vm vm;
  auto loaded = vm.load(kProgram, "=test");
  REQUIRE(loaded.ok());
  REQUIRE(vm.call(*loaded).ok());
  CHECK(vm.stats().typed_from_annotations == 7);
}

}  // namespace
}  // namespace strata::interpreter
