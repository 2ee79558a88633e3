// Status: how a native function or a slow path came back. Nothing jumps over a C++ frame: every
// function that can fail returns one, and its caller passes it on (STRATA_TRY).
#pragma once

#include <cstdint>

#include "base/check.h"

namespace strata::runtime {

struct [[nodiscard]] Status {
  // >= 0: success; for a native function the number of results on top of its stack.
  int32_t code = 0;

  static constexpr Status results(int32_t n) { return {n}; }
  bool ok() const { return code >= 0; }
  bool failed() const { return code < 0; }
  bool operator==(Status other) const { return code == other.code; }
};

inline constexpr Status kOk{0};
inline constexpr Status kGuestError{-1};  // the error value is VM::error_value
inline constexpr Status kYield{-2};       // only from a native function: the values on top are yielded
inline constexpr Status kInvoke{-3};      // only from a native function: see Call::invoke
inline constexpr Status kResume{-4};      // only from a native function: see Call::resume

#define STRATA_TRY(expression)                                       \
  do {                                                               \
    if (::strata::runtime::Status status_ = (expression);            \
        STRATA_UNLIKELY(status_.failed()))                           \
      return status_;                                                \
  } while (0)

}  // namespace strata::runtime
