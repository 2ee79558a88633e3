// Random programs made from the instruction table: they pass the verifier and end after a bounded
// number of steps (loops have constant bounds, calls go only from a function to its children). Most
// operations get operands that suit them, so that few programs end early in a guest error. The main
// function returns all that its locals hold in the end.
//
// A seed names a program for ever, as long as this file does not change.
#pragma once

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "assembler/annotate.h"
#include "base/check.h"
#include "isa/constants.h"
#include "isa/module.h"
#include "isa/types.h"
#include "tests/random_source.h"

namespace strata::tests {

// What a slot may hold, by the generator's own rules; the annotations say less or more.
enum class Holds : uint8_t { Int, Number, String, Table, Anything };

class RandomFunction {
 public:
  using Opcode = isa::Opcode;
  using SlotType = isa::SlotType;

  RandomFunction(Random* random, isa::ModuleBuilder* builder, RandomFunction* parent, int nesting)
      : random_(*random), builder_(*builder), parent_(parent), nesting_(nesting),
        index_(builder->reserve_function()) {}

  // Generates the whole function and its children, and adds them to the module. False when the
  // assembler finds no annotations, which is a bug of this file.
  bool generate(std::string* why) {
    declare();
    int statements = 3 + random_.below(nesting_ == 0 ? 12 : 6);
    for (int i = 0; i < statements; i++) statement(0);
    finish();
    return add(why);
  }

  uint32_t index() const { return index_; }
  bool failed() const { return failed_; }

 private:
  struct Slot {
    Holds holds;
    bool set = false;
  };

  // ---- bytes

  void op(Opcode opcode, std::initializer_list<int64_t> operands = {}) {
    code_.u8(static_cast<uint8_t>(opcode));
    size_t i = 0;
    for (int64_t value : operands) {
      switch (isa::row(opcode).operands[i++]) {
        case isa::OperandKind::Imm: code_.sleb(value); break;
        case isa::OperandKind::Results: code_.uleb(static_cast<uint64_t>(value + 1)); break;
        default: code_.uleb(static_cast<uint64_t>(value));
      }
    }
  }
  // A jump forward; land() it later.
  size_t jump(Opcode opcode, std::initializer_list<int64_t> operands = {}) {
    op(opcode, operands);
    code_.u32(0);
    return code_.size() - 4;
  }
  void land(size_t at) { code_.patch_u32(at, static_cast<uint32_t>(code_.size() - (at + 4))); }
  void jump_back(Opcode opcode, std::initializer_list<int64_t> operands, size_t target) {
    size_t at = jump(opcode, operands);
    code_.patch_u32(at, static_cast<uint32_t>(static_cast<int64_t>(target) - static_cast<int64_t>(at + 4)));
  }
  int64_t constant(const isa::Constant& c) {
    isa::write_constant(c, &constants_);
    kinds_.push_back(c.kind);
    return static_cast<int64_t>(kinds_.size()) - 1;
  }
  int64_t field_name() {
    constexpr std::string_view kNames[] = {"x", "y", "value", "next", "n"};
    return constant(isa::Constant::of_string(kNames[random_.below(5)]));
  }

  // ---- slots

  void declare() {
    parameters_ = nesting_ == 0 ? 0 : random_.below(4);
    vararg_ = nesting_ == 0 || random_.chance(40);
    for (int i = 0; i < parameters_; i++) slots_.push_back({Holds::Anything, true});
    int locals = 3 + random_.below(5);
    for (int i = 0; i < locals; i++) slots_.push_back({static_cast<Holds>(random_.below(5)), false});
  }
  // A set slot of that kind, or -1.
  int64_t find_slot(Holds holds) {
    int start = random_.below(static_cast<int>(slots_.size()));
    for (size_t i = 0; i < slots_.size(); i++) {
      size_t slot = (static_cast<size_t>(start) + i) % slots_.size();
      if (slots_[slot].set && slots_[slot].holds == holds) return static_cast<int64_t>(slot);
    }
    return -1;
  }
  int64_t new_slots(int count, Holds holds, bool set) {
    for (int i = 0; i < count; i++) slots_.push_back({holds, set});
    return static_cast<int64_t>(slots_.size()) - count;
  }
  int64_t find_upvalue(Holds holds) {
    for (size_t i = 0; i < upvalue_holds_.size(); i++) {
      if (upvalue_holds_[i] == holds && random_.chance(60)) return static_cast<int64_t>(i);
    }
    return -1;
  }

