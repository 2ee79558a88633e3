// Collects messages in the order in which they are found.
#include "assembler/diagnostics.h"

#include <fmt/format.h>

namespace strata::assembler {

void Diagnostics::error(Position at, std::string_view text) {
  if (count_ > kMostErrors) return;
  if (!text_.empty()) text_ += '\n';
  if (count_++ == kMostErrors) text_ += fmt::format("{}: more errors follow", file_name_);
  else text_ += fmt::format("{}:{}:{}: {}", file_name_, at.line, at.column, text);
}

}  // namespace strata::assembler
