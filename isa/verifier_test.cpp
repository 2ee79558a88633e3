// One planted fault for each check of the verifier: it is refused, by name. Together with "accepts"
// tests for what producers rely on.
#include "isa/verifier.h"

#include <doctest/doctest.h>

#include <functional>

#include "tests/hand_module.h"

namespace strata::isa {
namespace {

using tests::HandFunction;
using tests::hand_module;

constexpr SlotType kInt = SlotType::Int;

// What the verifier says of function 0, "" when it is content.
std::string verdict(const std::vector<HandFunction>& functions) {
  base::Result<void> result = verify_function(*hand_module(functions), 0);
  return result ? "" : result.error().message;
}
std::string verdict(const HandFunction& f) { return verdict(std::vector<HandFunction>{f}); }

// The same of a module whose sections or records were damaged after it was built.
std::string structure_verdict(const std::vector<HandFunction>& functions,
                              const std::function<void(Module*, FunctionRecord*)>& damage) {
  Module module = *hand_module(functions);
  std::vector<FunctionRecord> records(module.functions.begin(), module.functions.end());
  module.functions = records;
  damage(&module, records.data());
  base::Result<void> whole = verify_module(module);
  if (whole) return "";
  const std::string& message = whole.error().message;
  // What is wrong with a record is refused with the structure, and again with the function alone.
  bool of_record = message.starts_with("function 0: ") && message.find("another number") == std::string::npos;
  if (!of_record) return message;
  CHECK(verify_structure(module).error().message == message);
  CHECK(verify_function(module, 0).error().message == message);
  return message;
}

HandFunction one_return() {
  HandFunction f(2, 2);
  f.op(Opcode::Return, {0});
  return f;
}

// while condition do local x = 1 end, as a producer writes it: blocks 0, header, body, exit.
HandFunction a_loop() {
  HandFunction f(1, 1);
  f.op(Opcode::Int, {0}).op(Opcode::SetLocal, {0});
  f.block({.loop = 1, .live = 1, .typed = {{0, kInt}}});
  f.op(Opcode::GetLocal, {0}).op(Opcode::BrFalse, {22});
  f.block({.loop = 1, .live = 1, .typed = {{0, kInt}}});
  f.op(Opcode::Int, {7}).op(Opcode::SetLocal, {0}).op(Opcode::Nil).op(Opcode::Pop);
  f.op(Opcode::Jump, {4});
  f.block({.live = 1}).op(Opcode::Return, {0});
  return f;
}

TEST_CASE("verifier accepts a plain function and a loop") {
  CHECK(verdict(one_return()) == "");
  CHECK(verdict(a_loop()) == "");
}

TEST_CASE("verifier refuses bytes that are no instruction") {
  HandFunction f(0, 0);
  f.code.u8(0xff);
  CHECK(verdict(f) == "function 0, offset 0: not an instruction");
  CHECK(verdict(HandFunction(0, 0)) == "function 0: has no code");
}

TEST_CASE("verifier refuses operands out of range") {
  auto of = [](Opcode op, std::initializer_list<int64_t> operands) {
    HandFunction f(1, 4);
    f.constant(Constant::of_integer(1));
    f.op(Opcode::Nil).op(Opcode::Nil).op(Opcode::Nil).op(op, operands).op(Opcode::Return, {0});
    return verdict(f);
  };
  CHECK(of(Opcode::SetLocal, {1}) == "function 0, offset 3: local 1 does not exist");
  CHECK(of(Opcode::Const, {1}) == "function 0, offset 3: constant 1 does not exist");
  CHECK(of(Opcode::GetField, {0}) == "function 0, offset 3: get.field needs a string constant");
  CHECK(of(Opcode::GetUpvalue, {0}) == "function 0, offset 3: upvalue 0 does not exist");
  CHECK(of(Opcode::Closure, {0}) == "function 0, offset 3: child 0 does not exist");
  CHECK(of(Opcode::Concat, {1}) == "function 0, offset 3: concat joins at least 2 values");
  CHECK(of(Opcode::Vararg, {1}) == "function 0, offset 3: vararg in a function that has no extra arguments");
  CHECK(of(Opcode::ForLoop, {0, 3}) == "function 0, offset 3: local 3 does not exist");
  CHECK(of(Opcode::ForCall, {0, 1}) == "function 0, offset 3: local 4 does not exist");
}

TEST_CASE("verifier refuses to take more values at once than the limit") {
  HandFunction f(0, kMaxCallArguments + 1);
  for (uint32_t i = 0; i <= kMaxCallArguments; i++) f.op(Opcode::Nil);
  f.op(Opcode::Return, {kMaxCallArguments + 1});
  CHECK(verdict(f) == "function 0, offset 3001: return takes 3001 values, 3000 is the limit");
}

TEST_CASE("verifier refuses to read locals that may be unset") {
  HandFunction f(8, 1);
  f.op(Opcode::GetLocal, {1}).op(Opcode::Return, {1});
  CHECK(verdict(f) == "function 0, offset 0: local 1 may be unset");
  f.record.parameter_count = 2;
  f.blocks[0].live = 2;
  CHECK(verdict(f) == "");

  for (Opcode op : {Opcode::ForLoop, Opcode::ForPrep, Opcode::ForNext}) {
    HandFunction loop(8, 1);
    loop.op(op, {0, 0}).block({}).op(Opcode::Return, {0});
    CHECK(verdict(loop).find("may be unset") != std::string::npos);
  }
  HandFunction call(8, 1);
  call.op(Opcode::ForCall, {0, 1}).op(Opcode::Return, {0});
  CHECK(verdict(call) == "function 0, offset 0: local 0 may be unset");
}

TEST_CASE("verifier refuses stacks that run under or over") {
  HandFunction under(0, 1);
  under.op(Opcode::Nil).op(Opcode::Add).op(Opcode::Return, {0});
  CHECK(verdict(under) == "function 0, offset 1: add takes 2 values, the stack holds 1");
  HandFunction over(0, 1);
  over.op(Opcode::Nil).op(Opcode::Nil).op(Opcode::Return, {0});
  CHECK(verdict(over) == "function 0, offset 1: the stack grows to 2 values, the function claims 1");
}

TEST_CASE("verifier refuses typed instructions without proof of their types") {
  HandFunction f(0, 2);
  f.op(Opcode::Int, {1}).op(Opcode::Nil).op(Opcode::AddInt).op(Opcode::Return, {1});
  CHECK(verdict(f) == "function 0, offset 3: add.int needs int, has nil");
  HandFunction good(0, 2);
  good.op(Opcode::Int, {1}).op(Opcode::Int, {2}).op(Opcode::AddInt).op(Opcode::Return, {1});
  CHECK(verdict(good) == "");
}

TEST_CASE("verifier refuses to build up what is no table") {
  HandFunction f(0, 3);
  f.constant(Constant::of_string("x"));
  f.op(Opcode::Nil).op(Opcode::Nil).op(Opcode::PutField, {0}).op(Opcode::Return, {0});
  CHECK(verdict(f) == "function 0, offset 2: put.field needs a table, has nil");
  HandFunction list(0, 3);
  list.op(Opcode::NewTable, {0, 0}).op(Opcode::Nil).op(Opcode::PutList, {0, 1}).op(Opcode::Return, {1});
  CHECK(verdict(list) == "function 0, offset 4: a list starts at element 1 or later");
}

TEST_CASE("verifier pairs open lists") {
  HandFunction unused(0, 1, kVararg);
  unused.op(Opcode::Vararg, {kOpen}).op(Opcode::Return, {0});
  CHECK(verdict(unused) == "function 0, offset 2: return leaves an open list unused");
  HandFunction missing(0, 1, kVararg);
  missing.op(Opcode::ReturnOpen, {0});
  CHECK(verdict(missing) == "function 0, offset 0: return.open needs an open list");
  HandFunction split(0, 1, kVararg);
  split.op(Opcode::Vararg, {kOpen}).block({}).op(Opcode::ReturnOpen, {0});
  CHECK(verdict(split) == "function 0, offset 0: an open list reaches the end of its block");
  HandFunction good(0, 1, kVararg);
  good.op(Opcode::Vararg, {kOpen}).op(Opcode::ReturnOpen, {0});
  CHECK(verdict(good) == "");
}

TEST_CASE("verifier refuses mark.close without the function's flag") {
  HandFunction f(1, 1);
  f.op(Opcode::Nil).op(Opcode::SetLocal, {0}).op(Opcode::MarkClose, {0}).op(Opcode::Return, {0});
  CHECK(verdict(f) == "function 0, offset 3: mark.close in a function that is not flagged for it");
  f.record.flags = kHasMarkClose;
  CHECK(verdict(f) == "");
}

// With a local, no upvalues, and a child that captures this.
std::vector<HandFunction> parent_of(UpvalueDescriptor upvalue, uint8_t flags) {
  HandFunction parent(1, 1, flags);
  parent.children = {1};
  parent.op(Opcode::Nil).op(Opcode::SetLocal, {0}).op(Opcode::Closure, {0}).op(Opcode::Return, {1});
  HandFunction child = one_return();
  child.upvalues = {upvalue};
  return {parent, child};
}

TEST_CASE("captures_exist looks at the children's descriptors alone") {
  auto exist = [](UpvalueDescriptor upvalue) { return captures_exist(*hand_module(parent_of(upvalue, 0)), 0); };
  CHECK(exist({1, 0, 0}));
  CHECK_FALSE(exist({1, 0, 1}));
  CHECK_FALSE(exist({0, 0, 0}));
  CHECK_FALSE(exist({0, 0, 1}));
}

TEST_CASE("verifier checks what closures capture") {
  CHECK(verdict(parent_of({1, 0, 0}, kHasCaptures)) == "");
  CHECK(verdict(parent_of({1, 0, 0}, 0)) ==
        "function 0: child 0 captures a local, but the function is not flagged for it");
  CHECK(verdict(parent_of({1, 0, 1}, kHasCaptures)) == "function 0: child 0 captures local 1, which does not exist");
  CHECK(verdict(parent_of({0, 0, 0}, 0)) == "function 0: child 0 captures upvalue 0, which does not exist");
  CHECK(verdict(parent_of({2, 0, 0}, kHasCaptures)) == "function 0: an upvalue descriptor of child 0 is malformed");
  CHECK(verdict(parent_of({1, 3, 0}, kHasCaptures)) == "function 0: an upvalue descriptor of child 0 is malformed");

  auto unset = parent_of({1, 0, 0}, kHasCaptures);
  unset[0].code = {};
  unset[0].op(Opcode::Closure, {0}).op(Opcode::Return, {1});
  CHECK(verdict(unset) == "function 0, offset 0: the closure captures local 0, which may be unset");

  // A captured local has no type, whatever is stored there.
  auto typed = parent_of({1, 0, 0}, kHasCaptures);
  typed[0].blocks.push_back({.offset = 3, .live = 1, .typed = {{0, SlotType::Nil}}});
  CHECK(verdict(typed) == "function 0, offset 3: a type for local 0, which a closure captures");
}

TEST_CASE("verifier refuses jumps to where no block starts") {
  HandFunction f(0, 1);
  f.op(Opcode::Jump, {6}).block({}).op(Opcode::Nil).op(Opcode::Pop).op(Opcode::Return, {0});
  CHECK(verdict(f) == "function 0, offset 0: jumps to 6, where no block starts");
  for (int64_t far : {-1, 9, 1000000}) {
    HandFunction out(0, 1);
    out.op(Opcode::Jump, {far}).block({}).op(Opcode::Return, {0});
    CHECK(verdict(out).find("where no block starts") != std::string::npos);
  }
}

TEST_CASE("verifier refuses blocks that are not basic blocks") {
  HandFunction joined(0, 1);
  joined.op(Opcode::Return, {0}).op(Opcode::Return, {0});
  CHECK(verdict(joined) == "function 0, offset 0: no block starts after the instruction");
  HandFunction inside(0, 1);
  inside.op(Opcode::Int, {1000}).op(Opcode::Return, {1});
  inside.blocks.push_back({.offset = 1});
  CHECK(verdict(inside) == "function 0, offset 0: a block starts inside the instruction");
  HandFunction after = one_return();
  after.blocks.push_back({.offset = 2});
  CHECK(verdict(after) == "function 0: a block starts after the code");
  HandFunction over(0, 1);
  over.op(Opcode::Nil);
  CHECK(verdict(over) == "function 0, offset 0: control runs over the end of the code");
  HandFunction malformed = one_return();
  malformed.annotation_bytes = std::string("\x01\x00", 2);
  CHECK(verdict(malformed) == "function 0: annotations are malformed");
}

TEST_CASE("verifier refuses a false stack depth") {
  HandFunction f = a_loop();
  f.blocks[2].depth = 1;
  CHECK(verdict(f) == "function 0, offset 6: the block at 11 claims stack depth 1, control arrives with 0");
  f.blocks[2].depth = 2;
  CHECK(verdict(f) == "function 0, offset 11: the block claims a depth beyond max_stack");
  HandFunction entry = one_return();
  entry.blocks[0].depth = 1;
  CHECK(verdict(entry) == "function 0, offset 0: the block at 0 claims stack depth 1, control arrives with 0");
}

TEST_CASE("verifier refuses false liveness") {
  HandFunction f = a_loop();
  f.record.local_count = 2;
  f.blocks[2].live = 2;
  CHECK(verdict(f) == "function 0, offset 6: the block at 11 claims local 1 is live, it may be unset");
  f.blocks[2].live = 3;
  CHECK(verdict(f) == "function 0, offset 11: the block claims more live locals than there are");
  f.blocks[2].live = 2;
  f.blocks[2].typed = {{0, kInt}, {1, SlotType::Unset}};
  CHECK(verdict(f) == "");
  HandFunction entry = one_return();
  entry.blocks[0].live = 1;
  CHECK(verdict(entry) == "function 0, offset 0: the block at 0 claims local 0 is live, it may be unset");
}

TEST_CASE("verifier refuses false types") {
  HandFunction f = a_loop();
  f.blocks[1].typed = {{0, SlotType::Float}};
  CHECK(verdict(f) == "function 0, offset 2: the block at 4 claims local 0 is float, it may be int");
  // True at the first entry, false along the back edge.
  HandFunction back = a_loop();
  back.code.bytes()[11] = static_cast<uint8_t>(Opcode::True);
  back.code.bytes()[12] = static_cast<uint8_t>(Opcode::Pop);
  back.code.bytes()[13] = static_cast<uint8_t>(Opcode::False);
  back.code.bytes()[14] = static_cast<uint8_t>(Opcode::Pop);
  CHECK(verdict(back) == "");
  HandFunction wrong(1, 1);
  wrong.op(Opcode::Int, {0}).op(Opcode::SetLocal, {0});
  wrong.block({.loop = 1, .live = 1, .typed = {{0, kInt}}});
  wrong.op(Opcode::Nil).op(Opcode::SetLocal, {0}).op(Opcode::Jump, {4});
  CHECK(verdict(wrong) == "function 0, offset 7: the block at 4 claims local 0 is int, it may be nil");
}

TEST_CASE("verifier refuses false types of stack entries") {
  HandFunction f(1, 1);
  f.op(Opcode::Nil).block({.depth = 1, .typed = {{1, kInt}}}).op(Opcode::Return, {1});
  CHECK(verdict(f) == "function 0, offset 0: the block at 1 claims stack entry 0 is int, it may be nil");
  f.blocks[1].typed = {{2, kInt}};
  CHECK(verdict(f) == "function 0, offset 1: a type for stack entry 1, beyond the claimed depth");
  f.blocks[1].typed = {{1, SlotType::Unset}};
  CHECK(verdict(f) == "function 0, offset 1: stack entry 0 is claimed to be unset");
  f.blocks[1].typed = {{0, SlotType::Nil}};
  CHECK(verdict(f) == "function 0, offset 1: a type for local 0, which is not live");
  f.blocks[1].typed = {{1, SlotType::Nil}};
  CHECK(verdict(f) == "");
}

TEST_CASE("verifier refuses false loops") {
  HandFunction outside = a_loop();
  outside.blocks[3].loop = 1;
  outside.blocks[2].loop = kNoLoop;
  CHECK(verdict(outside) == "function 0, offset 17: jumps back to 4, which heads no loop around it");
  HandFunction none = a_loop();
  none.blocks[1].loop = none.blocks[2].loop = kNoLoop;
  CHECK(verdict(none) == "function 0, offset 17: jumps back to 4, which heads no loop around it");
  HandFunction gap = a_loop();
  gap.blocks[2].loop = kNoLoop;
  gap.code.patch_u32(18, 0);  // jumps to the next block
  gap.blocks[3].loop = 1;
  CHECK(verdict(gap) == "function 0, offset 22: the block claims a loop that does not reach to it");
  HandFunction early = a_loop();
  early.blocks[0].loop = 1;
  CHECK(verdict(early) == "function 0, offset 0: the block claims a loop that does not reach to it");
}

TEST_CASE("br.true.keep leaves its condition only where it jumps") {
  HandFunction f(0, 1);
  f.op(Opcode::Int, {0}).op(Opcode::BrTrueKeep, {8});
  f.block({}).op(Opcode::Nil).block({.depth = 1}).op(Opcode::Return, {1});
  CHECK(verdict(f) == "");
  f.blocks[2].typed = {{0, kInt}};
  CHECK(verdict(f) == "function 0, offset 7: the block at 8 claims stack entry 0 is int, it may be nil");
  f.blocks[2].typed = {{0, SlotType::Nil}};
  CHECK(verdict(f) == "function 0, offset 2: the block at 8 claims stack entry 0 is nil, it may be int");
}

TEST_CASE("for.prep and for.loop give the loop variable its type") {
  auto loop_from = [](Opcode start, std::initializer_list<int64_t> value, SlotType claimed) {
    HandFunction f(4, 2);
    f.constant(Constant::of_float(0.5));
    f.op(start, value).op(Opcode::SetLocal, {0}).op(Opcode::Int, {9}).op(Opcode::SetLocal, {1});
    f.op(Opcode::Int, {1}).op(Opcode::SetLocal, {2});
    f.op(Opcode::ForPrep, {0, 24});
    f.block({.loop = 1, .live = 4, .typed = {{0, claimed}, {1, claimed}, {2, claimed}, {3, claimed}}});
    f.op(Opcode::ForLoop, {0, f.here()});
    f.block({}).op(Opcode::Return, {0});
    REQUIRE(f.here() == 26);
    return verdict(f);
  };
  CHECK(loop_from(Opcode::Int, {1}, kInt) == "");
  CHECK(loop_from(Opcode::Const, {0}, SlotType::Float) == "");
  CHECK(loop_from(Opcode::Const, {0}, kInt) ==
        "function 0, offset 12: the block at 18 claims local 0 is int, it may be float");
}

TEST_CASE("for.next copies the control variable where it jumps") {
  HandFunction f(5, 1);
  for (int i = 0; i < 5; i++) f.op(Opcode::Int, {i}).op(Opcode::SetLocal, {i});
  f.block({.loop = 1, .live = 5, .typed = {{2, kInt}}});
  f.op(Opcode::ForCall, {0, 1}).op(Opcode::ForNext, {0, 20});
  f.block({}).op(Opcode::Return, {0});
  CHECK(verdict(f) == "function 0, offset 23: the block at 20 claims local 2 is int, it may be any");
  f.blocks[1].typed = {};
  CHECK(verdict(f) == "");
}

TEST_CASE("verifier refuses records that point outside their sections") {
  auto damaged = [](const std::function<void(Module*, FunctionRecord*)>& damage) {
    HandFunction f = one_return();
    f.constant(Constant::of_integer(1));
    f.upvalues = {{1, 0, 0}};
    return structure_verdict({f}, damage);
  };
  CHECK(damaged([](Module*, FunctionRecord*) {}) == "");
  CHECK(damaged([](Module*, FunctionRecord* r) { r->code_offset = 1; }) == "function 0: code is outside its section");
  CHECK(damaged([](Module*, FunctionRecord* r) { r->code_offset = UINT32_MAX; }) == "function 0: code is outside its section");
  CHECK(damaged([](Module*, FunctionRecord* r) { r->constants_offset = 1; }) == "function 0: constants are outside their section");
  CHECK(damaged([](Module*, FunctionRecord* r) { r->children_offset = 1; }) == "function 0: children are outside their section");
  CHECK(damaged([](Module*, FunctionRecord* r) { r->upvalues_offset = 1; }) == "function 0: upvalues are outside their section");
  CHECK(damaged([](Module*, FunctionRecord* r) { r->annotations_offset = 1; }) == "function 0: annotations are outside their section");
  CHECK(damaged([](Module*, FunctionRecord* r) { r->debug_offset = 1; }) == "function 0: debug map is outside its section");
  CHECK(damaged([](Module*, FunctionRecord* r) { r->constant_count = 100; }) == "function 0: claims more constants than there are bytes");
  CHECK(damaged([](Module*, FunctionRecord* r) { r->constant_count = 2; }) == "function 0: claims another number of constants");
  CHECK(damaged([](Module* m, FunctionRecord*) { m->functions = {}; }) == "the module has no main function");
}

TEST_CASE("verifier refuses records beyond the limits") {
  auto damaged = [](const std::function<void(FunctionRecord*)>& damage) {
    HandFunction f = one_return();
    f.upvalues.assign(300, UpvalueDescriptor{1, 0, 0});
    f.record.parameter_count = 1;
    return structure_verdict({f}, [&](Module*, FunctionRecord* r) {
      r->upvalue_count = 0;
      damage(r);
    });
  };
  CHECK(damaged([](FunctionRecord*) {}) == "");
  CHECK(damaged([](FunctionRecord* r) { r->upvalue_count = 256; }) == "function 0: too many upvalues");
  CHECK(damaged([](FunctionRecord* r) { r->local_count = 2001; }) == "function 0: too many locals");
  CHECK(damaged([](FunctionRecord* r) { r->max_stack = 3999; }) == "function 0: frame is too large");
  CHECK(damaged([](FunctionRecord* r) { r->parameter_count = 251; }) == "function 0: too many parameters");
  CHECK(damaged([](FunctionRecord* r) { r->parameter_count = 3; }) == "function 0: more parameters than locals");
  CHECK(damaged([](FunctionRecord* r) { r->flags = 8; }) == "function 0: unknown flags");
  CHECK(damaged([](FunctionRecord* r) { r->reserved = 1; }) == "function 0: reserved byte is not 0");
}

TEST_CASE("verifier refuses malformed constants") {
  HandFunction f = one_return();
  f.constants.u8(9);
  f.record.constant_count = 1;
  CHECK(verdict(f) == "function 0: constants are malformed");
}

TEST_CASE("verifier wants the functions to be a tree with main as its root") {
  auto tree = [](std::vector<std::vector<uint32_t>> children) {
    std::vector<HandFunction> functions;
    for (const auto& list : children) {
      functions.push_back(one_return());
      functions.back().children = list;
    }
    return structure_verdict(functions, [](Module*, FunctionRecord*) {});
  };
  CHECK(tree({{1, 2}, {3}, {}, {}}) == "");
  CHECK(tree({{1}}) == "function 0: a child does not exist");
  CHECK(tree({{1}, {0}}) == "function 1: a child comes before its parent");
  CHECK(tree({{1}, {1}}) == "function 1: a child comes before its parent");
  CHECK(tree({{1, 1}, {}}) == "function 1: is the child of two functions");
  CHECK(tree({{}, {}}) == "function 1: is the child of no function");
  std::vector<std::vector<uint32_t>> deep;
  for (uint32_t i = 1; i <= kMaxFunctionNesting + 1; i++) deep.push_back({i});
  deep.push_back({});
  CHECK(tree(deep) == "function 251: functions are nested too deeply");
}

TEST_CASE("verifier refuses functions that share their bytes") {
  auto shared = [](const std::function<void(FunctionRecord*)>& share) {
    HandFunction parent = one_return();
    parent.children = {1};
    HandFunction child = one_return();
    for (HandFunction* f : {&parent, &child}) {
      f->constant(Constant::of_integer(1));
      f->debug.u32(0);
    }
    child.upvalues = {{0, 0, 0}};
    parent.upvalues = {{0, 0, 0}};
    return structure_verdict({parent, child}, [&](Module*, FunctionRecord* r) {
      share(r);
    });
  };
  CHECK(shared([](FunctionRecord*) {}) == "");
  CHECK(shared([](FunctionRecord* r) { r->code_size_bytes *= 2; }) == "the functions claim more code than there is");
  CHECK(shared([](FunctionRecord* r) { r->constants_size_bytes *= 2; }) == "the functions claim more constants than there are");
  CHECK(shared([](FunctionRecord* r) { r->upvalue_count *= 2; }) == "the functions claim more upvalues than there are");
  CHECK(shared([](FunctionRecord* r) { r->annotations_size_bytes *= 2; }) == "the functions claim more annotations than there are");
  CHECK(shared([](FunctionRecord* r) { r->debug_size_bytes *= 2; }) == "the functions claim more debug maps than there are");
}

TEST_CASE("verify_function refuses a child whose upvalues are outside their section") {
  HandFunction parent = one_return();
  parent.children = {1};
  Module module = *hand_module({parent, one_return()});
  std::vector<FunctionRecord> records(module.functions.begin(), module.functions.end());
  module.functions = records;
  records[1].upvalue_count = 1;
  CHECK(verify_function(module, 0).error().message ==
        "function 0: upvalues of child function 1 are outside their section");
  CHECK(verify_function(module, 7).error().message == "function 7: does not exist");
}

}  // namespace
}  // namespace strata::isa
