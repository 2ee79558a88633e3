// Which slots of a Lua frame can still be read. What the verifier has checked is enough to tell: a
// block's annotation says which locals are set at its start and how deep the operand stack is; from
// there to the frame's instruction, instructions only add to it.
//
// Too many slots may be named, never too few. The collector clears the others, so that a variable that
// went out of scope, or an operand long used up, keeps nothing alive.
#pragma once

#include <cstdint>

#include "runtime/coroutine.h"

namespace strata::runtime {

struct Liveness {
  uint32_t locals;    // locals [0, locals) may be read
  uint32_t operands;  // so may this many operands above the function's locals
};

// Of Lua frame `frame_index`. False: nothing is known.
bool find_liveness(Coroutine& co, uint32_t frame_index, Liveness* out);

// Remembers answers during one collection, by the place in the code.
class LivenessMemo {
 public:
  void clear();
  bool find(Coroutine& co, uint32_t frame_index, Liveness* out);

 private:
  struct Entry {
    uintptr_t place;
    Liveness liveness;
    bool known;
  };
  static constexpr size_t kEntries = 256;
  Entry entries_[kEntries] = {};
};

}  // namespace strata::runtime
