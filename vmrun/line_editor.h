// Where the interactive mode gets its lines from: libedit with a history file when standard input is a
// terminal, plain lines otherwise (echoed behind the prompt, so that the output reads as a session).
#pragma once

#include <memory>
#include <string>

namespace strata::vmrun {

class LineEditor {
 public:
  virtual ~LineEditor() = default;
  enum class Outcome { Line, End, Interrupted };
  // The next line without its end.
  virtual Outcome read(const std::string& prompt, std::string* line) = 0;
  // Adds a complete input to the history.
  virtual void remember(const std::string& input) = 0;
};

std::unique_ptr<LineEditor> make_line_editor();

}  // namespace strata::vmrun
