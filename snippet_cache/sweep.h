// Keeping the cache directory below its limit.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace strata::snippet_cache {

// What there was, and what of it was removed. Bytes are those on disk (whole blocks).
struct SweepResult {
  uint64_t files = 0, bytes = 0, removed_files = 0, removed_bytes = 0;
};

inline constexpr uint64_t kMostHints = 65536;
inline constexpr size_t kFirstBytes = 512;  // of an entry, that tell which build it is of

// Removes the least recently used entries and hints until the cache is not above `limit_bytes`, entries of other
// builds first (`is_current` tells by an entry's first bytes, up to kFirstBytes), the oldest hints beyond `most_hints`, and temporary
// files that were abandoned. Runs at most once per `interval_s`, by the age of a stamp file that the first call
// makes, and yields zeros otherwise; 0: now. An entry's use is its modification time, which touch_entry() renews (trusted_file.h).
// Files that vanish meanwhile are no error; files that are no entries are left alone.
SweepResult sweep(const std::string& directory, uint64_t limit_bytes, uint64_t interval_s,
                  bool (*is_current)(std::span<const uint8_t> first_bytes), uint64_t most_hints = kMostHints);

}  // namespace strata::snippet_cache
