// Handlers of typed operations: see TYPED in interpreter/threaded_ops.def. The verifier has proved the
// operands' types, so only payloads are read. A result's tag is written all the same: values stay whole
// whatever debug.setlocal does meanwhile (interpreter/generic_code.cpp).
#pragma once

#include "interpreter/handlers_arith.h"

namespace strata::interpreter {

// The address in a register of its own. g++ would rather load from base + index, and then the value waits
// for the store that has just made it some cycles longer (Zen 4: a quarter of a tight loop's time).
static STRATA_INLINE const Value* address(const Value& v) {
  const Value* p = &v;
  asm("" : "+r"(p));
  return p;
}

template <typename Op>
HANDLER on_ints(Regs& r, const Insn* i, const Value& x, const Value& y) {
  return set_integer(slot(r, i->a), Op::on(address(x)->integer_, address(y)->integer_)), Control::Next;
}
template <typename Op>
HANDLER on_floats(Regs& r, const Insn* i, const Value& x, const Value& y) {
  return set_float(slot(r, i->a), Op::on(address(x)->real_, address(y)->real_)), Control::Next;
}

#define ON_TYPE(Name, Type, on_type)                                                                                    \
  HANDLER do_##Name##Type##RR(Regs& r, const Insn* i) { return on_type<Name##Op>(r, i, slot(r, i->b), slot(r, i->c)); } \
  HANDLER do_##Name##Type##RK(Regs& r, const Insn* i) { return on_type<Name##Op>(r, i, slot(r, i->b), constant(r, i->c)); } \
  HANDLER do_##Name##Type##KR(Regs& r, const Insn* i) { return on_type<Name##Op>(r, i, constant(r, i->b), slot(r, i->c)); }
ON_TYPE(Add, Int, on_ints)
ON_TYPE(Sub, Int, on_ints)
ON_TYPE(Mul, Int, on_ints)
ON_TYPE(Add, Float, on_floats)
ON_TYPE(Sub, Float, on_floats)
ON_TYPE(Mul, Float, on_floats)
ON_TYPE(Div, Float, on_floats)
#undef ON_TYPE

static STRATA_INLINE Control jump_if(Regs& r, const Insn* i, bool condition) {
  if (condition) r.pc += i->sc;
  return Control::Next;
}

#define TYPED_JUMP(Name, member, condition)                                            \
  HANDLER do_##Name##RR(Regs& r, const Insn* i) {                                      \
    auto x = address(slot(r, i->a))->member, y = address(slot(r, i->b))->member;       \
    return jump_if(r, i, condition);                                                   \
  }                                                                                    \
  HANDLER do_##Name##RK(Regs& r, const Insn* i) {                                      \
    auto x = address(slot(r, i->a))->member, y = constant(r, i->b).member;             \
    return jump_if(r, i, condition);                                                   \
  }
#define TYPED_ORDER_JUMP(Name, member, condition)                                      \
  TYPED_JUMP(Name, member, condition)                                                  \
  HANDLER do_##Name##KR(Regs& r, const Insn* i) {                                      \
    auto x = constant(r, i->a).member, y = address(slot(r, i->b))->member;             \
    return jump_if(r, i, condition);                                                   \
  }
TYPED_ORDER_JUMP(JLtInt, integer_, x < y)
TYPED_ORDER_JUMP(JNotLtInt, integer_, !(x < y))
TYPED_ORDER_JUMP(JLeInt, integer_, x <= y)
TYPED_ORDER_JUMP(JNotLeInt, integer_, !(x <= y))
TYPED_ORDER_JUMP(JLtFloat, real_, x < y)
TYPED_ORDER_JUMP(JNotLtFloat, real_, !(x < y))
TYPED_ORDER_JUMP(JLeFloat, real_, x <= y)
TYPED_ORDER_JUMP(JNotLeFloat, real_, !(x <= y))
TYPED_JUMP(JEqInt, integer_, x == y)
TYPED_JUMP(JNotEqInt, integer_, x != y)
#undef TYPED_ORDER_JUMP
#undef TYPED_JUMP

HANDLER do_ForLoopInt(Regs& r, const Insn* i) {
  Value* state = &slot(r, i->a);
  uint64_t rounds = static_cast<uint64_t>(state[1].integer_);
  if (STRATA_UNLIKELY(rounds == 0)) return Control::Next;
  state[1].integer_ = static_cast<int64_t>(rounds - 1);
  int64_t next = isa::add_int(state[0].integer_, state[2].integer_);
  state[0].integer_ = next;
  set_integer(state[3], next);
  r.pc += i->wide();
  return poll_loop(r);
}

}  // namespace strata::interpreter
