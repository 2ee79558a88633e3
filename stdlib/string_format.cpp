// string.format: walks the format, converts arguments one by one into a Buffer.
#include <cmath>
#include <cstring>

#include "base/numerals.h"
#include "stdlib/format_spec.h"
#include "stdlib/long_work.h"
#include "stdlib/string_natives.h"
#include "stdlib/byte_set.h"

namespace strata::stdlib {

using runtime::Call;
using runtime::kOk;
using runtime::Status;
using runtime::String;
using runtime::Value;

namespace {

class Formatter {
 public:
  explicit Formatter(Call& call) : call_(call), result_(call.vm) {}

  Status run(String* format);
  Status finish() { return result_of(call_, result_); }

 private:
  Status convert();
  Status parse(uint8_t flags, bool precision);
  Status add_char();
  Status add_integer(uint8_t flags);
  Status add_float();
  Status add_pointer();
  Status add_string();
  Status add_number(Value v);
  Status add_modified_string(std::string_view s);
  Status add_literal();
  Status add_quoted(std::string_view s);
  Status add_quoted_float(double v);
  Status add(std::string_view bytes) { return append(call_, result_, bytes); }
  // Room for kMaxRendered bytes at the end of the result.
  Status room() { return result_.reserve(kMaxRendered) ? kOk : make_room(call_, result_, kMaxRendered); }

