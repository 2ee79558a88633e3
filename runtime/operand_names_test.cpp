// Names of values, on code written by hand. The expected names are the reference's for the Lua text that
// stands beside each case.
#include "runtime/operand_names.h"

#include <doctest/doctest.h>

#include "tests/hand_module.h"

using strata::isa::Constant;
using strata::isa::DebugMap;
using strata::isa::kOpen;
using strata::isa::Opcode;
using strata::runtime::name_of_called;
using strata::runtime::name_of_operand;
using strata::runtime::NameInfo;
using strata::tests::hand_module;
using strata::tests::HandFunction;

namespace {

// Locals a (slot 0), b (1); upvalues _ENV, up; constants "f", "g", 7.
struct Names {
  HandFunction function{2, 8};
  DebugMap map;

  Names() {
    function.constant(Constant::of_string("f")).constant(Constant::of_string("g")).constant(Constant::of_integer(7));
    map.locals = {{"a", 0, 0, 1000}, {"b", 1, 0, 1000}};
    map.upvalues = {"_ENV", "up"};
  }
  std::string shown(const NameInfo& info) const { return info.kind ? std::string(info.kind) + " " + info.name : "-"; }
  std::string operand(uint32_t offset, uint32_t n) {
    auto module = hand_module({function});
    return shown(name_of_operand(module->function(0), map, offset, n));
  }
  std::string called(uint32_t offset) {
    auto module = hand_module({function});
    return shown(name_of_called(module->function(0), map, offset));
  }
};

}  // namespace

TEST_CASE("names: a local, an upvalue, a constant") {
  Names n;  // return a + up, and "f" + 7
  n.function.op(Opcode::GetLocal, {0}).op(Opcode::GetUpvalue, {1});
  uint32_t add = n.function.here();
  n.function.op(Opcode::Add).op(Opcode::Const, {0}).op(Opcode::Const, {2});
  uint32_t second = n.function.here();
  n.function.op(Opcode::Add).op(Opcode::Return, {2});
  CHECK(n.operand(add, 0) == "local a");
  CHECK(n.operand(add, 1) == "upvalue up");
  CHECK(n.operand(add, 2) == "-");
  CHECK(n.operand(second, 0) == "constant f");
  CHECK(n.operand(second, 1) == "-");
}

TEST_CASE("names: a global is a field of what is called _ENV") {
  Names n;  // f.g()
  n.function.op(Opcode::GetUpvalue, {0}).op(Opcode::GetField, {0});
  uint32_t access = n.function.here();
  n.function.op(Opcode::GetField, {1});
  uint32_t call = n.function.here();
  n.function.op(Opcode::Call, {0, 0}).op(Opcode::Return, {0});
  CHECK(n.operand(access, 0) == "global f");
  CHECK(n.called(call) == "field g");
  n.map.locals[0].name = "_ENV";
  n.map.upvalues[0] = "other";
  CHECK(n.operand(access, 0) == "field f");
}

TEST_CASE("names: an index is told when it is a constant string or a small integer") {
  Names n;  // a["f"]. , a[3]. , a[b]. , a[7 as a constant].
  HandFunction& f = n.function;
  std::vector<uint32_t> at;
  auto access = [&] {
    f.op(Opcode::GetIndex);
    at.push_back(f.here());
    f.op(Opcode::GetField, {0}).op(Opcode::Pop);
  };
  f.op(Opcode::GetLocal, {0}).op(Opcode::Const, {0});
  access();
  f.op(Opcode::GetLocal, {0}).op(Opcode::Int, {3});
  access();
  f.op(Opcode::GetLocal, {0}).op(Opcode::GetLocal, {1});
  access();
  f.op(Opcode::GetLocal, {0}).op(Opcode::Int, {256});
  access();
  f.op(Opcode::Return, {0});
  CHECK(n.operand(at[0], 0) == "field f");
  CHECK(n.operand(at[1], 0) == "field integer index");
  CHECK(n.operand(at[2], 0) == "field ?");
  CHECK(n.operand(at[3], 0) == "field ?");
}

