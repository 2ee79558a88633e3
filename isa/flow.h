// Flow: the rules of single instructions, and what each does to the types in a frame. The verifier
// walks a function with it once, from claim to claim; the assembler walks with it until nothing
// changes any more, to find out what it may claim.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "isa/annotations.h"
#include "isa/module.h"
#include "isa/opcode.h"

namespace strata::isa {

// What the rules need to know of a function beside its code.
struct FunctionShape {
  uint32_t local_count = 0;
  uint32_t max_stack = 0;
  uint32_t upvalue_count = 0;
  uint8_t flags = 0;
  std::vector<ConstantKind> constants;
  std::vector<std::span<const UpvalueDescriptor>> children;
  std::vector<bool> captured;  // per local: some child captures it, so nothing is known of its type
};

// Checks the children's upvalue descriptors against `shape` and fills in shape->captured. False, and
// the broken rule in `why`, when a descriptor is out of range.
bool find_captures(FunctionShape* shape, std::string* why);

// The number of locals that exist when `in` may run: one more than the highest it reaches, 0 when it
// reaches none.
int64_t locals_reached(const Instruction& in);

// What is known of a frame at one point of the code: local slots, then operand stack entries.
struct FlowState {
  std::vector<SlotType> slots;
  uint32_t depth = 0;
  bool open = false;  // an open list is on top of the stack
};

enum class Edge : uint8_t { Fall, Jump };

class Flow {
 public:
  // `shape` must outlive the Flow.
  explicit Flow(const FunctionShape& shape) : shape_(shape) {}

  // A frame as a call leaves it: parameters are set, nothing else.
  FlowState entry(uint32_t parameter_count) const;

  // A frame as a block's claim has it. Precondition: the claim is within the shape.
  void start(const Block& claim, FlowState* state) const;

  // Checks that `in` may run in `state` and applies its effect, but for what depends on whether it
  // jumps. False when it breaks a rule; then complaint() says which.
  bool step(const Instruction& in, FlowState* state);
  const std::string& complaint() const { return complaint_; }

  // Applies what `in` does only when control leaves it by `edge`; after step().
  void leave(const Instruction& in, Edge edge, FlowState* state) const;

 private:
  bool check_operands(const Instruction& in);
  bool check_const(const Instruction& in, int64_t index);
  bool check_counts(const Instruction& in);
  bool check_locals(const Instruction& in, const FlowState& state);
  bool check_closure(const Instruction& in, const FlowState& state);
  bool check_flags(const Instruction& in, const FlowState& state);
  bool check_special(const Instruction& in, const FlowState& state);
  bool check_stack(const Instruction& in, const FlowState& state, int pops, int pushes);
  bool check_stack_types(const Instruction& in, const FlowState& state);
  void apply(const Instruction& in, int pops, int pushes, FlowState* state) const;
  SlotType pushed_type(const Instruction& in, const SlotType* operands, int pops, int nth) const;
  void set_local(FlowState* state, int64_t slot, SlotType type) const;
  bool fail(std::string text);

  const FunctionShape& shape_;
  std::string complaint_;
};

}  // namespace strata::isa
