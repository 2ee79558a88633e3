// String positions as scripts give them: from 1, negative ones from the end (Lua 5.4 manual 6.4).
#pragma once

#include <cstddef>
#include <cstdint>

namespace strata::stdlib {

// First position of a range, clipped to [1, ...): beyond the end stays beyond the end.
inline size_t start_position(int64_t position, size_t length) {
  if (position > 0) return static_cast<size_t>(position);
  if (position == 0 || position < -static_cast<int64_t>(length)) return 1;
  return length + static_cast<size_t>(position) + 1;
}

// Last position of a range, clipped to [0, length].
inline size_t end_position(int64_t position, size_t length) {
  if (position > static_cast<int64_t>(length)) return length;
  if (position >= 0) return static_cast<size_t>(position);
  if (position < -static_cast<int64_t>(length)) return 0;
  return length + static_cast<size_t>(position) + 1;
}

}  // namespace strata::stdlib
