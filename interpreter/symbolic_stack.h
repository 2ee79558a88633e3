// The operand stack as the rewriter sees it: see interpreter/rewriter.h.
#pragma once

#include <cstdint>
#include <vector>

namespace strata::interpreter {

struct Entry {
  enum Kind : uint8_t { Home, Local, Constant, Integer, Nil, True, False } kind;
  int32_t value;  // local slot, constant index, or the integer itself

  bool is_constant() const { return kind >= Constant; }
};

}  // namespace strata::interpreter
