// The rules of single instructions. What the table says (operand kinds, pops and pushes, flags) is
// checked from the table; only locals that an instruction reaches beside its operand, and values that
// pass through unchanged, need to know the opcode.
#include "isa/flow.h"

#include <fmt/format.h>

#include <array>

#include "isa/types.h"

namespace strata::isa {
namespace {

// The locals, counted from an instruction's Local operand, that it needs to be there and set.
struct LocalUse {
  int64_t slots = 1;       // so many must exist
  int64_t first_read = 0;  // [first_read, end_read) must be set
  int64_t end_read = 0;
};

LocalUse local_use(const Instruction& in) {
  switch (in.op) {
    case Opcode::GetLocal:
    case Opcode::MarkClose:
      return {1, 0, 1};
    case Opcode::ForPrep:
    case Opcode::ForLoop:
      return {4, 0, 3};
    case Opcode::ForCall:
      return {4 + in.operand[1], 0, 3};
    case Opcode::ForNext:
      return {5, 4, 5};
    default:
      return {1, 0, 0};
  }
}

// put.field and its kin rely on a table at the bottom of what they take.
constexpr bool builds_table(Opcode op) {
  return op == Opcode::PutField || op == Opcode::PutIndex || op == Opcode::PutList ||
         op == Opcode::PutListOpen;
}

// Which checks an instruction needs, found once from its row: most need only that of the stack.
enum Checks : uint8_t {
  kIndexes = 1,  // has a constant, upvalue or child
  kLocals = 2,
  kSpecial = 4,  // counts, function flags, open lists, types of what it takes, captures
};

struct Facts {
  int8_t pops = 0, pushes = 0;
  uint8_t checks = 0;
};

constexpr Facts facts_of(Opcode op, std::array<OperandKind, kMaxOperands> operands, int8_t pops,
                         int8_t pushes, uint32_t flags) {
  Facts facts{pops, pushes, 0};
  for (OperandKind kind : operands) {
    if (kind == OperandKind::Local) facts.checks |= kLocals;
    if (kind == OperandKind::Const || kind == OperandKind::Upval || kind == OperandKind::Child) {
      facts.checks |= kIndexes;
    }
  }
  bool special = pops == kVaries || pushes == kVaries || (flags & (kOpenIn | kOpenOut)) ||
                 builds_table(op) || op == Opcode::MarkClose || op == Opcode::Closure;
  if (special) facts.checks |= kSpecial;
  return facts;
}

constexpr std::array<Facts, 256> make_facts() {
  using enum OperandKind;
  std::array<Facts, 256> all{};
#define INSTRUCTION(name, mnemonic, code, operands, pops, pushes, flags, doc) \
  all[code] = facts_of(Opcode::name, {operands}, pops, pushes, flags);
#define TYPED(name, operand, result, twin) all[static_cast<uint8_t>(Opcode::name)].checks |= kSpecial;
#include "isa/opcodes.def"
  return all;
}

constexpr std::array<Facts, 256> kFacts = make_facts();

}  // namespace

bool find_captures(FunctionShape* shape, std::string* why) {
  shape->captured.assign(shape->local_count, false);
  for (size_t child = 0; child < shape->children.size(); child++) {
    for (const UpvalueDescriptor& upvalue : shape->children[child]) {
      if (upvalue.from_parent_local > 1 || upvalue.kind > 2) {
        *why = fmt::format("an upvalue descriptor of child {} is malformed", child);
        return false;
      }
      if (!upvalue.from_parent_local) {
        if (upvalue.index < shape->upvalue_count) continue;
        *why = fmt::format("child {} captures upvalue {}, which does not exist", child, upvalue.index);
        return false;
      }
      if (upvalue.index >= shape->local_count) {
        *why = fmt::format("child {} captures local {}, which does not exist", child, upvalue.index);
        return false;
      }
      if (!(shape->flags & kHasCaptures)) {
        *why = fmt::format("child {} captures a local, but the function is not flagged for it", child);
        return false;
      }
      shape->captured[upvalue.index] = true;
    }
  }
  return true;
}

FlowState Flow::entry(uint32_t parameter_count) const {
  FlowState state;
  state.slots.assign(shape_.local_count + shape_.max_stack, SlotType::Unset);
  std::fill_n(state.slots.begin(), parameter_count, SlotType::Any);
  return state;
}

void Flow::start(const Block& claim, FlowState* state) const {
  uint32_t locals = shape_.local_count;
  state->slots.resize(locals + shape_.max_stack);
  std::fill_n(state->slots.begin(), claim.live, SlotType::Any);
  std::fill_n(state->slots.begin() + claim.live, locals - claim.live, SlotType::Unset);
  std::fill_n(state->slots.begin() + locals, claim.depth, SlotType::Any);
  for (const TypedSlot& typed : claim.typed) state->slots[typed.slot] = typed.type;
  state->depth = claim.depth;
  state->open = false;
}

bool Flow::fail(std::string text) {
  complaint_ = std::move(text);
  return false;
}

bool Flow::check_const(const Instruction& in, int64_t index) {
  if (index >= static_cast<int64_t>(shape_.constants.size())) {
    return fail(fmt::format("constant {} does not exist", index));
  }
  if (in.op != Opcode::Const && shape_.constants[index] != ConstantKind::String) {
    return fail(fmt::format("{} needs a string constant", row(in.op).mnemonic));
  }
  return true;
}

bool Flow::check_operands(const Instruction& in) {
  const InstructionRow& info = row(in.op);
  for (int i = 0; i < kMaxOperands; i++) {
    int64_t value = in.operand[i];
    switch (info.operands[i]) {
      case OperandKind::Const:
        if (!check_const(in, value)) return false;
        break;
      case OperandKind::Upval:
        if (value >= shape_.upvalue_count) return fail(fmt::format("upvalue {} does not exist", value));
        break;
      case OperandKind::Child:
        if (value >= static_cast<int64_t>(shape_.children.size())) {
          return fail(fmt::format("child {} does not exist", value));
        }
        break;
      default:
        break;  // locals below; labels are checked where the edges are; the rest is counted
    }
  }
  return true;
}

bool Flow::check_counts(const Instruction& in) {
  const InstructionRow& info = row(in.op);
  bool takes_many = info.pops == kVaries && (info.flags & kCalls);
  if (takes_many && in.operand[0] > kMaxCallArguments) {
    return fail(fmt::format("{} takes {} values, {} is the limit", info.mnemonic, in.operand[0],
                            kMaxCallArguments));
  }
  if (in.op == Opcode::Concat && in.operand[0] < 2) return fail("concat joins at least 2 values");
  if ((in.op == Opcode::PutList || in.op == Opcode::PutListOpen) && in.operand[0] < 1) {
    return fail("a list starts at element 1 or later");
  }
  return true;
}

int64_t locals_reached(const Instruction& in) {
  if (row(in.op).operands[0] != OperandKind::Local) return 0;
  return in.operand[0] + local_use(in).slots;
}

bool Flow::check_locals(const Instruction& in, const FlowState& state) {
  int64_t reached = locals_reached(in);
  if (reached == 0) return true;
  if (reached > shape_.local_count) return fail(fmt::format("local {} does not exist", reached - 1));
  LocalUse use = local_use(in);
  int64_t first = in.operand[0];
  for (int64_t slot = first + use.first_read; slot < first + use.end_read; slot++) {
    if (state.slots[slot] == SlotType::Unset) return fail(fmt::format("local {} may be unset", slot));
  }
  return true;
}

bool Flow::check_closure(const Instruction& in, const FlowState& state) {
  if (in.op != Opcode::Closure) return true;
  for (const UpvalueDescriptor& upvalue : shape_.children[in.operand[0]]) {
    if (upvalue.from_parent_local && state.slots[upvalue.index] == SlotType::Unset) {
      return fail(fmt::format("the closure captures local {}, which may be unset", upvalue.index));
    }
  }
  return true;
}

bool Flow::check_flags(const Instruction& in, const FlowState& state) {
  const InstructionRow& info = row(in.op);
  if (in.op == Opcode::Vararg && !(shape_.flags & kVararg)) {
    return fail("vararg in a function that has no extra arguments");
  }
  if (in.op == Opcode::MarkClose && !(shape_.flags & kHasMarkClose)) {
    return fail("mark.close in a function that is not flagged for it");
  }
  if (state.open && !(info.flags & kOpenIn)) {
    return fail(fmt::format("{} leaves an open list unused", info.mnemonic));
  }
  if (!state.open && (info.flags & kOpenIn)) {
    return fail(fmt::format("{} needs an open list", info.mnemonic));
  }
  return true;
}

bool Flow::check_stack(const Instruction& in, const FlowState& state, int pops, int pushes) {
  if (pops > static_cast<int64_t>(state.depth)) {
    return fail(fmt::format("{} takes {} values, the stack holds {}", row(in.op).mnemonic, pops,
                            state.depth));
  }
  int64_t depth = static_cast<int64_t>(state.depth) - pops + pushes;
  if (depth <= shape_.max_stack) return true;
  return fail(fmt::format("the stack grows to {} values, the function claims {}", depth, shape_.max_stack));
}

bool Flow::check_stack_types(const Instruction& in, const FlowState& state) {
  const SlotType* top = state.slots.data() + shape_.local_count + state.depth;
  int pops = in.pops();
  if (builds_table(in.op) && top[-pops] != SlotType::Table) {
    return fail(fmt::format("{} needs a table, has {}", row(in.op).mnemonic, slot_type_name(top[-pops])));
  }
  const TypedRow* typed = typed_row(in.op);
  if (!typed) return true;
  for (int i = 1; i <= pops; i++) {
    if (top[-i] == typed->operand) continue;
    return fail(fmt::format("{} needs {}, has {}", row(in.op).mnemonic, slot_type_name(typed->operand),
                            slot_type_name(top[-i])));
  }
  return true;
}

// The type of the nth value that `in` leaves; `operands` are the types of what it takes.
SlotType Flow::pushed_type(const Instruction& in, const SlotType* operands, int pops, int nth) const {
  switch (in.op) {
    case Opcode::Const:
      switch (shape_.constants[in.operand[0]]) {
        case ConstantKind::Int: return SlotType::Int;
        case ConstantKind::Float: return SlotType::Float;
        case ConstantKind::String: return SlotType::String;
      }
      return SlotType::Any;
    case Opcode::Dup:
      return operands[0];
    case Opcode::GetMethod:
      return nth == 1 ? operands[0] : SlotType::Any;
    case Opcode::Concat: {
      SlotType joined = operands[0];
      for (int i = 1; i < pops; i++) joined = result_type(in.op, joined, operands[i]);
      return joined;
    }
    default:
      return result_type(in.op, pops > 0 ? operands[0] : SlotType::Any,
                         pops > 1 ? operands[1] : SlotType::Any);
  }
}

void Flow::set_local(FlowState* state, int64_t slot, SlotType type) const {
  state->slots[slot] = shape_.captured[slot] ? SlotType::Any : type;
}

bool Flow::check_special(const Instruction& in, const FlowState& state) {
  return check_counts(in) && check_flags(in, state) && check_stack_types(in, state) &&
         check_closure(in, state);
}

void Flow::apply(const Instruction& in, int pops, int pushes, FlowState* state) const {
  SlotType* bottom = state->slots.data() + shape_.local_count + state->depth - pops;
  if (in.op == Opcode::GetLocal) {
    bottom[0] = state->slots[in.operand[0]];
  } else if (in.op == Opcode::SetLocal) {
    set_local(state, in.operand[0], bottom[0]);
  } else if (in.op == Opcode::ForCall) {
    for (int64_t i = 0; i < in.operand[1]; i++) set_local(state, in.operand[0] + 4 + i, SlotType::Any);
  } else {
    // From the last to the first: the first overwrites what the others may depend on.
    for (int nth = pushes - 1; nth >= 0; nth--) bottom[nth] = pushed_type(in, bottom, pops, nth);
  }
  state->depth += static_cast<uint32_t>(pushes - pops);
}

bool Flow::step(const Instruction& in, FlowState* state) {
  const Facts facts = kFacts[static_cast<uint8_t>(in.op)];
  int pops = facts.pops == kVaries ? in.pops() : facts.pops;
  int pushes = facts.pushes == kVaries ? in.pushes() : facts.pushes;
  if ((facts.checks & kIndexes) && !check_operands(in)) return false;
  if ((facts.checks & kLocals) && !check_locals(in, *state)) return false;
  if (!check_stack(in, *state, pops, pushes)) return false;
  bool special = (facts.checks & kSpecial) || state->open;
  if (special && !check_special(in, *state)) return false;
  apply(in, pops, pushes, state);
  state->open = (facts.checks & kSpecial) && in.leaves_open();
  return true;
}

void Flow::leave(const Instruction& in, Edge edge, FlowState* state) const {
  int64_t first = in.operand[0];
  if (edge == Edge::Jump && (row(in.op).flags & kKeeps)) state->depth++;
  if (in.op == Opcode::ForPrep) {
    SlotType type = for_state_type(state->slots[first], state->slots[first + 2]);
    // On the way out the slots may still hold what they held, or already the loop's state.
    for (int64_t slot = first; slot < first + 3; slot++) {
      bool known = edge == Edge::Fall || state->slots[slot] == type;
      set_local(state, slot, known ? type : SlotType::Any);
    }
    if (edge == Edge::Fall) set_local(state, first + 3, type);
  } else if (in.op == Opcode::ForLoop && edge == Edge::Jump) {
    // It goes on only with three integers or three floats.
    SlotType type = is_number(state->slots[first]) ? state->slots[first] : SlotType::Any;
    set_local(state, first, type);
    set_local(state, first + 3, type);
  } else if (in.op == Opcode::ForNext && edge == Edge::Jump) {
    set_local(state, first + 2, state->slots[first + 4]);
  }
}

}  // namespace strata::isa
