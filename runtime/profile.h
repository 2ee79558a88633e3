// What was seen of a function while it ran: the profile that machine code is made by. Recorded for a few
// rounds once the function is hot (baseline_jit/recorder.h), by word of threaded code.
#pragma once

#include <cstdint>
#include <vector>

namespace strata::runtime {

// Sets of tags (runtime/value.h), one bit each.
using TagSet = uint16_t;

enum WordEvent : uint8_t {
  kSawIntArray = 1,     // 1 << ElementKind - 1: of the table that was indexed
  kSawFloatArray = 2,
  kSawAnyArray = 4,
  kSawAppend = 8,
  kSawOverflowSlot = 16,
  kSawMetatable = 32,   // of a table that was indexed
  kSawOneChain = 128,   // its cache knows one shape, and where its class chain ends
  kVaries = 64,         // machine code was left for a type that had not been seen: what was is kept
};

inline constexpr uint8_t kUnknownCapacity = 0xff;

struct WordProfile {
  TagSet b = 0, c = 0;      // operands (a and b where the operation yields nothing)
  TagSet result = 0;
  uint8_t events = 0;       // WordEvent
  uint8_t cache = 0;        // CacheState of its inline cache when the function was compiled; of a place that
                            // makes tables: inline slots that they get
  uint8_t phase = 0;        // Profile::phase when it was seen last
};

struct Profile {
  std::vector<WordProfile> words;
  uint32_t rounds_left = 0;     // calls and loop rounds to be recorded
  uint32_t rounds_to_forget = 0;
  uint32_t times_compiled = 0;
  uint8_t phase = 0;            // what was seen in an earlier one is forgotten when the word runs again
};

}  // namespace strata::runtime
