// See baseline_jit/code_writer.h. How x86-64 encodes these forms: Intel 64 and IA-32 Architectures Software
// Developer's Manual, volume 2, chapter 2.
#include "baseline_jit/code_writer.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>

#include "base/check.h"

namespace strata::baseline_jit {

namespace {

using asmjit::OperandSignature;

constexpr uint32_t kNoPrefix = 0x40, kNoIndex = 0x24;  // a prefix that says nothing; a byte behind modrm that does
constexpr unsigned kIndexFollows = 4;  // in the place of a base register: rsp and r12 as a base need that byte, too

bool fits_8_bits(int64_t v) { return v == static_cast<int8_t>(v); }
bool fits_32_bits(int64_t v) { return v == static_cast<int32_t>(v); }

uint8_t* put_32_bits(uint8_t* at, int32_t value) {
  std::memcpy(at, &value, sizeof value);
  return at + sizeof value;
}

uint8_t modrm(unsigned mode, unsigned reg, unsigned rm) { return static_cast<uint8_t>(mode << 6 | (reg & 7) << 3 | (rm & 7)); }

unsigned scale_of(PlainMem m) { return OperandSignature{m.kind}.getField<x86::Mem::kSignatureMemShiftValueMask>(); }
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

// A whole instruction but for immediates: prefix, opcode and operands, which are `word`, perhaps a byte that says "no
// index", and the displacement are 8 bytes at most, written at once. Without branches: how long the displacement is
// can't be predicted. What is written behind the instruction's end is overwritten by the next one.
STRATA_INLINE uint8_t* put_simple(uint8_t* at, uint32_t word, int32_t displacement, uint32_t always) {
  uint32_t is_present = (displacement != 0) | always, is_long = static_cast<uint32_t>(displacement) + 128 > 255;
  uint32_t mode = is_present + is_long;
  uint64_t all = (word | mode << 22) | static_cast<uint64_t>(static_cast<uint32_t>(displacement)) << 24;
  std::memcpy(at, &all, sizeof all);
  return at + 3 + mode * mode;  // 0, 1 or 4 bytes of displacement
}

// With a byte that says "no index", as rsp and r12 want it.
STRATA_INLINE uint8_t* put_with_index(uint8_t* at, uint32_t word, int32_t displacement) {
  uint32_t is_long = static_cast<uint32_t>(displacement) + 128 > 255, mode = (displacement != 0) + is_long;
  uint64_t all = (word | mode << 22 | kNoIndex << 24) | static_cast<uint64_t>(static_cast<uint32_t>(displacement)) << 32;
  std::memcpy(at, &all, sizeof all);
  return at + 4 + mode * mode;
}

// A prefix that says nothing is left out.
STRATA_INLINE uint8_t* without_prefix(uint8_t* at, uint8_t* end) {
  uint64_t all;
  std::memcpy(&all, at, sizeof all);
  all >>= 8;
  std::memcpy(at, &all, sizeof all);
  return end - 1;
}

STRATA_INLINE uint8_t* put_at_base(uint8_t* at, uint32_t word, int32_t displacement) {
  uint32_t low = word >> 16 & 7;
  uint8_t* end = STRATA_UNLIKELY(low == kIndexFollows) ? put_with_index(at, word, displacement)
                                                       : put_simple(at, word, displacement, low == 5);
  return STRATA_UNLIKELY(static_cast<uint8_t>(word) == kNoPrefix) ? without_prefix(at, end) : end;
}

// Likewise with two registers.
STRATA_INLINE uint8_t* put_registers(uint8_t* at, uint32_t head, uint32_t reg, uint32_t rm) {
  uint32_t word = head | reg >> 3 << 2 | rm >> 3 | (0xC0 | (reg & 7) << 3 | (rm & 7)) << 16;
  uint32_t unused = static_cast<uint8_t>(word) == kNoPrefix ? 1 : 0;
  word >>= 8 * unused;
  std::memcpy(at, &word, sizeof word);
  return at + 3 - unused;
}

constexpr uint32_t with_opcode(uint32_t head, uint32_t opcode) { return (head & 0xff) | opcode << 8; }

}  // namespace

// Asmjit's assembler, for one instruction at a time.
struct CodeWriter::LongWay final : asmjit::ErrorHandler {
  LongWay() {
    holder.init(asmjit::Environment(asmjit::Arch::kX64));
    holder.setErrorHandler(this);
    holder.attach(&assembler);
  }
  // Anything but missing memory is an instruction that does not exist: our own bug.
  void handleError(asmjit::Error error, const char* message, asmjit::BaseEmitter*) override {
    if (error != asmjit::kErrorOutOfMemory) base::check_failed(__FILE__, __LINE__, message);
    out_of_memory = true;
  }

