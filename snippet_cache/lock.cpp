// flock, tried again and again.
#include "snippet_cache/lock.h"

#include <errno.h>
#include <sys/file.h>
#include <time.h>

namespace strata::snippet_cache {
namespace {

// Critical sections take some tens of microseconds to some milliseconds: short pauses first.
constexpr int64_t kFirstPauseNs = 50'000, kMostPauseNs = 1'000'000;

int64_t now_ns() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * int64_t{1'000'000'000} + now.tv_nsec;
}

}  // namespace

Locked lock(int descriptor, LockKind kind, uint64_t most_wait_ms) {
  int operation = (kind == LockKind::Shared ? LOCK_SH : LOCK_EX) | LOCK_NB;
  int64_t deadline_ns = 0, pause_ns = kFirstPauseNs;
  while (flock(descriptor, operation) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) return Locked::Unsupported;
    int64_t now = now_ns();
    if (deadline_ns == 0) deadline_ns = now + static_cast<int64_t>(most_wait_ms) * 1'000'000;
    if (now >= deadline_ns) return Locked::Busy;
    timespec pause = {0, pause_ns};
    nanosleep(&pause, nullptr);
    if (pause_ns < kMostPauseNs) pause_ns *= 2;
  }
  return Locked::Yes;
}

}  // namespace strata::snippet_cache
