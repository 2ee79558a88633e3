// What a look over a function's threaded code tells before machine code is made: which slots may still be
// read at a word, which locals nobody but the function itself can change, and where loops end.
//
// "May be read" is exact as data flow goes, and errs to "not": the verifier has proved that a slot which is
// read was set on every way there, so what counts as alive here is alive for the collector too.
#pragma once

#include <cstdint>
#include <vector>

#include "baseline_jit/operation_traits.h"
#include "interpreter/threaded.h"
#include "runtime/function.h"

namespace strata::baseline_jit {

// Slots as bits: the first 64 of a frame, the others are not followed.
using SlotSet = uint64_t;

constexpr SlotSet slot_bit(uint32_t slot) { return SlotSet{slot < 64} << (slot & 63); }
constexpr SlotSet slots_from(uint32_t slot) { return slot < 64 ? ~SlotSet{0} << slot : 0; }
constexpr SlotSet slots_between(uint32_t from, uint32_t count) { return slots_from(from) & ~slots_from(from + count); }

// One for one function after the other: the memory is kept.
class Flow {
 public:
  void look_at(const runtime::FunctionProto& proto);

  // Jumps' targets are numbered in the order of their words, from 1 on; 0: none leads there.
  bool is_join(uint32_t word) const { return join_numbers_[word] != 0; }
  uint32_t join_number(uint32_t word) const { return join_numbers_[word]; }
  uint32_t join_count() const { return static_cast<uint32_t>(loop_ends_.size()) - 1; }
  bool is_loop_head(uint32_t word) const { return loop_ends_[join_numbers_[word]] != 0; }
  // The last word that jumps back to this one, a loop's head.
  uint32_t loop_end(uint32_t word) const { return loop_ends_[join_numbers_[word]]; }
  // Slots that may be read before they are written, from this word on, and that no closure shares.
  SlotSet live(uint32_t word) const { return slots_[word].live & ~captured_; }
  // Slots that the operation there writes.
  SlotSet written(uint32_t word) const { return slots_[word].written; }
  SlotSet captured() const { return captured_; }

 private:
  // What an operation does to the slots that are alive behind it: what is kept, then what is added.
  struct Operation {
    uint32_t word, target;
    SlotSet falls_through;  // all or nothing
    SlotSet kept, reads;
  };
  void find_operations(const interpreter::Insn* code, uint32_t word_count);
  void find_live();

  std::vector<Operation> operations_;
  std::vector<uint32_t> join_numbers_;  // by word
  std::vector<uint32_t> loop_ends_;     // by number; 0: jumps lead there from above only
  struct Slots {
    SlotSet live, written;
  };
  std::vector<Slots> slots_;            // by word
  SlotSet captured_ = 0;
  bool has_loops_ = false;
};

}  // namespace strata::baseline_jit
