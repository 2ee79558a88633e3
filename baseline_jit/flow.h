// What a look over a function's threaded code tells before machine code is made: which slots may still be
// read at a word, which locals nobody but the function itself can change, and where loops end.
//
// "May be read" is exact as data flow goes, and errs to "not": the verifier has proved that a slot which is
// read was set on every way there, so what counts as alive here is alive for the collector too.
#pragma once

#include <cstdint>
#include <vector>

#include "interpreter/threaded.h"
#include "runtime/function.h"

namespace strata::baseline_jit {

// Slots as bits: the first 64 of a frame, the others are not followed.
using SlotSet = uint64_t;

constexpr SlotSet slot_bit(uint32_t slot) { return slot < 64 ? SlotSet{1} << slot : 0; }
constexpr SlotSet slots_from(uint32_t slot) { return slot < 64 ? ~SlotSet{0} << slot : 0; }
constexpr SlotSet slots_between(uint32_t from, uint32_t count) { return slots_from(from) & ~slots_from(from + count); }

struct Accesses {
  SlotSet reads, writes;
};
Accesses accesses_of(const interpreter::Insn& i);

class Flow {
 public:
  explicit Flow(const runtime::FunctionProto& proto);

  bool is_join(uint32_t word) const { return loop_ends_[word] != kNoJump; }
  bool is_loop_head(uint32_t word) const { return loop_ends_[word] != kNoJump && loop_ends_[word] != 0; }
  // The last word that jumps back to this one, a loop's head.
  uint32_t loop_end(uint32_t word) const { return loop_ends_[word]; }
  // Slots that may be read before they are written, from this word on, and that no closure shares.
  SlotSet live(uint32_t word) const { return live_[word] & ~captured_; }
  SlotSet captured() const { return captured_; }

 private:
  static constexpr uint32_t kNoJump = UINT32_MAX;
  void find_joins(const interpreter::Insn* code, uint32_t word_count);
  void find_live(const interpreter::Insn* code);

  std::vector<uint32_t> words_;      // where operations start
  std::vector<uint32_t> loop_ends_;  // by word: kNoJump, or 0 when jumps lead there from above only
  std::vector<SlotSet> live_;
  SlotSet captured_ = 0;
  bool has_loops_ = false;
};

// Where the operation at `word` jumps to; 0: it does not jump.
uint32_t jump_target_of(const interpreter::Insn* code, uint32_t word);

}  // namespace strata::baseline_jit
