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
inline constexpr int32_t kStepsPerCountedStep = 64;  // of what a step limit counts
inline constexpr size_t kBytesPerStep = 64;          // bytes copied or looked at, in one go
inline constexpr size_t kPieceBytes = 256 * 1024;    // copied between two looks at the interrupt word

inline bool is_interrupted(runtime::VM& vm) {
  return STRATA_UNLIKELY(vm.context.requested() != 0);
}

// May collect, may call.
inline runtime::Status poll(runtime::Call& call) {
  return is_interrupted(call.vm) ? runtime::handle_interrupt(call.co) : runtime::kOk;
}

// After kStepsPerPoll steps: a step limit counts them. May collect, may call.
runtime::Status poll_counted(runtime::Call& call);

// Only ends the native when its time is over, or whatever limit: what it works on stays as it is.
// May collect.
inline runtime::Status pause(runtime::Call& call) {
  return is_interrupted(call.vm) ? runtime::check_stop(call.co) : runtime::kOk;
}

// Counts the steps of one native's loops; polls when due. Used as STRATA_TRY(pace.step(call)).
class Pace {
 public:
  runtime::Status step(runtime::Call& call) {
    if (STRATA_LIKELY(--left_ > 0)) return runtime::kOk;
    return poll_again(call);
  }
  // A step that looks at, or copies, so many bytes.
  runtime::Status step(runtime::Call& call, size_t bytes) {
    left_ -= static_cast<int64_t>(bytes / kBytesPerStep) + 1;
    if (STRATA_LIKELY(left_ > 0)) return runtime::kOk;
    return poll_again(call);
  }

 private:
  runtime::Status poll_again(runtime::Call& call) {
    left_ = kStepsPerPoll;
    return poll_counted(call);
  }

  int64_t left_ = kStepsPerPoll;
};

// Makes room for n more bytes in the buffer, by a collection if need be. May collect.
runtime::Status make_room(runtime::Call& call, runtime::Buffer& buffer, size_t n);

// Appends bytes of a rooted string (or of no object at all). May collect.
runtime::Status append_slow(runtime::Call& call, runtime::Buffer& buffer, std::string_view bytes);
inline runtime::Status append(runtime::Call& call, runtime::Buffer& buffer, std::string_view bytes) {
  if (STRATA_LIKELY(bytes.size() <= kPieceBytes && buffer.append(bytes))) return runtime::kOk;
  return append_slow(call, buffer, bytes);
}
inline runtime::Status append(runtime::Call& call, runtime::Buffer& buffer, char c) {
  return append(call, buffer, std::string_view(&c, 1));
}

// Returns the buffer's bytes as the native's only result. May collect.
runtime::Status result_of(runtime::Call& call, runtime::Buffer& buffer);

// A fresh long string to be filled, after a collection if memory is short. May collect.
runtime::Status new_result_string(runtime::Call& call, size_t length, runtime::String** out);

// Returns a string of `length` bytes as the native's only result: fill(out, from, to) writes bytes
// [from, to) of it to out + from, piece by piece. May collect, before and between.
template <typename Fill>
runtime::Status result_filled(runtime::Call& call, size_t length, Fill fill) {
  if (length <= runtime::kMaxShortLength) {
    char bytes[runtime::kMaxShortLength];
    fill(bytes, size_t{0}, length);
    return call.result_string({bytes, length});
  }
  runtime::String* s;
  STRATA_TRY(new_result_string(call, length, &s));
  call.push(runtime::Value::of(s));
  for (size_t from = 0, to; from < length; from = to) {
    if (from != 0) STRATA_TRY(pause(call));
    to = length - from > kPieceBytes ? from + kPieceBytes : length;
    fill(s->inline_bytes(), from, to);
  }
  return call.results(1);
}

// The same for a copy of bytes that stay where they are, as the only result or pushed.
inline runtime::Status result_copied(runtime::Call& call, std::string_view bytes) {
  return result_filled(call, bytes.size(), [bytes](char* out, size_t from, size_t to) {
    std::memcpy(out + from, bytes.data() + from, to - from);
  });
}
inline runtime::Status push_copied(runtime::Call& call, std::string_view bytes) {
  if (bytes.size() <= kPieceBytes) return call.push_string(bytes);
  runtime::Status status = result_copied(call, bytes);
  return status.failed() ? status : runtime::kOk;
}

// Room for so many more values on the stack; the reference's error with `what` when there are too many.
runtime::Status reserve_values(runtime::Call& call, size_t count, const char* what);

}  // namespace strata::stdlib
