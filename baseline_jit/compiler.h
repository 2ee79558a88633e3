// The baseline compiler: machine code of one function, in one pass over its threaded code.
//
// Threaded code is the stack code after the interpreter's symbolic stack: operands are slots and constants.
// Here slots live in registers inside a block: a result stays in a register until the block ends, another
// value needs the register, or other code may look. What a block has found out about a slot's type is not
// looked at again. At jump targets every slot is at home; what is known there: baseline_jit/joins.cpp.
//
// Each operation has a fast path inline, for the types that the profile saw or the annotations prove. All
// else is the operation's slow path, out of line: values go home, the interpreter's own handler executes
// the operation (Context::steps), and the fast path is joined again; where the result is not of the type
// that the code behind it relies on, the frame goes on in the interpreter.
//
// The bytes depend on nothing but the function, its profile and the interface: no address is in them.
#pragma once

#include <bit>
#include <cstdint>
#include <span>
#include <vector>

#include "baseline_jit/code_writer.h"
#include "baseline_jit/flow.h"
#include "baseline_jit/machine.h"
#include "baseline_jit/arithmetic_forms.h"
#include "baseline_jit/operation_traits.h"
#include "baseline_jit/slot_state.h"
#include "baseline_jit/stubs.h"
#include "interpreter/step.h"
#include "interpreter/threaded.h"
#include "runtime/handler_search.h"
#include "runtime/profile.h"

namespace strata::baseline_jit {

using asmjit::Label;
using interpreter::Insn;
using interpreter::Op;
using runtime::FunctionProto;
using runtime::Profile;
using runtime::TagSet;
using runtime::Value;
using runtime::WordProfile;

// Lies in the workspace, until the next function is compiled there.
struct CompiledCode {
  std::span<const uint8_t> bytes;
  uint32_t call_entry = 0;
  isa::CpuLevel level = isa::CpuLevel::V2;  // what its instructions need
  std::span<const uint32_t> places;      // by word; see runtime::NativeCode
  // For tools:
  std::span<const uint32_t> word_starts; // by word: offset of its code
  struct SlowPath { uint32_t start, word; };
  std::span<const SlowPath> slow_paths;  // ascending, behind the last word's code
  uint32_t exits_start = 0;          // behind them: where conditional jumps to shared code go
  uint32_t data_start = 0;           // float constants
};

class Compiler {
 public:
  struct Workspace;
  // `proto` has been prepared; `profile` may be null.
  Compiler(Workspace& workspace, const FunctionProto& proto, const Profile* profile, isa::CpuLevel level);
  // False: no memory.
  bool compile(CompiledCode* out);

 private:
  static constexpr unsigned kGprs = 8, kXmms = 14;  // that hold slots
  static constexpr uint32_t kNoSlot = UINT32_MAX, kNoLabel = UINT32_MAX, kOpenArguments = UINT32_MAX;

  // An operand: a constant of the function, or a slot.
  struct Operand {
    bool is_constant;
    Value constant;       // is_constant: a number, boolean, nil; a string by its place only
    uint32_t slot;        // or the constant's index
  };
  // Where an operation goes on that has no fast path for what it finds. See begin(), end().
  struct SlowPath {
    uint32_t entry, taken;   // labels
    uint32_t join;           // offset
    uint32_t word;
    uint32_t spills_begin, spills_end, reloads_begin, reloads_end;
    uint32_t result_slot;
    uint8_t result_tag;   // that the code behind relies on, or kUnknownTag
    bool is_used, reaches_other_code;
    bool is_call;         // of a native function: it may do anything
    bool is_step;         // the only path: not for want of a better profile
    bool returns;         // the slow path of a return of values from a slot on
    bool returns_constant;  // or of the constant of that number
    uint32_t return_slot, return_count;
  };
  struct Kept {
    uint32_t slot;
    SlotState state;
  };
  // What is added at once is written to room() first; how much of it counts is known behind the last.
  struct KeptList {
    std::vector<Kept> memory;
    uint32_t count = 0;
    // For all slots, and a place behind the last.
    Kept* room(size_t far_slots) {
      size_t more = 65 + far_slots;
      if (STRATA_UNLIKELY(memory.size() < count + more)) memory.resize(2 * (count + more));
      return memory.data() + count;
    }
    void end_at(const Kept* end) { count = static_cast<uint32_t>(end - memory.data()); }
  };
  // What holds at a jump's target: joined_[begin, begin + count).
  struct JoinState {
    uint32_t begin = 0, count = 0;
    bool is_reached = false;
    uint32_t label = kNoLabel;          // for those who bring about what holds
    uint32_t shim = kNoLabel;           // for those who come with everything at home
    uint32_t differs = kNoLabel;        // of a loop's head: where something else holds than is assumed
  };
  struct Shim {
    uint32_t word;
    uint32_t entry, to, differs;        // labels
    uint32_t begin, end;                // joined_: what it checks and loads
  };
  struct LoopScan;
  struct FloatConstant {
    uint64_t bits;
    Label label;
  };

