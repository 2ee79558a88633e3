// The oracle: runs bytecode in the plainest way, straight from its encoding, with nothing shared with
// the tiers but isa/arith.h. For programs of tests/random_bytecode.h and tests written by hand; tables
// have no metatables.
#pragma once

#include <cmath>
#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "base/numerals.h"
#include "isa/arith.h"
#include "isa/constants.h"
#include "isa/module.h"
#include "isa/opcode.h"

namespace strata::tests::oracle {

struct Table;
struct Closure;
using Value = std::variant<std::monostate, bool, int64_t, double, std::string, std::shared_ptr<Table>,
                           std::shared_ptr<Closure>>;
using Values = std::vector<Value>;
using Cell = std::shared_ptr<Value>;  // a local slot; shared while it is captured

struct Table {
  std::map<Value, Value> fields;
};
struct Closure {
  uint32_t function;
  std::vector<Cell> upvalues;
};

inline constexpr size_t kMostStringBytes = 1 << 20;

struct GuestError {};      // thrown where the program raises an error
struct OutOfSteps {};      // thrown when it runs longer than asked for

inline bool truthy(const Value& v) {
  if (const bool* b = std::get_if<bool>(&v)) return *b;
  return !std::holds_alternative<std::monostate>(v);
}

inline bool is_number(const Value& v) {
  return std::holds_alternative<int64_t>(v) || std::holds_alternative<double>(v);
}

inline double as_float(const Value& v) {
  if (const int64_t* i = std::get_if<int64_t>(&v)) return isa::integer_to_float(*i);
  if (const double* d = std::get_if<double>(&v)) return *d;
  throw GuestError();
}

inline int64_t as_integer(const Value& v) {
  if (const int64_t* i = std::get_if<int64_t>(&v)) return *i;
  int64_t i;
  const double* d = std::get_if<double>(&v);
  if (d && isa::float_to_integer(*d, &i)) return i;
  throw GuestError();
}

inline std::string as_string(const Value& v) {
  char text[40];
  if (const std::string* s = std::get_if<std::string>(&v)) return *s;
  if (const int64_t* i = std::get_if<int64_t>(&v)) return {text, static_cast<size_t>(base::format_integer(*i, text))};
  if (const double* d = std::get_if<double>(&v)) return {text, static_cast<size_t>(base::format_float(*d, text))};
  throw GuestError();
}

// A string that is a numeral counts as its number in arithmetic, but not in bit operations.
inline Value to_number(const Value& v) {
  const std::string* s = std::get_if<std::string>(&v);
  base::Number number = s ? base::parse_number(*s) : base::Number();
  if (number.kind == base::Number::Int) return number.integer;
  if (number.kind == base::Number::Float) return number.real;
  if (!is_number(v)) throw GuestError();
  return v;
}

inline Value arithmetic(isa::Opcode op, const Value& left, const Value& right) {
  using isa::Opcode;
  bool bits = op == Opcode::Band || op == Opcode::Bor || op == Opcode::Bxor || op == Opcode::Shl || op == Opcode::Shr;
  const Value a = bits ? left : to_number(left);
  const Value b = bits ? right : to_number(right);
  const int64_t* x = std::get_if<int64_t>(&a);
  const int64_t* y = std::get_if<int64_t>(&b);
  bool ints = x && y;
  switch (op) {
    case Opcode::Add: return ints ? Value(isa::add_int(*x, *y)) : isa::add_float(as_float(a), as_float(b));
    case Opcode::Sub: return ints ? Value(isa::sub_int(*x, *y)) : isa::sub_float(as_float(a), as_float(b));
    case Opcode::Mul: return ints ? Value(isa::mul_int(*x, *y)) : isa::mul_float(as_float(a), as_float(b));
    case Opcode::Div: return isa::div_float(as_float(a), as_float(b));
    case Opcode::Pow: return isa::pow_float(as_float(a), as_float(b));
    case Opcode::Mod:
      if (ints && *y == 0) throw GuestError();
      return ints ? Value(isa::mod_int(*x, *y)) : isa::mod_float(as_float(a), as_float(b));
    case Opcode::Idiv:
      if (ints && *y == 0) throw GuestError();
      return ints ? Value(isa::idiv_int(*x, *y)) : isa::idiv_float(as_float(a), as_float(b));
    case Opcode::Band: return isa::band_int(as_integer(a), as_integer(b));
    case Opcode::Bor: return isa::bor_int(as_integer(a), as_integer(b));
    case Opcode::Bxor: return isa::bxor_int(as_integer(a), as_integer(b));
    case Opcode::Shl: return isa::shl_int(as_integer(a), as_integer(b));
    case Opcode::Shr: return isa::shr_int(as_integer(a), as_integer(b));
    default: throw GuestError();
  }
}

inline bool equal(const Value& a, const Value& b) {
  const int64_t* x = std::get_if<int64_t>(&a);
  const int64_t* y = std::get_if<int64_t>(&b);
  if (x && std::holds_alternative<double>(b)) return isa::eq_int_float(*x, std::get<double>(b));
  if (y && std::holds_alternative<double>(a)) return isa::eq_int_float(*y, std::get<double>(a));
  return a == b;
}

inline bool less(const Value& a, const Value& b, bool or_equal) {
  if (std::holds_alternative<std::string>(a) && std::holds_alternative<std::string>(b)) {
    int order = std::get<std::string>(a).compare(std::get<std::string>(b));
    return or_equal ? order <= 0 : order < 0;
  }
  if (!is_number(a) || !is_number(b)) throw GuestError();
  const int64_t* x = std::get_if<int64_t>(&a);
  const int64_t* y = std::get_if<int64_t>(&b);
  if (x && y) return or_equal ? isa::le_int(*x, *y) : isa::lt_int(*x, *y);
  if (x) return or_equal ? isa::le_int_float(*x, as_float(b)) : isa::lt_int_float(*x, as_float(b));
  if (y) return or_equal ? isa::le_float_int(as_float(a), *y) : isa::lt_float_int(as_float(a), *y);
  return or_equal ? isa::le_float(as_float(a), as_float(b)) : isa::lt_float(as_float(a), as_float(b));
}

// A key as tables keep it: floats with an integer value become integers.
inline Value key_of(const Value& v) {
  int64_t i;
  const double* d = std::get_if<double>(&v);
  return d && isa::float_to_integer(*d, &i) ? Value(i) : v;
}

inline Value get_index(const Value& object, const Value& key) {
  const auto* table = std::get_if<std::shared_ptr<Table>>(&object);
  if (!table) throw GuestError();
  auto found = (*table)->fields.find(key_of(key));
  return found == (*table)->fields.end() ? Value() : found->second;
}

inline void set_index(const Value& object, const Value& key, const Value& value) {
  const auto* table = std::get_if<std::shared_ptr<Table>>(&object);
  if (!table || std::holds_alternative<std::monostate>(key)) throw GuestError();
  if (const double* d = std::get_if<double>(&key); d && std::isnan(*d)) throw GuestError();
  if (std::holds_alternative<std::monostate>(value)) (*table)->fields.erase(key_of(key));
  else (*table)->fields[key_of(key)] = value;
}

class Machine {
 public:
  Machine(const isa::Module& module, uint64_t most_steps) : module_(module), steps_left_(most_steps) {}
  // Takes apart what refers to itself. Results are to be looked at before.
  ~Machine() {
    for (auto& made : tables_) {
      if (auto table = made.lock()) std::map<Value, Value>().swap(table->fields);
    }
    for (auto& made : closures_) {
      if (auto closure = made.lock()) std::vector<Cell>().swap(closure->upvalues);
    }
  }
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  // Calls the main function without arguments; throws GuestError or OutOfSteps.
  Values run() {
    auto main = std::make_shared<Closure>();
    for (uint32_t i = 0; i < module_.functions[0].upvalue_count; i++) {
      main->upvalues.push_back(std::make_shared<Value>());
    }
    return call(main, {});
  }

