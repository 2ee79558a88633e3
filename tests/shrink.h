// Makes a failing text shorter: lines are left out, in ever smaller runs, as long as it still fails.
#pragma once

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

namespace strata::tests {

inline std::string join_lines(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line;
  return text;
}

// Precondition: still_fails(text). Stops after `most` time with what it has.
template <typename StillFails>
std::string shrink_lines(const std::string& text, StillFails still_fails,
                         std::chrono::seconds most = std::chrono::seconds(60)) {
  std::vector<std::string> lines;
  for (size_t at = 0, end; at < text.size(); at = end) {
    end = std::min(text.find('\n', at), text.size() - 1) + 1;
    lines.push_back(text.substr(at, end - at));
  }
  auto deadline = std::chrono::steady_clock::now() + most;
  for (bool shorter = true; shorter;) {
    shorter = false;
    for (size_t run = std::max<size_t>(1, lines.size() / 2); run >= 1; run /= 2) {
      for (size_t at = 0; at < lines.size();) {
        if (std::chrono::steady_clock::now() > deadline) return join_lines(lines);
        auto first = lines.begin() + static_cast<ptrdiff_t>(at);
        std::vector<std::string> rest(lines.begin(), first);
        rest.insert(rest.end(), first + static_cast<ptrdiff_t>(std::min(run, lines.size() - at)), lines.end());
        if (still_fails(join_lines(rest))) {
          lines = std::move(rest);
          shorter = true;
        } else {
          at += run <= 8 ? 1 : run / 2;
        }
      }
    }
  }
  return join_lines(lines);
}

}  // namespace strata::tests