  // compiler.cpp
  void emit_prologue();
  void emit_operation(const Insn& i, Op op);
  bool emit_by(unsigned emitter, const Insn& i, Op op);
  const OperationTraits& traits(uint32_t word) const { return traits_[code_[word].op]; }
  uint32_t words_of(uint32_t word) const { return traits(word).words; }
  // The label of that number; a new one, where there is none yet.
  Label label_of(uint32_t& number) {
    if (number == kNoLabel) number = a_.newLabel().id();
    return Label(number);
  }
  JoinState& join_at(uint32_t word) { return joins_[flow_.join_number(word)]; }
  uint32_t jump_target(const Insn& i) const;
  bool may_reach_other_code() const;
  void begin(unsigned gprs, unsigned xmms);
  bool keep_dirty(unsigned gprs, unsigned xmms);
  Label slow();
  Label slow_or_taken(uint32_t target);
  void end(uint32_t result_slot = kNoSlot);
  void emit_step();
  void forget_joined(const Insn& i);
  void emit_plain_step(uint32_t result_slot);
  void emit_step_call(uint32_t word);
  void leave_unless_next();
  void emit_slow_paths();
  void emit_slow_path(const SlowPath& path);
  void emit_slow_return(const SlowPath& path);
  void emit_type_checks(const SlowPath& path, uint32_t& differs);
  void emit_place_checks(const SlowPath& path, uint32_t& differs);
  x86::Mem stub(Stub which) const;
  void call_stub(Stub which);
  void emit_trampolines();
  void leave_at(uint32_t word);
  void emit_float_constants();
  bool finish(CompiledCode* out);

  // joins.cpp
  Label edge_label(uint32_t target);
  Label shim_label(uint32_t target);
  void note_edge(uint32_t target);
  void meet(Kept& kept);
  void enter_join(uint32_t word);
  bool adopt(const Kept& kept);
  void keep_types();
  void place_here(uint32_t word);
  void emit_shims();
  void check_home(const Kept& kept, Label differs);
  void check_constant(const Kept& kept, Label differs);
  void match_state(const JoinState& join);
  void move_payloads(const JoinState& join, bool floats);
  void emit_payload_move(uint32_t slot, int8_t from, int8_t to, bool is_float);

  // loops.cpp
  uint8_t predicted_tag(uint32_t word, Op op) const;
  void scan_uses(uint32_t word, LoopScan* scan) const;
  void scan_loop(uint32_t head, LoopScan* scan) const;
  bool gives_up_registers(uint32_t word, Op op) const;
  void choose_head_state(uint32_t head);
  void choose_registers(const JoinState& join, const LoopScan& scan);