 private:
  // One activation. Everything is done by value.
  struct Frame {
    Machine& machine;
    isa::FunctionView view;
    std::shared_ptr<Closure> closure;
    Values extra;                 // of a vararg function
    std::vector<Cell> locals;
    Values stack;
    Values open;                  // the open list
    std::vector<isa::Constant> constants;
    Values results;

    Value pop() {
      Value v = std::move(stack.back());
      stack.pop_back();
      return v;
    }
    Values pop_many(int64_t n) {
      Values values(stack.end() - n, stack.end());
      stack.resize(stack.size() - static_cast<size_t>(n));
      return values;
    }
    void push(Value v) { stack.push_back(std::move(v)); }
    Value& local(int64_t slot) { return *locals[static_cast<size_t>(slot)]; }
    Value constant(int64_t index) {
      const isa::Constant& c = constants[static_cast<size_t>(index)];
      if (c.kind == isa::ConstantKind::Int) return c.integer;
      if (c.kind == isa::ConstantKind::Float) return c.real;
      return std::string(c.string);
    }
    // Leaves exactly n values, or an open list.
    void leave(Values values, int64_t n) {
      if (n == isa::kOpen) {
        open = std::move(values);
        return;
      }
      values.resize(static_cast<size_t>(n));
      stack.insert(stack.end(), values.begin(), values.end());
    }
    Values with_open(Values values) {
      values.insert(values.end(), open.begin(), open.end());
      open.clear();
      return values;
    }

