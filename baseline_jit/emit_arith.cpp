// Emitters: arithmetic and bit operations. The types of the operands are those that are known, or that the
// profile saw; others are the slow path's.
#include <bit>

#include "baseline_jit/compiler.h"
#include "isa/arith.h"

namespace strata::baseline_jit {

using runtime::kFloat;
using runtime::kInt;

namespace {

constexpr TagSet set_of(uint8_t tag) { return static_cast<TagSet>(1u << tag); }
constexpr TagSet kNumbers = set_of(kInt) | set_of(kFloat);

bool takes_bits(Op family) {
  return family == Op::BandRR || family == Op::BorRR || family == Op::BxorRR || family == Op::ShlRR || family == Op::ShrRR;
}
bool commutes(Op family) {
  return family == Op::AddRR || family == Op::MulRR || family == Op::BandRR || family == Op::BorRR || family == Op::BxorRR;
}
bool fits_immediate(int64_t v) { return v == static_cast<int32_t>(v); }

}  // namespace

Compiler::Operand Compiler::operand(const Insn& i, char which) const {
  uint16_t offset = which == 'a' ? i.a : which == 'b' ? i.b : i.c;
  return traits_[i.op].letters[which - 'a'] == 'k' ? constant_operand(offset) : slot_operand(offset);
}

uint8_t Compiler::expected_tag(const Operand& o, TagSet seen) {
  if (o.is_constant) return static_cast<uint8_t>(o.constant.tag);
  uint8_t known = state(o.slot).tag;
  if (known != kUnknownTag) return known;
  return std::has_single_bit(seen) ? static_cast<uint8_t>(std::countr_zero(seen)) : kUnknownTag;
}

// The verifier has proved the type (debug.setlocal moves a frame to generic code before it breaks that).
void Compiler::prove(const Operand& o, uint8_t tag) {
  if (o.is_constant) return;
  SlotState& s = state(o.slot);
  if (s.tag != kUnknownTag) return;
  if (s.tag_gpr != kNoRegister) {
    gpr_owner_[s.tag_gpr] = -1;
    s.tag_gpr = kNoRegister;
  }
  s.tag = tag;
  if (!s.dirty) s.home_tag = tag;
}

bool Compiler::emit_arithmetic(const Insn& i, Op op) {
  switch (op) {
    case Op::Neg: emit_negate(i); return true;
    case Op::Bnot: emit_bit_not(i); return true;
    case Op::Not: emit_not(i); return true;
    case Op::Len: emit_length(i); return true;
    default: break;
  }
  Op family;
  uint8_t type;
  if (!find_arithmetic(op, &family, &type)) return false;
  Operand x = operand(i, 'b'), y = operand(i, 'c');
  if (type != kUnknownTag) {
    prove(x, type);
    prove(y, type);
  }
  uint8_t tx = expected_tag(x, seen().b), ty = expected_tag(y, seen().c);
  bool wants_float = family == Op::DivRR || family == Op::PowRR;
  uint8_t guess = wants_float ? kFloat : kInt;
  if (tx == kUnknownTag && seen().b == 0) tx = ty == kFloat && !takes_bits(family) ? kFloat : guess;
  if (ty == kUnknownTag && seen().c == 0) ty = tx == kFloat && !takes_bits(family) ? kFloat : guess;
  bool numbers = (tx == kInt || tx == kFloat) && (ty == kInt || ty == kFloat);
  if (numbers && tx == kInt && ty == kInt && !wants_float) {
    emit_int_arithmetic(i, family, x, y);
  } else if (numbers && !takes_bits(family) && family != Op::ModRR && family != Op::IdivRR &&
             (family != Op::PowRR || (y.is_constant && (y.constant.is_float() ? y.constant.as_float() == 2 : y.constant.as_integer() == 2)))) {
    emit_float_arithmetic(i, family, x, y, tx, ty);
  } else if (!emit_mixed_arithmetic(i, family, x, y)) {
    constexpr TagSet kObjects = set_of(runtime::kTable) | set_of(runtime::kUserdata);
    if ((seen().b | seen().c) & kObjects) emit_handler_call(i, family, x, y);
    else emit_step();
  }
  return true;
}

// Int ------------------------------------------------------------------------------------------------

void Compiler::require_int(const Operand& o) {
  if (!o.is_constant) guard(o.slot, kInt, slow());
}

// The operand in a register: not to be changed.
x86::Gp Compiler::int_operand(const Operand& o) {
  if (!o.is_constant) return payload_in_gpr(o.slot);
  x86::Gp reg = allocate_gpr();
  load_immediate(reg, o.constant.bits_);
  return reg;
}

// A register with the operand's value, for the result: its own, where the operand is not needed any more.
x86::Gp Compiler::int_result(const Operand& x) {
  if (!x.is_constant && x.slot >= local_count_ && slots_[x.slot].gpr != kNoRegister) {
    x86::Gp own = x86::gpq(static_cast<uint32_t>(slots_[x.slot].gpr));
    pin(own);
    return own;
  }
  x86::Gp reg;
  if (!x.is_constant && x.slot < local_count_) {
    x86::Gp value = payload_in_gpr(x.slot);
    reg = allocate_gpr();
    a_.mov(reg, value);
  } else {
    reg = allocate_gpr();
    if (x.is_constant) load_immediate(reg, x.constant.bits_);
    else if (slots_[x.slot].is_constant) load_immediate(reg, slots_[x.slot].constant);
    else a_.mov(reg, home_payload(x.slot));
  }
  return reg;
}

void Compiler::emit_int_arithmetic(const Insn& i, Op family, const Operand& first, const Operand& second) {
  Operand x = first, y = second;
  if (x.is_constant && commutes(family)) std::swap(x, y);
  begin(3, 0);
  require_int(x);
  require_int(y);
  if (family == Op::ModRR || family == Op::IdivRR) {
    emit_division(i, family, x, y);
  } else if (family == Op::ShlRR || family == Op::ShrRR) {
    bool in_range = !y.is_constant || (y.constant.as_integer() > -64 && y.constant.as_integer() < 64);
    if (!in_range) {
      consume(x);
      set_constant(i.a / 16, Value::integer(0));
    } else {
      if (!y.is_constant) {
        a_.mov(kScratch2, int_operand(y));
        a_.cmp(kScratch2, 63);
        a_.ja(slow());
      }
      x86::Gp to = int_result(x);
      emit_shift(family, to, y);
      consume(x);
      consume(y);
      set_result(i.a / 16, kInt, to);
    }
  } else {
    if (!y.is_constant) int_operand(y);
    x86::Gp to = int_result(x);
    emit_add_like(family, to, y);
    consume(x);
    consume(y);
    set_result(i.a / 16, kInt, to);
  }
  end(i.a / 16);
}

void Compiler::emit_add_like(Op family, x86::Gp to, const Operand& y) {
  if (y.is_constant && fits_immediate(y.constant.as_integer())) {
    int64_t k = y.constant.as_integer();
    switch (family) {
      case Op::AddRR: a_.add(to, k); break;
      case Op::SubRR: a_.sub(to, k); break;
      case Op::MulRR: a_.imul(to, to, k); break;
      case Op::BandRR: a_.and_(to, k); break;
      case Op::BorRR: a_.or_(to, k); break;
      default: a_.xor_(to, k); break;
    }
    return;
  }
  x86::Gp value = kScratch;
  if (y.is_constant) load_immediate(kScratch, y.constant.bits_);
  else value = int_operand(y);
  switch (family) {
    case Op::AddRR: a_.add(to, value); break;
    case Op::SubRR: a_.sub(to, value); break;
    case Op::MulRR: a_.imul(to, value); break;
    case Op::BandRR: a_.and_(to, value); break;
    case Op::BorRR: a_.or_(to, value); break;
    default: a_.xor_(to, value); break;
  }
}

// Logical; a count in rcx is in 0 .. 63, a constant one in -63 .. 63.
void Compiler::emit_shift(Op family, x86::Gp to, const Operand& y) {
  bool left = family == Op::ShlRR;
  if (!y.is_constant && level_ >= isa::CpuLevel::V3) {
    // BMI2: no partial update of the flags, which the next comparison would wait for.
    used_level_ = isa::CpuLevel::V3;
    if (left) a_.shlx(to, to, x86::rcx);
    else a_.shrx(to, to, x86::rcx);
    return;
  }
  if (!y.is_constant) {
    if (left) a_.shl(to, x86::cl);
    else a_.shr(to, x86::cl);
    return;
  }
  int64_t count = y.constant.as_integer();
  if (count < 0) left = !left, count = -count;
  if (left) a_.shl(to, count);
  else a_.shr(to, count);
}

// Quotient and remainder round towards minus infinity (isa::idiv_int, isa::mod_int).
void Compiler::emit_division(const Insn& i, Op family, const Operand& x, const Operand& y) {
  bool wants_remainder = family == Op::ModRR;
  if (y.is_constant && y.constant.as_integer() > 0 && std::has_single_bit(y.constant.bits_) &&
      fits_immediate(y.constant.as_integer())) {
    x86::Gp to = int_result(x);
    if (wants_remainder) a_.and_(to, y.constant.as_integer() - 1);
    else if (y.constant.as_integer() > 1) a_.sar(to, std::countr_zero(y.constant.bits_));
    consume(x);
    return set_result(i.a / 16, kInt, to);
  }
  if (y.is_constant && static_cast<uint64_t>(y.constant.as_integer()) + 1 <= 1) a_.jmp(slow());  // 0 and -1
  if (y.is_constant && y.constant.as_integer() > 1 && y.constant.bits_ <= INT32_MAX) {
    return emit_division_by_constant(i, wants_remainder, x, y);
  }
  x86::Gp divisor = int_operand(y);
  if (!y.is_constant) {
    a_.lea(kScratch, x86::qword_ptr(divisor, 1));
    a_.cmp(kScratch, 1);
    a_.jbe(slow());
  }
  if (x.is_constant) load_immediate(kScratch, x.constant.bits_);
  else a_.mov(kScratch, payload_in_gpr(x.slot));
  Label wide = a_.newLabel(), done = a_.newLabel();
  a_.mov(kScratch2, kScratch);
  a_.or_(kScratch2, divisor);
  a_.shr(kScratch2, 32);
  a_.short_().jne(wide);
  a_.xor_(x86::edx, x86::edx);
  a_.div(divisor.r32());
  a_.short_().jmp(done);
  a_.bind(wide);
  a_.cqo();
  a_.idiv(divisor);
  a_.test(x86::rdx, x86::rdx);
  a_.short_().je(done);
  a_.mov(kScratch2, x86::rdx);
  a_.xor_(kScratch2, divisor);
  a_.short_().jns(done);
  if (wants_remainder) a_.add(x86::rdx, divisor);
  else a_.dec(x86::rax);
  a_.bind(done);
  consume(x);
  consume(y);
  x86::Gp to = allocate_gpr();
  a_.mov(to, wants_remainder ? x86::rdx : x86::rax);
  set_result(i.a / 16, kInt, to);
}

// A dividend of 32 bits is multiplied by the reciprocal, which 64 fractional bits make exact (D. Lemire,
// O. Kaser, N. Kurz, Faster Remainder by Direct Computation, 2019).
void Compiler::emit_division_by_constant(const Insn& i, bool wants_remainder, const Operand& x, const Operand& y) {
  int64_t divisor = y.constant.as_integer();
  uint64_t reciprocal = UINT64_MAX / static_cast<uint64_t>(divisor) + 1;
  Label wide = a_.newLabel(), done = a_.newLabel();
  x86::Gp value = payload_in_gpr(x.slot), to = allocate_gpr();
  a_.mov(to, value);
  a_.mov(kScratch, value);
  a_.shr(kScratch, 32);
  a_.jne(wide);
  a_.mov(kScratch, reciprocal);
  a_.mul(to);
  if (wants_remainder) {
    a_.imul(kScratch3, kScratch3, divisor);
    a_.sub(to, kScratch3);
  } else {
    a_.mov(to, kScratch3);
  }
  a_.jmp(done);
  a_.bind(wide);
  a_.mov(kScratch, value);
  a_.cqo();
  a_.mov(kScratch2, divisor);
  a_.idiv(kScratch2);
  a_.mov(to, wants_remainder ? kScratch3 : kScratch);
  a_.test(kScratch3, kScratch3);
  a_.jns(done);
  if (wants_remainder) a_.add(to, divisor);
  else a_.dec(to);
  a_.bind(done);
  consume(x);
  set_result(i.a / 16, kInt, to);
}

// Float ----------------------------------------------------------------------------------------------

x86::Xmm Compiler::float_operand(const Operand& o, x86::Xmm scratch, uint8_t tag) {
  if (o.is_constant) {
    double value = o.constant.is_integer() ? static_cast<double>(o.constant.as_integer()) : o.constant.as_float();
    a_.movsd(scratch, float_constant(std::bit_cast<uint64_t>(value)));
    return scratch;
  }
  if (tag == kFloat) return float_in_xmm(o.slot);
  a_.xorps(scratch, scratch);
  const SlotState& s = slots_[o.slot];
  if (s.is_constant || s.gpr != kNoRegister) a_.cvtsi2sd(scratch, payload_in_gpr(o.slot));
  else a_.cvtsi2sd(scratch, home_payload(o.slot));
  return scratch;
}

// A register with the operand's value, for the result.
x86::Xmm Compiler::float_result(const Operand& x, x86::Xmm value) {
  bool is_free = !x.is_constant && x.slot >= local_count_ && slots_[x.slot].xmm != kNoRegister &&
                 static_cast<uint32_t>(slots_[x.slot].xmm) == value.id();
  if (is_free) return value;
  x86::Xmm to = allocate_xmm();
  a_.movaps(to, value);
  return to;
}

void Compiler::emit_float_arithmetic(const Insn& i, Op family, const Operand& x, const Operand& y, uint8_t x_tag,
                                     uint8_t y_tag) {
  begin(1, 3);
  if (!x.is_constant) guard(x.slot, x_tag, slow());
  if (!y.is_constant && family != Op::PowRR) guard(y.slot, y_tag, slow());
  x86::Xmm b = family == Op::PowRR ? x86::Xmm() : float_operand(y, kFloatScratch2, y_tag);
  x86::Xmm to = float_result(x, float_operand(x, kFloatScratch, x_tag));
  switch (family) {
    case Op::AddRR: a_.addsd(to, b); break;
    case Op::SubRR: a_.subsd(to, b); break;
    case Op::MulRR: a_.mulsd(to, b); break;
    case Op::PowRR: a_.mulsd(to, to); break;  // x ^ 2, as isa::pow_float has it
    default: a_.divsd(to, b); break;
  }
  consume(x);
  consume(y);
  set_result(i.a / 16, to);
  end(i.a / 16);
}

// Several kinds of numbers were seen: what they are now is looked at by shared code.
bool Compiler::emit_mixed_arithmetic(const Insn& i, Op family, const Operand& x, const Operand& y) {
  TagSet seen_x = x.is_constant ? set_of(static_cast<uint8_t>(x.constant.tag)) : seen().b;
  TagSet seen_y = y.is_constant ? set_of(static_cast<uint8_t>(y.constant.tag)) : seen().c;
  bool numbers = seen_x != 0 && seen_y != 0 && ((seen_x | seen_y) & ~kNumbers) == 0;
  if (!numbers || (family != Op::AddRR && family != Op::SubRR && family != Op::MulRR)) return false;
  begin(2, 1);
  number_for_stub(x, kScratch, kFloatScratch);
  number_for_stub(y, kScratch2, kFloatScratch2);
  call_stub(family == Op::AddRR ? Stub::AddNumbers : family == Op::SubRR ? Stub::SubNumbers : Stub::MulNumbers);
  a_.jc(slow());
  consume(x);
  consume(y);
  TagSet found = seen().result;
  uint32_t to = i.a / 16;
  if (found == set_of(kFloat)) {
    a_.cmp(kScratch, kFloat);
    a_.jne(slow());
    x86::Xmm value = allocate_xmm();
    a_.movq(value, kScratch3);
    set_result(to, value);
  } else {
    x86::Gp tag = allocate_gpr(), payload = allocate_gpr();
    a_.mov(tag, kScratch);
    a_.mov(payload, kScratch3);
    set_result_pair(to, tag, payload);
  }
  end(to);
  return true;
}

void Compiler::number_for_stub(const Operand& o, x86::Gp tag, x86::Xmm payload) {
  if (o.is_constant) {
    load_immediate(tag, o.constant.tag);
    a_.movsd(payload, float_constant(o.constant.bits_));
    return;
  }
  const SlotState& s = state(o.slot);
  if (s.tag != kUnknownTag) load_immediate(tag, s.tag);
  else if (s.tag_gpr != kNoRegister) a_.mov(tag, x86::gpq(static_cast<uint32_t>(s.tag_gpr)));
  else a_.mov(tag, home(o.slot));
  if (s.is_constant) a_.movsd(payload, float_constant(s.constant));
  else if (s.xmm != kNoRegister) a_.movaps(payload, x86::xmm(static_cast<uint32_t>(s.xmm)));
  else if (s.gpr != kNoRegister) a_.movq(payload, x86::gpq(static_cast<uint32_t>(s.gpr)));
  else a_.movsd(payload, home_payload(o.slot));
}

// One operand ----------------------------------------------------------------------------------------

void Compiler::emit_negate(const Insn& i) {
  Operand x = slot_operand(i.b);
  uint8_t tag = expected_tag(x, seen().b);
  if (tag == kUnknownTag && seen().b == 0) tag = kInt;
  if (tag == kInt) {
    begin(2, 0);
    require_int(x);
    x86::Gp to = int_result(x);
    a_.neg(to);
    consume(x);
    set_result(i.a / 16, kInt, to);
    end(i.a / 16);
  } else if (tag == kFloat) {
    begin(1, 2);
    guard(x.slot, kFloat, slow());
    x86::Xmm to = float_result(x, float_operand(x, kFloatScratch, kFloat));
    a_.movsd(kFloatScratch, float_constant(uint64_t{1} << 63));
    a_.xorps(to, kFloatScratch);
    consume(x);
    set_result(i.a / 16, to);
    end(i.a / 16);
  } else {
    emit_step();
  }
}

void Compiler::emit_bit_not(const Insn& i) {
  Operand x = slot_operand(i.b);
  begin(2, 0);
  require_int(x);
  x86::Gp to = int_result(x);
  a_.not_(to);
  consume(x);
  set_result(i.a / 16, kInt, to);
  end(i.a / 16);
}

void Compiler::emit_not(const Insn& i) {
  uint32_t slot = i.b / 16;
  uint8_t tag = state(slot).tag;
  if (tag != kUnknownTag) {
    consume(slot);
    return set_constant(i.a / 16, Value::boolean(tag <= runtime::kFalse));
  }
  begin(2, 0);
  x86::Gp result = allocate_gpr();
  if (slots_[slot].tag_gpr != kNoRegister) a_.cmp(x86::gpq(static_cast<uint32_t>(slots_[slot].tag_gpr)), runtime::kFalse);
  else a_.cmp(home(slot), runtime::kFalse);
  a_.setbe(x86::al);
  a_.movzx(x86::eax, x86::al);
  a_.lea(result, x86::qword_ptr(x86::rax, runtime::kFalse));
  consume(slot);
  x86::Gp payload = allocate_gpr();
  a_.xor_(payload.r32(), payload.r32());
  set_result_pair(i.a / 16, result, payload);
  end(i.a / 16);
}

void Compiler::emit_length(const Insn& i) {
  Operand x = slot_operand(i.b);
  uint8_t tag = expected_tag(x, seen().b);
  begin(2, 0);
  if (tag == runtime::kString) {
    guard(x.slot, runtime::kString, slow());
    x86::Gp s = payload_in_gpr(x.slot), to = allocate_gpr();
    static_assert(sizeof(runtime::String::length) == 4 || sizeof(runtime::String::length) == 8);
    if constexpr (sizeof(runtime::String::length) == 8) a_.mov(to, x86::qword_ptr(s, at::kStringLength));
    else a_.mov(to.r32(), x86::dword_ptr(s, at::kStringLength));
    consume(x);
    set_result(i.a / 16, kInt, to);
  } else {
    guard(x.slot, runtime::kTable, slow());
    x86::Gp table = payload_in_gpr(x.slot), to = allocate_gpr();
    a_.cmp(x86::qword_ptr(table, at::kMetatable), 0);
    a_.jne(slow());
    a_.mov(to.r32(), x86::dword_ptr(table, at::kArrayLength));
    Label counted = a_.newLabel();
    a_.test(to.r32(), to.r32());
    a_.short_().jne(counted);
    a_.cmp(x86::qword_ptr(table, at::kHash), 0);
    a_.jne(slow());
    a_.bind(counted);
    consume(x);
    set_result(i.a / 16, kInt, to);
  }
  end(i.a / 16);
}

}  // namespace strata::baseline_jit