  // registers.cpp
  static int8_t loop_gpr(unsigned n);
  static int8_t loop_xmm(unsigned n);
  SlotState& state(uint32_t slot) {
    SlotState& s = slots_[slot];
    if (!s.active) {
      s.active = true;
      active_ |= slot_bit(slot);
      if (STRATA_UNLIKELY(slot >= 64)) far_active_.push_back(slot);
    }
    return s;
  }
  void release_registers(SlotState& s);
  void mark_dirty(uint32_t slot, SlotState& s) {
    s.dirty = true;
    dirty_ |= slot_bit(slot);
  }
  void mark_learned(uint32_t slot, SlotState& s) {
    s.learned = true;
    learned_ |= slot_bit(slot);
  }
  void mark_in_registers(uint32_t slot) { in_registers_ |= slot_bit(slot); }
  template <typename F> void for_each_near(SlotSet slots, F&& visit);
  template <typename F> void for_each_active(F&& visit);
  template <typename F> void for_each_dirty(F&& visit);
  bool settle(uint32_t slot, SlotSet live, Kept*& end);
  void forget(uint32_t slot);
  void forget_all();
  x86::Gp allocate_gpr();
  x86::Xmm allocate_xmm();
  void reserve(unsigned gprs, unsigned xmms);
  bool is_dead(uint32_t slot, SlotSet live) const { return slot_bit(slot) & ~(live | flow_.captured()); }
  void evict_for(unsigned gprs, unsigned xmms);
  void evict_gpr(unsigned index);
  void evict_xmm(unsigned index);
  void pin(x86::Gp reg) { pinned_gprs_ |= 1u << reg.id(); }
  void pin(x86::Xmm reg) { pinned_xmms_ |= 1u << reg.id(); }
  void write_home(uint32_t slot, const SlotState& s);
  void flush(uint32_t slot);
  void flush_all();
  void flush_others(const Operand& x, const Operand& y);
  void reload(const Kept& kept);
  void guard(uint32_t slot, uint8_t tag, Label otherwise);
  x86::Gp payload_in_gpr(uint32_t slot);
  x86::Xmm float_in_xmm(uint32_t slot);
  void consume(uint32_t slot);
  void set_result(uint32_t slot, uint8_t tag, x86::Gp payload);
  void set_result(uint32_t slot, x86::Xmm payload);
  void set_constant(uint32_t slot, Value v);
  void set_result_pair(uint32_t slot, x86::Gp tag, x86::Gp payload);
  void set_result_at_home(uint32_t slot, uint8_t tag = kUnknownTag);
  x86::Mem home(uint32_t slot) const { return x86::qword_ptr(kBase, static_cast<int32_t>(slot * 16)); }
  x86::Mem home_payload(uint32_t slot) const {
    return x86::qword_ptr(kBase, static_cast<int32_t>(slot * 16 + at::kPayload));
  }
  x86::Mem constant_payload(uint32_t index) const {
    return x86::qword_ptr(kConstants, static_cast<int32_t>(index * 16 + at::kPayload));
  }
  x86::Mem cache_field(const Insn& i, int field) const;
  x86::Mem float_constant(uint64_t bits);
  void load_immediate(x86::Gp to, uint64_t bits);

  // emit_arith.cpp
  Operand slot_operand(uint32_t offset) const { return {false, Value::nil(), offset / 16}; }
  Operand constant_operand(uint32_t offset) const { return {true, constants_[offset / 16], offset / 16}; }
  Operand operand(const Insn& i, char which) const;
  uint8_t expected_tag(const Operand& o, TagSet seen);
  void prove(const Operand& o, uint8_t tag);
  void require_int(const Operand& o);
  x86::Gp int_operand(const Operand& o);
  x86::Xmm float_operand(const Operand& o, x86::Xmm scratch, uint8_t tag);
  x86::Gp int_result(const Operand& x);
  x86::Xmm float_result(const Operand& x, x86::Xmm value);
  void consume(const Operand& o) { if (!o.is_constant) consume(o.slot); }
  bool emit_arithmetic(const Insn& i, Op op);
  void emit_int_arithmetic(const Insn& i, Op family, const Operand& x, const Operand& y);
  void emit_float_arithmetic(const Insn& i, Op family, const Operand& x, const Operand& y, uint8_t x_tag, uint8_t y_tag);
  void emit_add_like(Op family, x86::Gp to, const Operand& y);
  void emit_division(const Insn& i, Op family, const Operand& x, const Operand& y);
  void emit_division_by_constant(const Insn& i, bool wants_remainder, const Operand& x, const Operand& y);
  void emit_shift(Op family, x86::Gp to, const Operand& y);
  void emit_negate(const Insn& i);
  void emit_bit_not(const Insn& i);
  void emit_not(const Insn& i);
  bool emit_mixed_arithmetic(const Insn& i, Op family, const Operand& x, const Operand& y);
  void number_for_stub(const Operand& o, x86::Gp tag, x86::Xmm payload);
  void emit_length(const Insn& i);