  // ---- expressions: each leaves one value, and answers what is certain of its type in any case

  SlotType get_variable(Holds holds) {
    int64_t upvalue = find_upvalue(holds);
    if (upvalue >= 0) {
      op(Opcode::GetUpvalue, {upvalue});
      return SlotType::Any;
    }
    int64_t slot = find_slot(holds);
    if (slot < 0) return SlotType::Unset;
    op(Opcode::GetLocal, {slot});
    return SlotType::Any;
  }

  SlotType int_literal() {
    int64_t edges[] = {0, 1, -1, 2, 7, 63, 64, -64, 1000, INT64_MAX, INT64_MIN, int64_t{1} << 53, 0xff};
    int64_t v = random_.chance(70) ? random_.below(20) - 5 : edges[random_.below(13)];
    if (random_.chance(80)) op(Opcode::Int, {v});
    else op(Opcode::Const, {constant(isa::Constant::of_integer(v))});
    return SlotType::Int;
  }

  SlotType int_expression(int depth) {
    if (depth > 0 && random_.below(200) == 0) return any_expression(depth - 1);  // may end in a guest error
    if (depth <= 0 || random_.chance(30)) {
      SlotType type = random_.chance(60) ? get_variable(Holds::Int) : SlotType::Unset;
      return type == SlotType::Unset ? int_literal() : type;
    }
    if (random_.chance(15)) {
      int_expression(depth - 1);
      op(random_.pick({Opcode::Neg, Opcode::Bnot}));
      return SlotType::Any;
    }
    if (random_.chance(10)) {
      string_expression(depth - 1);
      op(Opcode::Len);
      return SlotType::Any;
    }
    if (random_.chance(15)) {  // a divisor that is not zero
      int_expression(depth - 1);
      op(Opcode::Int, {random_.pick<int64_t>({1, 2, 3, 10, -1, -7, INT64_MIN, INT64_MAX})});
      op(random_.pick({Opcode::Mod, Opcode::Idiv}));
      return SlotType::Any;
    }
    SlotType a = int_expression(depth - 1);
    SlotType b = int_expression(depth - 1);
    Opcode generic = random_.pick({Opcode::Add, Opcode::Sub, Opcode::Mul, Opcode::Band, Opcode::Bor,
                                   Opcode::Bxor, Opcode::Shl, Opcode::Shr});
    return binary(generic, a, b);
  }

  SlotType float_literal() {
    double edges[] = {0.0, -0.0, 0.5, 1.0, -1.5, 3.25, 1e300, -1e300, 1e-300, 0x1p53, 0x1p63, -0x1p63,
                      INFINITY, -INFINITY, 2.0, 100.0};
    op(Opcode::Const, {constant(isa::Constant::of_float(edges[random_.below(16)]))});
    return SlotType::Float;
  }

  SlotType number_expression(int depth) {
    if (depth <= 0 || random_.chance(25)) {
      SlotType type = random_.chance(60) ? get_variable(Holds::Number) : SlotType::Unset;
      if (type != SlotType::Unset) return type;
      return random_.chance(50) ? float_literal() : int_expression(depth);
    }
    if (random_.chance(10)) {
      number_expression(depth - 1);
      op(Opcode::Neg);
      return SlotType::Any;
    }
    SlotType a = number_expression(depth - 1);
    SlotType b = number_expression(depth - 1);
    if (random_.chance(10)) {
      op(Opcode::Const, {constant(isa::Constant::of_float(random_.pick({2.0, 0.5, -1.0})))});
      op(random_.pick({Opcode::Pow, Opcode::Mod, Opcode::Idiv}));
      b = SlotType::Any;
    }
    return binary(random_.pick({Opcode::Add, Opcode::Sub, Opcode::Mul, Opcode::Div}), a, b);
  }

