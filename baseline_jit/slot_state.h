// What is known of a slot in the middle of a block, and which registers hold its value.
#pragma once

#include <cstdint>

#include "runtime/value.h"

namespace strata::baseline_jit {

inline constexpr uint8_t kUnknownTag = 0xff;
inline constexpr int8_t kNoRegister = -1;

struct SlotState {
  uint64_t constant = 0;           // the payload, when it is known
  uint8_t tag = kUnknownTag;       // the tag, when it is known
  uint8_t home_tag = kUnknownTag;  // that the home slot is known to hold
  int8_t gpr = kNoRegister;        // holds the payload
  int8_t xmm = kNoRegister;        // likewise, of a float
  int8_t tag_gpr = kNoRegister;    // holds the tag, while that is not known
  bool is_constant = false;
  bool dirty = false;              // the home slot does not hold the value yet
  bool active : 1 = false;         // not all of this is as it is at first
  bool learned : 1 = false;        // this operation's fast path has looked at its type

  bool has_payload() const { return is_constant || gpr != kNoRegister || xmm != kNoRegister; }
  bool has_registers() const { return (gpr & xmm & tag_gpr) != kNoRegister; }
};
static_assert(sizeof(SlotState) == 16);

}  // namespace strata::baseline_jit
