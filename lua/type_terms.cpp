// Recording and solving type terms.
#include "lua/type_terms.h"

namespace strata::lua {

using isa::Opcode;
using isa::SlotType;

namespace {

// Passes over a function's terms before its types are given up: more than any sensible function needs.
constexpr int kMostPasses = 10;

}  // namespace

void TypeTerms::begin_function(bool enabled) {
  enabled_ = enabled;
  terms_.clear();
  assignments_.clear();
  claims_.clear();
  captured_.fill(0);
}

TypeTerm TypeTerms::combine_terms(Opcode op, TypeTerm a, TypeTerm b) {
  use(a);
  use(b);
  // Nothing better than with Any operands can come of it; but a float makes a loop one over floats.
  if ((a == kAnyType || b == kAnyType) && op != Opcode::ForPrep) return term_of(concrete(op, type_of(kAnyType), type_of(kAnyType)));
  terms_.push({.kind = Kind::Operation, .op = op, .type = SlotType::Any, .used = false, .withdrawn = false,
               .a = a, .b = b});
  return kFirstTerm + terms_.size() - 1;
}

TypeTerm TypeTerms::declare(TypeTerm first, uint32_t slot, uint32_t first_block) {
  if (!enabled_ || (first < kFirstTerm && !isa::is_number(type_of(first)))) return kAnyType;
  use(first);
  claims_.push({.slot = slot, .first_block = first_block, .end_block = first_block, .type = SlotType::Any});
  terms_.push({.kind = Kind::Variable, .op = Opcode::Nil, .type = SlotType::Any, .used = false,
               .withdrawn = false, .a = first, .b = claims_.size() - 1});
  return kFirstTerm + terms_.size() - 1;
}

void TypeTerms::assign(TypeTerm variable, TypeTerm value) {
  if (variable < kFirstTerm || at(variable).withdrawn) return;
  if (value == kAnyType) {
    at(variable).withdrawn = true;
    return;
  }
  use(value);
  assignments_.push({variable, value});
}

void TypeTerms::end_scope(TypeTerm variable, uint32_t end_block) {
  if (variable >= kFirstTerm) claims_[at(variable).b].end_block = end_block;
}

// One pass; true when no assignment contradicts.
bool TypeTerms::settle() {
  for (Term& term : terms_) {
    if (term.kind == Kind::Variable) term.type = term.withdrawn ? SlotType::Any : solved(term.a);
    else term.type = concrete(term.op, solved(term.a), solved(term.b));
  }
  bool settled = true;
  for (const Assignment& assignment : assignments_) {
    Term& variable = at(assignment.variable);
    if (variable.withdrawn || solved(assignment.value) == variable.type) continue;
    variable.withdrawn = true;
    settled = false;
  }
  return settled;
}

void TypeTerms::solve() {
  for (Term& term : terms_) {
    if (term.kind == Kind::Variable && is_captured(claims_[term.b].slot)) term.withdrawn = true;
  }
  bool settled = false;
  for (int pass = 0; pass < kMostPasses && !settled; pass++) settled = settle();
  for (const Term& term : terms_) {
    if (term.kind != Kind::Variable) continue;
    bool worth_claiming = settled && term.used && isa::is_number(term.type);
    claims_[term.b].type = worth_claiming ? term.type : SlotType::Any;
  }
}

}  // namespace strata::lua
