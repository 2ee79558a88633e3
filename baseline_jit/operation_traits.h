// What the compiler's walk asks of each operation, by the number of its opcode: taken from the rows of the
// operations beforehand, since looking into their texts would cost as much as encoding.
#pragma once

#include <cstdint>
#include <string_view>

#include "interpreter/threaded.h"

namespace strata::baseline_jit {

struct OperationTraits {
  interpreter::Op op;       // the first one, of a pair
  uint8_t words;
  uint8_t jump_bits;        // of its distance; 0: it does not jump
  bool has_cache;
  bool indexes;             // reads or writes an element
  bool goes_on;             // the next operation may follow
  bool has_more_accesses;   // than those of its operands: see accesses_of()
  bool looks_at_types;      // of its operands
  uint8_t reads, writes;    // operands that are slots, as bits: 1 for a, 2 for b, 4 for c
  uint8_t letters[3];       // of the operands a, b and c
};

// Operand `n` (0: a) of an operation with these operands; '-' where it has none.
constexpr char letter_of(std::string_view operands, size_t n) { return n < operands.size() ? operands[n] : '-'; }

// By opcode.
extern const OperationTraits* const kOperationTraits;

}  // namespace strata::baseline_jit
