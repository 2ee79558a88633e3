// Slots in registers: which register holds what, guards, and the way home. See baseline_jit/compiler.h.
#include <algorithm>

#include "baseline_jit/compiler.h"

namespace strata::baseline_jit {

namespace {

constexpr uint8_t kGprPool[] = {x86::Gp::kIdBx, x86::Gp::kIdBp, x86::Gp::kIdSi, x86::Gp::kIdDi,
                                x86::Gp::kIdR8, x86::Gp::kIdR9, x86::Gp::kIdR10, x86::Gp::kIdR11};
constexpr unsigned kFirstXmm = 2;

bool fits_immediate(uint64_t bits) { return static_cast<int64_t>(bits) == static_cast<int32_t>(bits); }

}  // namespace

int8_t Compiler::loop_gpr(unsigned n) { return static_cast<int8_t>(kGprPool[n]); }
int8_t Compiler::loop_xmm(unsigned n) { return static_cast<int8_t>(kFirstXmm + n); }

void Compiler::release_registers(SlotState& s) {
  if (!s.has_registers()) return;
  if (s.gpr != kNoRegister) gpr_owner_[s.gpr] = -1;
  if (s.tag_gpr != kNoRegister) gpr_owner_[s.tag_gpr] = -1;
  if (s.xmm != kNoRegister) xmm_owner_[s.xmm] = -1;
  s.gpr = s.tag_gpr = s.xmm = kNoRegister;
}

void Compiler::forget(uint32_t slot) {
  SlotState& s = slots_[slot];
  if (!s.active) return;
  release_registers(s);
  uint8_t home_tag = s.home_tag;
  s = SlotState{};
  s.active = true;
  s.home_tag = home_tag;
}

void Compiler::forget_all() {
  for_each_active([&](uint32_t, SlotState& s) {
    release_registers(s);
    s = SlotState{};
  });
  far_active_.clear();
  active_ = dirty_ = in_registers_ = learned_ = 0;
}

void Compiler::evict_gpr(unsigned index) {
  int32_t owner = gpr_owner_[index];
  SlotState& s = slots_[static_cast<uint32_t>(owner) / 2];
  flush(static_cast<uint32_t>(owner) / 2);
  if (owner & 1) {
    s.tag_gpr = kNoRegister;
  } else {
    s.gpr = kNoRegister;
  }
  gpr_owner_[index] = -1;
}

void Compiler::evict_xmm(unsigned index) {
  uint32_t slot = static_cast<uint32_t>(xmm_owner_[index]) / 2;
  flush(slot);
  slots_[slot].xmm = kNoRegister;
  xmm_owner_[index] = -1;
}

x86::Gp Compiler::allocate_gpr() {
  for (uint8_t id : kGprPool) {
    if (gpr_owner_[id] < 0 && !(pinned_gprs_ >> id & 1)) return pin(x86::gpq(id)), x86::gpq(id);
  }
  for (unsigned tries = 0; tries < kGprs; ++tries) {
    uint8_t id = kGprPool[next_gpr_++ % kGprs];
    if (pinned_gprs_ >> id & 1) continue;
    evict_gpr(id);
    return pin(x86::gpq(id)), x86::gpq(id);
  }
  STRATA_CHECK(!"a register is free: see reserve()");
  return kScratch;
}

x86::Xmm Compiler::allocate_xmm() {
  for (unsigned id = kFirstXmm; id < kFirstXmm + kXmms; ++id) {
    if (xmm_owner_[id] < 0 && !(pinned_xmms_ >> id & 1)) return pin(x86::xmm(id)), x86::xmm(id);
  }
  for (unsigned tries = 0; tries < kXmms; ++tries) {
    unsigned id = kFirstXmm + next_xmm_++ % kXmms;
    if (pinned_xmms_ >> id & 1) continue;
    evict_xmm(id);
    return pin(x86::xmm(id)), x86::xmm(id);
  }
  STRATA_CHECK(!"a register is free: see reserve()");
  return kFloatScratch;
}

// Makes so many registers free, so that nothing is evicted between the guards of one operation: what its
// slow path has to write home is settled before the first one.
// (A register of a slot that is at home as well can be taken at any time.)
void Compiler::reserve(unsigned gprs, unsigned xmms) {
  unsigned kept_gprs = 0, kept_xmms = 0;
  for_each_dirty([&](uint32_t, const SlotState& s) {
    kept_gprs += static_cast<unsigned>(s.gpr != kNoRegister) + static_cast<unsigned>(s.tag_gpr != kNoRegister);
    kept_xmms += s.xmm != kNoRegister;
  });
  if (kept_gprs + gprs > kGprs || kept_xmms + xmms > kXmms) evict_for(gprs, xmms);
}

STRATA_COLD void Compiler::evict_for(unsigned gprs, unsigned xmms) {
  auto holds_only_copy = [&](int32_t owner) { return owner >= 0 && slots_[static_cast<uint32_t>(owner) / 2].dirty; };
  unsigned kept_gprs = 0, kept_xmms = 0;
  for (uint8_t id : kGprPool) kept_gprs += holds_only_copy(gpr_owner_[id]);
  for (; kept_gprs + gprs > kGprs;) {
    uint8_t id = kGprPool[next_gpr_++ % kGprs];
    if (!holds_only_copy(gpr_owner_[id])) continue;
    evict_gpr(id);
    kept_gprs = 0;
    for (uint8_t other : kGprPool) kept_gprs += holds_only_copy(gpr_owner_[other]);
  }
  for (unsigned id = kFirstXmm; id < kFirstXmm + kXmms; ++id) kept_xmms += holds_only_copy(xmm_owner_[id]);
  for (; kept_xmms + xmms > kXmms;) {
    unsigned id = kFirstXmm + next_xmm_++ % kXmms;
    if (!holds_only_copy(xmm_owner_[id])) continue;
    evict_xmm(id);
    --kept_xmms;
  }
}

void Compiler::load_immediate(x86::Gp to, uint64_t bits) {
  if (bits == 0) a_.xor_(to.r32(), to.r32());
  else if (bits <= UINT32_MAX) a_.mov(to.r32(), bits);
  else a_.mov(to, bits);
}

void Compiler::write_home(uint32_t slot, const SlotState& s) {
  if (s.tag == kUnknownTag) {
    a_.mov(home(slot), x86::gpq(static_cast<uint32_t>(s.tag_gpr)));
  } else if (s.tag != s.home_tag) {
    a_.mov(home(slot), s.tag);
  }
  if (s.gpr != kNoRegister) {
    a_.mov(home_payload(slot), x86::gpq(static_cast<uint32_t>(s.gpr)));
  } else if (s.xmm != kNoRegister) {
    a_.movsd(home_payload(slot), x86::xmm(static_cast<uint32_t>(s.xmm)));
  } else if (s.is_constant && s.tag >= runtime::kLightUserdata) {
    if (fits_immediate(s.constant)) {
      a_.mov(home_payload(slot), static_cast<int64_t>(s.constant));
    } else {
      load_immediate(kScratch, s.constant);
      a_.mov(home_payload(slot), kScratch);
    }
  }
}

void Compiler::flush(uint32_t slot) {
  SlotState& s = slots_[slot];
  if (!s.dirty) return;
  write_home(slot, s);
  s.dirty = false;
  s.home_tag = s.tag;
}

void Compiler::flush_all() {
  for_each_dirty([&](uint32_t slot, const SlotState&) { flush(slot); });
  dirty_ = 0;
}

// All but operands that are used up.
void Compiler::flush_others(const Operand& x, const Operand& y) {
  for_each_dirty([&](uint32_t slot, const SlotState&) {
    bool is_used_up = slot >= local_count_ && ((!x.is_constant && x.slot == slot) || (!y.is_constant && y.slot == slot));
    if (!is_used_up) flush(slot);
  });
}

// What the fast path has in registers behind an operation, read from the slots after its slow path.
void Compiler::reload(const Kept& kept) {
  const SlotState& s = kept.state;
  if (s.gpr != kNoRegister) a_.mov(x86::gpq(static_cast<uint32_t>(s.gpr)), home_payload(kept.slot));
  if (s.tag_gpr != kNoRegister) a_.mov(x86::gpq(static_cast<uint32_t>(s.tag_gpr)), home(kept.slot));
  if (s.xmm != kNoRegister) a_.movsd(x86::xmm(static_cast<uint32_t>(s.xmm)), home_payload(kept.slot));
}

void Compiler::guard(uint32_t slot, uint8_t tag, Label otherwise) {
  SlotState& s = state(slot);
  if (s.tag == tag) return;
  if (s.tag != kUnknownTag) {
    a_.jmp(otherwise);
    return;
  }
  mark_learned(slot, s);
  if (s.tag_gpr != kNoRegister) {
    a_.cmp(x86::gpq(static_cast<uint32_t>(s.tag_gpr)), tag);
    a_.jne(otherwise);
    gpr_owner_[s.tag_gpr] = -1;
    s.tag_gpr = kNoRegister;
    s.tag = tag;
    if (!s.dirty) s.home_tag = tag;
    return;
  }
  a_.cmp(home(slot), tag);
  a_.jne(otherwise);
  s.tag = s.home_tag = tag;
}

x86::Gp Compiler::payload_in_gpr(uint32_t slot) {
  SlotState& s = state(slot);
  if (s.gpr == kNoRegister) {
    x86::Gp reg = allocate_gpr();
    if (s.is_constant) load_immediate(reg, s.constant);
    else if (s.xmm != kNoRegister) a_.movq(reg, x86::xmm(static_cast<uint32_t>(s.xmm)));
    else a_.mov(reg, home_payload(slot));
    s.gpr = static_cast<int8_t>(reg.id());
    mark_in_registers(slot);
    gpr_owner_[reg.id()] = static_cast<int32_t>(slot * 2);
  }
  x86::Gp reg = x86::gpq(static_cast<uint32_t>(s.gpr));
  pin(reg);
  return reg;
}

x86::Xmm Compiler::float_in_xmm(uint32_t slot) {
  SlotState& s = state(slot);
  if (s.xmm == kNoRegister) {
    x86::Xmm reg = allocate_xmm();
    if (s.is_constant) a_.movsd(reg, float_constant(s.constant));
    else if (s.gpr != kNoRegister) a_.movq(reg, x86::gpq(static_cast<uint32_t>(s.gpr)));
    else a_.movsd(reg, home_payload(slot));
    s.xmm = static_cast<int8_t>(reg.id());
    mark_in_registers(slot);
    xmm_owner_[reg.id()] = static_cast<int32_t>(slot * 2);
  }
  x86::Xmm reg = x86::xmm(static_cast<uint32_t>(s.xmm));
  pin(reg);
  return reg;
}

// A temporary is taken once: it need not go home any more. Its registers stay pinned for the operation.
void Compiler::consume(uint32_t slot) {
  if (slot >= local_count_) forget(slot);
}

void Compiler::set_result(uint32_t slot, uint8_t tag, x86::Gp payload) {
  forget(slot);
  SlotState& s = state(slot);
  s.tag = tag;
  s.gpr = static_cast<int8_t>(payload.id());
  mark_in_registers(slot);
  mark_dirty(slot, s);
  gpr_owner_[payload.id()] = static_cast<int32_t>(slot * 2);
}

void Compiler::set_result(uint32_t slot, x86::Xmm payload) {
  forget(slot);
  SlotState& s = state(slot);
  s.tag = runtime::kFloat;
  s.xmm = static_cast<int8_t>(payload.id());
  mark_in_registers(slot);
  mark_dirty(slot, s);
  xmm_owner_[payload.id()] = static_cast<int32_t>(slot * 2);
}

void Compiler::set_constant(uint32_t slot, Value v) {
  forget(slot);
  SlotState& s = state(slot);
  s.tag = static_cast<uint8_t>(v.tag);
  s.constant = v.bits_;
  s.is_constant = true;
  mark_dirty(slot, s);
}

void Compiler::set_result_pair(uint32_t slot, x86::Gp tag, x86::Gp payload) {
  forget(slot);
  SlotState& s = state(slot);
  s.tag_gpr = static_cast<int8_t>(tag.id());
  s.gpr = static_cast<int8_t>(payload.id());
  mark_in_registers(slot);
  mark_dirty(slot, s);
  gpr_owner_[tag.id()] = static_cast<int32_t>(slot * 2 + 1);
  gpr_owner_[payload.id()] = static_cast<int32_t>(slot * 2);
}

void Compiler::set_result_at_home(uint32_t slot, uint8_t tag) {
  forget(slot);
  SlotState& s = state(slot);
  s.tag = s.home_tag = tag;
}

x86::Mem Compiler::cache_field(const Insn& i, int field) const {
  int32_t offset = -static_cast<int32_t>((i.c + 1) * sizeof(runtime::InlineCache)) + field;
  return x86::qword_ptr(kConstants, offset);
}

x86::Mem Compiler::float_constant(uint64_t bits) {
  for (const FloatConstant& known : float_constants_) {
    if (known.bits == bits) return x86::qword_ptr(known.label);
  }
  float_constants_.push_back({bits, a_.newLabel()});
  return x86::qword_ptr(float_constants_.back().label);
}

}  // namespace strata::baseline_jit
