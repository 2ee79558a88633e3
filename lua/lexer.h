// Lexer: the tokens of a chunk, one at a time (Lua 5.4 manual 3.1).
//
// It works on its own copy of the source, ended by zero bytes, so that no step needs a bounds check: a
// zero byte is looked at twice only. Texts of names and of strings without escapes are views of that copy.
//
// Errors: the first one is kept and the rest of the source dropped: from then on every token is Eos, so
// that the parser unwinds by itself and needs no check of its own.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "lua/names.h"
#include "lua/token.h"

namespace strata::lua {

class Lexer {
 public:
  // `names` gets all names and strings; it must not outlive the lexer, which owns their texts.
  Lexer(std::string_view source, std::string_view chunk_name, Names* names);

  // See CompileOptions.
  void set_stop(const uint32_t* word, uint32_t bits) {
    stop_word_ = word;
    stop_bits_ = bits;
  }

  // Moves on by one token.
  void next() {
    last_line_ = line_;
    if (STRATA_UNLIKELY(is_stopped())) error("interrupted");
    if (STRATA_LIKELY(!has_ahead_)) {
      scan(&current_);
    } else {
      current_ = ahead_;
      has_ahead_ = false;
    }
  }
  // The token after the current one. Not to be called twice without a next() between.
  Token peek() {
    scan(&ahead_);
    has_ahead_ = !failed_;
    return ahead_.kind;
  }

  Token token() const { return current_.kind; }
  NameId name() const { return current_.name; }        // of a Name or String
  int64_t integer() const { return current_.integer; }  // of an Int
  double real() const { return current_.real; }         // of a Float
  NameId ahead_name() const { return ahead_.name; }     // of a Name that peek() found

  // Line where reading has arrived, and line of the last token consumed by next().
  uint32_t line() const { return line_; }
  uint32_t last_line() const { return last_line_; }

  // Reports "chunk:line: message near 'token'" / "chunk:line: message" / "message".
  void error_near_token(std::string_view message);
  void error_at_line(std::string_view message);
  void error(std::string message);
  bool failed() const { return failed_; }
  const std::string& error_message() const { return error_message_; }

 private:
  struct Lexeme {
    Token kind = Token::Eos;
    const char* begin = nullptr;  // [begin, end) is its text in the source
    const char* end = nullptr;
    union {
      NameId name;
      int64_t integer = 0;
      double real;
    };
  };

  bool is_stopped() const { return __atomic_load_n(stop_word_, __ATOMIC_RELAXED) & stop_bits_; }
  void scan(Lexeme* out);
  bool scan_minus(Lexeme* out);    // false: it was a comment
  void scan_operator(Lexeme* out);  // symbols of more than one char
  void scan_name(Lexeme* out);
  void scan_number(Lexeme* out);
  void scan_odd_number(Lexeme* out);
  void scan_string(Lexeme* out);
  void scan_long_string(Lexeme* out, uint32_t level);
  void finish(Lexeme* out, Token kind, const char* end) {
    out->kind = kind;
    out->end = end;
    cursor_ = end;
  }
  bool skip_end(Lexeme* out);  // at a zero byte: true when it is the end of the source
  void skip_newline();
  void skip_line();
  // Level of the long bracket that opens at `p`, or -1; *after is behind it, or where it went wrong.
  static int64_t bracket_level(const char* p, const char** after);

  // Strings with escapes: decoded into text_, which starts with the delimiter and is, as in the
  // reference, what messages show.
  void decode_string(Lexeme* out);
  bool decode_escape();
  bool decode_hex_escape();
  bool decode_utf8_escape();
  bool decode_decimal_escape();
  void append_utf8(uint32_t code_point);
  bool string_error(std::string_view message);
  bool escape_error(std::string_view message);
  bool read_hex_digit(uint32_t* out);
  // Reads a long bracket's content up to its end into *content; false at the end of the source.
  bool read_long_bracket(uint32_t level, std::string_view* content);
  NameId intern_copy(std::string_view text);

  void error_near(std::string_view message, std::string_view near);
  std::string near_text(const Lexeme& lexeme) const;

  const char* cursor_;
  const char* end_;
  uint32_t line_ = 1, last_line_ = 1;
  uint32_t stop_bits_ = 0;
  const uint32_t* stop_word_ = &stop_bits_;
  bool has_ahead_ = false, failed_ = false;
  Lexeme current_, ahead_;
  Names* names_;
  std::string text_;
  std::string_view chunk_name_;
  std::string error_message_;
  std::unique_ptr<char[]> source_;
  std::vector<std::unique_ptr<char[]>> copies_;  // texts that are no part of the source
};

// How a message names a token: 'word', or <name>, <eof>.
std::string quoted(Token token);

}  // namespace strata::lua
