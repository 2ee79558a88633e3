// Scanning tokens. One table gives each char its class, and names are told from reserved words by the
// table of names. Numerals and strings that need care are in lexer_strings.cpp.
#include "lua/lexer.h"

#include <array>
#include <cstring>

#include "base/chunk_id.h"
#include "base/numerals.h"

namespace strata::lua {
namespace {

enum CharClass : uint8_t {
  kOther, kZero, kSpace, kNewline, kLetter, kDigit, kQuote, kMinus, kOpenBracket, kDot, kOperator, kSingle,
};

struct CharRow {
  CharClass char_class = kOther;
  Token single = Token::Unknown;  // of kSingle, and of kOperator when nothing joins it
  bool in_name = false;
};

constexpr std::array<CharRow, 256> kChars = [] {
  std::array<CharRow, 256> rows{};
  for (char c : {' ', '\t', '\v', '\f'}) rows[static_cast<uint8_t>(c)].char_class = kSpace;
  for (char c : {'\n', '\r'}) rows[static_cast<uint8_t>(c)].char_class = kNewline;
  for (int c = 0; c < 128; c++) {
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    bool digit = c >= '0' && c <= '9';
    rows[c].in_name = letter || digit;
    if (letter) rows[c].char_class = kLetter;
    if (digit) rows[c].char_class = kDigit;
  }
  for (int i = static_cast<int>(Token::Plus); i <= static_cast<int>(Token::Dot); i++) {
    CharRow& row = rows[static_cast<uint8_t>(kTokenTexts[i][0])];
    row.char_class = kSingle;
    row.single = static_cast<Token>(i);
  }
  for (char c : {'=', '<', '>', '/', '~', ':'}) rows[static_cast<uint8_t>(c)].char_class = kOperator;
  rows['-'].char_class = kMinus;
  rows['['].char_class = kOpenBracket;
  rows['.'].char_class = kDot;
  rows['"'].char_class = rows['\''].char_class = kQuote;
  rows[0].char_class = kZero;
  return rows;
}();

const CharRow& char_row(char c) { return kChars[static_cast<uint8_t>(c)]; }

// The symbol that `first` and the char after it make, or Unknown.
Token joined(char first, char second) {
  switch (first) {
    case '=': return second == '=' ? Token::Equal : Token::Unknown;
    case '<': return second == '=' ? Token::LessEqual : second == '<' ? Token::ShiftLeft : Token::Unknown;
    case '>': return second == '=' ? Token::GreaterEqual : second == '>' ? Token::ShiftRight : Token::Unknown;
    case '/': return second == '/' ? Token::FloorDiv : Token::Unknown;
    case '~': return second == '=' ? Token::NotEqual : Token::Unknown;
    case ':': return second == ':' ? Token::DoubleColon : Token::Unknown;
    default: return Token::Unknown;
  }
}

constexpr int kSafeDigits = 18;  // a decimal integer of so many digits always fits

}  // namespace

Lexer::Lexer(std::string_view source, std::string_view chunk_name, Names* names)
    : names_(names), chunk_name_(chunk_name), source_(new char[source.size() + kTextPadding]) {
  if (!source.empty()) std::memcpy(source_.get(), source.data(), source.size());
  std::memset(source_.get() + source.size(), 0, kTextPadding);
  cursor_ = source_.get();
  end_ = cursor_ + source.size();
}

void Lexer::scan(Lexeme* out) {
  for (;;) {
    const char* p = cursor_;
    const CharRow& row = char_row(*p);
    out->begin = p;
    switch (row.char_class) {
      case kSpace:
        while (*++p == ' ') {}
        cursor_ = p;
        continue;
      case kNewline:
        skip_newline();
        continue;
      case kLetter: return scan_name(out);
      case kSingle: return finish(out, row.single, p + 1);
      case kDigit: return scan_number(out);
      case kQuote: return scan_string(out);
      case kOperator: {
        Token two = joined(*p, p[1]);
        if (two != Token::Unknown) return finish(out, two, p + 2);
        return finish(out, row.single, p + 1);
      }
      case kMinus:
        if (scan_minus(out)) return;
        continue;
      case kDot:
        if (char_row(p[1]).char_class == kDigit) return scan_odd_number(out);
        if (p[1] != '.') return finish(out, Token::Dot, p + 1);
        return p[2] == '.' ? finish(out, Token::Dots, p + 3) : finish(out, Token::Concat, p + 2);
      case kOpenBracket: {
        const char* after;
        int64_t level = bracket_level(p, &after);
        if (level >= 0) return scan_long_string(out, static_cast<uint32_t>(level));
        if (after == p + 1) return finish(out, Token::LeftBracket, after);
        error_near("invalid long string delimiter", "'" + std::string(p, after) + "'");
        return finish(out, Token::Eos, end_);
      }
      case kZero:
        if (p == end_) return finish(out, Token::Eos, p);
        [[fallthrough]];
      case kOther: {
        out->integer = static_cast<uint8_t>(*p);
        return finish(out, Token::Unknown, p + 1);
      }
    }
  }
}

// Skips "\n", "\r", "\r\n" or "\n\r": one line.
void Lexer::skip_newline() {
  char first = *cursor_++;
  if ((*cursor_ == '\n' || *cursor_ == '\r') && *cursor_ != first) cursor_++;
  line_++;
  if (STRATA_UNLIKELY(is_stopped())) error("interrupted");
}

void Lexer::skip_line() {
  const char* p = cursor_;
  for (;; p++) {
    if (*p == '\n' || *p == '\r') break;
    if (*p == 0 && p == end_) break;
  }
  cursor_ = p;
}

bool Lexer::scan_minus(Lexeme* out) {
  const char* p = cursor_;
  if (p[1] != '-') {
    finish(out, Token::Minus, p + 1);
    return true;
  }
  cursor_ = p + 2;
  const char* after;
  int64_t level = *cursor_ == '[' ? bracket_level(cursor_, &after) : -1;
  if (level < 0) {
    skip_line();
    return false;
  }
  uint32_t start_line = line_;
  cursor_ = after;
  std::string_view content;
  if (read_long_bracket(static_cast<uint32_t>(level), &content)) return false;
  error_near("unfinished long comment (starting at line " + std::to_string(start_line) + ")", "<eof>");
  finish(out, Token::Eos, end_);
  return true;
}

void Lexer::scan_name(Lexeme* out) {
  const char* p = cursor_ + 1;
  while (char_row(*p).in_name) p++;
  NameId id = names_->intern(cursor_, static_cast<uint32_t>(p - cursor_));
  out->name = id;
  finish(out, (*names_)[id].token, p);
}

void Lexer::scan_number(Lexeme* out) {
  const char* p = cursor_;
  uint64_t value = 0;
  while (char_row(*p).char_class == kDigit) value = value * 10 + static_cast<uint64_t>(*p++ - '0');
  if (STRATA_UNLIKELY(char_row(*p).in_name || *p == '.' || p - cursor_ > kSafeDigits)) {
    return scan_odd_number(out);
  }
  out->integer = static_cast<int64_t>(value);
  finish(out, Token::Int, p);
}

// Any numeral: takes all that could belong to one, then lets parse_number decide.
void Lexer::scan_odd_number(Lexeme* out) {
  const char* p = cursor_;
  char exponent = 'e';
  if (*p == '0' && (p[1] | 0x20) == 'x') {
    exponent = 'p';
    p += 2;
  }
  for (;;) {
    if ((*p | 0x20) == exponent) {
      p++;
      if (*p == '+' || *p == '-') p++;
    } else if (*p == '.' || (*p >= '0' && *p <= '9') || ((*p | 0x20) >= 'a' && (*p | 0x20) <= 'f')) {
      p++;
    } else {
      break;
    }
  }
  if (char_row(*p).in_name) p++;
  std::string_view text(cursor_, static_cast<size_t>(p - cursor_));
  base::Number number = base::parse_number(text);
  if (number.kind == base::Number::None) {
    error_near("malformed number", "'" + std::string(text) + "'");
    return finish(out, Token::Eos, end_);
  }
  if (number.kind == base::Number::Int) {
    out->integer = number.integer;
    finish(out, Token::Int, p);
  } else {
    out->real = number.real;
    finish(out, Token::Float, p);
  }
}

void Lexer::scan_string(Lexeme* out) {
  const char* p = cursor_ + 1;
  char delimiter = *cursor_;
  for (;; p++) {
    char c = *p;
    if (c == delimiter) break;
    if (STRATA_UNLIKELY(c == '\\' || c == '\n' || c == '\r' || (c == 0 && p == end_))) return decode_string(out);
  }
  out->name = names_->intern(cursor_ + 1, static_cast<uint32_t>(p - cursor_ - 1));
  finish(out, Token::String, p + 1);
}

// ---- errors

std::string quoted(Token token) {
  std::string_view text = kTokenTexts[static_cast<int>(token)];
  if (token <= Token::Float) return std::string(text);
  return "'" + std::string(text) + "'";
}

std::string Lexer::near_text(const Lexeme& lexeme) const {
  std::string_view raw(lexeme.begin, static_cast<size_t>(lexeme.end - lexeme.begin));
  switch (lexeme.kind) {
    case Token::Name: case Token::Int: case Token::Float: return "'" + std::string(raw) + "'";
    case Token::String: {
      // The delimiters as written, the content as decoded, up to the first zero byte.
      size_t bracket = raw[0] == '[' ? raw.find('[', 1) + 1 : 1;
      std::string shown(raw.substr(0, bracket));
      shown += (*names_)[lexeme.name].view();
      shown += raw.substr(raw.size() - bracket);
      return "'" + shown.substr(0, shown.find('\0')) + "'";
    }
    case Token::Unknown: {
      char c = static_cast<char>(lexeme.integer);
      if (c >= ' ' && c <= '~') return std::string("'") + c + "'";
      return "'<\\" + std::to_string(static_cast<uint8_t>(c)) + ">'";
    }
    default: return quoted(lexeme.kind);
  }
}

void Lexer::error(std::string message) {
  if (failed_) return;
  failed_ = true;
  error_message_ = std::move(message);
  current_.kind = Token::Eos;
  has_ahead_ = false;
  cursor_ = end_;
}

void Lexer::error_at_line(std::string_view message) {
  error(base::chunk_id(chunk_name_) + ":" + std::to_string(line_) + ": " + std::string(message));
}

void Lexer::error_near(std::string_view message, std::string_view near) {
  error_at_line(std::string(message) + " near " + std::string(near));
}

void Lexer::error_near_token(std::string_view message) {
  if (failed_) return;
  // The reference has no name for a zero byte either.
  bool is_zero = current_.kind == Token::Unknown && current_.integer == 0;
  if (is_zero) error_at_line(message);
  else error_near(message, near_text(current_));
}

}  // namespace strata::lua