  // The typed twin where both types are certain, sometimes.
  SlotType binary(Opcode generic, SlotType a, SlotType b) {
    Opcode chosen = generic;
    for (int code = 0; code < 256; code++) {
      const isa::TypedRow* typed = isa::typed_row(static_cast<Opcode>(code));
      bool fits = typed && typed->twin == generic && a == typed->operand && b == typed->operand;
      if (fits && random_.chance(60)) chosen = typed->op;
    }
    op(chosen);
    return isa::result_type(chosen, a, b);
  }

  SlotType boolean_expression(int depth) {
    if (depth <= 0 || random_.chance(20)) {
      op(random_.pick({Opcode::True, Opcode::False, Opcode::Nil}));
      return SlotType::Any;
    }
    if (random_.chance(15)) {
      expression(Holds::Anything, depth - 1);
      op(Opcode::Not);
      return SlotType::Boolean;
    }
    Opcode ordering = random_.pick({Opcode::Lt, Opcode::Le, Opcode::Gt, Opcode::Ge, Opcode::Eq, Opcode::Ne});
    Holds holds = random_.pick({Holds::Int, Holds::Number, Holds::String});
    SlotType a = expression(holds, depth - 1);
    SlotType b = expression(holds == Holds::String ? holds : random_.pick({Holds::Int, Holds::Number}), depth - 1);
    return binary(ordering, a, b);
  }

  SlotType string_expression(int depth) {
    if (depth > 0 && random_.chance(40)) {  // grows by constants only, so it stays short
      int n = 2 + random_.below(3);
      for (int i = 0; i < n; i++) {
        if (random_.chance(50)) string_expression(0);
        else expression(random_.pick({Holds::Int, Holds::Number}), depth - 1);
      }
      op(Opcode::Concat, {n});
      return SlotType::Any;
    }
    constexpr std::string_view kTexts[] = {"", "a", "b", "abc", "10", "0x10", " 7 ", "longer than a short string may be"};
    op(Opcode::Const, {constant(isa::Constant::of_string(kTexts[random_.below(8)]))});
    return SlotType::String;
  }

  SlotType table_expression(int depth) {
    op(Opcode::NewTable, {random_.below(4), random_.below(4)});
    int64_t filled = 0;
    for (int i = random_.below(4); i > 0; i--) {
      if (random_.chance(40)) {
        expression(Holds::Anything, depth - 1);
        op(Opcode::PutField, {field_name()});
      } else if (random_.chance(40)) {
        op(Opcode::Int, {random_.below(6)});
        expression(Holds::Anything, depth - 1);
        op(Opcode::PutIndex);
      } else {
        int n = random_.below(4);
        for (int k = 0; k < n; k++) expression(Holds::Anything, depth - 1);
        op(Opcode::PutList, {filled + 1, n});
        filled += n;
      }
    }
    if (vararg_ && random_.chance(20)) {
      op(Opcode::Vararg, {isa::kOpen});
      op(Opcode::PutListOpen, {filled + 1, 0});
    }
    return SlotType::Table;
  }

  SlotType any_expression(int depth) {
    switch (random_.below(8)) {
      case 0: op(Opcode::Nil); return SlotType::Nil;
      case 1: return boolean_expression(depth);
      case 2: {  // a and b, a or b
        boolean_expression(depth - 1);
        size_t end = jump(random_.pick({Opcode::BrTrueKeep, Opcode::BrFalseKeep}));
        expression(static_cast<Holds>(random_.below(5)), depth - 1);
        land(end);
        return SlotType::Any;
      }
      case 3: {
        if (!has_variable(Holds::Table)) break;
        get_variable(Holds::Table);
        if (random_.chance(50)) return op(Opcode::GetField, {field_name()}), SlotType::Any;
        expression(random_.pick({Holds::Int, Holds::String}), 0);
        op(Opcode::GetIndex);
        return SlotType::Any;
      }
      case 4:
        if (!vararg_) break;
        op(Opcode::Vararg, {1});
        return SlotType::Any;
      case 5: {
        if (!call_child(depth, 1)) break;
        return SlotType::Any;
      }
      case 6: {
        SlotType type = get_variable(Holds::Anything);
        if (type != SlotType::Unset) return type;
        break;
      }
      default: break;
    }
    return expression(random_.pick({Holds::Int, Holds::Number, Holds::String, Holds::Table}), depth - 1);
  }

