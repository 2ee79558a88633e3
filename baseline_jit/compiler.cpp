// The compiler's walk over a function, slow paths, and the ways out. See baseline_jit/compiler.h.
#include "baseline_jit/compiler.h"

#include <algorithm>
#include <bit>

#include "base/check.h"
#include "isa/module.h"

namespace strata::baseline_jit {

using runtime::Control;

const WordProfile Compiler::kNothingSeen{};

Compiler::Compiler(Workspace& workspace, const FunctionProto& proto, const Profile* profile, isa::CpuLevel level)
    : traits_(kOperationTraits),
      proto_(proto),
      profile_(profile),
      level_(level),
      code_(reinterpret_cast<const Insn*>(proto.code)),
      word_count_(proto.code_words),
      local_count_(proto.local_count),
      constants_(proto.constants, proto.constant_count),
      code_pointer_(static_cast<int32_t>(proto.constant_count * sizeof(Value))),
      a_(workspace.writer),
      places_(workspace.places),
      word_starts_(workspace.word_starts),
      slots_(workspace.slots),
      slow_paths_(workspace.slow_paths),
      kept_(workspace.kept),
      float_constants_(workspace.float_constants),
      slow_path_starts_(workspace.slow_path_starts),
      emitters_(workspace.emitters),
      flow_(workspace.flow),
      joins_(workspace.joins),
      joined_(workspace.joined),
      shims_(workspace.shims),
      far_active_(workspace.far_active) {
  flow_.look_at(proto);
  joins_.assign(flow_.join_count() + 1, JoinState{});
  joined_.clear();
  shims_.clear();
  emitters_.resize(static_cast<size_t>(Op::Count));
  places_.assign(word_count_ + 1, 0);
  word_starts_.assign(word_count_ + 1, 0);
  if (slots_.size() < proto.frame_slots + 2u) slots_.resize(proto.frame_slots + 2u);
  slow_paths_.clear();
  kept_.count = 0;
  float_constants_.clear();
  slow_path_starts_.clear();
  for (int32_t& owner : gpr_owner_) owner = -1;
  for (int32_t& owner : xmm_owner_) owner = -1;
}

uint32_t Compiler::jump_target(const Insn& i) const {
  uint32_t word = static_cast<uint32_t>(&i - code_);
  int32_t distance = traits_[i.op].jump_bits == 32 ? i.wide() : i.sc;
  return static_cast<uint32_t>(static_cast<int32_t>(word) + 1 + distance);
}

bool Compiler::compile(CompiledCode* out) {
  if (!a_.start()) return false;
  leave_stub_ = a_.newLabel();
  interpret_stub_ = a_.newLabel();
  poll_stub_ = a_.newLabel();
  return_many_stub_ = a_.newLabel();
  emit_prologue();
  for (word_ = 1; word_ < word_count_; word_ += words_of(word_)) {
    word_starts_[word_] = static_cast<uint32_t>(a_.offset());
    if (flow_.is_join(word_)) enter_join(word_);
    falls_through_ = true;
    emit_operation(code_[word_], traits(word_).op);
  }
  forget_all();
  emit_slow_paths();
  emit_shims();
  out->exits_start = static_cast<uint32_t>(a_.offset());
  emit_trampolines();
  out->data_start = static_cast<uint32_t>(a_.offset());
  emit_float_constants();
  return finish(out);
}

bool Compiler::emit_by(unsigned emitter, const Insn& i, Op op) {
  switch (emitter) {
    case 1: return emit_move(i, op);
    case 2: return emit_arithmetic(i, op);
    case 3: return emit_compare(i, op);
    case 4: return emit_table(i, op);
    case 5: return emit_call(i, op);
    default: break;
  }
  bool is_plain = op == Op::Concat || op == Op::Closure;
  if (is_plain) emit_plain_step(i.a / 16);
  else emit_step();
  return true;
}

// Which emitter has an operation depends on nothing but the operation.
void Compiler::emit_operation(const Insn& i, Op op) {
  pinned_gprs_ = pinned_xmms_ = 0;
  uint8_t& emitter = emitters_[static_cast<size_t>(op)];
  if (emitter == 0) emitter = 1;
  while (!emit_by(emitter, i, op)) ++emitter;
}

// Whether a metamethod of the operation has been seen, or may well be.
bool Compiler::may_reach_other_code() const {
  constexpr TagSet kNumbers = 1u << runtime::kInt | 1u << runtime::kFloat;
  if (profile_ == nullptr || is_unseen(word_) || seen().callee != runtime::CalleeKind::None) return true;
  if (traits(word_).has_cache) return seen().cache > static_cast<uint8_t>(runtime::CacheState::Own);
  if (traits(word_).indexes) return seen().events & runtime::kSawMetatable;
  return ((seen().b | seen().c) & ~kNumbers) != 0;
}

// Opens an operation that may have a slow path, with so many registers to itself.
void Compiler::begin(unsigned gprs, unsigned xmms) {
  current_ = SlowPath{};
  current_.taken = kNoLabel;
  current_.word = word_;
  current_.result_slot = kNoSlot;
  current_.result_tag = kUnknownTag;
  current_.reaches_other_code = may_reach_other_code();
  current_.spills_begin = kept_.count;
  if (!keep_dirty(gprs, xmms)) {
    evict_for(gprs, xmms);
    kept_.count = current_.spills_begin;
    keep_dirty(gprs, xmms);
  }
  current_.spills_end = kept_.count;
}

// Notes what the slow path will write home: that must still be there at the last guard. False: that leaves too few
// registers.
bool Compiler::keep_dirty(unsigned gprs, unsigned xmms) {
  Kept* end = kept_.room(far_active_.size());
  uint32_t held_gprs = 0, held_xmms = 0;  // as bits; the last one stands for "none"
  for_each_dirty([&](uint32_t slot, const SlotState& s) {
    *end++ = {slot, s};
    gprs += static_cast<unsigned>(s.gpr != kNoRegister) + static_cast<unsigned>(s.tag_gpr != kNoRegister);
    xmms += s.xmm != kNoRegister;
    held_gprs |= 1u << (s.gpr & 31) | 1u << (s.tag_gpr & 31);
    held_xmms |= 1u << (s.xmm & 31);
  });
  if (gprs > kGprs || xmms > kXmms) return false;
  kept_.end_at(end);
  pinned_gprs_ |= held_gprs;
  pinned_xmms_ |= held_xmms;
  return true;
}

Label Compiler::slow() {
  if (!current_.is_used) current_.entry = a_.newLabel().id();
  current_.is_used = true;
  return Label(current_.entry);
}

// Behind an operation with a slow path, which reads again what is noted. False: nothing is known of the slot any more.
STRATA_INLINE bool Compiler::settle(uint32_t slot, SlotSet live, Kept*& end) {
  SlotState& s = slots_[slot];
  bool has_registers = s.has_registers(), is_known = s.tag != kUnknownTag;
  if (!s.dirty && (is_dead(slot, live) || !(has_registers | is_known))) {
    release_registers(s);
    s = SlotState{};
    return false;
  }
  bool is_at_home = (s.home_tag == s.tag) & ((live & slot_bit(slot)) != 0);
  s.home_tag = is_at_home ? s.home_tag : kUnknownTag;
  *end = {slot, s};
  end += has_registers | s.learned | (current_.reaches_other_code & is_known);
  s.learned = false;
  if (!has_registers) in_registers_ &= ~slot_bit(slot);
  return true;
}

// Closes it: here the slow path comes back, and what is in registers now is read again. The slow path has put home
// what the fast path has not; it has not learned what the fast path has; and where slots are that are not in use,
// frames of its callees were.
void Compiler::end(uint32_t result_slot) {
  if (!current_.is_used) {
    kept_.count = current_.spills_begin;
    for_each_near(learned_, [](uint32_t, SlotState& state) { state.learned = false; });
    for (uint32_t slot : far_active_) slots_[slot].learned = false;
    learned_ = 0;
    return;
  }
  if (result_slot != kNoSlot) {
    current_.result_slot = result_slot;
    current_.result_tag = slots_[result_slot].tag;
  }
  uint32_t next = word_ + words_of(word_);
  SlotSet live = next < word_count_ ? flow_.live(next) : SlotSet{0};
  current_.reloads_begin = kept_.count;
  Kept* end = kept_.room(far_active_.size());
  // The others are at home and stay what they are.
  SlotSet concerned = current_.reaches_other_code ? active_ : active_ & (dirty_ | in_registers_ | learned_ | ~live);
  for_each_near(concerned, [&](uint32_t slot, const SlotState&) {
    if (!settle(slot, live, end)) active_ &= ~slot_bit(slot);
  });
  std::erase_if(far_active_, [&](uint32_t slot) { return !settle(slot, live, end); });
  learned_ = 0;
  kept_.end_at(end);
  current_.reloads_end = kept_.count;
  current_.join = static_cast<uint32_t>(a_.offset());
  slow_paths_.push_back(current_);
}

// An operation without code of its own: the interpreter's handler executes it.
void Compiler::emit_step() {
  flush_all();
  keep_types();
  emit_step_call(word_);
  if (traits(word_).op == Op::ForCall) call_stub(Stub::ReloadFrame);  // a native function has run
  place_here(word_ + words_of(word_));
}

// Joining uses the operands' slots for what it has joined so far.
void Compiler::forget_joined(const Insn& i) {
  for (uint32_t slot = i.b / 16; slot < i.b / 16 + i.c; ++slot) {
    forget(slot);
    slots_[slot].home_tag = kUnknownTag;
  }
}

// An operation without code of its own that has one result: what is known of other slots stays known.
void Compiler::emit_plain_step(uint32_t result_slot) {
  begin(2, 1);
  a_.jmp(slow());
  if (traits(word_).op == Op::Concat) forget_joined(code_[word_]);
  TagSet found = seen().result;
  bool is_one = std::has_single_bit(found) && found >= 1u << runtime::kInt;
  set_result_at_home(result_slot, is_one ? static_cast<uint8_t>(std::countr_zero(found)) : kUnknownTag);
  current_.is_step = true;
  end(result_slot);
}

void Compiler::emit_step_call(uint32_t word) {
  a_.mov(x86::esi, word * sizeof(Insn));
  call_stub(is_unseen(word) ? Stub::SlowStep : Stub::Step);
  if (!is_unseen(word)) leave_unless_next();
}

// Behind Stub::Step.
void Compiler::leave_unless_next() {
  a_.test(x86::eax, x86::eax);
  a_.jne(leave_stub_);
}

void Compiler::emit_slow_paths() {
  for (const SlowPath& path : slow_paths_) {
    slow_path_starts_.push_back({static_cast<uint32_t>(a_.offset()), path.word});
    emit_slow_path(path);
  }
}

void Compiler::emit_slow_path(const SlowPath& path) {
  a_.bind(Label(path.entry));
  for (uint32_t k = path.spills_begin; k < path.spills_end; ++k) write_home(kept_.memory[k].slot, kept_.memory[k].state);
  if (path.returns) return emit_slow_return(path);
  a_.mov(x86::esi, path.word * sizeof(Insn));
  bool is_frequent = path.is_step && !is_unseen(path.word);
  call_stub(is_frequent ? Stub::Step : Stub::SlowStep);
  if (path.taken != kNoLabel) {
    a_.cmp(x86::eax, interpreter::kJumped);
    a_.je(Label(path.taken));
  }
  if (is_frequent) leave_unless_next();
  if (path.is_call) call_stub(Stub::ReloadFrame);
  uint32_t next = path.word + words_of(path.word), differs = kNoLabel;
  bool has_place = path.reaches_other_code && !flow_.is_join(next);
  // Where other code hardly ever runs, its way in is shared. Steps are too frequent to check more than they must.
  bool is_shared = path.is_call || (has_place && !path.is_step);
  if (is_shared) {
    if (has_place) places_[next] = static_cast<uint32_t>(a_.offset());
    emit_place_checks(path, differs);
  } else {
    emit_type_checks(path, differs);
  }
  uint32_t reload_offset = static_cast<uint32_t>(a_.offset());
  for (uint32_t k = path.reloads_begin; k < path.reloads_end; ++k) reload(kept_.memory[k]);
  a_.jmp_back(path.join);
  if (has_place && !is_shared) {
    places_[next] = static_cast<uint32_t>(a_.offset());
    emit_place_checks(path, differs);
    a_.jmp_back(reload_offset);
  }
  if (differs == kNoLabel) return;
  a_.bind(Label(differs));
  leave_at(next);
}

void Compiler::emit_slow_return(const SlowPath& path) {
  // A constant goes through slot 0 of the frame that ends.
  if (path.returns_constant) store_value(home(0), home_payload(0), {true, constants_[path.return_slot], path.return_slot});
  a_.mov(x86::esi, path.returns_constant ? 0 : path.return_slot * 16);
  a_.mov(x86::ecx, path.return_count);
  a_.mov(x86::edx, path.word * sizeof(Insn));
  a_.jmp(return_many_stub_);
}

// The fast path knows types by now that need not hold here: that of the result, and those of operands that
// it has looked at.
void Compiler::emit_type_checks(const SlowPath& path, uint32_t& differs) {
  auto check = [&](uint32_t slot, uint8_t tag) {
    a_.cmp(home(slot), tag);
    a_.jne(label_of(differs));
  };
  if (path.result_slot != kNoSlot && path.result_tag != kUnknownTag) check(path.result_slot, path.result_tag);
  for (uint32_t k = path.reloads_begin; k < path.reloads_end; ++k) {
    const Kept& kept = kept_.memory[k];
    if (kept.state.learned && kept.slot != path.result_slot && kept.state.tag != kUnknownTag) check(kept.slot, kept.state.tag);
  }
}

// Other code has run meanwhile (a metamethod), and may have changed any local through an upvalue or the
// debug library.
void Compiler::emit_place_checks(const SlowPath& path, uint32_t& differs) {
  SlotSet live = flow_.live(path.word + words_of(path.word));
  for (uint32_t k = path.reloads_begin; k < path.reloads_end; ++k) {
    const Kept& kept = kept_.memory[k];
    bool is_of_interest = kept.slot == path.result_slot || kept.state.learned || !is_dead(kept.slot, live);
    if (kept.state.tag != kUnknownTag && is_of_interest) check_home(kept, label_of(differs));
  }
}

// The frame goes on in the interpreter, at `word`; everything is at home.
void Compiler::leave_at(uint32_t word) {
  a_.mov(x86::esi, word * sizeof(Insn));
  a_.jmp(interpret_stub_);
}

x86::Mem Compiler::stub(Stub which) const {
  return x86::qword_ptr(kContext, at::kStubs + static_cast<int32_t>(static_cast<unsigned>(which) * sizeof(void*)));
}

void Compiler::call_stub(Stub which) { a_.call(stub(which)); }

// Where conditional jumps to shared code go.
void Compiler::emit_trampolines() {
  bool is_vararg = proto_.function_flags & isa::kVararg;
  a_.bind(interpret_stub_);
  a_.jmp(stub(Stub::Interpret));
  a_.bind(poll_stub_);
  a_.jmp(stub(Stub::Poll));
  a_.bind(return_many_stub_);
  a_.jmp(stub(is_vararg ? Stub::ReturnManyVararg : Stub::ReturnMany));
  a_.bind(leave_stub_);
  a_.jmp(stub(Stub::Leave));
}

void Compiler::emit_float_constants() {
  if (float_constants_.empty()) return;
  a_.align(asmjit::AlignMode::kData, 8);
  for (const FloatConstant& constant : float_constants_) {
    a_.bind(constant.label);
    a_.embedUInt64(constant.bits);
  }
}

bool Compiler::finish(CompiledCode* out) {
  if (!a_.finish()) return false;
  out->bytes = a_.code();
  out->level = used_level_;
  out->places = places_;
  out->word_starts = word_starts_;
  out->slow_paths = slow_path_starts_;
  return true;
}

}  // namespace strata::baseline_jit
