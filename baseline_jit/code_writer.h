// Writes the machine code of one function after the other. It has the interface of asmjit's assembler, so emitters
// write a_.mov(...), and encodes by itself the forms that they use most, jumps and labels. Every other form goes the
// long way through asmjit, which is not even set up before. The bytes are those that asmjit gives:
// code_writer_test.cpp compares all forms with it.
//
// Which kind of operands an instruction has is known where an emitter is compiled, so the way is chosen there:
// an address without an index, and registers of 32 and 64 bits, travel as a few numbers to a function that puts
// the whole instruction together in one word; the others as they are.
//
// A label is a number; jumps to one that is not bound yet are a list through their own distance fields:
//
//   labels_[k].jumps --> | E9 | position of the field before | ... --> 0: the first one
//
// Distances are known when the label is bound, so nothing is left to resolve at the end.
#pragma once

#include <asmjit/x86.h>

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/check.h"

namespace strata::baseline_jit {

namespace x86 = asmjit::x86;

// An instruction as this file and asmjit call it.
struct InstructionCode {
  uint16_t id;          // asmjit's
  uint8_t opcode;
  uint8_t digit = 0;    // in the place of a register operand
  uint8_t prefix = 0;
  bool has_escape = false;  // 0F
};

// asmjit's operands as values that travel in registers of ours.
struct PlainGp {
  uint32_t kind, id;
  bool is_wide() const { return kind == kWide; }
  bool is_known() const { return kind == kWide || kind == kNarrow; }  // those of 8 and 16 bits are asmjit's business
  x86::Gp operand() const { return x86::Gp(asmjit::OperandSignature{kind}, id); }
  static constexpr uint32_t kWide = x86::Gpq::kSignature, kNarrow = x86::Gpd::kSignature;
};
struct PlainXmm {
  uint32_t kind, id;
  x86::Xmm operand() const { return x86::Xmm(id); }
};
constexpr uint32_t kind_of_memory(asmjit::RegType base, asmjit::RegType index) {
  using asmjit::OperandSignature;
  return OperandSignature::fromOpType(asmjit::OperandType::kMem).bits() |
         OperandSignature::fromMemBaseType(base).bits() | OperandSignature::fromMemIndexType(index).bits();
}
struct PlainMem {
  uint32_t kind, base, index;
  int32_t displacement;
  x86::Mem operand() const { return x86::Mem(asmjit::OperandSignature{kind}, base, index, displacement); }
  // What it is, but for these:
  static constexpr uint32_t kSizeAndScale =
      uint32_t{asmjit::OperandSignature::kSizeMask} | uint32_t{x86::Mem::kSignatureMemShiftValueMask};
  static constexpr uint32_t kAtBase = kind_of_memory(asmjit::RegType::kX86_Gpq, asmjit::RegType::kNone);
  static constexpr uint32_t kAtBaseAndIndex = kind_of_memory(asmjit::RegType::kX86_Gpq, asmjit::RegType::kX86_Gpq);
  static constexpr uint32_t kAtLabel = kind_of_memory(asmjit::RegType::kLabelTag, asmjit::RegType::kNone);
  uint32_t address_kind() const { return kind & ~kSizeAndScale; }
};
inline PlainGp plain(const x86::Gp& reg) { return {reg.signature().bits(), reg.id()}; }
inline PlainXmm plain(const x86::Xmm& reg) { return {reg.signature().bits(), reg.id()}; }
inline PlainMem plain(const x86::Mem& m) { return {m.signature().bits(), m.baseId(), m.indexId(), m.offsetLo32()}; }

class CodeWriter final : public x86::EmitterImplicitT<CodeWriter> {
  using Base = x86::EmitterImplicitT<CodeWriter>;
  using Gp = x86::Gp;
  using Xmm = x86::Xmm;
  using Mem = x86::Mem;
  using Imm = asmjit::Imm;
  using Label = asmjit::Label;

 public:
  CodeWriter();
  ~CodeWriter();
  CodeWriter(const CodeWriter&) = delete;
  CodeWriter& operator=(const CodeWriter&) = delete;

