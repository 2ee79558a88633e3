// The instruction table as data, and the decoder. Decoding runs at a function's first call, so it
// looks only at a small table of operand kinds, not at the rows.
#include "isa/opcode.h"

#include <cstring>

#include "base/check.h"
#include "isa/annotations.h"

namespace strata::isa {
namespace {

using Rows = std::array<InstructionRow, 256>;

constexpr Rows make_rows() {
  using enum OperandKind;
  Rows rows{};
#define INSTRUCTION(name, mnemonic, code, operands, pops, pushes, flags, doc) \
  rows[code] = InstructionRow{#name, mnemonic, {operands}, pops, pushes, flags, doc};
#include "isa/opcodes.def"
  return rows;
}

// Counts and indices beyond this are no instruction: it keeps pops() and pushes() far from overflow.
constexpr uint64_t kMaxOperand = (1u << 28) - 1;

struct OperandKinds {
  bool is_opcode = false;
  std::array<OperandKind, kMaxOperands> kinds{};
};

constexpr std::array<OperandKinds, 256> make_operand_kinds() {
  std::array<OperandKinds, 256> all{};
  const Rows rows = make_rows();
  for (size_t code = 0; code < rows.size(); code++) {
    all[code] = {!rows[code].name.empty(), rows[code].operands};
  }
  return all;
}

constexpr std::array<OperandKinds, 256> kOperandKinds = make_operand_kinds();

// Reads an unsigned LEB128 number in its shortest form; nullptr when there is none.
inline const uint8_t* read_uleb(const uint8_t* at, const uint8_t* end, uint64_t* value) {
  if (at < end && *at < 0x80) {
    *value = *at;
    return at + 1;
  }
  uint64_t sum = 0;
  for (unsigned shift = 0; shift < 64 && at < end; shift += 7) {
    uint8_t byte = *at++;
    sum |= static_cast<uint64_t>(byte & 0x7f) << shift;
    if (byte >= 0x80) continue;
    if (byte == 0 || (shift == 63 && byte > 1)) return nullptr;
    *value = sum;
    return at;
  }
  return nullptr;
}

inline const uint8_t* read_label(const uint8_t* code, const uint8_t* at, const uint8_t* end,
                                 int64_t* target) {
  int32_t relative;
  if (static_cast<size_t>(end - at) < sizeof relative) return nullptr;
  std::memcpy(&relative, at, sizeof relative);
  at += sizeof relative;
  *target = (at - code) + relative;
  return at;
}

inline const uint8_t* read_operand(OperandKind kind, const uint8_t* code, const uint8_t* at,
                                   const uint8_t* end, int64_t* value) {
  if (kind == OperandKind::Label) return read_label(code, at, end, value);
  uint64_t raw = 0;
  at = read_uleb(at, end, &raw);
  if (kind == OperandKind::Imm) {
    *value = static_cast<int64_t>(raw >> 1) ^ -static_cast<int64_t>(raw & 1);
    return at;
  }
  if (raw > kMaxOperand) return nullptr;
  *value = static_cast<int64_t>(raw) - (kind == OperandKind::Results ? 1 : 0);
  return at;
}

constexpr TypedRow kTypedRows[] = {
#define INSTRUCTION(name, mnemonic, code, operands, pops, pushes, flags, doc)
#define TYPED(name, operand, result, twin) \
  {Opcode::name, SlotType::operand, SlotType::result, Opcode::twin},
#include "isa/opcodes.def"
};

// Index into kTypedRows plus one, by code; 0 for a generic instruction.
constexpr std::array<uint8_t, 256> make_typed_index() {
  std::array<uint8_t, 256> index{};
  for (uint8_t i = 0; i < std::size(kTypedRows); i++) {
    index[static_cast<uint8_t>(kTypedRows[i].op)] = i + 1;
  }
  return index;
}

constexpr std::array<uint8_t, 256> kTypedIndex = make_typed_index();

}  // namespace

constinit const std::array<InstructionRow, 256> kInstructions = make_rows();

int Instruction::pops() const {
  const InstructionRow& info = row(op);
  if (info.pops != kVaries) return info.pops;
  switch (op) {
    case Opcode::Concat:
    case Opcode::Return:
    case Opcode::ReturnOpen:
      return static_cast<int>(operand[0]);
    case Opcode::PutList:
    case Opcode::PutListOpen:
      return static_cast<int>(operand[1]) + 1;
    case Opcode::Call:
    case Opcode::CallOpen:
    case Opcode::TailCall:
    case Opcode::TailCallOpen:
      return static_cast<int>(operand[0]) + 1;
    default:
      base::check_failed(__FILE__, __LINE__, "a row with kVaries pops needs a case here",
                         static_cast<uint8_t>(op));
  }
}

int Instruction::pushes() const {
  const InstructionRow& info = row(op);
  if (info.pushes != kVaries) return info.pushes;
  for (int i = 0; i < kMaxOperands; i++) {
    if (info.operands[i] != OperandKind::Results) continue;
    return operand[i] == kOpen ? 0 : static_cast<int>(operand[i]);
  }
  base::check_failed(__FILE__, __LINE__, "a row with kVaries pushes has a Results operand",
                     static_cast<uint8_t>(op));
}

bool Instruction::leaves_open() const {
  const InstructionRow& info = row(op);
  if (!(info.flags & kOpenOut)) return false;
  for (int i = 0; i < kMaxOperands; i++) {
    if (info.operands[i] == OperandKind::Results) return operand[i] == kOpen;
  }
  return false;
}

bool decode(const uint8_t* code, uint32_t size, uint32_t offset, Instruction* out) {
  if (offset >= size) return false;
  const uint8_t* at = code + offset;
  const uint8_t* end = code + size;
  uint8_t byte = *at++;
  const OperandKinds& operands = kOperandKinds[byte];
  if (!operands.is_opcode) return false;
  out->op = static_cast<Opcode>(byte);
  out->offset = offset;
  for (int i = 0; i < kMaxOperands && operands.kinds[i] != OperandKind::None; i++) {
    at = read_operand(operands.kinds[i], code, at, end, &out->operand[i]);
    if (!at) return false;
  }
  out->next = static_cast<uint32_t>(at - code);
  return true;
}

const TypedRow* typed_row(Opcode op) {
  uint8_t index = kTypedIndex[static_cast<uint8_t>(op)];
  return index ? &kTypedRows[index - 1] : nullptr;
}

}  // namespace strata::isa
