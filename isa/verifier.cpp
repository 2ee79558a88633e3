// One pass from claim to claim; see verifier.h for what it proves. All state lives in one Verifier
// per function; the first broken rule ends it.
#include "isa/verifier.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "isa/constants.h"
#include "isa/flow.h"

namespace strata::isa {
namespace {

bool within(uint64_t offset, uint64_t size, uint64_t section_size) {
  return offset <= section_size && size <= section_size - offset;
}

// nullptr, or the first thing that is wrong with a record, as far as it can be seen from outside.
const char* record_fault(const Module& module, const FunctionRecord& r) {
  if (!within(r.code_offset, r.code_size_bytes, module.code.size())) return "code is outside its section";
  if (!within(r.constants_offset, r.constants_size_bytes, module.constants.size())) {
    return "constants are outside their section";
  }
  if (!within(r.children_offset, r.child_count, module.children.size())) {
    return "children are outside their section";
  }
  if (!within(r.upvalues_offset, r.upvalue_count, module.upvalues.size())) {
    return "upvalues are outside their section";
  }
  if (!within(r.annotations_offset, r.annotations_size_bytes, module.annotations.size())) {
    return "annotations are outside their section";
  }
  if (!within(r.debug_offset, r.debug_size_bytes, module.debug.size())) {
    return "debug map is outside its section";
  }
  if (r.constant_count > r.constants_size_bytes) return "claims more constants than there are bytes";
  if (r.upvalue_count > kMaxUpvalues) return "too many upvalues";
  if (r.local_count > kMaxLocals) return "too many locals";
  if (r.local_count + r.max_stack > kMaxFrameSlots) return "frame is too large";
  if (r.parameter_count > kMaxParameters) return "too many parameters";
  if (r.parameter_count > r.local_count) return "more parameters than locals";
  if (r.flags & ~(kVararg | kHasCaptures | kHasMarkClose)) return "unknown flags";
  if (r.reserved != 0) return "reserved byte is not 0";
  return nullptr;
}

// The children of function `index` exist and come after it.
const char* children_fault(const Module& module, uint32_t index) {
  const FunctionRecord& r = module.functions[index];
  for (uint32_t child : module.children.subspan(r.children_offset, r.child_count)) {
    if (child >= module.functions.size()) return "a child does not exist";
    if (child <= index) return "a child comes before its parent";
  }
  return nullptr;
}

class Verifier {
 public:
  Verifier(const Module& module, uint32_t index) : module_(module), index_(index), flow_(shape_) {}

  std::optional<VerifierFault> run();

 private:
  bool load();
  bool load_children();
  bool check_claims();
  bool check_claim(const Block& block);
  bool check_typed_slot(const Block& block, const TypedSlot& typed);
  bool check_loop(uint32_t b);
  bool check_code();
  bool walk_block(uint32_t b);
  bool leave_block(const Instruction& in, uint32_t b);
  bool jump(const Instruction& in, uint32_t b);
  bool satisfies(const FlowState& state, const Block& target);
  bool satisfies_types(const FlowState& state, const Block& target);
  const Block* block_at(int64_t offset) const;
  bool fail_at(uint32_t offset, std::string text);
  bool fail(std::string text);

