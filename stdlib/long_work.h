// What natives share that may work for long or build long results: polling, and memory that is asked
// for where a collection may still help.
//
// A native polls every few thousand steps of its loops, with everything that it needs later on its
// stack: handle_interrupt may collect, run finalizers and hooks, and end the native by a guest error.
// Bytes of a string do not move, so pointers into a string that is on the stack stay valid.
#pragma once

#include "runtime/buffer.h"
#include "runtime/native.h"
#include "runtime/operations.h"

namespace strata::stdlib {

inline constexpr int32_t kStepsPerPoll = 4096;

inline bool is_interrupted(runtime::VM& vm) {
  return STRATA_UNLIKELY(vm.context.requested() != 0);
}

// May collect, may call.
inline runtime::Status poll(runtime::Call& call) {
  return is_interrupted(call.vm) ? runtime::handle_interrupt(call.co) : runtime::kOk;
}

// Counts the steps of one native's loops; polls when due. Used as STRATA_TRY(pace.step(call)).
class Pace {
 public:
  runtime::Status step(runtime::Call& call, int32_t steps = 1) {
    left_ -= steps;
    if (STRATA_LIKELY(left_ > 0)) return runtime::kOk;
    left_ = kStepsPerPoll;
    return poll(call);
  }

 private:
  int32_t left_ = kStepsPerPoll;
};

// Makes room for n more bytes in the buffer, by a collection if need be. May collect.
runtime::Status make_room(runtime::Call& call, runtime::Buffer& buffer, size_t n);

// Appends bytes of a rooted string (or of no object at all). May collect.
inline runtime::Status append(runtime::Call& call, runtime::Buffer& buffer, std::string_view bytes) {
  if (STRATA_LIKELY(buffer.append(bytes))) return runtime::kOk;
  STRATA_TRY(make_room(call, buffer, bytes.size()));
  return buffer.append(bytes) ? runtime::kOk : call.vm.raise_memory();
}
inline runtime::Status append(runtime::Call& call, runtime::Buffer& buffer, char c) {
  return append(call, buffer, std::string_view(&c, 1));
}

// Returns the buffer's bytes as the native's only result. May collect.
runtime::Status result_of(runtime::Call& call, runtime::Buffer& buffer);

// A fresh long string to be filled, after a collection if memory is short. May collect.
runtime::Status new_result_string(runtime::Call& call, size_t length, runtime::String** out);

// Returns a string of `length` bytes that fill(char*) writes as the native's only result. May collect
// before fill is called, never after.
template <typename Fill>
runtime::Status result_filled(runtime::Call& call, size_t length, Fill fill) {
  if (length <= runtime::kMaxShortLength) {
    char bytes[runtime::kMaxShortLength];
    fill(bytes);
    return call.result_string({bytes, length});
  }
  runtime::String* s;
  STRATA_TRY(new_result_string(call, length, &s));
  fill(s->inline_bytes());
  return call.result(runtime::Value::of(s));
}

// Room for so many more values on the stack; the reference's error with `what` when there are too many.
runtime::Status reserve_values(runtime::Call& call, size_t count, const char* what);

}  // namespace strata::stdlib
