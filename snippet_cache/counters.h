// What came of looking things up, summed over all runs of this user.
#pragma once

#include <cstdint>
#include <string>

#include "snippet_cache/outcome.h"

namespace strata::snippet_cache {

struct CumulativeCounts {
  OutcomeCounts programs{}, functions{};
  uint64_t published_files = 0, published_bytes = 0, runs = 0;
};

// Adds one run to the counters in `directory`; does nothing where that does not exist. False: this run is not counted,
// because others held the file's lock for 20 ms, or the disk is full. Some five microseconds.
bool add_counts(const std::string& directory, const OutcomeCounts& programs, const OutcomeCounts& functions,
                uint64_t published_files, uint64_t published_bytes);

// False: nothing was counted yet, or the file is damaged, which the next add_counts() mends by starting at zero.
bool read_counts(const std::string& directory, CumulativeCounts* out);

}  // namespace strata::snippet_cache
