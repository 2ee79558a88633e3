// Errors of one assembler run: several, each with file, line and column, up to a limit.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace strata::assembler {

// A place in the text, both counted from 1; columns are bytes.
struct Position {
  uint32_t line = 1;
  uint32_t column = 1;
};

class Diagnostics {
 public:
  static constexpr int kMostErrors = 20;

  explicit Diagnostics(std::string_view file_name) : file_name_(file_name) {}

  // Notes "file:line:column: text"; after kMostErrors only that there are more.
  void error(Position at, std::string_view text);

  bool any() const { return count_ > 0; }
  bool full() const { return count_ >= kMostErrors; }
  // One error a line, without a newline at the end.
  const std::string& text() const { return text_; }

 private:
  std::string file_name_;
  std::string text_;
  int count_ = 0;
};

}  // namespace strata::assembler