TEST_CASE("names: a method, and its receiver") {
  Names n;  // a:f(), then the receiver is asked for
  n.function.op(Opcode::GetLocal, {0});
  uint32_t get = n.function.here();
  n.function.op(Opcode::GetMethod, {0});
  uint32_t call = n.function.here();
  n.function.op(Opcode::Call, {1, 0}).op(Opcode::Return, {0});
  CHECK(n.operand(get, 0) == "local a");
  CHECK(n.called(get) == "metamethod index");
  CHECK(n.called(call) == "method f");
  CHECK(n.operand(call, 1) == "local a");
}

TEST_CASE("names: below an open list") {
  Names n;  // up(a, b())
  n.function.op(Opcode::GetUpvalue, {1}).op(Opcode::GetLocal, {0}).op(Opcode::GetLocal, {1});
  uint32_t inner = n.function.here();
  n.function.op(Opcode::Call, {0, kOpen});
  uint32_t outer = n.function.here();
  n.function.op(Opcode::CallOpen, {1, 0}).op(Opcode::Return, {0});
  CHECK(n.called(inner) == "local b");
  CHECK(n.called(outer) == "upvalue up");
}

TEST_CASE("names: where paths join, only what both agree on is known") {
  Names n;  // up(a or b), (a or b)()
  HandFunction& f = n.function;
  f.op(Opcode::GetUpvalue, {1}).op(Opcode::GetLocal, {0});
  uint32_t end = f.here() + 5 + 2;
  f.op(Opcode::BrTrueKeep, {end}).block({.depth = 1}).op(Opcode::GetLocal, {1});
  REQUIRE(f.here() == end);
  f.block({.depth = 2});
  uint32_t call = f.here();
  f.op(Opcode::Call, {1, 0}).block({}).op(Opcode::GetLocal, {0});
  end = f.here() + 5 + 2;
  f.op(Opcode::BrTrueKeep, {end}).block({}).op(Opcode::GetLocal, {1}).block({.depth = 1});
  uint32_t second = f.here();
  f.op(Opcode::Call, {0, 0}).op(Opcode::Return, {0});
  CHECK(n.called(call) == "upvalue up");
  CHECK(n.operand(call, 1) == "-");
  CHECK(n.called(second) == "-");
}

TEST_CASE("names: metamethods are called as their event") {
  Names n;
  HandFunction& f = n.function;
  f.op(Opcode::GetLocal, {0}).op(Opcode::GetLocal, {1});
  uint32_t concat = f.here();
  f.op(Opcode::Concat, {2});
  uint32_t neg = f.here();
  f.op(Opcode::Neg).op(Opcode::GetLocal, {1});
  uint32_t gt = f.here();
  f.op(Opcode::Gt).op(Opcode::GetLocal, {1});
  uint32_t set = f.here();
  f.op(Opcode::SetField, {0});
  uint32_t ret = f.here();
  f.op(Opcode::Return, {0});
  CHECK(n.called(concat) == "metamethod concat");
  CHECK(n.called(neg) == "metamethod unm");
  CHECK(n.called(gt) == "metamethod lt");
  CHECK(n.called(set) == "metamethod newindex");
  CHECK(n.called(ret) == "metamethod close");
  CHECK(n.called(0) == "-");
}

TEST_CASE("names: a stripped function knows no locals, and upvalues as ?") {
  Names n;
  n.map = DebugMap();
  n.function.op(Opcode::GetLocal, {0}).op(Opcode::GetUpvalue, {0});
  uint32_t add = n.function.here();
  n.function.op(Opcode::Add).op(Opcode::Return, {1});
  CHECK(n.operand(add, 0) == "-");
  CHECK(n.operand(add, 1) == "upvalue ?");
}
