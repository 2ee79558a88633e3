// Locks that end with the process that holds them, however it ends (flock), taken without ever blocking on
// one that was stopped.
#pragma once

#include <cstdint>

namespace strata::snippet_cache {

enum class LockKind : uint8_t { Shared, Exclusive };
enum class Locked : uint8_t {
  Yes,          // until the descriptor is closed
  Busy,         // others held it all the while
  Unsupported,  // the file system has no locks
};

// Locks the open file or directory, trying for at most `most_wait_ms`.
Locked lock(int descriptor, LockKind kind, uint64_t most_wait_ms);

}  // namespace strata::snippet_cache