  // emit_compare.cpp
  bool emit_compare(const Insn& i, Op op);
  void emit_order_jump(const Insn& i, Op family, bool when_true, const Operand& x, const Operand& y);
  void emit_int_jump(const Insn& i, Op family, bool when_true, const Operand& x, const Operand& y);
  void emit_float_jump(const Insn& i, Op family, bool when_true, const Operand& x, const Operand& y, uint8_t x_tag, uint8_t y_tag);
  void emit_equal_jump(const Insn& i, bool when_equal, const Operand& x, const Operand& y);
  void emit_equal_constant_jump(const Insn& i, bool when_equal, const Operand& x, const Operand& y);
  void emit_same_tag(const Insn& i, const Operand& x, const Value& k, Label differs);
  x86::Gp payload_for_test(uint32_t slot);
  void compare_tag(uint32_t slot, uint64_t tag);
  bool is_mixed_comparison(Stub which) const;
  void flush_operand(const Operand& o);
  void call_comparison(Stub which, const Operand& x, const Operand& y);
  void emit_mixed_jump(const Insn& i, Stub which, bool when_true, const Operand& x, const Operand& y);
  bool emit_mixed_value(const Insn& i, Op op);
  bool emit_order_value(const Insn& i, bool or_equal);
  bool emit_equal_value(const Insn& i, bool wants_equal);
  void emit_differing_objects(uint8_t tag, x86::Gp left, x86::Gp right);
  void set_boolean(const Insn& i, const Operand& x, const Operand& y);
  void emit_test_jump(const Insn& i, bool when_true);
  void emit_jump(const Insn& i);
  void emit_loop(const Insn& i);
  void poll_and_jump(uint32_t target);

  // emit_move.cpp
  bool emit_move(const Insn& i, Op op);
  void emit_copy(uint32_t to, uint32_t from);
  void emit_load_constant(uint32_t to, uint32_t index);
  void emit_load(uint32_t to, x86::Mem tag, x86::Mem payload);
  void emit_get_upvalue(const Insn& i);
  void emit_set_upvalue(const Insn& i);

  // emit_table.cpp
  bool emit_table(const Insn& i, Op op);
  void guard_table(uint32_t slot);
  void emit_get_index(const Insn& i, bool immediate);
  void emit_set_index(const Insn& i, Op op);
  uint8_t array_kind() const;
  void emit_kind(x86::Gp table, uint8_t kind);
  void emit_index(const Operand& key);
  void emit_element_of_any_kind(uint32_t to);
  void emit_store_of_any_kind(const Operand& value);
  void guard_nothing_follows(x86::Gp table);
  void emit_store_position(x86::Gp table, uint8_t kind, bool needs_barrier);
  void emit_found(uint32_t to, bool may_be_nil);
  void guard_plain_nil(x86::Gp table);
  void emit_found_in(x86::Gp table, uint32_t to);
  void guard_not_nil(const Operand& value);
  void emit_new_table(const Insn& i);
  void store_value(x86::Mem to_tag, x86::Mem to_payload, const Operand& value);
  void store_payload(x86::Mem to, const Operand& value);
  bool may_be_collectable(const Operand& value);
  bool may_be_nil(const Operand& value);

  // emit_field.cpp
  void emit_first_hit(const Insn& i);
  void emit_valid_value();
  void emit_field_address(const Insn& i, x86::Gp table);
  void emit_chain_address(const Insn& i, x86::Gp table);
  void emit_own_address(const Insn& i, x86::Gp table);
  void emit_get_field(const Insn& i);
  void emit_get_global(const Insn& i);
  void emit_node_value(const Insn& i, x86::Gp table);
  void emit_method(const Insn& i);
  void emit_string_method(const Insn& i);
  void emit_set_field(const Insn& i, const Operand& value);
  void emit_stored_address(const Insn& i, x86::Gp table);
  void emit_add_field(const Insn& i, x86::Gp table, const Operand& value);

