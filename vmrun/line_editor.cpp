// See line_editor.h. Nothing of libedit is touched before the first prompt on a terminal.
#include "vmrun/line_editor.h"

#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <histedit.h>
#include <sys/stat.h>
#include <unistd.h>

namespace strata::vmrun {
namespace {

constexpr int kHistoryEntries = 1000;

class PlainLines : public LineEditor {
 public:
  Outcome read(const std::string& prompt, std::string* line) override {
    std::fputs(prompt.c_str(), stdout);
    std::fflush(stdout);
    line->clear();
    int c;
    while ((c = std::getchar()) != EOF && c != '\n') line->push_back(static_cast<char>(c));
    if (c == EOF && line->empty()) return Outcome::End;
    std::fwrite(line->data(), 1, line->size(), stdout);
    std::fputc('\n', stdout);
    return Outcome::Line;
  }
  void remember(const std::string&) override {}
};

// Makes every missing directory of a path's parents, private to the user.
void make_parents(const std::string& path) {
  for (size_t at = path.find('/', 1); at != std::string::npos; at = path.find('/', at + 1)) {
    ::mkdir(path.substr(0, at).c_str(), 0700);
  }
}

// $XDG_STATE_HOME/strata/history, or below ~/.local/state; empty without a home.
std::string history_path() {
  const char* state = std::getenv("XDG_STATE_HOME");
  if (state != nullptr && state[0] == '/') return std::string(state) + "/strata/history";
  const char* home = std::getenv("HOME");
  if (home == nullptr || home[0] != '/') return {};
  return std::string(home) + "/.local/state/strata/history";
}

class EditedLines : public LineEditor {
 public:
  EditedLines() : history_file_(history_path()) {
    // Only how bytes form characters; the guest's numbers and messages stay as they are.
    if (std::setlocale(LC_CTYPE, "") == nullptr || std::strcmp(std::setlocale(LC_CTYPE, nullptr), "C") == 0) {
      std::setlocale(LC_CTYPE, "C.UTF-8");
    }
    history_ = history_init();
    HistEvent event;
    history(history_, &event, H_SETSIZE, kHistoryEntries);
    history(history_, &event, H_SETUNIQUE, 1);
    if (!history_file_.empty()) history(history_, &event, H_LOAD, history_file_.c_str());
    editor_ = el_init("vmrun", stdin, stdout, stderr);
    el_set(editor_, EL_CLIENTDATA, this);
    el_set(editor_, EL_PROMPT, prompt_of);
    el_set(editor_, EL_EDITOR, "emacs");
    el_set(editor_, EL_HIST, history, history_);
    el_set(editor_, EL_SIGNAL, 1);
    el_set(editor_, EL_BIND, "^I", "ed-insert", nullptr);
    el_set(editor_, EL_BIND, "^R", "em-inc-search-prev", nullptr);
    el_source(editor_, nullptr);
    // Ctrl-C drops the line, so while a line is edited it is a key and no signal.
    el_wset(editor_, EL_ADDFN, L"strata-drop-line", L"drops the line", drop_line);  // el_set leaks here
    el_set(editor_, EL_BIND, "^C", "strata-drop-line", nullptr);
    el_set(editor_, EL_SETTY, "-d", "-isig", nullptr);
  }
  ~EditedLines() override {
    el_end(editor_);
    history_end(history_);
  }

  Outcome read(const std::string& prompt, std::string* line) override {
    prompt_ = prompt;
    dropped_ = false;
    el_set(editor_, EL_PREP_TERM, 1);  // before the prompt shows, so that no early key is lost
    int count = 0;
    const char* text = el_gets(editor_, &count);
    if (dropped_) return Outcome::Interrupted;
    if (text == nullptr || count <= 0) return Outcome::End;
    line->assign(text, static_cast<size_t>(count));
    if (line->back() == '\n') line->pop_back();
    return Outcome::Line;
  }

  void remember(const std::string& input) override {
    HistEvent event;
    history(history_, &event, H_ENTER, input.c_str());
    if (history_file_.empty()) return;
    make_parents(history_file_);
    history(history_, &event, H_SAVE, history_file_.c_str());
  }

 private:
  static EditedLines& self(EditLine* editor) {
    void* data = nullptr;
    el_get(editor, EL_CLIENTDATA, &data);
    return *static_cast<EditedLines*>(data);
  }
  static char* prompt_of(EditLine* editor) { return self(editor).prompt_.data(); }
  static unsigned char drop_line(EditLine* editor, wint_t) {
    self(editor).dropped_ = true;
    std::fputs("^C\n", stdout);
    return CC_EOF;
  }

  std::string prompt_, history_file_;
  History* history_ = nullptr;
  EditLine* editor_ = nullptr;
  bool dropped_ = false;
};

}  // namespace

std::unique_ptr<LineEditor> make_line_editor() {
  if (::isatty(0)) return std::make_unique<EditedLines>();
  return std::make_unique<PlainLines>();
}

}  // namespace strata::vmrun
