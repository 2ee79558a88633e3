// Handlers: moves, arithmetic, comparison. Fast path inline, the rest in slow_paths.cpp.
#pragma once

#include <cmath>

#include "interpreter/slow_paths.h"
#include "isa/arith.h"

namespace strata::interpreter {

HANDLER do_Enter(Regs&, const Insn*) { return Control::Next; }
HANDLER do_Move(Regs& r, const Insn* i) { return copy(slot(r, i->a), slot(r, i->b)), Control::Next; }
HANDLER do_Dup(Regs& r, const Insn* i) { return do_Move(r, i); }
HANDLER do_LoadK(Regs& r, const Insn* i) { return copy(slot(r, i->a), constant(r, i->b)), Control::Next; }
HANDLER do_LoadKWide(Regs& r, const Insn* i) {
  copy(slot(r, i->a), reinterpret_cast<const Value*>(r.constants)[i->wide()]);
  return Control::Next;
}
HANDLER do_LoadInt(Regs& r, const Insn* i) { return set_integer(slot(r, i->a), i->sb()), Control::Next; }
HANDLER do_LoadNil(Regs& r, const Insn* i) { return slot(r, i->a).tag = runtime::kNil, Control::Next; }
HANDLER do_LoadTrue(Regs& r, const Insn* i) { return set_boolean(slot(r, i->a), true), Control::Next; }
HANDLER do_LoadFalse(Regs& r, const Insn* i) { return set_boolean(slot(r, i->a), false), Control::Next; }

HANDLER do_GetUpvalue(Regs& r, const Insn* i) {
  copy(slot(r, i->a), *r.function->upvalues[i->b]->location);
  return Control::Next;
}
HANDLER do_SetUpvalue(Regs& r, const Insn* i) {
  runtime::Upvalue* upvalue = r.function->upvalues[i->b];
  Value v = slot(r, i->a);
  copy(*upvalue->location, v);
  runtime::barrier(*r.vm, upvalue, v);
  return Control::Next;
}

// Operations on two numbers: what integers and floats give; kNone: no fast path for integers.
struct AddOp {
  static constexpr Metamethod kName = Metamethod::Add;
  static constexpr bool kIntegers = true, kFloats = true;
  static int64_t on(int64_t a, int64_t b) { return isa::add_int(a, b); }
  static double on(double a, double b) { return isa::add_float(a, b); }
};
struct SubOp {
  static constexpr Metamethod kName = Metamethod::Sub;
  static constexpr bool kIntegers = true, kFloats = true;
  static int64_t on(int64_t a, int64_t b) { return isa::sub_int(a, b); }
  static double on(double a, double b) { return isa::sub_float(a, b); }
};
struct MulOp {
  static constexpr Metamethod kName = Metamethod::Mul;
  static constexpr bool kIntegers = true, kFloats = true;
  static int64_t on(int64_t a, int64_t b) { return isa::mul_int(a, b); }
  static double on(double a, double b) { return isa::mul_float(a, b); }
};
struct DivOp {
  static constexpr Metamethod kName = Metamethod::Div;
  static constexpr bool kIntegers = false, kFloats = true;
  static int64_t on(int64_t, int64_t) { return 0; }
  static double on(double a, double b) { return isa::div_float(a, b); }
};
struct ModOp {
  static constexpr Metamethod kName = Metamethod::Mod;
  static constexpr bool kIntegers = true, kFloats = true;
  static int64_t on(int64_t a, int64_t b) { return isa::mod_int(a, b); }
  static double on(double a, double b) { return isa::mod_float(a, b); }
};
struct IdivOp {
  static constexpr Metamethod kName = Metamethod::Idiv;
  static constexpr bool kIntegers = true, kFloats = true;
  static int64_t on(int64_t a, int64_t b) { return isa::idiv_int(a, b); }
  static double on(double a, double b) { return isa::idiv_float(a, b); }
};
struct PowOp {
  static constexpr Metamethod kName = Metamethod::Pow;
  static constexpr bool kIntegers = false, kFloats = true;
  static int64_t on(int64_t, int64_t) { return 0; }
  static double on(double a, double b) { return isa::pow_float(a, b); }
};
template <typename Op>
static constexpr bool kDivides = Op::kName == Metamethod::Mod || Op::kName == Metamethod::Idiv;

template <typename Op>
HANDLER arithmetic(Regs& r, const Insn* i, const Value& x, const Value& y) {
  Value& d = slot(r, i->a);
  if (Op::kIntegers && x.tag == runtime::kInt && y.tag == runtime::kInt) {
    // 0 and -1 as divisors are the slow path's: error, overflow.
    if (!kDivides<Op> || static_cast<uint64_t>(y.integer_) + 1 > 1) {
      set_integer(d, Op::on(x.integer_, y.integer_));
      return Control::Next;
    }
  } else if (x.tag == runtime::kFloat) {
    if (y.tag == runtime::kFloat) {
      set_float(d, Op::on(x.real_, y.real_));
      return Control::Next;
    }
    if (y.tag == runtime::kInt) {
      set_float(d, Op::on(x.real_, static_cast<double>(y.integer_)));
      return Control::Next;
    }
  } else if (x.tag == runtime::kInt) {
    if (y.tag == runtime::kFloat) {
      set_float(d, Op::on(static_cast<double>(x.integer_), y.real_));
      return Control::Next;
    }
    if (!Op::kIntegers && y.tag == runtime::kInt) {
      set_float(d, Op::on(static_cast<double>(x.integer_), static_cast<double>(y.integer_)));
      return Control::Next;
    }
  }
  save(r);
  return slow_arithmetic(*r.vm, i, Op::kName, x, y, i->a);
}

#define ARITHMETIC(Name)                                                                                          \
  HANDLER do_##Name##RR(Regs& r, const Insn* i) { return arithmetic<Name##Op>(r, i, slot(r, i->b), slot(r, i->c)); } \
  HANDLER do_##Name##RK(Regs& r, const Insn* i) { return arithmetic<Name##Op>(r, i, slot(r, i->b), constant(r, i->c)); } \
  HANDLER do_##Name##KR(Regs& r, const Insn* i) { return arithmetic<Name##Op>(r, i, constant(r, i->b), slot(r, i->c)); }
ARITHMETIC(Add)
ARITHMETIC(Sub)
ARITHMETIC(Mul)
ARITHMETIC(Div)
ARITHMETIC(Mod)
ARITHMETIC(Pow)
ARITHMETIC(Idiv)
#undef ARITHMETIC

struct BandOp { static constexpr Metamethod kName = Metamethod::Band; static int64_t on(int64_t a, int64_t b) { return a & b; } };
struct BorOp { static constexpr Metamethod kName = Metamethod::Bor; static int64_t on(int64_t a, int64_t b) { return a | b; } };
struct BxorOp { static constexpr Metamethod kName = Metamethod::Bxor; static int64_t on(int64_t a, int64_t b) { return a ^ b; } };
struct ShlOp { static constexpr Metamethod kName = Metamethod::Shl; static int64_t on(int64_t a, int64_t b) { return isa::shl_int(a, b); } };
struct ShrOp { static constexpr Metamethod kName = Metamethod::Shr; static int64_t on(int64_t a, int64_t b) { return isa::shr_int(a, b); } };

template <typename Op>
HANDLER bitwise(Regs& r, const Insn* i, const Value& x, const Value& y) {
  if (STRATA_LIKELY(x.tag == runtime::kInt && y.tag == runtime::kInt)) {
    set_integer(slot(r, i->a), Op::on(x.integer_, y.integer_));
    return Control::Next;
  }
  save(r);
  return slow_arithmetic(*r.vm, i, Op::kName, x, y, i->a);
}
#define BITWISE(Name)                                                                                          \
  HANDLER do_##Name##RR(Regs& r, const Insn* i) { return bitwise<Name##Op>(r, i, slot(r, i->b), slot(r, i->c)); } \
  HANDLER do_##Name##RK(Regs& r, const Insn* i) { return bitwise<Name##Op>(r, i, slot(r, i->b), constant(r, i->c)); } \
  HANDLER do_##Name##KR(Regs& r, const Insn* i) { return bitwise<Name##Op>(r, i, constant(r, i->b), slot(r, i->c)); }
BITWISE(Band)
BITWISE(Bor)
BITWISE(Bxor)
BITWISE(Shl)
BITWISE(Shr)
#undef BITWISE

HANDLER do_Neg(Regs& r, const Insn* i) {
  const Value& x = slot(r, i->b);
  if (x.tag == runtime::kInt) return set_integer(slot(r, i->a), isa::neg_int(x.integer_)), Control::Next;
  if (x.tag == runtime::kFloat) return set_float(slot(r, i->a), -x.real_), Control::Next;
  save(r);
  return slow_arithmetic(*r.vm, i, Metamethod::Unm, x, x, i->a);
}
HANDLER do_Bnot(Regs& r, const Insn* i) {
  const Value& x = slot(r, i->b);
  if (x.tag == runtime::kInt) return set_integer(slot(r, i->a), ~x.integer_), Control::Next;
  save(r);
  return slow_arithmetic(*r.vm, i, Metamethod::Bnot, x, x, i->a);
}
HANDLER do_Not(Regs& r, const Insn* i) { return set_boolean(slot(r, i->a), slot(r, i->b).is_falsy()), Control::Next; }
// Whether the array part's length is all that there is to ask for.
static STRATA_INLINE bool has_plain_length(const runtime::Table* t) {
  constexpr uint32_t kLacksLen = 1u << static_cast<unsigned>(Metamethod::Len);  // an absent bit of the metatable
  return (t->metatable == nullptr || (t->metatable->word & kLacksLen)) && (t->array_length > 0 || t->hash == nullptr);
}
HANDLER do_Len(Regs& r, const Insn* i) {
  const Value& x = slot(r, i->b);
  if (x.tag == runtime::kTable && has_plain_length(x.as_table())) {
    return set_integer(slot(r, i->a), x.as_table()->array_length), Control::Next;
  }
  save(r);
  return slow_length(*r.vm, x, i->a);
}
HANDLER do_Concat(Regs& r, const Insn* i) {
  save(r);
  return slow_concat(*r.vm, i);
}

// Comparison: *result is known when Control::Next comes back.
HANDLER equal(Regs& r, const Value& x, const Value& y, bool* result) {
  if (x.tag == y.tag) {
    if (x.tag <= runtime::kTrue) return *result = true, Control::Next;
    if (x.tag == runtime::kFloat) return *result = x.real_ == y.real_, Control::Next;
    if (x.bits_ == y.bits_) return *result = true, Control::Next;
    if (x.tag == runtime::kInt) return *result = false, Control::Next;
    if (x.tag == runtime::kString && x.as_string()->is_short()) return *result = false, Control::Next;
    bool plain = x.tag == runtime::kTable && !x.as_table()->metatable && !y.as_table()->metatable;
    if (plain) return *result = false, Control::Next;
  } else if (!x.is_number() || !y.is_number()) {
    return *result = false, Control::Next;
  }
  save(r);
  bool slow_result = false;  // not *result: that one can then live in a register
  Control control = slow_equal(*r.vm, x, y, &slow_result);
  *result = slow_result;
  return control;
}
template <bool kOrEqual>
HANDLER less(Regs& r, const Value& x, const Value& y, bool* result) {
  if (x.tag == runtime::kInt && y.tag == runtime::kInt) {
    *result = kOrEqual ? x.integer_ <= y.integer_ : x.integer_ < y.integer_;
    return Control::Next;
  }
  if (x.tag == runtime::kFloat && y.tag == runtime::kFloat) {
    *result = kOrEqual ? x.real_ <= y.real_ : x.real_ < y.real_;
    return Control::Next;
  }
  save(r);
  bool slow_result = false;
  Control control = slow_less(*r.vm, x, y, kOrEqual, &slow_result);
  *result = slow_result;
  return control;
}

HANDLER do_Eq(Regs& r, const Insn* i) {
  bool result = false;
  Control control = equal(r, slot(r, i->b), slot(r, i->c), &result);
  if (control == Control::Next) set_boolean(slot(r, i->a), result);
  return control;
}
HANDLER do_Ne(Regs& r, const Insn* i) {
  bool result = false;
  Control control = equal(r, slot(r, i->b), slot(r, i->c), &result);
  if (control == Control::Next) set_boolean(slot(r, i->a), !result);
  return control;
}
template <bool kOrEqual>
HANDLER order_value(Regs& r, const Insn* i) {
  bool result = false;
  Control control = less<kOrEqual>(r, slot(r, i->b), slot(r, i->c), &result);
  if (control == Control::Next) set_boolean(slot(r, i->a), result);
  return control;
}
HANDLER do_Lt(Regs& r, const Insn* i) { return order_value<false>(r, i); }
HANDLER do_Le(Regs& r, const Insn* i) { return order_value<true>(r, i); }

template <bool kWhenTrue>
HANDLER equal_jump(Regs& r, const Insn* i, const Value& x, const Value& y) {
  bool result = false;
  Control control = equal(r, x, y, &result);
  if (control == Control::Next && result == kWhenTrue) r.pc += i->sc;
  return control;
}
template <bool kOrEqual, bool kWhenTrue>
HANDLER order_jump(Regs& r, const Insn* i, const Value& x, const Value& y) {
  bool result = false;
  Control control = less<kOrEqual>(r, x, y, &result);
  if (control == Control::Next && result == kWhenTrue) r.pc += i->sc;
  return control;
}
HANDLER do_JEqRR(Regs& r, const Insn* i) { return equal_jump<true>(r, i, slot(r, i->a), slot(r, i->b)); }
HANDLER do_JEqRK(Regs& r, const Insn* i) { return equal_jump<true>(r, i, slot(r, i->a), constant(r, i->b)); }
HANDLER do_JNotEqRR(Regs& r, const Insn* i) { return equal_jump<false>(r, i, slot(r, i->a), slot(r, i->b)); }
HANDLER do_JNotEqRK(Regs& r, const Insn* i) { return equal_jump<false>(r, i, slot(r, i->a), constant(r, i->b)); }
#define ORDER_JUMP(Name, or_equal, when_true)                                                                               \
  HANDLER do_##Name##RR(Regs& r, const Insn* i) { return order_jump<or_equal, when_true>(r, i, slot(r, i->a), slot(r, i->b)); } \
  HANDLER do_##Name##RK(Regs& r, const Insn* i) { return order_jump<or_equal, when_true>(r, i, slot(r, i->a), constant(r, i->b)); } \
  HANDLER do_##Name##KR(Regs& r, const Insn* i) { return order_jump<or_equal, when_true>(r, i, constant(r, i->a), slot(r, i->b)); }
ORDER_JUMP(JLt, false, true)
ORDER_JUMP(JNotLt, false, false)
ORDER_JUMP(JLe, true, true)
ORDER_JUMP(JNotLe, true, false)
#undef ORDER_JUMP

HANDLER do_JTrue(Regs& r, const Insn* i) {
  if (slot(r, i->a).is_truthy()) r.pc += i->wide();
  return Control::Next;
}
HANDLER do_JFalse(Regs& r, const Insn* i) {
  if (slot(r, i->a).is_falsy()) r.pc += i->wide();
  return Control::Next;
}
HANDLER do_Jump(Regs& r, const Insn* i) { return r.pc += i->wide(), Control::Next; }

HANDLER poll(Regs& r) {
  if (STRATA_LIKELY(r.vm->context.requested() == 0)) return Control::Next;
  save(r);
  return slow_poll(*r.vm);
}
// At a loop's back-edge.
HANDLER poll_loop(Regs& r) {
  FunctionProto* proto = r.function->proto;
  if (STRATA_LIKELY(proto->heat > 1)) {
    --proto->heat;
    return poll(r);
  }
  save(r);
  return slow_hot_loop(*r.vm);
}
HANDLER do_Loop(Regs& r, const Insn* i) {
  r.pc += i->wide();
  return poll_loop(r);
}

}  // namespace strata::interpreter