  Call& call_;
  runtime::Buffer result_;
  FormatSpec spec_;
  uint32_t argument_ = 1;
};

Status Formatter::run(String* format) {
  std::string_view text = format->view();
  size_t at = 0;
  Pace pace;
  while (at < text.size()) {
    STRATA_TRY(pace.step(call_));
    const void* found = std::memchr(text.data() + at, '%', text.size() - at);
    size_t percent = found ? static_cast<size_t>(static_cast<const char*>(found) - text.data()) : text.size();
    if (percent > at) STRATA_TRY(add(text.substr(at, percent - at)));
    if (percent == text.size()) break;
    if (percent + 1 < text.size() && text[percent + 1] == '%') {
      STRATA_TRY(add("%"));
      at = percent + 2;
      continue;
    }
    if (++argument_ > call_.count()) return call_.argument_error(argument_, "no value");
    spec_ = {};
    if (!scan_format(text, percent, &spec_)) return call_.error("invalid format (too long)");
    STRATA_TRY(convert());
    at = percent + spec_.text.size();
  }
  return kOk;
}

Status Formatter::convert() {
  constexpr uint8_t kIntegerFlags = kFormatLeft | kFormatPlus | kFormatSpace | kFormatZero;
  switch (spec_.conversion) {
    case 'c': return add_char();
    case 'd':
    case 'i': return add_integer(kIntegerFlags);
    case 'u': return add_integer(kFormatLeft | kFormatZero);
    case 'o':
    case 'x':
    case 'X': return add_integer(kFormatLeft | kFormatAlternate | kFormatZero);
    case 'a':
    case 'A':
    case 'e':
    case 'E':
    case 'f':
    case 'g':
    case 'G': return add_float();
    case 'p': return add_pointer();
    case 'q': return add_literal();
    case 's': return add_string();
    default:
      return call_.error("invalid conversion '%.*s' to 'format'", static_cast<int>(spec_.text.size()),
                         spec_.text.data());
  }
}

Status Formatter::parse(uint8_t flags, bool precision) {
  if (spec_.is_bare() || parse_format(&spec_, flags, precision)) return kOk;
  return call_.error("invalid conversion specification: '%.*s'", static_cast<int>(spec_.text.size()),
                     spec_.text.data());
}

Status Formatter::add_char() {
  STRATA_TRY(parse(kFormatLeft, false));
  int64_t code;
  STRATA_TRY(call_.check_integer(argument_, &code));
  char c = static_cast<char>(code);
  STRATA_TRY(room());
  result_.add_written(compose(spec_, false, {}, 0, {&c, 1}, result_.end()));
  return kOk;
}

Status Formatter::add_integer(uint8_t flags) {
  int64_t v;
  STRATA_TRY(call_.check_integer(argument_, &v));
  STRATA_TRY(parse(flags, true));
  STRATA_TRY(room());
  result_.add_written(render_integer(spec_, v, result_.end()));
  return kOk;
}

Status Formatter::add_float() {
  double v;
  STRATA_TRY(call_.check_number(argument_, &v));
  STRATA_TRY(parse(kFormatLeft | kFormatPlus | kFormatSpace | kFormatAlternate | kFormatZero, true));
  STRATA_TRY(room());
  result_.add_written(render_float(spec_, v, result_.end()));
  return kOk;
}

// Objects and light userdata have an address; other values are shown as printf shows a null pointer.
Status Formatter::add_pointer() {
  STRATA_TRY(parse(kFormatLeft, false));
  Value v = call_.arg(argument_);
  bool has_address = v.is_collectable() || v.tag == runtime::kLightUserdata;
  uint64_t address = has_address ? reinterpret_cast<uint64_t>(v.as_pointer()) : 0;
  STRATA_TRY(room());
  char digits[24];
  std::string_view prefix = address ? "0x" : "";
  std::string_view body = "(null)";
  if (address) {
    FormatSpec hexadecimal;
    hexadecimal.conversion = 'x';
    body = {digits, render_integer(hexadecimal, static_cast<int64_t>(address), digits)};
  }
  result_.add_written(compose(spec_, false, prefix, 0, body, result_.end()));
  return kOk;
}

Status Formatter::add_string() {
  Value v = call_.arg(argument_);
  if (spec_.is_bare() && v.is_string()) return add(v.as_string()->view());
  if (spec_.is_bare() && v.is_number()) return add_number(v);
  STRATA_TRY(call_.push_tostring(v));
  std::string_view s = call_.from_top(1).as_string()->view();
  STRATA_TRY(spec_.is_bare() ? add(s) : add_modified_string(s));
  call_.pop(1);
  return kOk;
}

Status Formatter::add_number(Value v) {
  char digits[32];
  int length = v.is_integer() ? base::format_integer(v.as_integer(), digits)
                              : base::format_float(v.as_float(), digits);
  return add({digits, static_cast<size_t>(length)});
}

Status Formatter::add_modified_string(std::string_view s) {
  if (!s.empty() && std::memchr(s.data(), '\0', s.size()))
    return call_.argument_error(argument_, "string contains zeros");
  STRATA_TRY(parse(kFormatLeft, true));
  if (spec_.precision >= 0) s = s.substr(0, static_cast<size_t>(spec_.precision));
  if (s.size() >= 100) return add(s);
  STRATA_TRY(room());
  result_.add_written(compose(spec_, false, {}, 0, s, result_.end()));
  return kOk;
}

// %q: the value as a Lua literal.
Status Formatter::add_literal() {
  if (!spec_.is_bare()) return call_.error("specifier '%%q' cannot have modifiers");
  Value v = call_.arg(argument_);
  if (v.is_string()) return add_quoted(v.as_string()->view());
  if (v.is_float()) return add_quoted_float(v.as_float());
  if (v.is_nil()) return add("nil");
  if (v.is_boolean()) return add(v.is_truthy() ? "true" : "false");
  if (!v.is_integer()) return call_.argument_error(argument_, "value has no literal form");
  // The least integer has no decimal numeral: its digits alone denote a float.
  if (v.as_integer() == INT64_MIN) return add("0x8000000000000000");
  char digits[24];
  return add({digits, static_cast<size_t>(base::format_integer(v.as_integer(), digits))});
}

// Hexadecimal keeps every bit; the other values are written as expressions that give them.
Status Formatter::add_quoted_float(double v) {
  if (std::isnan(v)) return add("(0/0)");
  if (std::isinf(v)) return add(v > 0 ? "1e9999" : "-1e9999");
  STRATA_TRY(room());
  FormatSpec hexadecimal;
  hexadecimal.conversion = 'a';
  hexadecimal.text = "%a";
  result_.add_written(render_float(hexadecimal, v, result_.end()));
  return kOk;
}

Status Formatter::add_quoted(std::string_view s) {
  STRATA_TRY(add("\""));
  size_t kept = 0;
  Pace pace;
  for (size_t i = 0; i < s.size(); ++i) {
    STRATA_TRY(pace.step(call_));
    char c = s[i];
    bool escaped = c == '"' || c == '\\' || c == '\n';
    if (!escaped && !is_control(c)) continue;
    STRATA_TRY(add(s.substr(kept, i - kept)));
    kept = i + 1;
    char escape[8] = {'\\', c};
    size_t length = 2;
    if (!escaped) {
      // Three digits if the next byte would be read as one more.
      FormatSpec decimal;
      decimal.conversion = 'u';
      decimal.precision = i + 1 < s.size() && is_digit(s[i + 1]) ? 3 : -1;
      length = 1 + render_integer(decimal, c, escape + 1);
    }
    STRATA_TRY(add({escape, length}));
  }
  STRATA_TRY(add(s.substr(kept)));
  return add("\"");
}

}  // namespace

Status string_format(Call& call) {
  String* format;
  STRATA_TRY(call.check_string(1, &format));
  Formatter formatter(call);
  STRATA_TRY(formatter.run(format));
  return formatter.finish();
}

}  // namespace strata::stdlib
