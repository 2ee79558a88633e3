// Deadlines: wall-clock limits of running guests. One thread per process sleeps until the earliest one
// and then sets that VM's interrupt word; it exists only while some deadline is pending.
#pragma once

#include <cstdint>

#include "runtime/context.h"

namespace strata {

class Deadline {
 public:
  explicit Deadline(runtime::Context* context) : context_(context) {}
  ~Deadline() { cancel(); }
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

  // Sets kInterruptLimit at this time (CLOCK_MONOTONIC), instead of one set before. False: no thread
  // could be started.
  bool set(uint64_t monotonic_ns);
  // When it has returned the context is not touched any more.
  void cancel();

 private:
  friend struct DeadlineWatch;
  runtime::Context* context_;
  uint64_t due_ns_ = 0;  // 0: not in the list
  bool was_set_ = false;
  Deadline* previous_ = nullptr;
  Deadline* next_ = nullptr;
};

}  // namespace strata