  const Module& module_;
  uint32_t index_;
  FunctionView function_{};
  FunctionShape shape_;
  Flow flow_;
  Annotations claims_;
  std::vector<uint32_t> open_loops_;   // headers of the loops around the block at hand, outermost first
  std::vector<bool> is_open_loop_;     // the same, by block index
  uint32_t at_ = 0;                    // offset of the instruction at hand
  FlowState state_;
  FlowState jump_state_;
  VerifierFault fault_;
};

bool Verifier::fail_at(uint32_t offset, std::string text) {
  fault_ = {offset, std::move(text)};
  return false;
}

bool Verifier::fail(std::string text) {
  fault_ = {std::nullopt, std::move(text)};
  return false;
}

std::optional<VerifierFault> Verifier::run() {
  if (load() && check_claims() && check_code()) return std::nullopt;
  return std::move(fault_);
}

bool Verifier::load() {
  if (index_ >= module_.functions.size()) return fail("does not exist");
  const FunctionRecord& r = module_.functions[index_];
  if (const char* fault = record_fault(module_, r)) return fail(fault);
  function_ = module_.function(index_);
  shape_.local_count = r.local_count;
  shape_.max_stack = r.max_stack;
  shape_.upvalue_count = r.upvalue_count;
  shape_.flags = r.flags;
  shape_.constants.reserve(r.constant_count);
  ConstantReader constants(function_.constants);
  for (Constant c; constants.next(&c);) shape_.constants.push_back(c.kind);
  if (constants.failed()) return fail("constants are malformed");
  if (shape_.constants.size() != r.constant_count) return fail("claims another number of constants");
  return load_children();
}

bool Verifier::load_children() {
  if (const char* fault = children_fault(module_, index_)) return fail(fault);
  for (uint32_t child : function_.children) {
    const FunctionRecord& r = module_.functions[child];
    if (!within(r.upvalues_offset, r.upvalue_count, module_.upvalues.size())) {
      return fail(fmt::format("upvalues of child function {} are outside their section", child));
    }
    shape_.children.push_back(module_.upvalues.subspan(r.upvalues_offset, r.upvalue_count));
  }
  std::string why;
  return find_captures(&shape_, &why) || fail(std::move(why));
}

// ---- what the claims say by themselves

bool Verifier::check_claims() {
  if (function_.code.empty()) return fail("has no code");
  if (!decode_annotations(function_.annotations, &claims_)) return fail("annotations are malformed");
  is_open_loop_.assign(claims_.blocks.size(), false);
  if (claims_.blocks.back().offset >= function_.code.size()) return fail("a block starts after the code");
  for (const Block& block : claims_.blocks) {
    if (!check_claim(block)) return false;
  }
  return true;
}

bool Verifier::check_claim(const Block& block) {
  if (block.depth > shape_.max_stack) return fail_at(block.offset, "the block claims a depth beyond max_stack");
  if (block.live > shape_.local_count) {
    return fail_at(block.offset, "the block claims more live locals than there are");
  }
  for (const TypedSlot& typed : block.typed) {
    if (!check_typed_slot(block, typed)) return false;
  }
  return true;
}

bool Verifier::check_typed_slot(const Block& block, const TypedSlot& typed) {
  if (typed.slot >= shape_.local_count) {
    uint32_t entry = typed.slot - shape_.local_count;
    if (entry >= block.depth) {
      return fail_at(block.offset, fmt::format("a type for stack entry {}, beyond the claimed depth", entry));
    }
    if (typed.type == SlotType::Unset) {
      return fail_at(block.offset, fmt::format("stack entry {} is claimed to be unset", entry));
    }
    return true;
  }
  if (typed.slot >= block.live) {
    return fail_at(block.offset, fmt::format("a type for local {}, which is not live", typed.slot));
  }
  if (shape_.captured[typed.slot] && typed.type > SlotType::Any) {
    return fail_at(block.offset, fmt::format("a type for local {}, which a closure captures", typed.slot));
  }
  return true;
}

// Loops are runs of blocks that start with their header, and nest.
bool Verifier::check_loop(uint32_t b) {
  const Block& block = claims_.blocks[b];
  if (block.loop_header == b) {
    open_loops_.push_back(b);
    is_open_loop_[b] = true;
    return true;
  }
  while (!open_loops_.empty() && open_loops_.back() != block.loop_header) {
    is_open_loop_[open_loops_.back()] = false;
    open_loops_.pop_back();
  }
  if (open_loops_.empty() && block.loop_header != kNoLoop) {
    return fail_at(block.offset, "the block claims a loop that does not reach to it");
  }
  return true;
}

// ---- the code, block by block

bool Verifier::check_code() {
  FlowState entry = flow_.entry(function_.record->parameter_count);
  if (!satisfies(entry, claims_.blocks[0])) return false;
  for (uint32_t b = 0; b < claims_.blocks.size(); b++) {
    if (!check_loop(b) || !walk_block(b)) return false;
  }
  return true;
}

bool Verifier::walk_block(uint32_t b) {
  const Block& block = claims_.blocks[b];
  bool is_last = b + 1 == claims_.blocks.size();
  uint32_t code_size = static_cast<uint32_t>(function_.code.size());
  uint32_t end = is_last ? code_size : claims_.blocks[b + 1].offset;
  flow_.start(block, &state_);
  Instruction in;
  for (at_ = block.offset; at_ < end; at_ = in.next) {
    if (!decode(function_.code.data(), code_size, at_, &in)) return fail_at(at_, "not an instruction");
    if (in.next > end) return fail_at(at_, "a block starts inside the instruction");
    if (!flow_.step(in, &state_)) return fail_at(at_, flow_.complaint());
    bool ends_block = row(in.op).flags & (kJump | kEnd);
    if (ends_block && in.next != end) return fail_at(at_, "no block starts after the instruction");
  }
  at_ = in.offset;
  return leave_block(in, b);
}

bool Verifier::leave_block(const Instruction& in, uint32_t b) {
  if (state_.open) return fail_at(at_, "an open list reaches the end of its block");
  uint32_t flags = row(in.op).flags;
  if ((flags & kJump) && !jump(in, b)) return false;
  if (flags & kEnd) return true;
  if (b + 1 == claims_.blocks.size()) return fail_at(at_, "control runs over the end of the code");
  flow_.leave(in, Edge::Fall, &state_);
  return satisfies(state_, claims_.blocks[b + 1]);
}

const Block* Verifier::block_at(int64_t offset) const {
  auto found = std::lower_bound(claims_.blocks.begin(), claims_.blocks.end(), offset,
                                [](const Block& block, int64_t at) { return block.offset < at; });
  return found != claims_.blocks.end() && found->offset == offset ? &*found : nullptr;
}

bool Verifier::jump(const Instruction& in, uint32_t b) {
  const InstructionRow& info = row(in.op);
  int64_t offset = info.operands[0] == OperandKind::Label ? in.operand[0] : in.operand[1];
  const Block* target = block_at(offset);
  if (!target) return fail_at(at_, fmt::format("jumps to {}, where no block starts", offset));
  size_t target_index = static_cast<size_t>(target - claims_.blocks.data());
  if (target_index <= b && !is_open_loop_[target_index]) {
    return fail_at(at_, fmt::format("jumps back to {}, which heads no loop around it", offset));
  }
  // Few instructions change types on their way; only these need a state of their own.
  bool own_state = info.operands[0] == OperandKind::Local && !(info.flags & kEnd);
  if (own_state) {
    jump_state_ = state_;
    flow_.leave(in, Edge::Jump, &jump_state_);
    return satisfies(jump_state_, *target);
  }
  uint32_t depth = state_.depth;
  flow_.leave(in, Edge::Jump, &state_);
  bool ok = satisfies(state_, *target);
  state_.depth = depth;
  return ok;
}

bool Verifier::satisfies(const FlowState& state, const Block& target) {
  if (state.depth != target.depth) {
    return fail_at(at_, fmt::format("the block at {} claims stack depth {}, control arrives with {}",
                                    target.offset, target.depth, state.depth));
  }
  return satisfies_types(state, target);
}

bool Verifier::satisfies_types(const FlowState& state, const Block& target) {
  size_t next_typed = 0;
  for (uint32_t slot = 0; slot < target.live; slot++) {
    bool has_type = next_typed < target.typed.size() && target.typed[next_typed].slot == slot;
    SlotType claimed = has_type ? target.typed[next_typed++].type : SlotType::Any;
    SlotType actual = state.slots[slot];
    if (claimed == actual || claimed == SlotType::Unset) continue;
    if (actual == SlotType::Unset) {
      return fail_at(at_, fmt::format("the block at {} claims local {} is live, it may be unset",
                                      target.offset, slot));
    }
    if (claimed != SlotType::Any) {
      return fail_at(at_, fmt::format("the block at {} claims local {} is {}, it may be {}", target.offset,
                                      slot, slot_type_name(claimed), slot_type_name(actual)));
    }
  }
  for (; next_typed < target.typed.size(); next_typed++) {
    const TypedSlot& typed = target.typed[next_typed];
    if (typed.type == SlotType::Any || typed.type == state.slots[typed.slot]) continue;
    return fail_at(at_, fmt::format("the block at {} claims stack entry {} is {}, it may be {}",
                                    target.offset, typed.slot - shape_.local_count,
                                    slot_type_name(typed.type), slot_type_name(state.slots[typed.slot])));
  }
  return true;
}

}  // namespace

std::optional<VerifierFault> find_fault(const Module& module, uint32_t index) {
  return Verifier(module, index).run();
}

base::Result<void> verify_function(const Module& module, uint32_t index) {
  std::optional<VerifierFault> fault = find_fault(module, index);
  if (!fault) return {};
  if (!fault->offset) return base::Error{fmt::format("function {}: {}", index, fault->text)};
  return base::Error{fmt::format("function {}, offset {}: {}", index, *fault->offset, fault->text)};
}

namespace {

// Functions do not share their bytes: else a small file could ask for hours of work.
const char* sharing_fault(const Module& module) {
  uint64_t code = 0, constants = 0, upvalues = 0, annotations = 0, debug = 0;
  for (const FunctionRecord& r : module.functions) {
    code += r.code_size_bytes;
    constants += r.constants_size_bytes;
    upvalues += r.upvalue_count;
    annotations += r.annotations_size_bytes;
    debug += r.debug_size_bytes;
  }
  if (code > module.code.size()) return "the functions claim more code than there is";
  if (constants > module.constants.size()) return "the functions claim more constants than there are";
  if (upvalues > module.upvalues.size()) return "the functions claim more upvalues than there are";
  if (annotations > module.annotations.size()) return "the functions claim more annotations than there are";
  if (debug > module.debug.size()) return "the functions claim more debug maps than there are";
  return nullptr;
}

}  // namespace

bool captures_exist(const Module& module, uint32_t function_index) {
  const FunctionRecord& parent = module.functions[function_index];
  for (uint32_t child : module.children.subspan(parent.children_offset, parent.child_count)) {
    const FunctionRecord& r = module.functions[child];
    for (const UpvalueDescriptor& u : module.upvalues.subspan(r.upvalues_offset, r.upvalue_count)) {
      if (u.index >= (u.from_parent_local ? parent.local_count : parent.upvalue_count)) return false;
    }
  }
  return true;
}

base::Result<void> verify_structure(const Module& module) {
  if (module.functions.empty()) return base::Error{"the module has no main function"};
  if (const char* fault = sharing_fault(module)) return base::Error{fault};
  std::vector<uint8_t> nesting(module.functions.size(), 0);  // 0 for main, and where no parent is known
  static_assert(kMaxFunctionNesting < 255);
  auto error = [](uint32_t index, const char* text) {
    return base::Error{fmt::format("function {}: {}", index, text)};
  };
  for (uint32_t index = 0; index < module.functions.size(); index++) {
    const FunctionRecord& r = module.functions[index];
    if (const char* fault = record_fault(module, r)) return error(index, fault);
    if (const char* fault = children_fault(module, index)) return error(index, fault);
    for (uint32_t child : module.children.subspan(r.children_offset, r.child_count)) {
      if (nesting[child] != 0) return error(child, "is the child of two functions");
      nesting[child] = static_cast<uint8_t>(nesting[index] + 1);
      if (nesting[child] > kMaxFunctionNesting) return error(child, "functions are nested too deeply");
    }
  }
  for (uint32_t index = 1; index < module.functions.size(); index++) {
    if (nesting[index] == 0) return error(index, "is the child of no function");
  }
  return {};
}

base::Result<void> verify_module(const Module& module) {
  if (base::Result<void> structure = verify_structure(module); !structure) return structure;
  for (uint32_t index = 0; index < module.functions.size(); index++) {
    if (base::Result<void> result = verify_function(module, index); !result) return result;
  }
  return {};
}

}  // namespace strata::isa
