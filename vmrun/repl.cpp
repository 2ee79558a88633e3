// See repl.h. An input is first tried as an expression; an input that ends too early goes on with the
// next line, behind another prompt.
#include "vmrun/repl.h"

#include <cstdio>
#include <string>
#include <vector>

#include "vmrun/line_editor.h"

namespace strata::vmrun {
namespace {

constexpr const char* kChunkName = "=stdin";

class Repl {
 public:
  explicit Repl(Session& session) : session_(session), editor_(make_line_editor()) {}

  void run() {
    std::string input;
    for (;;) {
      LineEditor::Outcome outcome = editor_->read(prompt("_PROMPT", "> "), &input);
      if (outcome == LineEditor::Outcome::End) break;
      if (outcome == LineEditor::Outcome::Interrupted) continue;
      evaluate(input);
    }
    std::fputc('\n', stdout);
    std::fflush(stdout);
  }

 private:
  std::string prompt(const char* global, const char* otherwise) {
    Value v = session_.vm.get(global);
    if (v.is_nil()) return otherwise;
    Result<std::string> text = session_.vm.to_text(v);
    return text.ok() ? *text : otherwise;
  }

  static bool is_incomplete(const Error& error) { return error.message.ends_with("<eof>"); }

  // `= e` was how expressions were printed once; it still is.
  static std::string without_equals(const std::string& input) {
    return input.starts_with('=') ? "return " + input.substr(1) : input;
  }

  void evaluate(std::string input) {
    input = without_equals(input);
    Result<Function> function = session_.vm.load("return " + input + ";", kChunkName);
    while (!function.ok()) {
      function = session_.vm.load(input, kChunkName);
      if (function.ok() || !is_incomplete(function.error())) break;
      std::string more;
      LineEditor::Outcome outcome = editor_->read(prompt("_PROMPT2", ">> "), &more);
      if (outcome == LineEditor::Outcome::Interrupted) return;
      if (outcome == LineEditor::Outcome::End) break;
      input += "\n" + more;
    }
    if (!input.empty()) editor_->remember(input);
    if (!function.ok()) return session_.report(function.error());
    Result<Values> results = session_.call(*function);
    if (!results.ok()) return session_.report(results.error());
    print(*results);
  }

  void print(const Values& values) {
    if (values.empty()) return;
    std::vector<Argument> arguments(values.begin(), values.end());
    Result<Values> printed = session_.call(session_.vm.get("print"), arguments.data(), arguments.size());
    if (!printed.ok()) {
      session_.report(Error{"error calling 'print' (" + printed.error().message + ")", {}, {}});
    }
  }

  Session& session_;
  std::unique_ptr<LineEditor> editor_;
};

}  // namespace

void run_repl(Session& session) {
  session.interactive = true;
  Repl(session).run();
  session.interactive = false;
}

}  // namespace strata::vmrun