    void close(int64_t first) {
      for (size_t i = static_cast<size_t>(first); i < locals.size(); i++) {
        locals[i] = std::make_shared<Value>(*locals[i]);
      }
    }
    void make_closure(int64_t child) {
      auto made = std::make_shared<Closure>();
      made->function = view.children[static_cast<size_t>(child)];
      for (const isa::UpvalueDescriptor& u : machine.module_.function(made->function).upvalues) {
        made->upvalues.push_back(u.from_parent_local ? locals[u.index] : closure->upvalues[u.index]);
      }
      machine.closures_.push_back(made);
      push(made);
    }
    void make_table() {
      auto made = std::make_shared<Table>();
      machine.tables_.push_back(made);
      push(made);
    }

    bool prepare_loop(int64_t l) {
      const int64_t* start = std::get_if<int64_t>(&local(l));
      const int64_t* step = std::get_if<int64_t>(&local(l + 2));
      if (start && step) {
        int64_t limit;
        uint64_t more;
        if (*step == 0) throw GuestError();
        if (const int64_t* i = std::get_if<int64_t>(&local(l + 1))) limit = *i;
        else if (!isa::clip_loop_limit(as_float(local(l + 1)), *step, &limit)) return false;
        if (!isa::prepare_int_loop(*start, limit, *step, &more)) return false;
        local(l + 1) = static_cast<int64_t>(more);
      } else {
        for (int64_t slot : {l + 1, l + 2, l}) local(slot) = as_float(local(slot));
        if (as_float(local(l + 2)) == 0) throw GuestError();
        if (!isa::float_loop_starts(as_float(local(l)), as_float(local(l + 1)), as_float(local(l + 2)))) return false;
      }
      local(l + 3) = local(l);
      return true;
    }
    bool next_round(int64_t l) {
      if (const int64_t* i = std::get_if<int64_t>(&local(l))) {
        int64_t more = std::get<int64_t>(local(l + 1));
        if (more == 0) return false;
        local(l + 1) = isa::sub_int(more, 1);
        local(l) = isa::add_int(*i, std::get<int64_t>(local(l + 2)));
      } else {
        double next = isa::add_float(as_float(local(l)), as_float(local(l + 2)));
        if (!isa::float_loop_continues(next, as_float(local(l + 1)), as_float(local(l + 2)))) return false;
        local(l) = next;
      }
      local(l + 3) = local(l);
      return true;
    }

    void put_list(int64_t first, Values values) {
      for (size_t i = 0; i < values.size(); i++) {
        set_index(stack.back(), Value(first + static_cast<int64_t>(i)), values[i]);
      }
    }

    // Runs one instruction; *next is where control goes on. False: the function returned.
    bool step(const isa::Instruction& in, uint32_t* next);
    bool step_table(const isa::Instruction& in);
    bool step_call(const isa::Instruction& in, bool* returned);
    bool step_jump(const isa::Instruction& in, uint32_t* next);
    bool step_operator(const isa::Instruction& in);
  };

