// Writes the machine code of one function after the other: an asmjit assembler that encodes the forms that
// emitters use most by itself, and jumps and labels too. Every other form goes the long way through asmjit,
// into the same buffer, so emitters write a_.mov(...) and need not know. The bytes are those that asmjit
// gives: code_writer_test.cpp compares all forms with it.
//
// A label is a number; jumps to one that is not bound yet are a list through their own distance fields:
//
//   labels_[k].jumps --> | E9 | position of the field before | ... --> 0: the first one
//
// Distances are known when the label is bound, so nothing is left to resolve at the end.
#pragma once

#include <asmjit/x86.h>

#include <cstdint>
#include <span>
#include <vector>

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

// asmjit's operands as values that travel in registers of ours: most are known where an emitter is compiled.
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
struct PlainMem {
  uint32_t kind, base, index;
  int32_t displacement;
  x86::Mem operand() const { return x86::Mem(asmjit::OperandSignature{kind}, base, index, displacement); }
};
inline PlainGp plain(const x86::Gp& reg) { return {reg.signature().bits(), reg.id()}; }
inline PlainXmm plain(const x86::Xmm& reg) { return {reg.signature().bits(), reg.id()}; }
inline PlainMem plain(const x86::Mem& m) { return {m.signature().bits(), m.baseId(), m.indexId(), m.offsetLo32()}; }

class CodeWriter final : public x86::Assembler {
  using Base = x86::Assembler;
  using Gp = x86::Gp;
  using Xmm = x86::Xmm;
  using Mem = x86::Mem;
  using Imm = asmjit::Imm;
  using Label = asmjit::Label;

 public:
  CodeWriter();

  // Begins with an empty buffer and no labels; their memory is kept. False: no memory, nothing may be written.
  [[nodiscard]] bool start();
  // False: there was no memory, what was written is not to be used. CHECKs that jumps lead somewhere.
  [[nodiscard]] bool finish();
  // Until the next start().
  std::span<const uint8_t> code() const { return {bufferData(), offset()}; }

