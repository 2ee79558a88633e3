// What came of looking for kept levels: of a program (its file), and of each function in it. Every reason has a
// counter, so that `--stats`, `strata why` and `strata cache stat` can name it. None of them is an error:
// whatever is not a hit runs from source or bytecode, as if nothing had been kept.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace strata::snippet_cache {

// name | text for people
#define STRATA_CACHE_OUTCOMES(ROW)                                                   \
  ROW(Hit, "served from the cache")                                                  \
  /* misses: nothing was there */                                                    \
  ROW(NoFile, "nothing is kept of this program")                                     \
  ROW(NotKept, "nothing is kept of this function")                                   \
  ROW(OtherCpuLevel, "kept for CPU features that this machine lacks")                \
  ROW(OtherOptions, "kept for other options")                                        \
  /* rejects: something was there and must not be used */                            \
  ROW(OtherBuild, "kept by another build of Strata")                                 \
  ROW(OtherProgram, "kept of another program")                                       \
  ROW(NotRegular, "no regular file, or reached through a link")                      \
  ROW(WrongOwner, "belongs to another user")                                         \
  ROW(Writable, "others may write to it")                                            \
  ROW(HardLinked, "has several names")                                               \
  ROW(Truncated, "shorter than it says")                                             \
  ROW(Damaged, "a checksum does not match, or its structure is wrong")               \
  ROW(NoKey, "there is no key to check it with")                                     \
  ROW(WrongMac, "was not made with this user's key")                                 \
  ROW(Unreadable, "can't be read or mapped")                                         \
  /* what kept a run from publishing */                                              \
  ROW(NoDirectory, "no directory that this user owns can hold it")                   \
  ROW(NoSpace, "the disk is full or writing failed")                                 \
  ROW(Busy, "another process was publishing")                                        \
  ROW(TooLarge, "larger than is kept")

enum class Outcome : uint8_t {
#define ROW(name, text) name,
  STRATA_CACHE_OUTCOMES(ROW)
#undef ROW
  Count
};

inline constexpr unsigned kOutcomes = static_cast<unsigned>(Outcome::Count);

// "hit", "no-file", "wrong-mac", ..: stable, for scripts.
std::string_view outcome_key(Outcome outcome);
// For people.
std::string_view outcome_text(Outcome outcome);

constexpr bool is_reject(Outcome o) { return o >= Outcome::OtherBuild && o <= Outcome::Unreadable; }
constexpr bool is_miss(Outcome o) { return o >= Outcome::NoFile && o <= Outcome::OtherOptions; }

using OutcomeCounts = std::array<uint64_t, kOutcomes>;

}  // namespace strata::snippet_cache