  // emit_indexed.cpp
  bool indexes_hash_part(const Operand& key) const;
  void begin_runtime_call();
  void guard_home(uint32_t slot, uint8_t tag, Label otherwise);
  void emit_find_indexed(const Insn& i, const Operand& key);
  void load_stored(const Operand& value, x86::Gp tag, x86::Gp payload);
  void emit_store_cached(const Insn& i, const Operand& value);
  void emit_store_indexed(const Insn& i, const Operand& key, const Operand& value);
  void emit_string_jump(const Insn& i, Op family, bool when_true, const Operand& x, const Operand& y);

  // emit_access.cpp
  bool runs_handler() const;
  bool emit_handler_access(const Insn& i, Op op);
  x86::Mem memory_of(const Operand& o) const;
  void find_access(const Insn& i, runtime::Access which, uint32_t object, const Operand& key, const Operand* value);
  void emit_object_call(const Insn& i, uint32_t callee, uint32_t result_slot, int32_t expected);
  void emit_found_call(const Insn& i, uint32_t callee, uint32_t arguments, uint32_t result_slot, int32_t expected);

  // emit_call.cpp
  bool emit_call(const Insn& i, Op op);
  void emit_lua_call(const Insn& i, uint32_t result_slot, int32_t expected);
  void emit_result(uint32_t slot, uint32_t next);
  void emit_return(const Insn& i, uint32_t count, bool is_constant);
  void emit_call_of(const Insn& i, uint32_t callee, uint32_t arguments, uint8_t callee_tag, uint32_t result_slot, int32_t expected,
                    Label other = Label(), Label found = Label());
  void emit_handler_call(const Insn& i, Op family, const Operand& x, const Operand& y);
  void copy_operand(uint32_t to, const Operand& o);
  void jump_unless_captured(Label none);
  bool may_have_captured() const;
  void jump_if_captured(Label captured);
  void close_captured();
  void emit_vararg_count();
  void emit_vararg_parameters();
  void emit_base_of_caller();
  void emit_vararg(const Insn& i);

  // emit_native.cpp
  uint8_t argument_tag(uint32_t slot);
  runtime::Intrinsic intrinsic_at(uint32_t word) const;
  bool emit_intrinsic(const Insn& i, uint32_t result_slot);
  void guard_intrinsic(uint32_t callee, runtime::Intrinsic which);
  void forget_call(uint32_t callee, uint32_t arguments);
  void emit_floor(uint32_t argument, uint8_t tag, uint32_t to);
  void emit_sqrt(uint32_t argument, uint8_t tag, uint32_t to);
  void emit_abs(uint32_t argument, uint8_t tag, uint32_t to);
  void emit_extreme(uint32_t argument, uint8_t tag, bool is_max, uint32_t to);
  void emit_byte(uint32_t argument, uint32_t arguments, uint32_t to);
  void emit_loop_start(uint32_t argument, runtime::Intrinsic which, uint32_t to, uint32_t results);

  // emit_loop.cpp
  void emit_table_loop(uint32_t first, Label called);
  void emit_ipairs_step(uint32_t first, Label called);
  void emit_leaf_call(uint32_t callee, uint32_t arguments, uint32_t result_slot, Label done);
  void emit_tail_call(const Insn& i);
  void emit_native_tail_call(const Insn& i);
  void emit_tail_call_open(const Insn& i);
  void guard_tail_callee(uint32_t callee);
  void emit_replace_frame();
  void emit_return_open(const Insn& i);
  void emit_for_call(const Insn& i);
  void emit_for_prep(const Insn& i);
  void divide_by_step(uint32_t slot);
  void emit_for_loop(const Insn& i, bool is_typed);
  x86::Gp payload_to_change(uint32_t slot, x86::Gp scratch);
  void emit_step_to(uint32_t first, x86::Gp index);
  void emit_loop_variable(uint32_t slot, x86::Gp value, const JoinState& head);
  void emit_for_next(const Insn& i);

