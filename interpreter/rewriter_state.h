// The rewriter's state while it walks one function; internal to interpreter/rewriter*.cpp.
#pragma once

#include <vector>

#include "interpreter/operand_types.h"
#include "interpreter/rewriter.h"
#include "interpreter/symbolic_stack.h"
#include "isa/annotations.h"
#include "isa/opcode.h"

namespace strata::interpreter {

class Rewriter {
 public:
  Rewriter(const isa::Module& module, uint32_t function_index, std::span<const runtime::Value> constants,
           const RewriteOptions& options, bool record_offsets, Rewritten* out);
  void run();
  // Also notes, while running, what the operand stack is where word `word` is written.
  void watch(size_t word, StackPoint* point) {
    watched_word_ = word;
    watched_ = point;
  }

 private:
  struct Fixup {
    uint32_t word, block;
    bool wide;
  };
  struct BinaryOps {
    Op rr, rk, kr;
  };
  struct CompareOps {
    Op value;                 // RR, into a slot
    Op jump_rr, jump_rk, jump_kr, not_rr, not_rk, not_kr;
    bool swapped;             // a > b is b < a
  };
  static constexpr size_t kNoWord = SIZE_MAX;
  static constexpr size_t kMaxCaches = 65535;  // operands have 16 bits; one more is every further table's site

  // rewriter.cpp
  void mark_captured();
  size_t emit(Op op, uint32_t a, uint32_t b, uint32_t c);
  size_t emit_wide(Op op, uint32_t a, int32_t wide);
  void emit_word(uint64_t word);
  uint32_t constant_for(const Entry& entry);
  uint32_t extra_constant(runtime::Value v);
  bool fits_constant_operand(const Entry& entry);
  void load_entry(const Entry& entry, uint32_t slot);
  void materialise(size_t position);
  void flush(size_t keep_on_top = 0);
  uint32_t slot_operand(size_t position);
  void push_home();
  void push_result(size_t word, bool redirectable);
  void start_block(uint32_t index);
  uint32_t block_at(uint32_t offset) const;
  bool next_is_fusable(isa::Instruction* next) const;
  void add_fixup(size_t word, uint32_t target_offset, bool wide);
  void patch_jumps();
  void fuse_pairs();

  // rewriter_instructions.cpp
  void instruction();
  void settle_captured();
  bool simple_instruction();
  bool table_instruction();
  bool call_instruction();
  bool control_instruction();
  void get_local();
  void set_local();
  void get_upvalue();
  void set_upvalue();
  void duplicate();
  void binary(const BinaryOps& ops);
  void unary(Op op);
  void concat();
  void compare(const CompareOps& ops);
  bool fused_compare(const CompareOps& ops);
  void emit_compare_jump(Op taken, Op inverse, uint32_t a, uint32_t b, uint32_t target);
  void jump(uint32_t target);
  void branch(bool when_true);
  void branch_keep(bool when_true);
  void emit_test(bool when_true, uint32_t slot, uint32_t target);
  bool has_caches_left() const { return !runs_once_ && out_.cache_keys.size() < kMaxCaches; }
  uint32_t new_cache(uint32_t key);
  uint32_t key_in_slot();
  uint32_t new_site();
  void get_field();
  void set_field(bool keeps_table);
  void get_method();
  void get_index();
  void set_index(bool keeps_table);
  void put_list(bool open);
  void call(bool open);
  bool redirect_results(uint32_t callee, uint32_t arguments, uint32_t results);
  void tail_call(bool open);
  void return_values(bool open);
  void vararg();

  uint32_t home(size_t position) const { return local_count_ + static_cast<uint32_t>(position); }
  static uint32_t scaled(uint32_t slot) { return slot * 16; }
  uint32_t home_operand(size_t position) const { return scaled(home(position)); }
  int64_t operand(unsigned i) const { return current_.operand[i]; }

  const isa::Module& module_;
  isa::FunctionView view_;
  std::span<const runtime::Value> constants_;
  RewriteOptions options_;
  bool record_offsets_;
  Rewritten& out_;
  uint32_t local_count_;
  bool long_jumps_;
  bool ended_ = false;                      // control did not fall out of the last instruction
  bool has_captures_ = false;
  bool is_large_main_ = false;
  bool runs_once_ = false;                  // no inline cache is worth its memory here
  std::vector<bool> captured_;
  isa::Annotations annotations_;
  OperandTypes operand_types_;
  std::vector<uint32_t> block_words_;       // first word of each block
  uint32_t next_block_ = 0;
  std::vector<Fixup> fixups_;
  std::vector<Entry> stack_;
  isa::Instruction current_{};
  size_t watched_word_ = kNoWord;
  StackPoint* watched_ = nullptr;
  uint32_t last_site_ = 0;                  // shared by all that came too late for one of their own
  size_t redirectable_word_ = kNoWord;      // last word, if it wrote the top entry's home slot through `a`
};

}  // namespace strata::interpreter