  bool has_variable(Holds holds) {
    bool upvalue = std::find(upvalue_holds_.begin(), upvalue_holds_.end(), holds) != upvalue_holds_.end();
    return find_slot(holds) >= 0 && !upvalue;
  }

  SlotType expression(Holds holds, int depth) {
    switch (holds) {
      case Holds::Int: return int_expression(depth);
      case Holds::Number: return number_expression(depth);
      case Holds::String: return string_expression(depth);
      case Holds::Table: {
        SlotType type = random_.chance(50) ? get_variable(Holds::Table) : SlotType::Unset;
        return type == SlotType::Unset ? table_expression(depth) : type;
      }
      case Holds::Anything: return any_expression(depth);
    }
    return SlotType::Any;
  }

  // ---- children

  // Makes a child and calls it at once; false when there are enough of them.
  bool call_child(int depth, int64_t results) {
    if (nesting_ >= 3 || children_.size() >= 2 || loops_ > 1 || depth <= 0) return false;
    make_child();
    if (random_.chance(30)) op(Opcode::Dup), op(Opcode::Pop);
    int arguments = random_.below(4);
    for (int i = 0; i < arguments; i++) expression(Holds::Anything, 0);
    if (vararg_ && random_.chance(30)) {
      op(Opcode::Vararg, {isa::kOpen});
      op(Opcode::CallOpen, {arguments, results});
    } else {
      op(Opcode::Call, {arguments, results});
    }
    return true;
  }

  void make_child() {
    auto child = std::make_unique<RandomFunction>(&random_, &builder_, this, nesting_ + 1);
    for (size_t slot = 0; slot < slots_.size(); slot++) {
      if (!slots_[slot].set || !random_.chance(35)) continue;
      child->upvalues_.push_back({1, 0, static_cast<uint16_t>(slot)});
      child->upvalue_holds_.push_back(slots_[slot].holds);
      flags_ |= isa::kHasCaptures;
    }
    for (size_t u = 0; u < upvalues_.size(); u++) {
      if (!random_.chance(35)) continue;
      child->upvalues_.push_back({0, 0, static_cast<uint16_t>(u)});
      child->upvalue_holds_.push_back(upvalue_holds_[u]);
    }
    if (!child->generate(&why_)) failed_ = true;
    children_.push_back(child->index());
    child_upvalues_.push_back(child->upvalues_);
    op(Opcode::Closure, {static_cast<int64_t>(children_.size()) - 1});
  }

  // function(limit, i) if i < limit then return i + 1, i end end
  int64_t make_iterator() {
    RandomFunction child(&random_, &builder_, this, nesting_ + 1);
    child.parameters_ = 2;
    child.new_slots(2, Holds::Anything, true);
    child.op(Opcode::GetLocal, {1});
    child.op(Opcode::GetLocal, {0});
    child.op(Opcode::Lt);
    size_t end = child.jump(Opcode::BrFalse);
    child.op(Opcode::GetLocal, {1});
    child.op(Opcode::Int, {1});
    child.op(Opcode::Add);
    child.op(Opcode::GetLocal, {1});
    child.op(Opcode::Return, {2});
    child.land(end);
    child.op(Opcode::Return, {0});
    if (!child.add(&why_)) failed_ = true;
    children_.push_back(child.index());
    child_upvalues_.emplace_back();
    return static_cast<int64_t>(children_.size()) - 1;
  }

  // ---- statements

  void assign() {
    int64_t slot = random_.below(static_cast<int>(slots_.size()));
    if (hidden(slot)) return;
    expression(slots_[slot].holds, 3);
    op(Opcode::SetLocal, {slot});
    slots_[slot].set = true;
  }
  // Slots that hold a loop's state are left alone.
  bool hidden(int64_t slot) const {
    return std::find(hidden_.begin(), hidden_.end(), slot) != hidden_.end();
  }

  void assign_upvalue() {
    if (upvalue_holds_.empty()) return assign();
    int64_t upvalue = random_.below(static_cast<int>(upvalue_holds_.size()));
    expression(upvalue_holds_[upvalue], 2);
    op(Opcode::SetUpvalue, {upvalue});
  }

