// A progress bar on standard error, for work that takes long and when a person looks: on a terminal only, and not
// before some time has passed.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace strata::toolbox {

class Progress {
 public:
  Progress(std::string what, uint64_t total);
  ~Progress() { end(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void advance();
  // Takes the bar away.
  void end();

 private:
  using Clock = std::chrono::steady_clock;
  void draw();

  std::string what_;
  uint64_t total_, done_ = 0;
  bool is_terminal_, is_shown_ = false;
  Clock::time_point next_;
};

}  // namespace strata::toolbox
