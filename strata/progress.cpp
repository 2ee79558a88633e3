// See progress.h.
#include "strata/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

namespace strata::toolbox {

namespace {

constexpr std::chrono::milliseconds kQuiet{150}, kInterval{50};
constexpr uint64_t kColumns = 32;

}  // namespace

Progress::Progress(std::string what, uint64_t total)
    : what_(std::move(what)), total_(total), is_terminal_(isatty(STDERR_FILENO) == 1), next_(Clock::now() + kQuiet) {}

void Progress::advance() {
  ++done_;
  if (is_terminal_ && Clock::now() >= next_) draw();
}

void Progress::draw() {
  uint64_t full = done_ * kColumns / std::max<uint64_t>(total_, 1);
  fmt::print(stderr, "\r{} [{:#<{}}{:.<{}}] {}/{}", what_, "", full, "", kColumns - full, done_, total_);
  std::fflush(stderr);
  is_shown_ = true;
  next_ = Clock::now() + kInterval;
}

void Progress::end() {
  if (!is_shown_) return;
  std::fputs("\r\x1b[K", stderr);
  std::fflush(stderr);
  is_shown_ = false;
}

}  // namespace strata::toolbox