  void change_table() {
    if (!has_variable(Holds::Table)) return assign();
    get_variable(Holds::Table);
    if (random_.chance(50)) {
      expression(Holds::Anything, 2);
      op(Opcode::SetField, {field_name()});
    } else {
      expression(random_.pick({Holds::Int, Holds::String}), 1);
      expression(Holds::Anything, 2);
      op(Opcode::SetIndex);
    }
  }

  // What is set only in one branch is not set after both.
  void branch(int depth) {
    boolean_expression(2);
    size_t otherwise = jump(random_.pick({Opcode::BrTrue, Opcode::BrFalse}));
    std::vector<Slot> before = slots_;
    block(depth + 1);
    merge(before);
    size_t end = jump(Opcode::Jump);
    land(otherwise);
    block(depth + 1);
    merge(before);
    land(end);
  }
  void merge(const std::vector<Slot>& before) {
    for (size_t i = 0; i < slots_.size(); i++) slots_[i].set = i < before.size() && before[i].set;
  }
  void block(int depth) {
    for (int i = random_.below(3); i >= 0; i--) statement(depth);
  }

  void numeric_loop(int depth) {
    int64_t state = new_slots(3, Holds::Int, false);
    for (int i = 0; i < 3; i++) hidden_.push_back(state + i);
    bool floats = random_.chance(30);
    int64_t variable = new_slots(1, floats ? Holds::Number : Holds::Int, false);
    int64_t steps[] = {1, 1, 2, -1, -3};
    int64_t step = steps[random_.below(5)];
    auto set = [&](int64_t slot, double value) {
      if (floats) op(Opcode::Const, {constant(isa::Constant::of_float(value / 2))});
      else op(Opcode::Int, {static_cast<int64_t>(value)});
      op(Opcode::SetLocal, {slot});
    };
    int64_t from = random_.below(10) - 5;
    set(state, static_cast<double>(from));
    set(state + 1, static_cast<double>(from + step * random_.below(4)));
    set(state + 2, static_cast<double>(step));
    std::vector<Slot> before = slots_;
    size_t exit = jump(Opcode::ForPrep, {state});
    size_t body = code_.size();
    slots_[variable].set = true;
    loops_++;
    block(depth + 1);
    loops_--;
    op(Opcode::Close, {variable});
    jump_back(Opcode::ForLoop, {state}, body);
    land(exit);
    merge(before);
  }

  void generic_loop(int depth) {
    int64_t iterator = make_iterator();
    int64_t state = new_slots(4, Holds::Anything, false);
    int64_t variables = new_slots(2, Holds::Anything, false);
    for (int i = 0; i < 4; i++) hidden_.push_back(state + i);
    op(Opcode::Closure, {iterator});
    op(Opcode::SetLocal, {state});
    op(Opcode::Int, {random_.below(4)});
    op(Opcode::SetLocal, {state + 1});
    op(Opcode::Int, {0});
    op(Opcode::SetLocal, {state + 2});
    op(Opcode::Nil);
    op(Opcode::SetLocal, {state + 3});
    if (random_.chance(50)) op(Opcode::MarkClose, {state + 3}), flags_ |= isa::kHasMarkClose;
    std::vector<Slot> before = slots_;
    size_t test = jump(Opcode::Jump);
    size_t body = code_.size();
    slots_[variables].set = slots_[variables + 1].set = true;
    loops_++;
    block(depth + 1);
    loops_--;
    op(Opcode::Close, {variables});
    land(test);
    op(Opcode::ForCall, {state, 2});
    jump_back(Opcode::ForNext, {state}, body);
    op(Opcode::Close, {state});
    merge(before);
  }

  void method_call() {
    int64_t slot = find_slot(Holds::Table);
    if (slot < 0 || nesting_ >= 3 || children_.size() >= 2 || loops_ > 1) return assign();
    int64_t name = field_name();
    op(Opcode::GetLocal, {slot});
    make_child();
    op(Opcode::SetField, {name});
    op(Opcode::GetLocal, {slot});
    op(Opcode::GetMethod, {name});
    expression(Holds::Anything, 1);
    op(Opcode::Call, {2, 0});
  }