  Label newLabel() override;
  asmjit::Error bind(const Label& label) override;
  asmjit::Error align(asmjit::AlignMode mode, uint32_t alignment) override;
  void embedUInt64(uint64_t value);
  // The next jump has a distance of 8 bits.
  CodeWriter& short_() { return is_short_ = true, *this; }

#define STRATA_ARITHMETIC(name, Name, k)                                                                      \
  void name(const Gp& to, const Gp& from) { registers({x86::Inst::kId##Name, k * 8 + 1}, plain(to), plain(from)); }                \
  void name(const Gp& to, const Mem& from) { load({x86::Inst::kId##Name, k * 8 + 3}, plain(to), plain(from)); }                    \
  void name(const Mem& to, const Gp& from) { store({x86::Inst::kId##Name, k * 8 + 1}, plain(to), plain(from)); }                   \
  void name(const Gp& to, const Imm& value) { immediate({x86::Inst::kId##Name, 0x81, k}, plain(to), value.value()); }               \
  void name(const Mem& to, const Imm& value) { immediate({x86::Inst::kId##Name, 0x81, k}, plain(to), value.value()); }
  STRATA_ARITHMETIC(add, Add, 0)
  STRATA_ARITHMETIC(or_, Or, 1)
  STRATA_ARITHMETIC(and_, And, 4)
  STRATA_ARITHMETIC(sub, Sub, 5)
  STRATA_ARITHMETIC(xor_, Xor, 6)
  STRATA_ARITHMETIC(cmp, Cmp, 7)
#undef STRATA_ARITHMETIC

  using Base::mov;
  void mov(const Gp& to, const Gp& from) { registers({x86::Inst::kIdMov, 0x89}, plain(to), plain(from)); }
  void mov(const Gp& to, const Mem& from) { load({x86::Inst::kIdMov, 0x8B}, plain(to), plain(from)); }
  void mov(const Mem& to, const Gp& from) { store({x86::Inst::kIdMov, 0x89}, plain(to), plain(from)); }
  void mov(const Gp& to, const Imm& value) { move_immediate(plain(to), value.value()); }
  void mov(const Mem& to, const Imm& value) { move_immediate(plain(to), value.value()); }

  using Base::test;
  void test(const Gp& a, const Gp& b) { registers({x86::Inst::kIdTest, 0x85}, plain(a), plain(b)); }
  void lea(const Gp& to, const Mem& from) { load({x86::Inst::kIdLea, 0x8D}, plain(to), plain(from)); }

#define STRATA_SHIFT(name, Name, k) \
  using Base::name;                 \
  void name(const Gp& to, const Imm& count) { shift({x86::Inst::kId##Name, 0xC1, k}, plain(to), count.value()); }
  STRATA_SHIFT(shl, Shl, 4)
  STRATA_SHIFT(shr, Shr, 5)
  STRATA_SHIFT(sar, Sar, 7)
#undef STRATA_SHIFT

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

  using Base::call;
  using Base::jmp;
  void call(const Mem& to) { through_memory({x86::Inst::kIdCall, 0xFF, 2}, plain(to)); }
  void jmp(const Mem& to) { through_memory({x86::Inst::kIdJmp, 0xFF, 4}, plain(to)); }
  void jmp(const Label& to) { jump(kAlways, to); }
  void j(x86::CondCode condition, const Label& to) { jump(number_of(condition), to); }
#define STRATA_JUMP(name, condition) \
  void name(const Label& to) { jump(number_of(x86::CondCode::condition), to); }
  STRATA_JUMP(ja, kA) STRATA_JUMP(jae, kAE) STRATA_JUMP(jb, kB) STRATA_JUMP(jbe, kBE)
  STRATA_JUMP(jc, kC) STRATA_JUMP(jnc, kNC) STRATA_JUMP(je, kE) STRATA_JUMP(jne, kNE)
  STRATA_JUMP(jz, kZ) STRATA_JUMP(jnz, kNZ) STRATA_JUMP(jg, kG) STRATA_JUMP(jge, kGE)
  STRATA_JUMP(jl, kL) STRATA_JUMP(jle, kLE) STRATA_JUMP(jo, kO) STRATA_JUMP(jno, kNO)
  STRATA_JUMP(js, kS) STRATA_JUMP(jns, kNS) STRATA_JUMP(jp, kP) STRATA_JUMP(jnp, kNP)
#undef STRATA_JUMP

  // What every other form comes to. No label may be among the operands: asmjit knows none.
  asmjit::Error _emit(asmjit::InstId id, const asmjit::Operand_& o0, const asmjit::Operand_& o1,
                      const asmjit::Operand_& o2, const asmjit::Operand_* more) override;

 private:
  static constexpr uint32_t kUnbound = UINT32_MAX;
  static constexpr size_t kRoomBytes = 32;    // more than any instruction
  static constexpr uint8_t kAlways = 0xff;

  struct LabelState {
    uint32_t offset = kUnbound;
    uint32_t jumps = 0;        // position of the last distance field that waits for it; 0: none
    uint32_t short_jumps = 0;  // likewise of 8 bits; these hold how far back the field before is, or 0
  };
  struct Errors final : asmjit::ErrorHandler {
    void handleError(asmjit::Error error, const char* message, asmjit::BaseEmitter* origin) override;
    bool out_of_memory = false;
  };

  // The processor's number of a condition is asmjit's.
  static constexpr uint8_t number_of(x86::CondCode condition) { return static_cast<uint8_t>(condition); }
  void make_room();
  uint8_t* room();
  uint8_t* put_memory(uint8_t* at, InstructionCode code, unsigned reg, PlainMem memory, bool is_wide);
  uint8_t* put_label_distance(uint8_t* at, const Label& label);
  void registers(InstructionCode code, PlainGp rm, PlainGp reg);
  void registers(InstructionCode code, PlainXmm reg, PlainXmm rm);
  void load(InstructionCode code, PlainGp to, PlainMem from);
  void load(InstructionCode code, PlainXmm to, PlainMem from);
  void store(InstructionCode code, PlainMem to, PlainGp from);
  void store(InstructionCode code, PlainMem to, PlainXmm from);
  void immediate(InstructionCode code, PlainGp to, int64_t value);
  void immediate(InstructionCode code, PlainMem to, int64_t value);
  void move_immediate(PlainGp to, int64_t value);
  void move_immediate(PlainMem to, int64_t value);
  void shift(InstructionCode code, PlainGp to, int64_t count);
  void through_memory(InstructionCode code, PlainMem to);
  void jump(uint8_t condition, const Label& to);

  asmjit::CodeHolder holder_;
  Errors errors_;
  std::vector<LabelState> labels_;
  uint32_t waited_for_ = 0;  // labels with jumps to them that are not bound yet
  bool is_short_ = false;
};

}  // namespace strata::baseline_jit
