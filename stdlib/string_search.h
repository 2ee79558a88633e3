// What the functions that search strings share: their first arguments, and which patterns are plain text.
#pragma once

#include "stdlib/pattern.h"
#include "stdlib/string_positions.h"

namespace strata::stdlib {

constexpr ByteSet special_bytes() {
  ByteSet set;
  for (char c : {'^', '$', '*', '+', '?', '.', '(', '[', '%', '-'}) set.add(static_cast<uint8_t>(c));
  return set;
}

inline bool is_plain(const runtime::String* pattern) {
  constexpr ByteSet kSpecial = special_bytes();
  for (char c : pattern->view())
    if (kSpecial.has(static_cast<uint8_t>(c))) return false;
  return true;
}

struct Search {
  runtime::String* subject;
  runtime::String* pattern;
  size_t from;  // offset; may lie beyond the subject's end
};

// Arguments 1 to 3 of the searching functions.
inline runtime::Status check_search(runtime::Call& call, Search* search) {
  STRATA_TRY(call.check_string(1, &search->subject));
  STRATA_TRY(call.check_string(2, &search->pattern));
  int64_t position;
  STRATA_TRY(call.opt_integer(3, 1, &position));
  search->from = start_position(position, search->subject->length) - 1;
  return runtime::kOk;
}

}  // namespace strata::stdlib