  // Begins with an empty buffer and no labels; their memory is kept. False: no memory, nothing may be written.
  [[nodiscard]] bool start();
  // False: there was no memory, what was written is not to be used. CHECKs that jumps lead somewhere.
  [[nodiscard]] bool finish();
  // Until the next start().
  std::span<const uint8_t> code() const { return {start_, offset()}; }
  size_t offset() const { return static_cast<size_t>(at_ - start_); }

  Label newLabel() {
    if (STRATA_UNLIKELY(label_count_ == labels_.size())) more_labels();
    labels_[label_count_] = {};
    return Label(label_count_++);
  }
  void bind(const Label& label);
  // Up to a multiple of `alignment`, a power of two: with instructions that do nothing, breakpoints (kData) or zeros.
  void align(asmjit::AlignMode mode, uint32_t alignment);
  void embedUInt64(uint64_t value);
  // Jumps with a distance of 8 bits: a_.short_().jne(label).
  class ShortJumps;
  ShortJumps short_();

#define STRATA_ARITHMETIC(name, Name, k)                                                                           \
  void name(const Gp& to, const Gp& from) { registers({x86::Inst::kId##Name, k * 8 + 1}, to, from); }              \
  void name(const Gp& to, const Mem& from) { load({x86::Inst::kId##Name, k * 8 + 3}, to, from); }                  \
  void name(const Mem& to, const Gp& from) { store({x86::Inst::kId##Name, k * 8 + 1}, to, from); }                 \
  void name(const Gp& to, const Imm& value) { immediate({x86::Inst::kId##Name, 0x81, k}, to, value.value()); }     \
  void name(const Mem& to, const Imm& value) { immediate({x86::Inst::kId##Name, 0x81, k}, to, value.value()); }
  STRATA_ARITHMETIC(add, Add, 0)
  STRATA_ARITHMETIC(or_, Or, 1)
  STRATA_ARITHMETIC(and_, And, 4)
  STRATA_ARITHMETIC(sub, Sub, 5)
  STRATA_ARITHMETIC(xor_, Xor, 6)
  STRATA_ARITHMETIC(cmp, Cmp, 7)
#undef STRATA_ARITHMETIC

  using Base::mov;
  void mov(const Gp& to, const Gp& from) { registers({x86::Inst::kIdMov, 0x89}, to, from); }
  void mov(const Gp& to, const Mem& from) { load({x86::Inst::kIdMov, 0x8B}, to, from); }
  void mov(const Mem& to, const Gp& from) { store({x86::Inst::kIdMov, 0x89}, to, from); }
  void mov(const Gp& to, const Imm& value) { move_immediate(plain(to), value.value()); }
  void mov(const Mem& to, const Imm& value) {
    int64_t v = value.value();
    if (is_at_base(to) && (to.size() == 4 || to.size() == 8) && v == static_cast<int32_t>(v)) {
      return move_at_base(head_of({x86::Inst::kIdMov, 0xC7}, to.size() == 8), to.baseId(), to.offsetLo32(), static_cast<int32_t>(v));
    }
    move_immediate(plain(to), v);
  }

  using Base::test;
  void test(const Gp& a, const Gp& b) {
    if (a.isGpbLo() && b.isGpbLo() && (a.id() | b.id()) <= x86::Gp::kIdBx) return two_low_bytes(0x84, b.id(), a.id());
    registers({x86::Inst::kIdTest, 0x85}, a, b);
  }
  void test(const Mem& a, const Imm& mask) {
    if (is_at_base(a) && a.size() == 1) return test_byte(a.baseId(), a.offsetLo32(), mask.value());
    emit(x86::Inst::kIdTest, a, mask);
  }
  void lea(const Gp& to, const Mem& from) { load({x86::Inst::kIdLea, 0x8D}, to, from); }

#define STRATA_SHIFT(name, Name, k) \
  using Base::name;                 \
  void name(const Gp& to, const Imm& count) { shift({x86::Inst::kId##Name, 0xC1, k}, plain(to), count.value()); }
  STRATA_SHIFT(shl, Shl, 4)
  STRATA_SHIFT(shr, Shr, 5)
  STRATA_SHIFT(sar, Sar, 7)
#undef STRATA_SHIFT

  using Base::btr;
  using Base::bts;
  using Base::dec;
  using Base::imul;
  using Base::inc;
  using Base::movzx;
  void btr(const Gp& to, const Imm& bit) { set_bit({x86::Inst::kIdBtr, 0xBA, 6, 0, true}, plain(to), bit.value()); }
  void bts(const Gp& to, const Imm& bit) { set_bit({x86::Inst::kIdBts, 0xBA, 5, 0, true}, plain(to), bit.value()); }
  void inc(const Gp& to) { one_register({x86::Inst::kIdInc, 0xFF, 0}, to); }
  void dec(const Gp& to) { one_register({x86::Inst::kIdDec, 0xFF, 1}, to); }
  void not_(const Gp& to) { one_register({x86::Inst::kIdNot, 0xF7, 2}, to); }
  void neg(const Gp& to) { one_register({x86::Inst::kIdNeg, 0xF7, 3}, to); }
  void mul(const Gp& by) { one_register({x86::Inst::kIdMul, 0xF7, 4}, by); }
  void div(const Gp& by) { one_register({x86::Inst::kIdDiv, 0xF7, 6}, by); }
  void idiv(const Gp& by) { one_register({x86::Inst::kIdIdiv, 0xF7, 7}, by); }
  void imul(const Gp& to, const Gp& from) {
    if (is_common(to) && to.signature() == from.signature()) {
      return with_escape(0, 0xAF, is_wide(to), to.id(), from.id());
    }
    emit(x86::Inst::kIdImul, to, from);
  }
  void cqo();
  void inc(const Mem& to) { change({x86::Inst::kIdInc, 0xFF, 0}, to); }
  void dec(const Mem& to) { change({x86::Inst::kIdDec, 0xFF, 1}, to); }
  void movzx(const Gp& to, const Mem& from) {
    InstructionCode code{x86::Inst::kIdMovzx, 0xB6, 0, 0, true};
    if (is_common(to) && from.size() == 1) return load_any(code, plain(to), plain(from));
    emit(code.id, to, from);
  }
  void movzx(const Gp& to, const Gp& from) {
    if (is_common(to) && from.isGpbLo() && from.id() <= x86::Gp::kIdBx) return with_escape(0, 0xB6, is_wide(to), to.id(), from.id());
    emit(x86::Inst::kIdMovzx, to, from);
  }
  void set(x86::CondCode condition, const Gp& to) {
    if (to.isGpbLo() && to.id() <= x86::Gp::kIdBx) return with_escape(0, 0x90 | number_of(condition), false, 0, to.id());
    emit(x86::Inst::setccFromCond(condition), to);
  }

#define STRATA_FLOAT(name, Name, prefix, code)                                                                  \
  using Base::name;                                                                                             \
  void name(const Xmm& to, const Xmm& from) { registers({x86::Inst::kId##Name, code, 0, prefix, true}, plain(to), plain(from)); }    \
  void name(const Xmm& to, const Mem& from) { load({x86::Inst::kId##Name, code, 0, prefix, true}, plain(to), plain(from)); }
  STRATA_FLOAT(movsd, Movsd, 0xF2, 0x10)
  STRATA_FLOAT(movaps, Movaps, 0, 0x28)
  STRATA_FLOAT(addsd, Addsd, 0xF2, 0x58)
  STRATA_FLOAT(subsd, Subsd, 0xF2, 0x5C)
  STRATA_FLOAT(mulsd, Mulsd, 0xF2, 0x59)
  STRATA_FLOAT(divsd, Divsd, 0xF2, 0x5E)
  STRATA_FLOAT(ucomisd, Ucomisd, 0x66, 0x2E)
  STRATA_FLOAT(xorps, Xorps, 0, 0x57)
#undef STRATA_FLOAT
  void movsd(const Mem& to, const Xmm& from) { store({x86::Inst::kIdMovsd, 0x11, 0, 0xF2, true}, plain(to), plain(from)); }
  // Between a float register and one of 64 bits.
  using Base::cvtsi2sd;
  using Base::movq;
  void movq(const Xmm& to, const Gp& from) {
    if (is_wide(from)) return with_escape(0x66, 0x6E, true, to.id(), from.id());
    emit(x86::Inst::kIdMovq, to, from);
  }
  void movq(const Gp& to, const Xmm& from) {
    if (is_wide(to)) return with_escape(0x66, 0x7E, true, from.id(), to.id());
    emit(x86::Inst::kIdMovq, to, from);
  }
  void cvtsi2sd(const Xmm& to, const Gp& from) {
    if (is_wide(from)) return with_escape(0xF2, 0x2A, true, to.id(), from.id());
    emit(x86::Inst::kIdCvtsi2sd, to, from);
  }

  using Base::call;
  void call(const Gp& to) {
    if (is_wide(to)) return one_register({x86::Inst::kIdCall, 0xFF, 2}, to.r32());
    emit(x86::Inst::kIdCall, to);
  }
  using Base::jmp;
  void call(const Mem& to) { through_memory({x86::Inst::kIdCall, 0xFF, 2}, to); }
  void jmp(const Mem& to) { through_memory({x86::Inst::kIdJmp, 0xFF, 4}, to); }
  void jmp(const Label& to) { jump_always(to.id()); }
  // To an offset that has been written.
  void jmp_back(uint32_t to);
  void j(x86::CondCode condition, const Label& to) { jump(number_of(condition), to.id()); }
#define STRATA_EACH_CONDITION(FORM)                                                                               \
  FORM(ja, kA) FORM(jae, kAE) FORM(jb, kB) FORM(jbe, kBE) FORM(jc, kC) FORM(jnc, kNC) FORM(je, kE) FORM(jne, kNE) \
  FORM(jz, kZ) FORM(jnz, kNZ) FORM(jg, kG) FORM(jge, kGE) FORM(jl, kL) FORM(jle, kLE) FORM(jo, kO) FORM(jno, kNO) \
  FORM(js, kS) FORM(jns, kNS) FORM(jp, kP) FORM(jnp, kNP)
#define STRATA_SET(name, condition) \
  void name(const Gp& to) { set(x86::CondCode::condition, to); }
  STRATA_SET(seta, kA) STRATA_SET(setae, kAE) STRATA_SET(setb, kB) STRATA_SET(setbe, kBE) STRATA_SET(sete, kE)
  STRATA_SET(setne, kNE) STRATA_SET(setg, kG) STRATA_SET(setge, kGE) STRATA_SET(setl, kL) STRATA_SET(setle, kLE)
#undef STRATA_SET
#define STRATA_JUMP(name, condition) \
  void name(const Label& to) { jump(number_of(x86::CondCode::condition), to.id()); }
  STRATA_EACH_CONDITION(STRATA_JUMP)
#undef STRATA_JUMP

  // What every other form comes to, by asmjit's name. No label may be among the operands: asmjit knows none.
  template <typename... Operands>
  asmjit::Error _emitI(asmjit::InstId id, const Operands&... operands) {
    const asmjit::Operand_ all[sizeof...(operands) + 1] = {operands...};
    emit_the_long_way(id, all, sizeof...(operands));
    return asmjit::kErrorOk;
  }

 private:
  static constexpr uint32_t kUnbound = UINT32_MAX;
  static constexpr size_t kRoomBytes = 32;    // that are always free: more than any instruction

  struct LabelState {
    uint32_t offset = kUnbound;
    uint32_t jumps = 0;        // position of the last distance field that waits for it; 0: none
    uint32_t short_jumps = 0;  // likewise of 8 bits; these hold how far back the field before is, or 0
  };

  struct LongWay;

  // As _emitI, for operands of whatever kind.
  template <typename... Operands>
  void emit(asmjit::InstId id, const Operands&... operands) { (void)_emitI(id, operands...); }
  void emit_the_long_way(asmjit::InstId id, const asmjit::Operand_* operands, size_t count);
  // The processor's number of a condition is asmjit's.
  static constexpr uint8_t number_of(x86::CondCode condition) { return static_cast<uint8_t>(condition); }

  // What the first bytes are made of: the prefix that tells the width, and the opcode. No escape, no other prefix.
  static constexpr uint32_t head_of(InstructionCode code, bool is_wide) {
    return 0x40u | static_cast<uint32_t>(is_wide) << 3 | static_cast<uint32_t>(code.opcode) << 8;
  }
  static bool is_wide(const Gp& reg) { return reg.signature().bits() == PlainGp::kWide; }
  static bool is_common(const Gp& reg) { return is_wide(reg) || reg.signature().bits() == PlainGp::kNarrow; }
  static bool is_at_base(const Mem& m) { return (m.signature().bits() & ~PlainMem::kSizeAndScale) == PlainMem::kAtBase; }

  void registers(InstructionCode code, const Gp& rm, const Gp& reg) {
    if (is_common(reg) && rm.signature() == reg.signature()) return two_registers(head_of(code, is_wide(reg)), reg.id(), rm.id());
    emit(code.id, rm, reg);
  }
  void load(InstructionCode code, const Gp& to, const Mem& from) {
    if (is_common(to) && is_at_base(from)) return at_base(head_of(code, is_wide(to)), to.id(), from.baseId(), from.offsetLo32());
    load_any(code, plain(to), plain(from));
  }
  void store(InstructionCode code, const Mem& to, const Gp& from) {
    if (is_common(from) && is_at_base(to)) return at_base(head_of(code, is_wide(from)), from.id(), to.baseId(), to.offsetLo32());
    store_any(code, plain(to), plain(from));
  }
  void immediate(InstructionCode code, const Gp& to, int64_t v) {
    if (is_common(to) && v == static_cast<int32_t>(v)) {
      return register_immediate(head_of(code, is_wide(to)), code.digit, to.id(), static_cast<int32_t>(v));
    }
    immediate_any(code, plain(to), v);
  }
  void immediate(InstructionCode code, const Mem& to, int64_t v) {
    if (is_at_base(to) && (to.size() == 4 || to.size() == 8) && v == static_cast<int32_t>(v)) {
      return at_base_immediate(head_of(code, to.size() == 8), code.digit, to.baseId(), to.offsetLo32(), static_cast<int32_t>(v));
    }
    immediate_any(code, plain(to), v);
  }
  void through_memory(InstructionCode code, const Mem& to) {
    if (is_at_base(to)) return at_base(head_of(code, false), code.digit, to.baseId(), to.offsetLo32());
    through_any(code, plain(to));
  }

  void change(InstructionCode code, const Mem& to) {
    if (is_at_base(to) && (to.size() == 4 || to.size() == 8)) {
      return at_base(head_of(code, to.size() == 8), code.digit, to.baseId(), to.offsetLo32());
    }
    emit(code.id, to);
  }

  void one_register(InstructionCode code, const Gp& rm) {
    if (is_common(rm)) return two_registers(head_of(code, is_wide(rm)), code.digit, rm.id());
    emit(code.id, rm);
  }

  void more_labels();
  bool grow();
  void make_room();
  void advance(uint8_t* end);
  void two_registers(uint32_t head, uint32_t reg, uint32_t rm);
  void two_low_bytes(uint8_t opcode, uint32_t reg, uint32_t rm);
  void with_escape(uint8_t prefix, uint8_t opcode, bool is_wide, uint32_t reg, uint32_t rm);
  void test_byte(uint32_t base, int32_t displacement, int64_t mask);
  // Where the base is known, most of the instruction is: `word` has its first three bytes, which begin with a prefix.
  // `always`: 1 where there is no form without a displacement, else 0.
  static constexpr uint32_t word_of(uint32_t head, uint32_t reg, uint32_t base) {
    return head | reg >> 3 << 2 | base >> 3 | ((reg & 7) << 3 | (base & 7)) << 16;
  }
  static constexpr bool has_simple_form(uint32_t head, uint32_t base) {
    return __builtin_constant_p(base) && (base & 7) != x86::Gp::kIdSp && ((head & 8) != 0 || base > 7);
  }
  void at_base(uint32_t head, uint32_t reg, uint32_t base, int32_t displacement) {
    if (has_simple_form(head, base)) return simple(word_of(head, reg, base), displacement, (base & 7) == x86::Gp::kIdBp);
    if (__builtin_constant_p(base) && base == x86::Gp::kIdR12) return simple_with_index(word_of(head, reg, base), displacement);
    at_any_base(head, reg, base, displacement);
  }
  void at_base_immediate(uint32_t head, uint32_t digit, uint32_t base, int32_t displacement, int32_t value) {
    if (has_simple_form(head, base)) {
      return simple_immediate(word_of(head, digit, base), displacement, (base & 7) == x86::Gp::kIdBp, value);
    }
    at_any_base_immediate(head, digit, base, displacement, value);
  }
  void move_at_base(uint32_t head, uint32_t base, int32_t displacement, int32_t value) {
    if (has_simple_form(head, base)) return simple_move(word_of(head, 0, base), displacement, (base & 7) == x86::Gp::kIdBp, value);
    move_at_any_base(head, base, displacement, value);
  }
  void simple(uint32_t word, int32_t displacement, uint32_t always);
  void simple_with_index(uint32_t word, int32_t displacement);
  void simple_immediate(uint32_t word, int32_t displacement, uint32_t always, int32_t value);
  void simple_move(uint32_t word, int32_t displacement, uint32_t always, int32_t value);
  void at_any_base(uint32_t head, uint32_t reg, uint32_t base, int32_t displacement);
  void at_any_base_immediate(uint32_t head, uint32_t digit, uint32_t base, int32_t displacement, int32_t value);
  void move_at_any_base(uint32_t head, uint32_t base, int32_t displacement, int32_t value);
  void register_immediate(uint32_t head, uint32_t digit, uint32_t id, int32_t value);
  uint8_t* put_memory(uint8_t* at, InstructionCode code, unsigned reg, PlainMem memory, bool is_wide);
  uint8_t* put_label_distance(uint8_t* at, uint32_t label);
  void registers(InstructionCode code, PlainXmm reg, PlainXmm rm);
  void load_any(InstructionCode code, PlainGp to, PlainMem from);
  void load(InstructionCode code, PlainXmm to, PlainMem from);
  void store_any(InstructionCode code, PlainMem to, PlainGp from);
  void store(InstructionCode code, PlainMem to, PlainXmm from);
  void immediate_any(InstructionCode code, PlainGp to, int64_t value);
  void immediate_any(InstructionCode code, PlainMem to, int64_t value);
  void move_immediate(PlainGp to, int64_t value);
  void move_immediate(PlainMem to, int64_t value);
  void shift(InstructionCode code, PlainGp to, int64_t count);
  void set_bit(InstructionCode code, PlainGp to, int64_t bit);
  void through_any(InstructionCode code, PlainMem to);
  void jump_always(uint32_t label);
  void jump(uint32_t condition, uint32_t label);
  void short_jump(uint8_t opcode, uint32_t label);

  uint8_t *start_ = nullptr, *at_ = nullptr;
  uint8_t* limit_ = nullptr;        // kRoomBytes before the buffer's end
  size_t capacity_ = 0;             // of the buffer, in bytes
  bool out_of_memory_ = false;
  std::unique_ptr<LongWay> long_way_;
  std::vector<LabelState> labels_;  // the first label_count_
  uint32_t label_count_ = 0;
  uint32_t waiting_ = 0;            // jumps to labels that are not bound yet
};

class CodeWriter::ShortJumps {
 public:
  explicit ShortJumps(CodeWriter& writer) : writer_(writer) {}
  void jmp(const Label& to) { writer_.short_jump(0xEB, to.id()); }
#define STRATA_JUMP(name, condition) \
  void name(const Label& to) { writer_.short_jump(0x70 | number_of(x86::CondCode::condition), to.id()); }
  STRATA_EACH_CONDITION(STRATA_JUMP)
#undef STRATA_JUMP
#undef STRATA_EACH_CONDITION

 private:
  CodeWriter& writer_;
};
inline CodeWriter::ShortJumps CodeWriter::short_() { return ShortJumps(*this); }

}  // namespace strata::baseline_jit
