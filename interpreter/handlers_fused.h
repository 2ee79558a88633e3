// Handlers of fused pairs: see FUSED in interpreter/threaded_ops.def. Both words are there, the second as
// the plain operation that it is; the first one's operation says that they are executed as one. Where the
// second takes what the first yields, the value goes from one to the other in registers and is never
// stored. When the second one has no fast path, the value is put where it expects it, and it is executed
// as the next word.
#pragma once

#include "interpreter/handlers_arith.h"
#include "interpreter/handlers_call.h"
#include "interpreter/handlers_table.h"

namespace strata::interpreter {

template <typename Op>
static STRATA_INLINE bool compute(const Value& x, const Value& y, Value& to) {
  if (x.tag == runtime::kInt && y.tag == runtime::kInt) {
    if (kDivides<Op> && static_cast<uint64_t>(y.integer_) + 1 <= 1) return false;
    return set_integer(to, Op::on(x.integer_, y.integer_)), true;
  }
  if (x.tag == runtime::kFloat && y.tag == runtime::kFloat) return set_float(to, Op::on(x.real_, y.real_)), true;
  return false;
}
template <typename Op>
static STRATA_INLINE bool compute_bits(const Value& x, const Value& y, Value& to) {
  if (x.tag != runtime::kInt || y.tag != runtime::kInt) return false;
  return set_integer(to, Op::on(x.integer_, y.integer_)), true;
}

// The field of a table with the cache's first shape.
static STRATA_INLINE bool load_own_field(Regs& r, const Value& object, uint16_t cache_index, Value& to) {
  InlineCache& ic = cache(r, cache_index);
  if (object.tag != runtime::kTable || object.as_table()->shape != ic.shape) return false;
  const Value& v = *runtime::cached_slot(object.as_table(), ic.slot);
  if (v.tag == runtime::kNil) return false;
  return copy(to, v), true;
}
static STRATA_INLINE bool load_index(const Value& table, const Value& key, Value& to) {
  if (table.tag != runtime::kTable || key.tag != runtime::kInt) return false;
  return load_element(table.as_table(), static_cast<uint64_t>(key.integer_) - 1, to);
}

// The first operation, into `to`.
static STRATA_INLINE bool first_GetUpvalue(Regs& r, const Insn* i, Value& to) {
  return copy(to, *r.function->upvalues[i->b]->location), true;
}
static STRATA_INLINE bool first_GetGlobal(Regs& r, const Insn* i, Value& to) {
  return load_own_field(r, *r.function->upvalues[i->b]->location, i->c, to);
}
static STRATA_INLINE bool first_GetField(Regs& r, const Insn* i, Value& to) {
  return load_own_field(r, slot(r, i->b), i->c, to);
}
static STRATA_INLINE bool first_GetIndex(Regs& r, const Insn* i, Value& to) {
  return load_index(slot(r, i->b), slot(r, i->c), to);
}
#define FIRST(Name, compute_x)                                                                              \
  static STRATA_INLINE bool first_##Name##RR(Regs& r, const Insn* i, Value& to) {                           \
    return compute_x<Name##Op>(slot(r, i->b), slot(r, i->c), to);                                           \
  }                                                                                                         \
  static STRATA_INLINE bool first_##Name##RK(Regs& r, const Insn* i, Value& to) {                           \
    return compute_x<Name##Op>(slot(r, i->b), constant(r, i->c), to);                                       \
  }
FIRST(Add, compute) FIRST(Sub, compute) FIRST(Mul, compute)
FIRST(Band, compute_bits) FIRST(Bor, compute_bits) FIRST(Bxor, compute_bits) FIRST(Shl, compute_bits) FIRST(Shr, compute_bits)
#undef FIRST

// The second one, with `v` instead of its operand b (B) or c (C).
static STRATA_INLINE bool second_GetIndexB(Regs& r, const Insn* i, const Value& v) {
  return load_index(v, slot(r, i->c), slot(r, i->a));
}
static STRATA_INLINE bool second_GetIndexC(Regs& r, const Insn* i, const Value& v) {
  return load_index(slot(r, i->b), v, slot(r, i->a));
}
static STRATA_INLINE bool second_GetFieldB(Regs& r, const Insn* i, const Value& v) {
  return load_own_field(r, v, i->c, slot(r, i->a));
}
#define SECOND(Name, compute_x)                                                                             \
  static STRATA_INLINE bool second_##Name##RRB(Regs& r, const Insn* i, const Value& v) {                    \
    return compute_x<Name##Op>(v, slot(r, i->c), slot(r, i->a));                                            \
  }                                                                                                         \
  static STRATA_INLINE bool second_##Name##RRC(Regs& r, const Insn* i, const Value& v) {                    \
    return compute_x<Name##Op>(slot(r, i->b), v, slot(r, i->a));                                            \
  }                                                                                                         \
  static STRATA_INLINE bool second_##Name##RKB(Regs& r, const Insn* i, const Value& v) {                    \
    return compute_x<Name##Op>(v, constant(r, i->c), slot(r, i->a));                                        \
  }
SECOND(Add, compute) SECOND(Sub, compute) SECOND(Mul, compute) SECOND(Mod, compute)
SECOND(Band, compute_bits) SECOND(Bor, compute_bits) SECOND(Bxor, compute_bits)
#undef SECOND

#define THREADED(name, operands, finish, stands_for)
#define TYPED(name, generic, type, operands, stands_for)
#define FUSED(First, Second, operand)                                              \
  HANDLER do_##First##_##Second##operand(Regs& r, const Insn* i) {                 \
    Value v;                                                                       \
    if (STRATA_UNLIKELY(!first_##First(r, i, v))) return do_##First(r, i);         \
    if (STRATA_LIKELY(second_##Second##operand(r, i + 1, v))) return ++r.pc, Control::Next; \
    copy(slot(r, i->a), v);                                                        \
    return Control::Next;                                                          \
  }
#define FUSED_APART(First, Second)                                                 \
  HANDLER do_##First##_##Second(Regs& r, const Insn* i) {                          \
    Control control = do_##First(r, i);                                            \
    if (STRATA_UNLIKELY(control != Control::Next)) return control;                 \
    if (r.pc != i) return Control::Next; /* First has jumped */                    \
    ++r.pc;                                                                        \
    return do_##Second(r, r.pc);                                                   \
  }
#include "interpreter/threaded_ops.def"

}  // namespace strata::interpreter
