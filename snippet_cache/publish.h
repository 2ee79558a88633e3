// Replacing a published file as a whole, so that no reader ever sees a half-written one and no publisher
// undoes what another has just published.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "snippet_cache/outcome.h"

namespace strata::snippet_cache {

struct NewContents {
  virtual ~NewContents() = default;
  // Called under the lock: reads what is there now, and merges. False: leave the file as it is.
  virtual bool make() = 0;
  // Valid after make(), until the publishing is over.
  virtual std::span<const std::span<const uint8_t>> pieces() const = 0;
};

// Replaces the file at `path`: `contents.make()` is called under a lock that no other publisher in the same directory
// holds, with what is there now to be merged (it may open the path itself). Written to an unnamed temporary
// file in the same directory, linked, renamed; 0400; no fsync. A missing programs/ab, sidecars/ab or hints/ab of a
// prepared cache directory is made (0700), no other one. Hit: published, or nothing to do. Otherwise nothing is left
// behind: NoSpace, NoDirectory (missing, not writable, or no locks there), Busy (after `most_wait_ms`). A
// temporary name that a killed process left is removed by the next publisher of the path.
Outcome publish(const std::string& path, NewContents& contents, uint64_t most_wait_ms = 20);

}  // namespace strata::snippet_cache
