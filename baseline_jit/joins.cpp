// Where ways meet. At a jump's target every slot is at home; what is known of its type there, and which
// register holds its payload as well, is what all ways agree on. Of a jump from above that is settled when
// the target is reached. A loop's head comes before its back-edges: what holds there is chosen by the types
// that are known on entry and those that the profile saw inside, and each back-edge has to bring it about.
//
//       entry: checks what is assumed, loads         back-edge: likewise, for what it does not know itself
//                    \                                  /
//                     label of the head: types known, payloads in registers
//                    /
//       shim, out of line: for those who come with everything at home (the interpreter, a slow path)
#include <algorithm>
#include <bit>

#include "baseline_jit/compiler.h"

namespace strata::baseline_jit {

using runtime::kFloat;
using runtime::kInt;

// By which a jump gets to `target`, forward with the state as it is now: what is not at home is used up.
Label Compiler::edge_label(uint32_t target) {
  if (flow_.is_loop_head(target)) return shim_label(target);
  note_edge(target);
  return label_of(join_at(target).label);
}

Label Compiler::shim_label(uint32_t target) { return label_of(join_at(target).shim); }

// What the join knows so far is cut down to what is true here as well.
void Compiler::note_edge(uint32_t target) {
  JoinState& join = join_at(target);
  SlotSet live = flow_.live(target);
  if (join.is_reached) {
    for (uint32_t k = join.begin; k < join.begin + join.count; ++k) meet(joined_[k]);
    return;
  }
  join.is_reached = true;
  join.begin = static_cast<uint32_t>(joined_.size());
  if (is_untyped(target)) return;
  for_each_near(active_ & live, [&](uint32_t slot, const SlotState& s) {
    if (!s.dirty && s.tag != kUnknownTag) joined_.push_back({slot, s});
  });
  join.count = static_cast<uint32_t>(joined_.size()) - join.begin;
}

void Compiler::meet(Kept& kept) {
  const SlotState& here = slots_[kept.slot];
  SlotState& s = kept.state;
  if (!here.active || here.dirty || here.tag != s.tag) {
    s = SlotState{};
    return;
  }
  if (!here.is_constant || here.constant != s.constant) s.is_constant = false;
  if (here.gpr != s.gpr) s.gpr = kNoRegister;
  if (here.xmm != s.xmm) s.xmm = kNoRegister;
  if (here.home_tag != s.home_tag) s.home_tag = kUnknownTag;
}

// The walk has come to a jump's target.
void Compiler::enter_join(uint32_t word) {
  JoinState& join = join_at(word);
  if (falls_through_) flush_all();
  if (flow_.is_loop_head(word)) {
    choose_head_state(word);
    label_of(join.differs);
    if (falls_through_) match_state(join);
  } else if (falls_through_) {
    note_edge(word);
  }
  forget_all();
  a_.bind(label_of(join.label));
  word_starts_[word] = places_[word] = static_cast<uint32_t>(a_.offset());
  bool knows = false;
  for (uint32_t k = join.begin; k < join.begin + join.count; ++k) knows |= adopt(joined_[k]);
  if (knows || join.differs != kNoLabel) {
    label_of(join.shim);
    shims_.push_back({word, join.shim, join.label, join.differs, join.begin, join.begin + join.count});
  } else if (join.shim != kNoLabel) {
    a_.bind(Label(join.shim));
  }
}

bool Compiler::adopt(const Kept& kept) {
  if (kept.state.tag == kUnknownTag) return false;
  SlotState& s = state(kept.slot);
  s = kept.state;
  s.active = true;
  s.learned = false;
  mark_in_registers(kept.slot);
  if (s.gpr != kNoRegister) gpr_owner_[s.gpr] = static_cast<int32_t>(kept.slot * 2);
  if (s.xmm != kNoRegister) xmm_owner_[s.xmm] = static_cast<int32_t>(kept.slot * 2);
  return true;
}

// Other code is about to run, or the interpreter's: what stays known is the types of slots that nobody else
// can change (debug.setlocal moves the frame to generic code then). The collector may clear what is dead.
void Compiler::keep_types() {
  SlotSet kept = flow_.live(word_ + words_of(word_)) & ~flow_.written(word_);
  for_each_active([&](uint32_t slot, SlotState& s) {
    release_registers(s);
    uint8_t tag = s.tag;
    s = SlotState{};
    s.active = true;
    if (kept & slot_bit(slot)) s.tag = tag;
  });
  dirty_ = in_registers_ = learned_ = 0;
}

// Control may enter here with everything at home, behind an operation.
void Compiler::place_here(uint32_t word) {
  if (flow_.is_join(word)) return;
  uint32_t begin = static_cast<uint32_t>(joined_.size());
  for_each_active([&](uint32_t slot, const SlotState& s) {
    if (s.tag != kUnknownTag) joined_.push_back({slot, s});
  });
  if (begin == joined_.size()) {
    places_[word] = static_cast<uint32_t>(a_.offset());
    return;
  }
  Label here = a_.newLabel();
  a_.bind(here);
  shims_.push_back({word, a_.newLabel().id(), here.id(), kNoLabel, begin, static_cast<uint32_t>(joined_.size())});
}

void Compiler::emit_shims() {
  for (Shim& shim : shims_) {
    slow_path_starts_.push_back({static_cast<uint32_t>(a_.offset()), shim.word});
    a_.bind(Label(shim.entry));
    places_[shim.word] = static_cast<uint32_t>(a_.offset());
    Label differs = label_of(shim.differs);
    for (uint32_t k = shim.begin; k < shim.end; ++k) {
      if (joined_[k].state.tag == kUnknownTag) continue;
      check_home(joined_[k], differs);
      reload(joined_[k]);
    }
    a_.jmp(Label(shim.to));
    a_.bind(differs);
    leave_at(shim.word);
  }
}

void Compiler::check_home(const Kept& kept, Label differs) {
  a_.cmp(home(kept.slot), kept.state.tag);
  a_.jne(differs);
  check_constant(kept, differs);
}

void Compiler::check_constant(const Kept& kept, Label differs) {
  if (!kept.state.is_constant || kept.state.tag < runtime::kLightUserdata) return;
  load_immediate(kScratch, kept.state.constant);
  a_.cmp(home_payload(kept.slot), kScratch);
  a_.jne(differs);
}

// An edge to a loop's head: what is not known yet is checked, and payloads go where they are expected.
// Everything is at home. The walk's own state stays as it is.
void Compiler::match_state(const JoinState& join) {
  Label differs(join.differs);
  for (uint32_t k = join.begin; k < join.begin + join.count; ++k) {
    const Kept& kept = joined_[k];
    const SlotState& s = slots_[kept.slot];
    bool is_known = s.active && s.tag != kUnknownTag;
    if (is_known && s.tag != kept.state.tag) {
      a_.jmp(differs);
      return;
    }
    if (!is_known) {
      check_home(kept, differs);
      continue;
    }
    if (!s.is_constant || s.constant != kept.state.constant) check_constant(kept, differs);
    if (kept.state.home_tag != kUnknownTag && s.home_tag != s.tag) a_.mov(home(kept.slot), s.tag);
  }
  move_payloads(join, false);
  move_payloads(join, true);
}

// All at once, so to speak: no register is overwritten that another slot still has to be moved from.
void Compiler::move_payloads(const JoinState& join, bool floats) {
  struct Pending { uint32_t slot; int8_t from, to; };
  Pending pending[16];
  size_t count = 0;
  for (uint32_t k = join.begin; k < join.begin + join.count; ++k) {
    const SlotState &want = joined_[k].state, &have = slots_[joined_[k].slot];
    int8_t to = floats ? want.xmm : want.gpr, from = floats ? have.xmm : have.gpr;
    if (to != kNoRegister && to != from) pending[count++] = {joined_[k].slot, from, to};
  }
  while (count > 0) {
    size_t next = 0;
    auto is_source = [&](size_t of) {
      return std::any_of(pending, pending + count, [&](const Pending& p) { return &p != &pending[of] && p.from == pending[of].to; });
    };
    while (next < count && is_source(next)) ++next;
    if (next == count) {  // a circle: one of them is read from its slot instead
      pending[0].from = kNoRegister;
      continue;
    }
    Pending p = pending[next];
    pending[next] = pending[--count];
    emit_payload_move(p.slot, p.from, p.to, floats);
  }
}

void Compiler::emit_payload_move(uint32_t slot, int8_t from, int8_t to, bool is_float) {
  uint32_t source = static_cast<uint32_t>(from), target = static_cast<uint32_t>(to);
  if (is_float) {
    if (from != kNoRegister) a_.movaps(x86::xmm(target), x86::xmm(source));
    else a_.movsd(x86::xmm(target), home_payload(slot));
  } else {
    if (from != kNoRegister) a_.mov(x86::gpq(target), x86::gpq(source));
    else a_.mov(x86::gpq(target), home_payload(slot));
  }
}

}  // namespace strata::baseline_jit
