// Which operations are arithmetic of two operands, in whatever form.
#pragma once

#include "baseline_jit/slot_state.h"
#include "interpreter/threaded.h"
#include "runtime/value.h"

namespace strata::baseline_jit {

using interpreter::Op;

// The family of an arithmetic operation, named by its form for two slots, and the type that its typed form
// relies on.
constexpr bool find_arithmetic(Op op, Op* family, uint8_t* type) {
  *type = kUnknownTag;
  switch (op) {
#define FORMS(Name, Family, known)                                    \
  case Op::Name##RR: case Op::Name##RK: case Op::Name##KR:            \
    *family = Op::Family##RR;                                         \
    *type = known;                                                    \
    return true;
    FORMS(Add, Add, kUnknownTag) FORMS(Sub, Sub, kUnknownTag) FORMS(Mul, Mul, kUnknownTag)
    FORMS(Div, Div, kUnknownTag) FORMS(Mod, Mod, kUnknownTag) FORMS(Idiv, Idiv, kUnknownTag)
    FORMS(Pow, Pow, kUnknownTag) FORMS(Band, Band, kUnknownTag) FORMS(Bor, Bor, kUnknownTag)
    FORMS(Bxor, Bxor, kUnknownTag) FORMS(Shl, Shl, kUnknownTag) FORMS(Shr, Shr, kUnknownTag)
    FORMS(AddInt, Add, runtime::kInt) FORMS(SubInt, Sub, runtime::kInt) FORMS(MulInt, Mul, runtime::kInt)
    FORMS(AddFloat, Add, runtime::kFloat) FORMS(SubFloat, Sub, runtime::kFloat) FORMS(MulFloat, Mul, runtime::kFloat) FORMS(DivFloat, Div, runtime::kFloat)
#undef FORMS
    default: return false;
  }
}

}  // namespace strata::baseline_jit