  // It had not run when the function was recorded: should it run now, that had better be done again.
  bool is_unseen(uint32_t word) const { return profile_ != nullptr && profile_->words[word].phase == 0; }
  // Machine code was left there, or could not be entered, for what it assumed at the word.
  bool is_untyped(uint32_t word) const { return profile_ != nullptr && profile_->words[word].is_untyped; }
  const WordProfile& seen() const { return profile_ != nullptr ? profile_->words[word_] : kNothingSeen; }

  static const WordProfile kNothingSeen;
  const OperationTraits* const traits_;
  const FunctionProto& proto_;
  const Profile* profile_;
  const isa::CpuLevel level_;          // what may be used
  isa::CpuLevel used_level_ = isa::CpuLevel::V2;
  const Insn* code_;
  uint32_t word_count_;
  uint32_t local_count_;
  std::span<const Value> constants_;
  int32_t code_pointer_;               // offset of the code pointer from kConstants

  CodeWriter& a_;
  std::vector<uint32_t>&places_, &word_starts_;
  std::vector<SlotState>& slots_;
  std::vector<SlowPath>& slow_paths_;
  KeptList& kept_;                      // spills and reloads of slow paths
  std::vector<FloatConstant>& float_constants_;
  std::vector<CompiledCode::SlowPath>& slow_path_starts_;
  std::vector<uint8_t>& emitters_;
  Flow& flow_;
  std::vector<JoinState>& joins_;       // by the number that flow_ gives them
  std::vector<Kept>& joined_;
  std::vector<Shim>& shims_;
  Label leave_stub_, interpret_stub_, poll_stub_, return_many_stub_;
  int32_t gpr_owner_[16], xmm_owner_[16];  // slot * 2 + (it holds the tag), or -1
  uint32_t pinned_gprs_ = 0, pinned_xmms_ = 0;
  unsigned next_gpr_ = 0, next_xmm_ = 0;
  uint32_t word_ = 0;
  bool falls_through_ = true;
  // Of the first 64 slots, those that are marked so in their state (all of them, perhaps more); of the others,
  // those that are active.
  SlotSet active_ = 0, dirty_ = 0, in_registers_ = 0, learned_ = 0;
  std::vector<uint32_t>& far_active_;
  SlowPath current_{};
};

// `visit` gets a slot and its state.
template <typename F>
void Compiler::for_each_near(SlotSet slots, F&& visit) {
  for (; slots != 0; slots &= slots - 1) {
    uint32_t slot = static_cast<uint32_t>(std::countr_zero(slots));
    visit(slot, slots_[slot]);
  }
}
template <typename F>
void Compiler::for_each_active(F&& visit) {
  for_each_near(active_, visit);
  for (uint32_t slot : far_active_) visit(slot, slots_[slot]);
}
template <typename F>
void Compiler::for_each_dirty(F&& visit) {
  for_each_near(dirty_, [&](uint32_t slot, const SlotState& s) {
    if (s.dirty) visit(slot, s);
    else dirty_ &= ~slot_bit(slot);
  });
  for (uint32_t slot : far_active_) {
    if (slots_[slot].dirty) visit(slot, slots_[slot]);
  }
}

// What the compilation of one function after the other needs: the memory is kept. Between two of them no slot
// is active.
struct Compiler::Workspace {
  CodeWriter writer;
  Flow flow;
  std::vector<JoinState> joins;
  std::vector<Kept> joined;
  std::vector<Shim> shims;
  std::vector<uint32_t> places, word_starts;
  std::vector<SlotState> slots;
  std::vector<uint32_t> far_active;
  std::vector<SlowPath> slow_paths;
  KeptList kept;
  std::vector<FloatConstant> float_constants;
  std::vector<CompiledCode::SlowPath> slow_path_starts;
  // By opcode: which emitter has it, of those that are asked in turn. 0: not known yet.
  std::vector<uint8_t> emitters;
};

}  // namespace strata::baseline_jit
