// What was seen of a function while it ran: the profile that machine code is made by. Recorded for a few
// rounds once the function is hot (baseline_jit/recorder.h), by word of threaded code.
#pragma once

#include <cstdint>
#include <cstring>
#include <type_traits>
#include <vector>

#include "runtime/string.h"

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
  kSawAdds = 32,        // of a field that is stored: its cache knows several shapes, some to which it is added
  kSawOneChain = 128,   // its cache knows one shape, and where its class chain ends
  kVaries = 64,         // machine code was left for a type that had not been seen: what was is kept
};

inline constexpr uint8_t kUnknownCapacity = 0xff;

// What a call led to, always: WordProfile::number tells which.
enum class CalleeKind : uint8_t {
  None,        // it was not executed
  Lua,         // a function of the same program; number: its index
  LuaOfOther,  // one of another program
  Native,      // number: native_name_hash of its name
  Callable,    // something with __call
  Several,
};

// Plain data of one size, without addresses: it may be written to a file and read by another process. Counts stop at
// their largest value.
struct WordProfile {
  TagSet b = 0, c = 0;      // operands (a and b where the operation yields nothing); c of a call: its first argument
  TagSet result = 0;
  uint8_t events = 0;       // WordEvent; of a place that makes tables: the kinds of their elements
  uint8_t cache = 0;        // CacheState of its inline cache when the function was compiled; of a place that
                            // makes tables: inline slots that they get
  uint8_t phase = 0;        // Profile::phase when it was seen last
  CalleeKind callee = CalleeKind::None;
  uint16_t taken = 0, not_taken = 0;  // a conditional jump; of a loop: rounds that followed, and ends
  uint16_t hash_nodes = 0;  // of a place that makes tables: the largest hash part of one
  uint32_t number = 0;      // calls: see CalleeKind; preparing a numeric loop: most rounds that one had; a place that
                            // makes tables: room in the largest array part of one
  uint8_t intrinsic = 0;    // of a call: the Intrinsic that it reached; Other: something else, or several
  bool is_untyped = false;  // machine code was left here: it assumes nothing when it gets here by a jump
  uint16_t reserved = 0;    // no byte is left open
};
static_assert(sizeof(WordProfile) == 24 && std::is_trivially_copyable_v<WordProfile>);

// Of NativeFunction::name, in every process.
inline uint32_t native_name_hash(const char* name) {
  return name != nullptr ? hash_bytes(name, std::strlen(name), 0) : 0;
}

struct Profile {
  std::vector<WordProfile> words;
  uint32_t rounds_left = 0;     // calls and loop rounds to be recorded
  uint32_t rounds_to_forget = 0;
  uint32_t times_compiled = 0;
  uint8_t phase = 0;            // what was seen in an earlier one is forgotten when the word runs again
};

}  // namespace strata::runtime
