// What the annotations prove of the operands of single instructions, for the rewriter: found by following
// the verifier's own rules (isa/flow.h) from a block's claim to its end. Only blocks that claim a number
// are looked at; elsewhere nothing but constants would be known.
#pragma once

#include <span>
#include <vector>

#include "isa/annotations.h"
#include "isa/flow.h"
#include "isa/module.h"
#include "runtime/value.h"

namespace strata::interpreter {

class OperandTypes {
 public:
  // Precondition: the function is verified; `claims` are its annotations, `constants` its constants.
  void find(const isa::Module& module, uint32_t function_index, const isa::Annotations& claims,
            std::span<const runtime::Value> constants);

  // Int or Float when all operands of the instruction at `offset` are of that type (for for.loop: all of
  // its state), else Any. Offsets must not descend from call to call.
  isa::SlotType at(uint32_t offset) {
    while (next_ < known_.size() && known_[next_].offset < offset) next_++;
    return next_ < known_.size() && known_[next_].offset == offset ? known_[next_].type : isa::SlotType::Any;
  }

 private:
  struct Known {
    uint32_t offset;
    isa::SlotType type;
  };
  void follow_block(const isa::Block& block, uint32_t end, isa::Flow* flow);
  void note(const isa::Instruction& in);

  isa::FunctionShape shape_;
  std::span<const uint8_t> code_;
  isa::FlowState state_;
  std::vector<Known> known_;
  size_t next_ = 0;
};

}  // namespace strata::interpreter
