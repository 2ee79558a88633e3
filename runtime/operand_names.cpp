// The symbolic execution behind operand_names.h. A damaged function is no danger here: only verified
// code runs, and whatever does not fit ends in "unknown".
#include "runtime/operand_names.h"

#include <algorithm>

#include "isa/annotations.h"
#include "isa/constants.h"
#include "isa/opcode.h"

namespace strata::runtime {

namespace {

using isa::Instruction;
using isa::Opcode;

using Node = uint32_t;  // index into Execution::nodes_
constexpr Node kUnknown = 0;

// A value: the instruction that made it, and what that indexed with what.
struct Origin {
  Instruction made_by{};
  Node table = kUnknown, key = kUnknown;
};

class Execution {
 public:
  Execution(const isa::FunctionView& function, const isa::DebugMap& map) : function_(function), map_(map) {}

  // Runs up to the instruction at `offset`, which is decoded but not executed; false when there is none.
  bool run_to(uint32_t offset);
  const Instruction& reached() const { return reached_; }
  NameInfo operand(uint32_t index) const;

 private:
  struct Join {
    uint32_t target;
    std::vector<Node> stack;
  };

  void enter_block(const isa::Block& block);
  void merge(const std::vector<Node>& other);
  void record_join(const Instruction& in);
  void execute(const Instruction& in);
  // The n-th entry from the top, from 1; n == 0: there is none.
  Node top(size_t n) const { return n - 1 < stack_.size() ? stack_[stack_.size() - n] : kUnknown; }

  NameInfo name(Node node) const;
  NameInfo name_of_access(const Origin& origin) const;
  bool is_environment(Node node) const;
  std::string local_name(const Instruction& in) const;
  std::string upvalue_name(const Instruction& in) const;
  NameInfo constant_name(int64_t index) const;

