// What holds after an instruction, as the verifier has it: rules that refuse nothing by themselves, but
// without which a false claim would be believed. tests/check_verifier_checks.py takes them away in turn.
#include <doctest/doctest.h>

#include <fmt/format.h>

#include "isa/verifier.h"
#include "tests/hand_module.h"

namespace strata::isa {
namespace {

using tests::HandFunction;
using tests::hand_module;

std::string verdict(const std::vector<HandFunction>& functions) {
  base::Result<void> result = verify_function(*hand_module(functions), 0);
  return result ? "" : result.error().message;
}
std::string verdict(const HandFunction& f) { return verdict(std::vector<HandFunction>{f}); }

constexpr SlotType kInt = SlotType::Int;

TEST_CASE("loops need each of their three hidden locals") {
  for (Opcode op : {Opcode::ForPrep, Opcode::ForLoop, Opcode::ForCall}) {
    for (int64_t missing = 0; missing < 4; missing++) {
      HandFunction f(5, 1);
      for (int64_t slot = 0; slot < 3; slot++) {
        if (slot != missing) f.op(Opcode::Int, {1}).op(Opcode::SetLocal, {slot});
      }
      if (op == Opcode::ForCall) f.op(op, {0, 1});
      else f.op(op, {0, f.here() + 6}).block({});
      f.op(Opcode::Return, {0});
      std::string expected = fmt::format("function 0, offset {}: local {} may be unset", 8, missing);
      CHECK(verdict(f) == (missing < 3 ? expected : ""));
    }
  }
}

TEST_CASE("get.local gives what set.local stored, of a captured local nothing is known") {
  auto add_after = [](Opcode stored, bool captured) {
    HandFunction f(1, 2, captured ? kHasCaptures : 0);
    if (stored == Opcode::Int) f.op(stored, {1});
    else f.op(stored);
    f.op(Opcode::SetLocal, {0});
    uint32_t at = f.here() + 4;
    f.op(Opcode::GetLocal, {0}).op(Opcode::GetLocal, {0}).op(Opcode::AddInt).op(Opcode::Return, {1});
    HandFunction child(0, 0);
    child.op(Opcode::Return, {0});
    child.upvalues = {{1, 0, 0}};
    if (captured) f.children = {1};
    std::string said = verdict(captured ? std::vector<HandFunction>{f, child} : std::vector<HandFunction>{f});
    std::string place = fmt::format("function 0, offset {}: ", at);
    return said.starts_with(place) ? said.substr(place.size()) : said;
  };
  CHECK(add_after(Opcode::Int, false) == "");
  CHECK(add_after(Opcode::Nil, false) == "add.int needs int, has nil");
  CHECK(add_after(Opcode::Int, true) == "add.int needs int, has any");
}

TEST_CASE("get.method keeps the type of its object, and knows nothing of the method") {
  auto claiming = [](uint32_t entry) {
    HandFunction f(0, 2);
    f.constant(Constant::of_string("name"));
    f.op(Opcode::Int, {1}).op(Opcode::GetMethod, {0});
    f.block({.depth = 2, .typed = {{entry, kInt}}}).op(Opcode::Return, {2});
    return verdict(f);
  };
  CHECK(claiming(1) == "");
  CHECK(claiming(0) == "function 0, offset 2: the block at 4 claims stack entry 0 is int, it may be any");
}

TEST_CASE("for.call leaves values of any type") {
  HandFunction f(6, 2);
  for (int64_t slot = 0; slot < 6; slot++) f.op(Opcode::Int, {1}).op(Opcode::SetLocal, {slot});
  f.op(Opcode::ForCall, {0, 2}).op(Opcode::GetLocal, {3}).op(Opcode::GetLocal, {4});
  f.op(Opcode::AddInt).op(Opcode::Return, {1});
  CHECK(verdict(f) == "function 0, offset 31: add.int needs int, has any");
}

TEST_CASE("where for.prep jumps the loop's state is known only as far as nothing changes it") {
  auto claiming = [](uint32_t slot) {
    HandFunction f(4, 1);
    f.constant(Constant::of_float(9.5));
    f.op(Opcode::Int, {1}).op(Opcode::SetLocal, {0}).op(Opcode::Const, {0}).op(Opcode::SetLocal, {1});
    f.op(Opcode::Int, {1}).op(Opcode::SetLocal, {2}).op(Opcode::ForPrep, {0, 20});
    f.block({.live = 4, .typed = {{0, kInt}, {1, kInt}, {2, kInt}, {3, kInt}}}).op(Opcode::Return, {0});
    f.block({.live = 3, .typed = {{slot, kInt}}}).op(Opcode::Return, {0});
    return verdict(f);
  };
  CHECK(claiming(0) == "");
  CHECK(claiming(1) == "function 0, offset 12: the block at 20 claims local 1 is int, it may be any");
  CHECK(claiming(2) == "");
}

TEST_CASE("for.loop sets the loop variable, whatever the body put there") {
  HandFunction f(4, 1);
  for (int64_t slot = 0; slot < 3; slot++) f.op(Opcode::Int, {1}).op(Opcode::SetLocal, {slot});
  f.op(Opcode::ForPrep, {0, 27});
  f.block({.loop = 1, .live = 4, .typed = {{0, kInt}, {1, kInt}, {2, kInt}, {3, kInt}}});
  f.op(Opcode::Nil).op(Opcode::SetLocal, {3}).op(Opcode::ForLoop, {0, 18});
  f.block({}).op(Opcode::Return, {0});
  CHECK(verdict(f) == "");
}

TEST_CASE("a block knows what it claims, and nothing of the block before it") {
  HandFunction dead(1, 1);
  dead.op(Opcode::Int, {1}).op(Opcode::SetLocal, {0});
  dead.block({.live = 0}).op(Opcode::GetLocal, {0}).op(Opcode::Return, {1});
  CHECK(verdict(dead) == "function 0, offset 4: local 0 may be unset");

  HandFunction any(0, 2);
  any.op(Opcode::Int, {1}).block({.depth = 1});
  any.op(Opcode::Int, {2}).op(Opcode::AddInt).op(Opcode::Return, {1});
  CHECK(verdict(any) == "function 0, offset 4: add.int needs int, has any");

  HandFunction unreached(0, 1);
  unreached.op(Opcode::Return, {0});
  unreached.block({.depth = 1}).op(Opcode::Pop).op(Opcode::Return, {0});
  CHECK(verdict(unreached) == "");
}

}  // namespace
}  // namespace strata::isa
