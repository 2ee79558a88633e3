// Opcode and what the instruction table says of each: see isa/opcodes.def, the only list.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace strata::isa {

#define OPERANDS(...) __VA_ARGS__
enum class Opcode : uint8_t {
#define INSTRUCTION(name, mnemonic, code, operands, pops, pushes, flags, doc) name = code,
#include "isa/opcodes.def"
};

// How an operand is encoded after the opcode byte:
//   Label: i32 little-endian, relative to the end of the operand itself. Imm: zigzag LEB128.
//   Results: ULEB128, 0 = open, n+1 = exactly n. All others: ULEB128.
enum class OperandKind : uint8_t { None, Local, Const, Upval, Child, Imm, Label, Count, Results };

inline constexpr int kVaries = -1;
inline constexpr int kMaxOperands = 2;

enum InstructionFlags : uint32_t {
  kJump = 1,
  kEnd = 2,
  kBranch = 4,
  kOpenIn = 8,
  kOpenOut = 16,
  kCalls = 32,
  kPure = 64,
  kKeeps = 128,
};

struct InstructionRow {
  std::string_view name;      // C++ name, empty for a code that is no instruction
  std::string_view mnemonic;
  std::array<OperandKind, kMaxOperands> operands;
  int8_t pops;
  int8_t pushes;
  uint32_t flags;
  std::string_view doc;
};

// 256 rows, by code.
extern const std::array<InstructionRow, 256> kInstructions;

inline const InstructionRow& row(Opcode op) { return kInstructions[static_cast<uint8_t>(op)]; }
inline bool is_opcode(uint8_t code) { return !kInstructions[code].name.empty(); }

// A decoded instruction. Operands of an open Results are kOpen.
inline constexpr int64_t kOpen = -1;
struct Instruction {
  Opcode op;
  uint32_t offset;                     // of the opcode byte
  uint32_t next;                       // offset just after it
  std::array<int64_t, kMaxOperands> operand;  // a Label is an absolute code offset

  // Values taken from and left on the stack (an open list is not counted).
  int pops() const;
  int pushes() const;
  bool leaves_open() const;            // ends with an open list on the stack
};

// Decodes the instruction at `offset`; false when the bytes are no instruction or run past `size`.
// Numbers must be in their shortest encoding; indices and counts are below 2^28. A label may still
// lie outside the code: that is the verifier's matter.
bool decode(const uint8_t* code, uint32_t size, uint32_t offset, Instruction* out);

// Typed instructions: what they require and yield.
enum class SlotType : uint8_t;
struct TypedRow {
  Opcode op;
  SlotType operand, result;
  Opcode twin;
};
// nullptr for a generic instruction.
const TypedRow* typed_row(Opcode op);

}  // namespace strata::isa