  Values call(const Value& callee, Values arguments);

  const isa::Module& module_;
  uint64_t steps_left_;
  std::vector<std::weak_ptr<Table>> tables_;
  std::vector<std::weak_ptr<Closure>> closures_;
};

inline Values Machine::call(const Value& callee, Values arguments) {
  const auto* closure = std::get_if<std::shared_ptr<Closure>>(&callee);
  if (!closure) throw GuestError();
  Frame f{.machine = *this, .view = module_.function((*closure)->function), .closure = *closure};
  const isa::FunctionRecord& r = *f.view.record;
  size_t parameters = r.parameter_count;
  if (arguments.size() > parameters) f.extra.assign(arguments.begin() + static_cast<ptrdiff_t>(parameters), arguments.end());
  arguments.resize(parameters);
  for (uint32_t i = 0; i < r.local_count; i++) {
    f.locals.push_back(std::make_shared<Value>(i < parameters ? arguments[i] : Value()));
  }
  (void)isa::decode_constants(f.view.constants, &f.constants);
  isa::Instruction in;
  for (uint32_t at = 0;;) {
    if (steps_left_-- == 0) throw OutOfSteps();
    if (!isa::decode(f.view.code.data(), r.code_size_bytes, at, &in)) throw OutOfSteps();
    at = in.next;
    if (!f.step(in, &at)) return std::move(f.results);
  }
}

inline bool Machine::Frame::step_operator(const isa::Instruction& in) {
  using isa::Opcode;
  const isa::TypedRow* typed = isa::typed_row(in.op);
  Opcode op = typed ? typed->twin : in.op;
  switch (op) {
    case Opcode::Neg: {
      Value v = to_number(pop());
      if (const int64_t* i = std::get_if<int64_t>(&v)) push(isa::neg_int(*i));
      else push(isa::neg_float(as_float(v)));
      return true;
    }
    case Opcode::Bnot: push(isa::bnot_int(as_integer(pop()))); return true;
    case Opcode::Not: push(!truthy(pop())); return true;
    case Opcode::Len: {
      Value v = pop();
      const std::string* s = std::get_if<std::string>(&v);
      if (!s) throw GuestError();
      push(static_cast<int64_t>(s->size()));
      return true;
    }
    case Opcode::Concat: {
      std::string joined;
      for (const Value& v : pop_many(in.operand[0])) joined += as_string(v);
      if (joined.size() > kMostStringBytes) throw OutOfSteps();
      push(joined);
      return true;
    }
    default: break;
  }
  if (isa::row(op).pops != 2 || isa::row(op).pushes != 1 || op == Opcode::GetIndex || op == Opcode::PutField) return false;
  Value b = pop();
  Value a = pop();
  switch (op) {
    case Opcode::Eq: push(equal(a, b)); break;
    case Opcode::Ne: push(!equal(a, b)); break;
    case Opcode::Lt: push(less(a, b, false)); break;
    case Opcode::Le: push(less(a, b, true)); break;
    case Opcode::Gt: push(less(b, a, false)); break;
    case Opcode::Ge: push(less(b, a, true)); break;
    default: push(arithmetic(op, a, b));
  }
  return true;
}

inline bool Machine::Frame::step_table(const isa::Instruction& in) {
  using isa::Opcode;
  switch (in.op) {
    case Opcode::NewTable: make_table(); return true;
    case Opcode::GetIndex: {
      Value key = pop();
      push(get_index(pop(), key));
      return true;
    }
    case Opcode::SetIndex:
    case Opcode::PutIndex: {
      Value value = pop();
      Value key = pop();
      set_index(stack.back(), key, value);
      if (in.op == Opcode::SetIndex) pop();
      return true;
    }
    case Opcode::GetField: push(get_index(pop(), constant(in.operand[0]))); return true;
    case Opcode::SetField:
    case Opcode::PutField: {
      Value value = pop();
      set_index(stack.back(), constant(in.operand[0]), value);
      if (in.op == Opcode::SetField) pop();
      return true;
    }
    case Opcode::GetMethod: {
      Value object = pop();
      push(get_index(object, constant(in.operand[0])));
      push(object);
      return true;
    }
    case Opcode::PutList: put_list(in.operand[0], pop_many(in.operand[1])); return true;
    case Opcode::PutListOpen: put_list(in.operand[0], with_open(pop_many(in.operand[1]))); return true;
    default: return false;
  }
}

inline bool Machine::Frame::step_call(const isa::Instruction& in, bool* returned) {
  using isa::Opcode;
  bool takes_open = isa::row(in.op).flags & isa::kOpenIn;
  Values values;
  switch (in.op) {
    case Opcode::Closure: make_closure(in.operand[0]); return true;
    case Opcode::Vararg: leave(extra, in.operand[0]); return true;
    case Opcode::Call:
    case Opcode::CallOpen:
    case Opcode::TailCall:
    case Opcode::TailCallOpen: {
      values = pop_many(in.operand[0]);
      if (takes_open) values = with_open(std::move(values));
      Value callee = pop();
      values = machine.call(callee, std::move(values));
      *returned = in.op == Opcode::TailCall || in.op == Opcode::TailCallOpen;
      if (*returned) results = std::move(values);
      else leave(std::move(values), in.operand[1]);
      return true;
    }
    case Opcode::Return:
    case Opcode::ReturnOpen:
      values = pop_many(in.operand[0]);
      results = takes_open ? with_open(std::move(values)) : std::move(values);
      *returned = true;
      return true;
    default: return false;
  }
}

inline bool Machine::Frame::step_jump(const isa::Instruction& in, uint32_t* next) {
  using isa::Opcode;
  int64_t l = in.operand[0];
  bool taken = false;
  switch (in.op) {
    case Opcode::Jump: taken = true; break;
    case Opcode::BrTrue: taken = truthy(pop()); break;
    case Opcode::BrFalse: taken = !truthy(pop()); break;
    case Opcode::BrTrueKeep:
    case Opcode::BrFalseKeep:
      taken = truthy(stack.back()) == (in.op == Opcode::BrTrueKeep);
      if (!taken) pop();
      break;
    case Opcode::ForPrep: taken = !prepare_loop(l); break;
    case Opcode::ForLoop: taken = next_round(l); break;
    case Opcode::ForNext:
      taken = !std::holds_alternative<std::monostate>(local(l + 4));
      if (taken) local(l + 2) = local(l + 4);
      break;
    default: return false;
  }
  bool label_first = isa::row(in.op).operands[0] == isa::OperandKind::Label;
  if (taken) *next = static_cast<uint32_t>(in.operand[label_first ? 0 : 1]);
  return true;
}

inline bool Machine::Frame::step(const isa::Instruction& in, uint32_t* next) {
  using isa::Opcode;
  bool returned = false;
  if (step_jump(in, next) || step_call(in, &returned) || step_table(in) || step_operator(in)) return !returned;
  switch (in.op) {
    case Opcode::Nil: push({}); break;
    case Opcode::True: push(true); break;
    case Opcode::False: push(false); break;
    case Opcode::Int: push(in.operand[0]); break;
    case Opcode::Const: push(constant(in.operand[0])); break;
    case Opcode::Pop: pop(); break;
    case Opcode::Dup: push(Value(stack.back())); break;
    case Opcode::GetLocal: push(local(in.operand[0])); break;
    case Opcode::SetLocal: local(in.operand[0]) = pop(); break;
    case Opcode::GetUpvalue: push(*closure->upvalues[static_cast<size_t>(in.operand[0])]); break;
    case Opcode::SetUpvalue: *closure->upvalues[static_cast<size_t>(in.operand[0])] = pop(); break;
    case Opcode::Close: close(in.operand[0]); break;
    case Opcode::MarkClose:
      if (truthy(local(in.operand[0]))) throw GuestError();  // nothing here has __close
      break;
    case Opcode::ForCall: {
      int64_t l = in.operand[0];
      Values values = machine.call(local(l), {local(l + 1), local(l + 2)});
      values.resize(static_cast<size_t>(in.operand[1]));
      for (size_t i = 0; i < values.size(); i++) local(l + 4 + static_cast<int64_t>(i)) = values[i];
      break;
    }
    default: throw OutOfSteps();
  }
  return true;
}

}  // namespace strata::tests::oracle
