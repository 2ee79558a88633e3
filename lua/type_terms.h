// Type terms: what the compiler learns, while it emits, of the types of expressions and local variables.
//
// A term below kFirstTerm is a SlotType. Any other is a node: a variable (its type is that of its first
// value, as long as every later assignment agrees) or an operation on terms. Nothing is known for sure
// before the function's end, since an assignment may follow at the bottom of a loop; there solve() takes
// the optimistic answer and withdraws variables until no assignment contradicts (usually one or two
// passes). What remains is claimed for the variable's whole scope, so it holds on every edge of the
// control-flow graph, back edges too.
//
// Only numbers are tracked: nothing else would make code faster. Slots that some child captures are Any.
#pragma once

#include <array>
#include <cstdint>

#include "isa/module.h"
#include "isa/opcode.h"
#include "isa/types.h"
#include "lua/buffer.h"

namespace strata::lua {

using TypeTerm = uint32_t;
inline constexpr TypeTerm kFirstTerm = 16;
inline constexpr TypeTerm kAnyType = static_cast<TypeTerm>(isa::SlotType::Any);

constexpr TypeTerm term_of(isa::SlotType type) { return static_cast<TypeTerm>(type); }

class TypeTerms {
 public:
  void begin_function(bool enabled);

  // The type of what `op` makes of `a` and `b`; for.prep stands for for_state_type(start, step).
  TypeTerm combine(isa::Opcode op, TypeTerm a, TypeTerm b) {
    if (a < kFirstTerm && b < kFirstTerm) return term_of(concrete(op, type_of(a), type_of(b)));
    return combine_terms(op, a, b);
  }
  // A variable in `slot` whose value at the start of its scope is of type `first`. Its claim is made
  // for blocks [first_block, end of scope).
  TypeTerm declare(TypeTerm first, uint32_t slot, uint32_t first_block);
  void assign(TypeTerm variable, TypeTerm value);
  void end_scope(TypeTerm variable, uint32_t end_block);
  void capture(uint32_t slot) { captured_[slot / 64] |= uint64_t{1} << (slot % 64); }
  bool is_captured(uint32_t slot) const { return captured_[slot / 64] >> (slot % 64) & 1; }

  // To be called when all is recorded; afterwards the claims are valid.
  void solve();
  struct Claim {
    uint32_t slot;
    uint32_t first_block, end_block;
    isa::SlotType type;
  };
  // In order of declaration: slots of nested scopes ascend.
  const Buffer<Claim>& claims() const { return claims_; }

 private:
  enum class Kind : uint8_t { Operation, Variable };
  struct Term {
    Kind kind;
    isa::Opcode op;
    isa::SlotType type;    // set by solve()
    bool used;             // Variable: some term depends on it
    bool withdrawn;        // Variable: Any
    TypeTerm a, b;         // operands; Variable: a is its first value's type, b its claim's index
  };
  struct Assignment {
    TypeTerm variable, value;
  };

  static isa::SlotType type_of(TypeTerm term) { return static_cast<isa::SlotType>(term); }
  static isa::SlotType concrete(isa::Opcode op, isa::SlotType a, isa::SlotType b) {
    return op == isa::Opcode::ForPrep ? isa::for_state_type(a, b) : isa::result_type(op, a, b);
  }
  TypeTerm combine_terms(isa::Opcode op, TypeTerm a, TypeTerm b);
  Term& at(TypeTerm term) { return terms_[term - kFirstTerm]; }
  isa::SlotType solved(TypeTerm term) { return term < kFirstTerm ? type_of(term) : at(term).type; }
  void use(TypeTerm term) {
    if (term >= kFirstTerm) at(term).used = true;
  }
  bool settle();

  bool enabled_ = false;
  Buffer<Term> terms_;
  Buffer<Assignment> assignments_;
  Buffer<Claim> claims_;
  std::array<uint64_t, isa::kMaxLocals / 64 + 1> captured_{};
};

}  // namespace strata::lua
