// Threaded code: what the interpreter executes. 64-bit words {operation, a, b, c}; slots and constants
// as byte offsets; position-independent and immutable, since inline caches, constants and counters are
// in the function's table. See interpreter/threaded_ops.def.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace strata::interpreter {

enum class Op : uint16_t {
#define THREADED(name, operands, finish, stands_for) name,
#include "interpreter/threaded_ops.def"
  Count
};

enum class Finish : uint8_t { Nothing, Store, StoreBool, StoreNot, JumpTrue, JumpFalse, Concat, Again };

struct OpRow {
  std::string_view name;
  std::string_view operands;
  Finish finish;
  std::string_view stands_for;
  unsigned words() const { return operands.size() == 4 && operands[3] == 'w' ? 2 : 1; }
};
extern const OpRow* const kOps;
inline const OpRow& row(Op op) { return kOps[static_cast<unsigned>(op)]; }

struct Insn {
  uint16_t op;
  uint16_t a, b;
  union {
    uint16_t c;
    int16_t sc;
  };
  Op opcode() const { return static_cast<Op>(op); }
  int16_t sb() const { return static_cast<int16_t>(b); }
  int32_t wide() const {  // b and c together
    int32_t v;
    std::memcpy(&v, &b, sizeof v);
    return v;
  }
  uint64_t word() const {  // of a second word
    uint64_t v;
    std::memcpy(&v, this, sizeof v);
    return v;
  }
  void set_wide(int32_t v) { std::memcpy(&b, &v, sizeof v); }
};
static_assert(sizeof(Insn) == 8);

// The operation that does what `first` and `second`, the next word, do; `first`'s own when there is none.
// Slots from the operand `first_temporary` on hold nothing that is needed after it was taken.
Op fused_op(const Insn& first, const Insn& second, uint32_t first_temporary);

inline constexpr uint32_t kMaxSlotOperand = 4095;

}  // namespace strata::interpreter
