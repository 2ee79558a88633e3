// See baseline_jit/code_writer.h. How x86-64 encodes these forms: Intel 64 and IA-32 Architectures Software
// Developer's Manual, volume 2, chapter 2.
#include "baseline_jit/code_writer.h"

#include <cstdio>
#include <cstring>

#include "base/check.h"

namespace strata::baseline_jit {

namespace {

using asmjit::OperandSignature;
using asmjit::RegType;

// What a memory operand is, but for its size and scale.
constexpr uint32_t kSizeAndScale = uint32_t{OperandSignature::kSizeMask} | uint32_t{x86::Mem::kSignatureMemShiftValueMask};
constexpr uint32_t kind_of_memory(RegType base, RegType index) {
  return OperandSignature::fromOpType(asmjit::OperandType::kMem).bits() |
         OperandSignature::fromMemBaseType(base).bits() | OperandSignature::fromMemIndexType(index).bits();
}
constexpr uint32_t kAtBase = kind_of_memory(RegType::kX86_Gpq, RegType::kNone);
constexpr uint32_t kAtBaseAndIndex = kind_of_memory(RegType::kX86_Gpq, RegType::kX86_Gpq);
constexpr uint32_t kAtLabel = kind_of_memory(RegType::kLabelTag, RegType::kNone);

constexpr unsigned kIndexFollows = 4;  // in the place of a base register: rsp and r12 as a base need that byte, too

bool fits_8_bits(int64_t v) { return v == static_cast<int8_t>(v); }
bool fits_32_bits(int64_t v) { return v == static_cast<int32_t>(v); }

uint8_t* put_32_bits(uint8_t* at, int32_t value) {
  std::memcpy(at, &value, sizeof value);
  return at + sizeof value;
}

uint8_t modrm(unsigned mode, unsigned reg, unsigned rm) { return static_cast<uint8_t>(mode << 6 | (reg & 7) << 3 | (rm & 7)); }

unsigned scale_of(PlainMem m) { return OperandSignature{m.kind}.getField<x86::Mem::kSignatureMemShiftValueMask>(); }
bool is_at_label(PlainMem m) { return (m.kind & ~kSizeAndScale) == kAtLabel; }
uint32_t size_of(PlainMem m) { return OperandSignature{m.kind}.size(); }

// Up to the opcode. `rex`: W, R, X and B.
STRATA_INLINE uint8_t* put_code(uint8_t* at, InstructionCode code, unsigned rex) {
  if (STRATA_UNLIKELY(code.has_escape)) {
    *at = code.prefix;
    at += code.prefix != 0;
    *at = static_cast<uint8_t>(0x40 | rex);
    at += rex != 0;
    *at++ = 0x0F;
  } else {
    *at = static_cast<uint8_t>(0x40 | rex);
    at += rex != 0;
  }
  *at++ = code.opcode;
  return at;
}

// Behind the opcode: a base, `index_byte` where there is one, and the displacement. Without branches: how long
// the displacement is can't be predicted. Writes up to 6 bytes, of which some may be none of the instruction's.
STRATA_INLINE uint8_t* put_address(uint8_t* at, unsigned reg, unsigned base, bool has_index, uint8_t index_byte, int32_t displacement) {
  bool is_absent = displacement == 0 && (base & 7) != 5, is_short = fits_8_bits(displacement);
  unsigned mode = is_absent ? 0 : is_short ? 1 : 2;
  at[0] = modrm(mode, reg, has_index ? kIndexFollows : base);
  at[1] = index_byte;
  at += has_index ? 2 : 1;
  std::memcpy(at, &displacement, sizeof displacement);
  return at + (is_absent ? 0 : is_short ? 1 : 4);
}

}  // namespace

CodeWriter::CodeWriter() {
  holder_.init(asmjit::Environment(asmjit::Arch::kX64));
  holder_.setErrorHandler(&errors_);
  holder_.attach(this);
}

// Anything but missing memory is an instruction that does not exist: our own bug.
void CodeWriter::Errors::handleError(asmjit::Error error, const char* message, asmjit::BaseEmitter*) {
  if (error != asmjit::kErrorOutOfMemory) base::check_failed(__FILE__, __LINE__, message);
  out_of_memory = true;
}

bool CodeWriter::start() {
  _bufferPtr = _bufferData;
  labels_.clear();
  waited_for_ = 0;
  errors_.out_of_memory = false;
  room();
  return !errors_.out_of_memory;
}

bool CodeWriter::finish() {
  if (errors_.out_of_memory) return false;
  STRATA_CHECK_OP(waited_for_, ==, 0u);
  STRATA_CHECK_OP(holder_.relocEntries().size(), ==, 0u);
  return true;
}

// Without memory the instructions that follow overwrite the first ones, and are worth nothing.
STRATA_COLD void CodeWriter::make_room() {
  asmjit::CodeBuffer& buffer = _section->_buffer;
  buffer._size = offset();
  if (holder_.growBuffer(&buffer, kRoomBytes) == asmjit::kErrorOk) return;
  errors_.out_of_memory = true;
  _bufferPtr = _bufferData;
}

STRATA_INLINE uint8_t* CodeWriter::room() {
  if (STRATA_UNLIKELY(remainingSpace() < kRoomBytes)) make_room();
  return _bufferPtr;
}

asmjit::Error CodeWriter::_emit(asmjit::InstId id, const asmjit::Operand_& o0, const asmjit::Operand_& o1,
                                const asmjit::Operand_& o2, const asmjit::Operand_* more) {
  room();
  return Base::_emit(id, o0, o1, o2, more);
}

asmjit::Error CodeWriter::align(asmjit::AlignMode mode, uint32_t alignment) {
  room();
  return Base::align(mode, alignment);
}

void CodeWriter::embedUInt64(uint64_t value) {
  std::memcpy(room(), &value, sizeof value);
  _bufferPtr += sizeof value;
}

// Labels and jumps -----------------------------------------------------------------------------------

asmjit::Label CodeWriter::newLabel() {
  labels_.push_back({});
  return Label(static_cast<uint32_t>(labels_.size() - 1));
}

asmjit::Error CodeWriter::bind(const Label& label) {
  LabelState& state = labels_[label.id()];
  STRATA_CHECK_OP(state.offset, ==, kUnbound);
  uint32_t here = static_cast<uint32_t>(offset());
  state.offset = here;
  if (state.jumps == 0 && state.short_jumps == 0) return asmjit::kErrorOk;
  --waited_for_;
  if (errors_.out_of_memory) return asmjit::kErrorOk;
  for (uint32_t at = state.jumps; at != 0;) {
    uint32_t before;
    std::memcpy(&before, _bufferData + at, sizeof before);
    put_32_bits(_bufferData + at, static_cast<int32_t>(here - (at + 4)));
    at = before;
  }
  for (uint32_t at = state.short_jumps; at != 0;) {
    uint8_t back = _bufferData[at];
    STRATA_CHECK_OP(here - (at + 1), <=, 127u);
    _bufferData[at] = static_cast<uint8_t>(here - (at + 1));
    at = back != 0 ? at - back : 0;
  }
  return asmjit::kErrorOk;
}

// The distance to a label from behind these 32 bits.
uint8_t* CodeWriter::put_label_distance(uint8_t* at, const Label& label) {
  LabelState& state = labels_[label.id()];
  uint32_t position = static_cast<uint32_t>(at - _bufferData);
  if (state.offset != kUnbound) return put_32_bits(at, static_cast<int32_t>(state.offset - (position + 4)));
  waited_for_ += state.jumps == 0 && state.short_jumps == 0;
  at = put_32_bits(at, static_cast<int32_t>(state.jumps));
  state.jumps = position;
  return at;
}

void CodeWriter::jump(uint8_t condition, const Label& to) {
  uint8_t* at = room();
  LabelState& state = labels_[to.id()];
  uint32_t behind_short = static_cast<uint32_t>(offset()) + 2;
  bool is_short = is_short_;
  is_short_ = false;
  if (state.offset != kUnbound) is_short = fits_8_bits(static_cast<int32_t>(state.offset - behind_short));
  if (!is_short) {
    if (condition == kAlways) {
      *at++ = 0xE9;
    } else {
      *at++ = 0x0F;
      *at++ = 0x80 | condition;
    }
    _bufferPtr = put_label_distance(at, to);
    return;
  }
  at[0] = condition == kAlways ? 0xEB : 0x70 | condition;
  _bufferPtr = at + 2;
  if (state.offset != kUnbound) {
    at[1] = static_cast<uint8_t>(state.offset - behind_short);
    return;
  }
  waited_for_ += state.jumps == 0 && state.short_jumps == 0;
  uint32_t position = behind_short - 1;
  STRATA_CHECK(state.short_jumps == 0 || position - state.short_jumps <= 127 || errors_.out_of_memory);
  at[1] = static_cast<uint8_t>(state.short_jumps != 0 ? position - state.short_jumps : 0);
  state.short_jumps = position;
}

// Operands -------------------------------------------------------------------------------------------

// nullptr: a kind of address that is left to asmjit.
STRATA_INLINE uint8_t* CodeWriter::put_memory(uint8_t* at, InstructionCode code, unsigned reg, PlainMem memory, bool wide) {
  uint32_t kind = memory.kind & ~kSizeAndScale;
  unsigned rex = static_cast<unsigned>(wide) << 3 | reg >> 3 << 2;
  unsigned base = memory.base;
  if (STRATA_LIKELY(kind == kAtBase)) {
    constexpr uint8_t kNoIndex = 4 << 3 | 4;
    at = put_code(at, code, rex | base >> 3);
    return put_address(at, reg, base, (base & 7) == kIndexFollows, kNoIndex, memory.displacement);
  }
  if (kind == kAtBaseAndIndex) {
    unsigned index = memory.index;
    if (index == x86::Gp::kIdSp) return nullptr;
    uint8_t index_byte = modrm(scale_of(memory), index, base);
    at = put_code(at, code, rex | index >> 3 << 1 | base >> 3);
    return put_address(at, reg, base, true, index_byte, memory.displacement);
  }
  if (kind != kAtLabel || memory.displacement != 0) return nullptr;
  at = put_code(at, code, rex);
  *at++ = modrm(0, reg, 5);
  return put_label_distance(at, Label(base));
}

void CodeWriter::registers(InstructionCode code, PlainGp rm, PlainGp reg) {
  if (STRATA_UNLIKELY(!reg.is_known() || reg.kind != rm.kind)) return (void)emit(code.id, rm.operand(), reg.operand());
  uint8_t* at = put_code(room(), code, static_cast<unsigned>(reg.is_wide()) << 3 | reg.id >> 3 << 2 | rm.id >> 3);
  *at++ = modrm(3, reg.id, rm.id);
  _bufferPtr = at;
}

void CodeWriter::registers(InstructionCode code, PlainXmm reg, PlainXmm rm) {
  if ((reg.id | rm.id) > 15) return (void)emit(code.id, reg.operand(), rm.operand());
  uint8_t* at = put_code(room(), code, reg.id >> 3 << 2 | rm.id >> 3);
  *at++ = modrm(3, reg.id, rm.id);
  _bufferPtr = at;
}

void CodeWriter::load(InstructionCode code, PlainGp to, PlainMem from) {
  uint8_t* end = to.is_known() ? put_memory(room(), code, to.id, from, to.is_wide()) : nullptr;
  if (STRATA_UNLIKELY(end == nullptr)) return (void)emit(code.id, to.operand(), from.operand());
  _bufferPtr = end;
}

void CodeWriter::load(InstructionCode code, PlainXmm to, PlainMem from) {
  uint8_t* end = to.id <= 15 ? put_memory(room(), code, to.id, from, false) : nullptr;
  if (STRATA_UNLIKELY(end == nullptr)) return (void)emit(code.id, to.operand(), from.operand());
  _bufferPtr = end;
}

void CodeWriter::store(InstructionCode code, PlainMem to, PlainGp from) {
  uint8_t* end = from.is_known() ? put_memory(room(), code, from.id, to, from.is_wide()) : nullptr;
  if (STRATA_UNLIKELY(end == nullptr)) return (void)emit(code.id, to.operand(), from.operand());
  _bufferPtr = end;
}

void CodeWriter::store(InstructionCode code, PlainMem to, PlainXmm from) {
  uint8_t* end = from.id <= 15 ? put_memory(room(), code, from.id, to, false) : nullptr;
  if (STRATA_UNLIKELY(end == nullptr)) return (void)emit(code.id, to.operand(), from.operand());
  _bufferPtr = end;
}

// Immediates -----------------------------------------------------------------------------------------

// Sign-extended from 8 bits where that is the value; else from 32, for which rax has a form without modrm.
void CodeWriter::immediate(InstructionCode code, PlainGp to, int64_t v) {
  if (!to.is_wide() && v == static_cast<uint32_t>(v)) v = static_cast<int32_t>(v);
  if (!to.is_known() || !fits_32_bits(v)) return (void)emit(code.id, to.operand(), Imm(v));
  bool is_short = fits_8_bits(v);
  if (is_short) code.opcode = 0x83;
  else if (to.id == x86::Gp::kIdAx) code.opcode = static_cast<uint8_t>(code.digit << 3 | 5);
  uint8_t* at = put_code(room(), code, static_cast<unsigned>(to.is_wide()) << 3 | to.id >> 3);
  if (is_short || to.id != x86::Gp::kIdAx) *at++ = modrm(3, code.digit, to.id);
  put_32_bits(at, static_cast<int32_t>(v));
  _bufferPtr = at + (is_short ? 1 : 4);
}

void CodeWriter::immediate(InstructionCode code, PlainMem to, int64_t v) {
  uint32_t size = size_of(to);
  bool is_short = fits_8_bits(v) || size == 1;
  bool fits = size == 1 ? fits_8_bits(v) : size == 8 || size == 4 ? fits_32_bits(v) : false;
  if (!fits || is_at_label(to)) return (void)emit(code.id, to.operand(), Imm(v));
  if (is_short) code.opcode = size == 1 ? 0x80 : 0x83;
  uint8_t* at = put_memory(room(), code, code.digit, to, size == 8);
  if (STRATA_UNLIKELY(at == nullptr)) return (void)emit(code.id, to.operand(), Imm(v));
  put_32_bits(at, static_cast<int32_t>(v));
  _bufferPtr = at + (is_short ? 1 : 4);
}

void CodeWriter::move_immediate(PlainGp to, int64_t v) {
  bool fits = to.is_wide() ? fits_32_bits(v) : fits_32_bits(v) || v == static_cast<uint32_t>(v);
  if (!to.is_known() || !fits) return (void)emit(x86::Inst::kIdMov, to.operand(), Imm(v));
  uint8_t* at = room();
  if (to.is_wide()) {
    at = put_code(at, {x86::Inst::kIdMov, 0xC7}, 8 | to.id >> 3);
    *at++ = modrm(3, 0, to.id);
  } else {
    at = put_code(at, {x86::Inst::kIdMov, static_cast<uint8_t>(0xB8 | (to.id & 7))}, to.id >> 3);
  }
  _bufferPtr = put_32_bits(at, static_cast<int32_t>(v));
}

void CodeWriter::move_immediate(PlainMem to, int64_t v) {
  uint32_t size = size_of(to);
  bool is_known_size = size == 4 || size == 8;
  if (!is_known_size || !fits_32_bits(v) || is_at_label(to)) return (void)emit(x86::Inst::kIdMov, to.operand(), Imm(v));
  uint8_t* at = put_memory(room(), {x86::Inst::kIdMov, 0xC7}, 0, to, size == 8);
  if (STRATA_UNLIKELY(at == nullptr)) return (void)emit(x86::Inst::kIdMov, to.operand(), Imm(v));
  _bufferPtr = put_32_bits(at, static_cast<int32_t>(v));
}

void CodeWriter::shift(InstructionCode code, PlainGp to, int64_t count) {
  bool is_one = count == 1;
  if (!to.is_known() || static_cast<uint64_t>(count) > 63) return (void)emit(code.id, to.operand(), Imm(count));
  if (is_one) code.opcode = 0xD1;
  uint8_t* at = put_code(room(), code, static_cast<unsigned>(to.is_wide()) << 3 | to.id >> 3);
  *at++ = modrm(3, code.digit, to.id);
  if (!is_one) *at++ = static_cast<uint8_t>(count);
  _bufferPtr = at;
}

void CodeWriter::through_memory(InstructionCode code, PlainMem to) {
  uint8_t* end = put_memory(room(), code, code.digit, to, false);
  if (STRATA_UNLIKELY(end == nullptr)) return (void)emit(code.id, to.operand());
  _bufferPtr = end;
}

}  // namespace strata::baseline_jit