  asmjit::CodeHolder holder;
  x86::Assembler assembler;
  bool out_of_memory = false;
};

CodeWriter::CodeWriter() = default;
CodeWriter::~CodeWriter() { std::free(start_); }

bool CodeWriter::start() {
  at_ = start_;
  label_count_ = waiting_ = 0;
  out_of_memory_ = false;
  return start_ != nullptr || grow();
}

bool CodeWriter::finish() {
  if (out_of_memory_) return false;
  STRATA_CHECK_OP(waiting_, ==, 0u);
  return true;
}

// By malloc, as the compiler's other vectors: what is not written costs nothing, and the last block grows where it is.
bool CodeWriter::grow() {
  constexpr size_t kFirstBytes = 32 << 10;
  size_t capacity = capacity_ == 0 ? kFirstBytes : 2 * capacity_;
  auto* start = static_cast<uint8_t*>(std::realloc(start_, capacity));
  if (start == nullptr) return false;
  at_ = start + offset();
  start_ = start;
  capacity_ = capacity;
  limit_ = start_ + capacity_ - kRoomBytes;
  return true;
}

// Without memory the instructions that follow overwrite the first ones, and are worth nothing.
STRATA_COLD void CodeWriter::make_room() {
  if (grow()) return;
  out_of_memory_ = true;
  at_ = start_;
}

// An instruction ends at `end`; behind it there is room for one more. The last thing that is done.
STRATA_INLINE void CodeWriter::advance(uint8_t* end) {
  at_ = end;
  if (STRATA_UNLIKELY(end > limit_)) make_room();
}

STRATA_COLD void CodeWriter::emit_the_long_way(asmjit::InstId id, const asmjit::Operand_* operands, size_t count) {
  if (long_way_ == nullptr) long_way_.reset(new (std::nothrow) LongWay);
  if (long_way_ == nullptr) return (void)(out_of_memory_ = true);
  x86::Assembler& assembler = long_way_->assembler;
  assembler.setOffset(0);
  assembler.emitOpArray(id, operands, count);
  if (long_way_->out_of_memory) return (void)(out_of_memory_ = true);
  STRATA_CHECK_OP(long_way_->holder.relocEntries().size(), ==, 0u);
  STRATA_CHECK_OP(assembler.offset(), <=, kRoomBytes);
  std::memcpy(at_, assembler.bufferData(), assembler.offset());
  advance(at_ + assembler.offset());
}

void CodeWriter::align(asmjit::AlignMode mode, uint32_t alignment) {
  // What the manual recommends for 1 to 9 bytes (volume 2, NOP).
  static constexpr uint8_t kNops[9][9] = {
      {0x90}, {0x66, 0x90}, {0x0F, 0x1F, 0x00}, {0x0F, 0x1F, 0x40, 0x00}, {0x0F, 0x1F, 0x44, 0x00, 0x00},
      {0x66, 0x0F, 0x1F, 0x44, 0x00, 0x00}, {0x0F, 0x1F, 0x80, 0x00, 0x00, 0x00, 0x00},
      {0x0F, 0x1F, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00}, {0x66, 0x0F, 0x1F, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00}};
  STRATA_CHECK_OP(alignment, <=, kRoomBytes);
  size_t missing = -offset() & (alignment - 1);
  if (mode != asmjit::AlignMode::kCode) std::memset(at_, mode == asmjit::AlignMode::kData ? 0xCC : 0, missing);
  for (size_t done = 0; mode == asmjit::AlignMode::kCode && done < missing;) {
    size_t part = std::min<size_t>(missing - done, std::size(kNops));
    std::memcpy(at_ + done, kNops[part - 1], part);
    done += part;
  }
  advance(at_ + missing);
}

void CodeWriter::embedUInt64(uint64_t value) {
  std::memcpy(at_, &value, sizeof value);
  advance(at_ + sizeof value);
}

// Labels and jumps -----------------------------------------------------------------------------------

STRATA_COLD void CodeWriter::more_labels() { labels_.resize(label_count_ * 2 + 64); }

void CodeWriter::bind(const Label& label) {
  LabelState& state = labels_[label.id()];
  STRATA_CHECK(state.offset == kUnbound);
  uint8_t* start = start_;
  uint32_t here = static_cast<uint32_t>(at_ - start);
  state.offset = here;
  if (STRATA_UNLIKELY(out_of_memory_)) return (void)(waiting_ = 0);
  for (uint32_t at = state.jumps; at != 0; --waiting_) {
    uint32_t before;
    std::memcpy(&before, start + at, sizeof before);
    put_32_bits(start + at, static_cast<int32_t>(here - (at + 4)));
    at = before;
  }
  for (uint32_t at = state.short_jumps; at != 0; --waiting_) {
    uint8_t back = start[at];
    STRATA_CHECK(here - (at + 1) <= 127u);
    start[at] = static_cast<uint8_t>(here - (at + 1));
    at = back != 0 ? at - back : 0;
  }
}

// The distance to a label from behind these 32 bits.
STRATA_INLINE uint8_t* CodeWriter::put_label_distance(uint8_t* at, uint32_t label) {
  LabelState& state = labels_[label];
  uint32_t position = static_cast<uint32_t>(at - start_);
  if (state.offset != kUnbound) return put_32_bits(at, static_cast<int32_t>(state.offset - (position + 4)));
  std::memcpy(at, &state.jumps, sizeof state.jumps);
  state.jumps = position;
  ++waiting_;
  return at + 4;
}

void CodeWriter::jump(uint32_t condition, uint32_t label) {
  uint8_t* at = at_;
  uint32_t offset = labels_[label].offset;
  if (offset != kUnbound && fits_8_bits(static_cast<int32_t>(offset - (static_cast<uint32_t>(at - start_) + 2)))) {
    return short_jump(static_cast<uint8_t>(0x70 | condition), label);
  }
  at[0] = 0x0F;
  at[1] = static_cast<uint8_t>(0x80 | condition);
  advance(put_label_distance(at + 2, label));
}

void CodeWriter::jump_always(uint32_t label) {
  if (labels_[label].offset != kUnbound) return jmp_back(labels_[label].offset);
  uint8_t* at = at_;
  at[0] = 0xE9;
  advance(put_label_distance(at + 1, label));
}

void CodeWriter::jmp_back(uint32_t to) {
  uint8_t* at = at_;
  int32_t distance = static_cast<int32_t>(to - static_cast<uint32_t>(at - start_));
  bool is_short = fits_8_bits(distance - 2);
  at[0] = is_short ? 0xEB : 0xE9;
  put_32_bits(at + 1, is_short ? distance - 2 : distance - 5);
  advance(at + (is_short ? 2 : 5));
}

void CodeWriter::short_jump(uint8_t opcode, uint32_t label) {
  uint8_t* at = at_;
  LabelState& state = labels_[label];
  uint32_t position = static_cast<uint32_t>(at - start_) + 1;
  at[0] = opcode;
  if (state.offset != kUnbound) {
    at[1] = static_cast<uint8_t>(state.offset - (position + 1));
  } else {
    STRATA_CHECK(state.short_jumps == 0 || position - state.short_jumps <= 127 || out_of_memory_);
    at[1] = static_cast<uint8_t>(state.short_jumps != 0 ? position - state.short_jumps : 0);
    state.short_jumps = position;
    ++waiting_;
  }
  advance(at + 2);
}

// The common forms -----------------------------------------------------------------------------------

void CodeWriter::two_registers(uint32_t head, uint32_t reg, uint32_t rm) { advance(put_registers(at_, head, reg, rm)); }

void CodeWriter::two_low_bytes(uint8_t opcode, uint32_t reg, uint32_t rm) {
  uint8_t* at = at_;
  at[0] = opcode;
  at[1] = modrm(3, reg, rm);
  advance(at + 2);
}

// Opcodes behind 0F, the prefix before all else.
void CodeWriter::with_escape(uint8_t prefix, uint8_t opcode, bool is_wide, uint32_t reg, uint32_t rm) {
  InstructionCode code{0, opcode, 0, prefix, true};
  uint8_t* at = put_code(at_, code, static_cast<unsigned>(is_wide) << 3 | reg >> 3 << 2 | rm >> 3);
  *at++ = modrm(3, reg, rm);
  advance(at);
}

void CodeWriter::test_byte(uint32_t base, int32_t displacement, int64_t mask) {
  uint8_t* at = put_at_base(at_, word_of(head_of({x86::Inst::kIdTest, 0xF6}, false), 0, base), displacement);
  *at = static_cast<uint8_t>(mask);
  advance(at + 1);
}

void CodeWriter::cqo() {
  uint8_t* at = at_;
  at[0] = 0x48;
  at[1] = 0x99;
  advance(at + 2);
}

void CodeWriter::at_any_base(uint32_t head, uint32_t reg, uint32_t base, int32_t displacement) {
  advance(put_at_base(at_, word_of(head, reg, base), displacement));
}

void CodeWriter::simple(uint32_t word, int32_t displacement, uint32_t always) {
  advance(put_simple(at_, word, displacement, always));
}

void CodeWriter::simple_with_index(uint32_t word, int32_t displacement) {
  advance(put_with_index(at_, word, displacement));
}

// The opcode of the form with 8 bits is 2 more.
void CodeWriter::simple_immediate(uint32_t word, int32_t displacement, uint32_t always, int32_t value) {
  uint32_t is_short = fits_8_bits(value);
  uint8_t* at = put_simple(at_, word | is_short << 9, displacement, always);
  put_32_bits(at, value);
  advance(at + (is_short ? 1 : 4));
}

void CodeWriter::simple_move(uint32_t word, int32_t displacement, uint32_t always, int32_t value) {
  advance(put_32_bits(put_simple(at_, word, displacement, always), value));
}

// Sign-extended from 8 bits where that is the value; else from 32, for which rax has a form without modrm.
void CodeWriter::at_any_base_immediate(uint32_t head, uint32_t digit, uint32_t base, int32_t displacement, int32_t value) {
  bool is_short = fits_8_bits(value);
  uint8_t* at = put_at_base(at_, word_of(is_short ? with_opcode(head, 0x83) : head, digit, base), displacement);
  put_32_bits(at, value);
  advance(at + (is_short ? 1 : 4));
}

void CodeWriter::move_at_any_base(uint32_t head, uint32_t base, int32_t displacement, int32_t value) {
  advance(put_32_bits(put_at_base(at_, word_of(head, 0, base), displacement), value));
}

void CodeWriter::register_immediate(uint32_t head, uint32_t digit, uint32_t id, int32_t value) {
  bool is_short = fits_8_bits(value);
  uint8_t* at = at_;
  if (!is_short && id == x86::Gp::kIdAx) {
    if (head & 8) *at++ = head & 0xff;
    *at++ = static_cast<uint8_t>(digit << 3 | 5);
  } else {
    at = put_registers(at, is_short ? with_opcode(head, 0x83) : head, digit, id);
  }
  put_32_bits(at, value);
  advance(at + (is_short ? 1 : 4));
}

// Operands -------------------------------------------------------------------------------------------

// nullptr: a kind of address that is left to asmjit.
STRATA_INLINE uint8_t* CodeWriter::put_memory(uint8_t* at, InstructionCode code, unsigned reg, PlainMem memory, bool wide) {
  uint32_t kind = memory.address_kind();
  unsigned rex = static_cast<unsigned>(wide) << 3 | reg >> 3 << 2;
  unsigned base = memory.base;
  if (STRATA_LIKELY(kind == PlainMem::kAtBase)) {
    constexpr uint8_t kNoIndex = 4 << 3 | 4;
    at = put_code(at, code, rex | base >> 3);
    return put_address(at, reg, base, (base & 7) == kIndexFollows, kNoIndex, memory.displacement);
  }
  if (kind == PlainMem::kAtBaseAndIndex) {
    unsigned index = memory.index;
    if (index == x86::Gp::kIdSp) return nullptr;
    uint8_t index_byte = modrm(scale_of(memory), index, base);
    at = put_code(at, code, rex | index >> 3 << 1 | base >> 3);
    return put_address(at, reg, base, true, index_byte, memory.displacement);
  }
  if (kind != PlainMem::kAtLabel || memory.displacement != 0) return nullptr;
  at = put_code(at, code, rex);
  *at++ = modrm(0, reg, 5);
  return put_label_distance(at, base);
}

void CodeWriter::registers(InstructionCode code, PlainXmm reg, PlainXmm rm) {
  if ((reg.id | rm.id) > 15) return (void)emit(code.id, reg.operand(), rm.operand());
  uint8_t* at = put_code(at_, code, reg.id >> 3 << 2 | rm.id >> 3);
  *at++ = modrm(3, reg.id, rm.id);
  advance(at);
}

void CodeWriter::load_any(InstructionCode code, PlainGp to, PlainMem from) {
  uint8_t* end = to.is_known() ? put_memory(at_, code, to.id, from, to.is_wide()) : nullptr;
  if (STRATA_UNLIKELY(end == nullptr)) return (void)emit(code.id, to.operand(), from.operand());
  advance(end);
}

void CodeWriter::load(InstructionCode code, PlainXmm to, PlainMem from) {
  uint8_t* end = to.id <= 15 ? put_memory(at_, code, to.id, from, false) : nullptr;
  if (STRATA_UNLIKELY(end == nullptr)) return (void)emit(code.id, to.operand(), from.operand());
  advance(end);
}

void CodeWriter::store_any(InstructionCode code, PlainMem to, PlainGp from) {
  uint8_t* end = from.is_known() ? put_memory(at_, code, from.id, to, from.is_wide()) : nullptr;
  if (STRATA_UNLIKELY(end == nullptr)) return (void)emit(code.id, to.operand(), from.operand());
  advance(end);
}

void CodeWriter::store(InstructionCode code, PlainMem to, PlainXmm from) {
  uint8_t* end = from.id <= 15 ? put_memory(at_, code, from.id, to, false) : nullptr;
  if (STRATA_UNLIKELY(end == nullptr)) return (void)emit(code.id, to.operand(), from.operand());
  advance(end);
}

// Immediates -----------------------------------------------------------------------------------------

// Sign-extended from 8 bits where that is the value; else from 32, for which rax has a form without modrm.
void CodeWriter::immediate_any(InstructionCode code, PlainGp to, int64_t v) {
  if (!to.is_wide() && v == static_cast<uint32_t>(v)) v = static_cast<int32_t>(v);
  if (!to.is_known() || !fits_32_bits(v)) return (void)emit(code.id, to.operand(), Imm(v));
  bool is_short = fits_8_bits(v);
  if (is_short) code.opcode = 0x83;
  else if (to.id == x86::Gp::kIdAx) code.opcode = static_cast<uint8_t>(code.digit << 3 | 5);
  uint8_t* at = put_code(at_, code, static_cast<unsigned>(to.is_wide()) << 3 | to.id >> 3);
  if (is_short || to.id != x86::Gp::kIdAx) *at++ = modrm(3, code.digit, to.id);
  put_32_bits(at, static_cast<int32_t>(v));
  advance(at + (is_short ? 1 : 4));
}

void CodeWriter::immediate_any(InstructionCode code, PlainMem to, int64_t v) {
  uint32_t size = size_of(to);
  bool is_short = fits_8_bits(v) || size == 1;
  bool fits = size == 1 ? fits_8_bits(v) : size == 8 || size == 4 ? fits_32_bits(v) : false;
  if (!fits || to.address_kind() == PlainMem::kAtLabel) return (void)emit(code.id, to.operand(), Imm(v));
  if (is_short) code.opcode = size == 1 ? 0x80 : 0x83;
  uint8_t* at = put_memory(at_, code, code.digit, to, size == 8);
  if (STRATA_UNLIKELY(at == nullptr)) return (void)emit(code.id, to.operand(), Imm(v));
  put_32_bits(at, static_cast<int32_t>(v));
  advance(at + (is_short ? 1 : 4));
}

void CodeWriter::move_immediate(PlainGp to, int64_t v) {
  bool fits = to.is_wide() ? fits_32_bits(v) : fits_32_bits(v) || v == static_cast<uint32_t>(v);
  if (!to.is_known() || (!fits && !to.is_wide())) return (void)emit(x86::Inst::kIdMov, to.operand(), Imm(v));
  uint8_t* at = at_;
  if (!fits) {
    at = put_code(at, {x86::Inst::kIdMov, static_cast<uint8_t>(0xB8 | (to.id & 7))}, 8 | to.id >> 3);
    std::memcpy(at, &v, sizeof v);
    return advance(at + sizeof v);
  }
  if (to.is_wide()) {
    at = put_code(at, {x86::Inst::kIdMov, 0xC7}, 8 | to.id >> 3);
    *at++ = modrm(3, 0, to.id);
  } else {
    at = put_code(at, {x86::Inst::kIdMov, static_cast<uint8_t>(0xB8 | (to.id & 7))}, to.id >> 3);
  }
  advance(put_32_bits(at, static_cast<int32_t>(v)));
}

void CodeWriter::move_immediate(PlainMem to, int64_t v) {
  uint32_t size = size_of(to);
  bool is_known_size = size == 4 || size == 8;
  if (!is_known_size || !fits_32_bits(v) || to.address_kind() == PlainMem::kAtLabel) return (void)emit(x86::Inst::kIdMov, to.operand(), Imm(v));
  uint8_t* at = put_memory(at_, {x86::Inst::kIdMov, 0xC7}, 0, to, size == 8);
  if (STRATA_UNLIKELY(at == nullptr)) return (void)emit(x86::Inst::kIdMov, to.operand(), Imm(v));
  advance(put_32_bits(at, static_cast<int32_t>(v)));
}

void CodeWriter::shift(InstructionCode code, PlainGp to, int64_t count) {
  bool is_one = count == 1;
  if (!to.is_known() || static_cast<uint64_t>(count) > 63) return (void)emit(code.id, to.operand(), Imm(count));
  if (is_one) code.opcode = 0xD1;
  uint8_t* at = put_code(at_, code, static_cast<unsigned>(to.is_wide()) << 3 | to.id >> 3);
  *at++ = modrm(3, code.digit, to.id);
  if (!is_one) *at++ = static_cast<uint8_t>(count);
  advance(at);
}

void CodeWriter::set_bit(InstructionCode code, PlainGp to, int64_t bit) {
  if (!to.is_known() || static_cast<uint64_t>(bit) > 63) return (void)emit(code.id, to.operand(), Imm(bit));
  uint8_t* at = put_code(at_, code, static_cast<unsigned>(to.is_wide()) << 3 | to.id >> 3);
  *at++ = modrm(3, code.digit, to.id);
  *at++ = static_cast<uint8_t>(bit);
  advance(at);
}

void CodeWriter::through_any(InstructionCode code, PlainMem to) {
  uint8_t* end = put_memory(at_, code, code.digit, to, false);
  if (STRATA_UNLIKELY(end == nullptr)) return (void)emit(code.id, to.operand());
  advance(end);
}

}  // namespace strata::baseline_jit