  const isa::FunctionView& function_;
  const isa::DebugMap& map_;
  isa::Annotations annotations_;
  std::vector<Origin> nodes_{Origin{}};  // [kUnknown]
  std::vector<Node> stack_;
  std::vector<Join> joins_;
  bool reachable_ = true;   // by falling through from the instruction before
  Instruction reached_{};
};

bool Execution::run_to(uint32_t offset) {
  if (!isa::decode_annotations(function_.annotations, &annotations_) || annotations_.blocks.empty()) return false;
  const auto& blocks = annotations_.blocks;
  size_t block = 0;
  const uint8_t* code = function_.code.data();
  uint32_t size = static_cast<uint32_t>(function_.code.size());
  for (uint32_t at = 0; isa::decode(code, size, at, &reached_); at = reached_.next) {
    if (block < blocks.size() && blocks[block].offset == at) enter_block(blocks[block++]);
    if (at == offset) return true;
    if (at > offset) return false;
    execute(reached_);
  }
  return false;
}

void Execution::enter_block(const isa::Block& block) {
  bool known = reachable_;
  for (const Join& join : joins_) {
    if (join.target != block.offset) continue;
    if (known) merge(join.stack);
    else stack_ = join.stack;
    known = true;
  }
  if (!known || stack_.size() != block.depth) stack_.assign(block.depth, kUnknown);
  reachable_ = true;
  std::erase_if(joins_, [&](const Join& join) { return join.target <= block.offset; });
  if (stack_.empty() && joins_.empty()) nodes_.resize(1);
}

// Keeps the entries that both paths agree on.
void Execution::merge(const std::vector<Node>& other) {
  for (size_t i = 0; i < stack_.size(); i++) {
    if (i >= other.size() || other[i] != stack_[i]) stack_[i] = kUnknown;
  }
}

void Execution::record_join(const Instruction& in) {
  const isa::InstructionRow& row = isa::row(in.op);
  for (int i = 0; i < isa::kMaxOperands; i++) {
    if (row.operands[i] != isa::OperandKind::Label) continue;
    if (in.operand[i] > in.offset) joins_.push_back({static_cast<uint32_t>(in.operand[i]), stack_});
  }
}

void Execution::execute(const Instruction& in) {
  const isa::InstructionRow& row = isa::row(in.op);
  bool keeps_condition = in.op == Opcode::BrTrueKeep || in.op == Opcode::BrFalseKeep;
  if (keeps_condition) record_join(in);
  Origin origin{in};
  size_t pops = std::min<size_t>(static_cast<size_t>(in.pops()), stack_.size());
  Node first = top(pops);
  if (in.op == Opcode::GetField || in.op == Opcode::GetMethod || in.op == Opcode::GetIndex) origin.table = first;
  if (in.op == Opcode::GetIndex) origin.key = top(1);
  stack_.resize(stack_.size() - pops);
  if (in.op == Opcode::Dup) {
    stack_.insert(stack_.end(), 2, first);
  } else {
    nodes_.push_back(origin);
    stack_.insert(stack_.end(), static_cast<size_t>(in.pushes()), static_cast<Node>(nodes_.size() - 1));
    if (in.op == Opcode::GetMethod) stack_.back() = first;  // the receiver
  }
  if (row.flags & isa::kJump && !keeps_condition) record_join(in);
  if (row.flags & isa::kEnd) reachable_ = false;
}

NameInfo Execution::operand(uint32_t index) const {
  size_t pops = static_cast<size_t>(reached_.pops());
  return index < pops ? name(top(pops - index)) : NameInfo{};
}

NameInfo Execution::name(Node node) const {
  if (node == kUnknown) return {};
  const Origin& origin = nodes_[node];
  const Instruction& in = origin.made_by;
  if (in.op == Opcode::GetLocal) {
    std::string name = local_name(in);
    return name.empty() ? NameInfo{} : NameInfo{"local", name};
  }
  if (in.op == Opcode::GetUpvalue) return {"upvalue", upvalue_name(in)};
  if (in.op == Opcode::Const) return constant_name(in.operand[0]);
  if (in.op == Opcode::GetMethod) return {"method", constant_name(in.operand[0]).name};
  if (in.op == Opcode::GetField || in.op == Opcode::GetIndex) return name_of_access(origin);
  return {};
}

// A field is a global variable when its table is what the source calls _ENV.
NameInfo Execution::name_of_access(const Origin& origin) const {
  const char* kind = is_environment(origin.table) ? "global" : "field";
  if (origin.made_by.op == Opcode::GetField) return {kind, constant_name(origin.made_by.operand[0]).name};
  const Instruction& key = nodes_[origin.key].made_by;
  if (origin.key == kUnknown) return {kind, "?"};
  // The reference has an instruction of its own for indices that fit a byte.
  if (key.op == Opcode::Int && key.operand[0] >= 0 && key.operand[0] <= 255) return {"field", "integer index"};
  NameInfo constant = key.op == Opcode::Const ? constant_name(key.operand[0]) : NameInfo{};
  return {kind, constant.kind ? constant.name : "?"};
}

bool Execution::is_environment(Node node) const {
  if (node == kUnknown) return false;
  const Instruction& in = nodes_[node].made_by;
  if (in.op == Opcode::GetLocal) return local_name(in) == "_ENV";
  return in.op == Opcode::GetUpvalue && upvalue_name(in) == "_ENV";
}

std::string Execution::local_name(const Instruction& in) const {
  return std::string(map_.local_at(static_cast<uint32_t>(in.operand[0]), in.offset));
}

std::string Execution::upvalue_name(const Instruction& in) const {
  size_t index = static_cast<size_t>(in.operand[0]);
  return index < map_.upvalues.size() ? std::string(map_.upvalues[index]) : "?";
}

// Cut at a zero byte, as in all messages of the reference.
NameInfo Execution::constant_name(int64_t index) const {
  isa::ConstantReader in(function_.constants);
  isa::Constant c;
  for (int64_t i = 0; i <= index; i++) {
    if (!in.next(&c)) return {};
  }
  if (c.kind != isa::ConstantKind::String) return {};
  return {"constant", std::string(c.string.substr(0, c.string.find('\0')))};
}

// ---- Metamethods

// Instructions whose metamethod is not called as their mnemonic.
struct MetamethodRow {
  Opcode op;
  const char* name;
};
constexpr MetamethodRow kMetamethods[] = {
    {Opcode::Neg, "unm"},         {Opcode::Ne, "eq"},           {Opcode::Gt, "lt"},
    {Opcode::Ge, "le"},           {Opcode::GetIndex, "index"},  {Opcode::GetField, "index"},
    {Opcode::GetMethod, "index"}, {Opcode::SetIndex, "newindex"}, {Opcode::SetField, "newindex"},
    {Opcode::PutIndex, "newindex"}, {Opcode::Return, "close"},  {Opcode::ReturnOpen, "close"},
    {Opcode::MarkClose, nullptr},  // finds __close, does not call it
};

NameInfo metamethod_of(Opcode op) {
  const isa::InstructionRow& row = isa::row(op);
  if (!(row.flags & isa::kCalls)) return {};
  for (const MetamethodRow& exception : kMetamethods) {
    if (exception.op != op) continue;
    return exception.name ? NameInfo{"metamethod", exception.name} : NameInfo{};
  }
  return {"metamethod", std::string(row.mnemonic)};
}

bool is_call(Opcode op) {
  return op == Opcode::Call || op == Opcode::CallOpen || op == Opcode::TailCall || op == Opcode::TailCallOpen;
}

}  // namespace

NameInfo name_of_operand(const isa::FunctionView& function, const isa::DebugMap& map, uint32_t offset,
                         uint32_t operand) {
  Execution execution(function, map);
  return execution.run_to(offset) ? execution.operand(operand) : NameInfo{};
}

NameInfo name_of_called(const isa::FunctionView& function, const isa::DebugMap& map, uint32_t offset) {
  Instruction in;
  if (!isa::decode(function.code.data(), static_cast<uint32_t>(function.code.size()), offset, &in)) return {};
  if (is_call(in.op)) return name_of_operand(function, map, offset, 0);
  if (in.op == Opcode::ForCall) return {"for iterator", "for iterator"};
  return metamethod_of(in.op);
}

}  // namespace strata::runtime
