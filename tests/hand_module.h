// Modules written by hand, byte by byte, for tests of the verifier and the file format: unlike the
// assembler it writes whatever it is told, false claims too.
#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include "isa/annotations.h"
#include "isa/constants.h"
#include "isa/module.h"
#include "isa/opcode.h"

namespace strata::tests {

struct HandBlock {
  uint32_t offset = 0;
  uint32_t depth = 0;
  uint32_t loop = isa::kNoLoop;
  uint32_t live = 0;
  std::vector<isa::TypedSlot> typed;
};

// A function without claims but one block from its start; everything may be overwritten.
struct HandFunction {
  isa::FunctionRecord record{};
  base::ByteWriter code, constants, debug;
  std::vector<HandBlock> blocks = {{}};
  std::vector<uint32_t> children;
  std::vector<isa::UpvalueDescriptor> upvalues;
  std::string annotation_bytes;  // instead of `blocks`, when not empty

  HandFunction(uint16_t locals, uint16_t max_stack, uint8_t flags = 0) {
    record.local_count = locals;
    record.max_stack = max_stack;
    record.flags = flags;
  }

  uint32_t here() const { return static_cast<uint32_t>(code.size()); }

  // Appends an instruction. Labels are absolute code offsets, open results isa::kOpen.
  HandFunction& op(isa::Opcode opcode, std::initializer_list<int64_t> operands = {}) {
    code.u8(static_cast<uint8_t>(opcode));
    size_t i = 0;
    for (int64_t value : operands) {
      switch (isa::row(opcode).operands[i++]) {
        case isa::OperandKind::Label:
          code.u32(static_cast<uint32_t>(value - (here() + 4)));
          break;
        case isa::OperandKind::Imm: code.sleb(value); break;
        case isa::OperandKind::Results: code.uleb(static_cast<uint64_t>(value + 1)); break;
        default: code.uleb(static_cast<uint64_t>(value));
      }
    }
    return *this;
  }

  // Starts another block here.
  HandFunction& block(HandBlock claim) {
    claim.offset = here();
    blocks.push_back(std::move(claim));
    return *this;
  }

  HandFunction& constant(const isa::Constant& c) {
    isa::write_constant(c, &constants);
    record.constant_count++;
    return *this;
  }

  void add_to(isa::ModuleBuilder* builder, uint32_t index) const {
    isa::AnnotationsWriter writer;
    for (const HandBlock& b : blocks) writer.add(b.offset, b.depth, b.loop, b.live, b.typed);
    base::ByteWriter annotations;
    if (annotation_bytes.empty()) writer.finish(&annotations);
    else annotations.raw(annotation_bytes.data(), annotation_bytes.size());
    isa::ModuleBuilder::Function f;
    f.record = record;
    f.code = code.bytes();
    f.constants = constants.bytes();
    f.annotations = annotations.bytes();
    f.debug = debug.bytes();
    f.children = children;
    f.upvalues = upvalues;
    builder->finish_function(index, f);
  }
};

inline std::shared_ptr<const isa::Module> hand_module(const std::vector<HandFunction>& functions) {
  isa::ModuleBuilder builder;
  for (size_t i = 0; i < functions.size(); i++) (void)builder.reserve_function();
  for (size_t i = 0; i < functions.size(); i++) functions[i].add_to(&builder, static_cast<uint32_t>(i));
  return builder.build("=hand", false);
}

}  // namespace strata::tests
