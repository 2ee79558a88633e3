// Text to tokens, in one pass over the characters.
#include "assembler/lexer.h"

#include <fmt/format.h>

namespace strata::assembler {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$'; }
bool is_word_char(char c) { return is_letter(c) || is_digit(c) || c == '.'; }

int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

class Lexer {
 public:
  Lexer(std::string_view text, Diagnostics* diagnostics) : text_(text), diagnostics_(diagnostics) {}

  std::vector<Token> run();

 private:
  char peek(size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  Position here() const { return {line_, static_cast<uint32_t>(at_ - line_start_ + 1)}; }
  void add(TokenKind kind, Position at, std::string text) { tokens_.push_back({kind, at, std::move(text)}); }
  void newline();
  void skip_line();
  void token();
  void word(TokenKind kind);
  void number();
  void string();
  bool escape(std::string* out);

  std::string_view text_;
  Diagnostics* diagnostics_;
  std::vector<Token> tokens_;
  size_t at_ = 0;
  size_t line_start_ = 0;
  uint32_t line_ = 1;
};

void Lexer::newline() {
  add(TokenKind::Newline, here(), "");
  at_++;
  line_++;
  line_start_ = at_;
}

void Lexer::skip_line() {
  while (at_ < text_.size() && text_[at_] != '\n') at_++;
}

void Lexer::word(TokenKind kind) {
  Position at = here();
  size_t begin = at_++;
  while (is_word_char(peek())) at_++;
  add(kind, at, std::string(text_.substr(begin, at_ - begin)));
}

// Everything that may belong to a numeral; what it means is decided where its kind is known.
void Lexer::number() {
  Position at = here();
  size_t begin = at_;
  if (peek() == '-' || peek() == '+') at_++;
  bool hex = peek() == '0' && (peek(1) == 'x' || peek(1) == 'X');
  while (is_word_char(peek())) {
    char c = text_[at_++];
    bool exponent = hex ? (c == 'p' || c == 'P') : (c == 'e' || c == 'E');
    if (exponent && (peek() == '-' || peek() == '+')) at_++;
  }
  add(TokenKind::Number, at, std::string(text_.substr(begin, at_ - begin)));
}

// After the backslash; false when there is no such escape.
bool Lexer::escape(std::string* out) {
  char c = peek();
  if (c == '\n' || at_ >= text_.size()) return false;
  at_++;
  switch (c) {
    case 'n': *out += '\n'; return true;
    case 'r': *out += '\r'; return true;
    case 't': *out += '\t'; return true;
    case '"': case '\\': *out += c; return true;
    case 'x': {
      int high = hex_digit(peek());
      int low = high < 0 ? -1 : hex_digit(peek(1));
      if (low < 0) return false;
      *out += static_cast<char>(high * 16 + low);
      at_ += 2;
      return true;
    }
    default: return false;
  }
}

void Lexer::string() {
  Position start = here();
  std::string value;
  at_++;
  while (peek() != '"') {
    if (at_ >= text_.size() || peek() == '\n') {
      diagnostics_->error(start, "expected a '\"' that ends this string on its line");
      return;
    }
    if (peek() != '\\') {
      value += text_[at_++];
      continue;
    }
    Position at = here();
    at_++;
    if (!escape(&value)) diagnostics_->error(at, "expected one of the escapes \\n \\r \\t \\\" \\\\ \\xHH");
  }
  at_++;
  add(TokenKind::String, start, std::move(value));
}

void Lexer::token() {
  char c = peek();
  if (c == ' ' || c == '\t' || c == '\r') {
    at_++;
  } else if (c == '\n') {
    newline();
  } else if (c == ';') {
    skip_line();
  } else if (c == '"') {
    string();
  } else if (c == '.' && peek(1) == '.' && peek(2) == '.') {
    add(TokenKind::Mark, here(), "...");
    at_ += 3;
  } else if (c == '.' && is_letter(peek(1))) {
    word(TokenKind::Directive);
  } else if (is_letter(c) || (c == '-' && is_letter(peek(1)))) {
    word(TokenKind::Word);
  } else if (is_digit(c) || ((c == '-' || c == '+') && is_digit(peek(1)))) {
    number();
  } else if (c != '\0' && std::string_view("(),:*#").find(c) != std::string_view::npos) {
    add(TokenKind::Mark, here(), std::string(1, c));
    at_++;
  } else {
    diagnostics_->error(here(), fmt::format("expected a word, a number or a string, found byte {:#04x}",
                                            static_cast<uint8_t>(c)));
    at_++;
  }
}

std::vector<Token> Lexer::run() {
  if (text_.substr(0, 2) == "#!") skip_line();
  while (at_ < text_.size() && !diagnostics_->full()) token();
  add(TokenKind::Newline, here(), "");
  add(TokenKind::End, here(), "");
  return std::move(tokens_);
}

}  // namespace

std::string describe(const Token& token) {
  switch (token.kind) {
    case TokenKind::String: return "a string";
    case TokenKind::Newline: return "the end of the line";
    case TokenKind::End: return "the end of the file";
    default: return fmt::format("'{}'", token.text);
  }
}

std::vector<Token> tokenize(std::string_view text, Diagnostics* diagnostics) {
  return Lexer(text, diagnostics).run();
}

}  // namespace strata::assembler
