// String literals with escapes and long brackets.
// A short string with an escape, or one that doesn't end, is read again from its start into text_, char
// by char: delimiter, decoded chars, and while an escape is being read that escape as written. So text_
// is at any moment what a message about the string has to show.
#include <cstring>

#include "lua/lexer.h"

namespace strata::lua {
namespace {

constexpr uint32_t kMostDigitsOfDecimalEscape = 3;
constexpr uint32_t kUtf8Limit = 0x7fffffff;  // Lua 5.4 manual 3.1: up to 2^31 - 1

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// The char that a one-letter escape stands for, or 0.
char simple_escape(char c) {
  switch (c) {
    case 'a': return '\a';
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case 'v': return '\v';
    case '\\': case '"': case '\'': return c;
    default: return 0;
  }
}

}  // namespace

NameId Lexer::intern_copy(std::string_view text) {
  std::unique_ptr<char[]> copy(new char[text.size() + kTextPadding]());
  std::memcpy(copy.get(), text.data(), text.size());
  NameId id = names_->intern(copy.get(), static_cast<uint32_t>(text.size()));
  if ((*names_)[id].text == copy.get()) copies_.push_back(std::move(copy));
  return id;
}

void Lexer::decode_string(Lexeme* out) {
  char delimiter = *cursor_++;
  text_.assign(1, delimiter);
  while (*cursor_ != delimiter) {
    char c = *cursor_;
    if (c == 0 && cursor_ == end_) return error_near("unfinished string", "<eof>"), finish(out, Token::Eos, end_);
    if (c == '\n' || c == '\r') {
      string_error("unfinished string");
      return finish(out, Token::Eos, end_);
    }
    cursor_++;
    text_ += c;
    if (c == '\\' && !decode_escape()) return finish(out, Token::Eos, end_);
  }
  out->name = intern_copy(std::string_view(text_).substr(1));
  finish(out, Token::String, cursor_ + 1);
}

// At the char after the backslash, which is the last of text_. False after an error.
bool Lexer::decode_escape() {
  if (STRATA_UNLIKELY(is_stopped())) return string_error("interrupted");
  char c = *cursor_;
  if (char simple = simple_escape(c)) {
    text_.back() = simple;
    cursor_++;
    return true;
  }
  switch (c) {
    case 'x': return decode_hex_escape();
    case 'u': return decode_utf8_escape();
    case '\n': case '\r':
      skip_newline();
      text_.back() = '\n';
      return true;
    case 'z':
      text_.pop_back();
      cursor_++;
      while (*cursor_ == ' ' || (*cursor_ >= '\t' && *cursor_ <= '\r')) {
        if (*cursor_ == '\n' || *cursor_ == '\r') skip_newline();
        else cursor_++;
      }
      return true;
    default:
      if (c == 0 && cursor_ == end_) return true;  // the string is unfinished, as will be seen next
      return decode_decimal_escape();
  }
}

// Reports `message` about the string so far.
bool Lexer::string_error(std::string_view message) {
  error_near(message, "'" + text_.substr(0, text_.find('\0')) + "'");
  return false;
}

// Reports `message` about an escape: the char that is at fault is shown too.
bool Lexer::escape_error(std::string_view message) {
  if (cursor_ != end_) text_ += *cursor_;
  return string_error(message);
}

bool Lexer::read_hex_digit(uint32_t* out) {
  text_ += *cursor_++;
  int value = hex_value(*cursor_);
  if (value < 0) return escape_error("hexadecimal digit expected");
  *out = static_cast<uint32_t>(value);
  return true;
}

bool Lexer::decode_hex_escape() {
  size_t start = text_.size() - 1;
  uint32_t high, low;
  if (!read_hex_digit(&high) || !read_hex_digit(&low)) return false;
  cursor_++;
  text_.resize(start);
  text_ += static_cast<char>(high * 16 + low);
  return true;
}

bool Lexer::decode_utf8_escape() {
  size_t start = text_.size() - 1;
  text_ += *cursor_++;
  if (*cursor_ != '{') return escape_error("missing '{'");
  uint32_t code_point;
  if (!read_hex_digit(&code_point)) return false;
  for (;;) {
    text_ += *cursor_++;
    int digit = hex_value(*cursor_);
    if (digit < 0) break;
    if (code_point > kUtf8Limit >> 4) return escape_error("UTF-8 value too large");
    code_point = code_point * 16 + static_cast<uint32_t>(digit);
  }
  if (*cursor_ != '}') return escape_error("missing '}'");
  cursor_++;
  text_.resize(start);
  append_utf8(code_point);
  return true;
}

// UTF-8 as first defined: up to six bytes, for up to 31 bits.
void Lexer::append_utf8(uint32_t code_point) {
  if (code_point < 0x80) {
    text_ += static_cast<char>(code_point);
    return;
  }
  char bytes[6];
  int count = 0;
  uint32_t most_in_first = 0x3f;  // what the first byte has room for beside its length mark
  do {
    bytes[count++] = static_cast<char>(0x80 | (code_point & 0x3f));
    code_point >>= 6;
    most_in_first >>= 1;
  } while (code_point > most_in_first);
  bytes[count++] = static_cast<char>((~most_in_first << 1) | code_point);
  while (count > 0) text_ += bytes[--count];
}

bool Lexer::decode_decimal_escape() {
  if (*cursor_ < '0' || *cursor_ > '9') return escape_error("invalid escape sequence");
  size_t start = text_.size() - 1;
  uint32_t value = 0;
  for (uint32_t i = 0; i < kMostDigitsOfDecimalEscape && *cursor_ >= '0' && *cursor_ <= '9'; i++) {
    value = value * 10 + static_cast<uint32_t>(*cursor_ - '0');
    text_ += *cursor_++;
  }
  if (value > UINT8_MAX) return escape_error("decimal escape too large");
  text_.resize(start);
  text_ += static_cast<char>(value);
  return true;
}

// ---- long brackets

int64_t Lexer::bracket_level(const char* p, const char** after) {
  char bracket = *p++;
  const char* equals = p;
  while (*p == '=') p++;
  *after = p;
  if (*p != bracket) return -1;
  *after = p + 1;
  return p - equals;
}

// The cursor is just behind the opening bracket.
bool Lexer::read_long_bracket(uint32_t level, std::string_view* content) {
  if (*cursor_ == '\n' || *cursor_ == '\r') skip_newline();
  const char* start = cursor_;
  const char* piece = start;  // not yet in text_; text_ is only used when newlines must be changed
  bool copied = false;
  for (;;) {
    const char* p = cursor_;
    while (*p != ']' && *p != '\n' && *p != '\r' && *p != 0) p++;
    cursor_ = p;
    if (*p == 0) {
      if (p == end_) return false;
      cursor_++;
    } else if (*p == ']') {
      const char* after;
      int64_t found = bracket_level(p, &after);
      cursor_ = found == level ? after : found >= 0 ? after - 1 : after;
      if (found != level) continue;
      *content = std::string_view(start, static_cast<size_t>(p - start));
      if (copied) *content = text_.append(piece, static_cast<size_t>(p - piece));
      return true;
    } else {
      skip_newline();
      if (*p == '\n' && cursor_ == p + 1) continue;
      if (!copied) text_.clear();
      copied = true;
      text_.append(piece, static_cast<size_t>(p - piece));
      text_ += '\n';
      piece = cursor_;
    }
  }
}

void Lexer::scan_long_string(Lexeme* out, uint32_t level) {
  uint32_t start_line = line_;
  cursor_ += level + 2;
  std::string_view content;
  if (!read_long_bracket(level, &content)) {
    error_near("unfinished long string (starting at line " + std::to_string(start_line) + ")", "<eof>");
    return finish(out, Token::Eos, end_);
  }
  // A view of the source may be used as it is; text_ will be overwritten.
  bool in_source = content.data() >= source_.get() && content.data() <= end_;
  out->name = in_source ? names_->intern(content.data(), static_cast<uint32_t>(content.size()))
                        : intern_copy(content);
  finish(out, Token::String, cursor_);
}

}  // namespace strata::lua