  void statement(int depth) {
    switch (random_.below(10)) {
      case 0: return depth < 3 ? branch(depth) : assign();
      case 1: return depth < 2 ? numeric_loop(depth) : assign();
      case 2: return depth < 2 ? generic_loop(depth) : assign();
      case 3: return change_table();
      case 4: return assign_upvalue();
      case 5: return method_call();
      case 6:
        if (!call_child(1, 0)) assign();
        return;
      case 7:
        if (!random_.chance(15) || depth == 0) return assign();
        expression(Holds::Anything, 1);  // what follows is dead: the blocks after it say so
        op(Opcode::Return, {1});
        return;
      default: return assign();
    }
  }

  void finish() {
    if (nesting_ > 0 && random_.chance(20) && call_child(1, isa::kOpen)) {
      op(Opcode::ReturnOpen, {0});
      return;
    }
    if (nesting_ < 3 && random_.chance(20)) {
      make_child();
      bool open = vararg_ && random_.chance(50);
      if (open) op(Opcode::Vararg, {isa::kOpen});
      op(open ? Opcode::TailCallOpen : Opcode::TailCall, {0});
      return;
    }
    int64_t count = 0;
    for (size_t slot = 0; slot < slots_.size(); slot++) {
      if (!slots_[slot].set) continue;
      op(Opcode::GetLocal, {static_cast<int64_t>(slot)});
      count++;
    }
    op(Opcode::Return, {count});
  }

  bool add(std::string* why) {
    isa::FunctionShape shape;
    shape.local_count = static_cast<uint32_t>(slots_.size());
    shape.max_stack = assembler::deepest_stack(code_.bytes());
    shape.upvalue_count = static_cast<uint32_t>(upvalues_.size());
    shape.flags = static_cast<uint8_t>(flags_ | (vararg_ ? isa::kVararg : 0));
    shape.constants = kinds_;
    for (const auto& upvalues : child_upvalues_) shape.children.push_back(upvalues);
    base::ByteWriter annotations;
    assembler::AnnotateFault fault;
    if (!isa::find_captures(&shape, why)) return false;
    if (!assembler::annotate(shape, static_cast<uint32_t>(parameters_), code_.bytes(), &annotations, &fault)) {
      *why = fault.text;
      return false;
    }
    isa::ModuleBuilder::Function f;
    f.record.constant_count = static_cast<uint32_t>(kinds_.size());
    f.record.parameter_count = static_cast<uint16_t>(parameters_);
    f.record.local_count = static_cast<uint16_t>(shape.local_count);
    f.record.max_stack = static_cast<uint16_t>(shape.max_stack);
    f.record.flags = shape.flags;
    f.code = code_.bytes();
    f.constants = constants_.bytes();
    f.annotations = annotations.bytes();
    f.children = children_;
    f.upvalues = upvalues_;
    builder_.finish_function(index_, f);
    if (failed_) *why = why_;
    return !failed_;
  }

  Random& random_;
  isa::ModuleBuilder& builder_;
  RandomFunction* parent_;
  int nesting_;
  uint32_t index_;
  int parameters_ = 0;
  bool vararg_ = false;
  uint8_t flags_ = 0;
  int loops_ = 0;  // around the place at hand
  std::vector<Slot> slots_;
  std::vector<int64_t> hidden_;
  base::ByteWriter code_, constants_;
  std::vector<isa::ConstantKind> kinds_;
  std::vector<uint32_t> children_;
  std::vector<isa::UpvalueDescriptor> upvalues_;
  std::vector<Holds> upvalue_holds_;
  std::vector<std::vector<isa::UpvalueDescriptor>> child_upvalues_;
  bool failed_ = false;
  std::string why_;
};

// The program that `seed` names; nullptr and a reason when the generator broke a rule.
inline std::shared_ptr<const isa::Module> random_module(uint64_t seed, std::string* why) {
  Random random(seed);
  isa::ModuleBuilder builder;
  RandomFunction main(&random, &builder, nullptr, 0);
  if (!main.generate(why)) return nullptr;
  return builder.build("=random", false);
}

}  // namespace strata::tests
