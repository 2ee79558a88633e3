// Parsing and rendering of conversions; see format_spec.h.
#include "stdlib/format_spec.h"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstring>

#include "base/numerals.h"
#include "stdlib/byte_set.h"

namespace strata::stdlib {

namespace {

// What flags, width and precision consist of; a conversion longer than the limit is refused, as by the
// reference.
constexpr std::string_view kModifiers = "-+#0 123456789.";
constexpr size_t kMaxModifiers = 20;

uint8_t flag_of(char c) {
  switch (c) {
    case '-': return kFormatLeft;
    case '+': return kFormatPlus;
    case ' ': return kFormatSpace;
    case '#': return kFormatAlternate;
    case '0': return kFormatZero;
    default: return 0;
  }
}

// At most two digits.
int parse_two_digits(std::string_view text, size_t* at) {
  int n = 0;
  for (int i = 0; i < 2 && *at < text.size() && is_digit(text[*at]); ++i) n = n * 10 + (text[(*at)++] - '0');
  return n;
}

char* fill(char* out, char c, size_t n) {
  std::memset(out, c, n);
  return out + n;
}

char* copy(char* out, std::string_view s) {
  if (!s.empty()) std::memcpy(out, s.data(), s.size());  // no bytes may mean no address
  return out + s.size();
}

}  // namespace

bool scan_format(std::string_view format, size_t from, FormatSpec* spec) {
  size_t end = format.find_first_not_of(kModifiers, from + 1);
  if (end == std::string_view::npos) end = format.size();
  if (end - from - 1 > kMaxModifiers) return false;
  spec->conversion = end < format.size() ? format[end] : '\0';
  spec->text = format.substr(from, end - from + (spec->conversion ? 1 : 0));
  return true;
}

bool parse_format(FormatSpec* spec, uint8_t allowed_flags, bool precision) {
  std::string_view text = spec->text;
  size_t at = 1;
  while (flag_of(text[at]) & allowed_flags) spec->flags |= flag_of(text[at++]);
  if (text[at] != '0') {
    spec->width = parse_two_digits(text, &at);
    if (text[at] == '.' && precision) spec->precision = parse_two_digits(text, &++at);
  }
  return is_letter(text[at]);
}

size_t compose(const FormatSpec& spec, bool pad_with_zeros, std::string_view prefix, size_t zeros,
               std::string_view body, char* out) {
  char* at = out;
  size_t length = prefix.size() + zeros + body.size();
  size_t width = static_cast<size_t>(spec.width);
  size_t padding = width > length ? width - length : 0;
  bool left = spec.has(kFormatLeft);
  if (padding && !left && !pad_with_zeros) at = fill(at, ' ', padding);
  at = copy(at, prefix);
  if (padding && !left && pad_with_zeros) at = fill(at, '0', padding);
  at = copy(fill(at, '0', zeros), body);
  if (padding && left) at = fill(at, ' ', padding);
  return static_cast<size_t>(at - out);
}

namespace {

std::string_view sign_prefix(const FormatSpec& spec, bool negative) {
  if (negative) return "-";
  if (spec.has(kFormatPlus)) return "+";
  return spec.has(kFormatSpace) ? " " : "";
}

void to_upper_case(char* begin, char* end) {
  for (; begin < end; ++begin)
    if (*begin >= 'a' && *begin <= 'z') *begin = static_cast<char>(*begin - 32);
}

int base_of(char conversion) {
  switch (conversion) {
    case 'o': return 8;
    case 'x':
    case 'X': return 16;
    default: return 10;
  }
}

std::string_view alternate_prefix(const FormatSpec& spec, uint64_t v) {
  if (!spec.has(kFormatAlternate) || v == 0) return "";
  if (spec.conversion == 'x') return "0x";
  return spec.conversion == 'X' ? "0X" : "";
}

}  // namespace

size_t render_integer(const FormatSpec& spec, int64_t v, char* out) {
  bool is_signed = spec.conversion == 'd' || spec.conversion == 'i';
  if (spec.is_bare() && is_signed) return static_cast<size_t>(base::format_integer(v, out));
  bool negative = is_signed && v < 0;
  uint64_t magnitude = negative ? 0 - static_cast<uint64_t>(v) : static_cast<uint64_t>(v);
  char digits[24];
  char* end = digits;
  if (magnitude != 0 || spec.precision != 0)
    end = std::to_chars(digits, digits + sizeof digits, magnitude, base_of(spec.conversion)).ptr;
  if (spec.conversion == 'X') to_upper_case(digits, end);
  std::string_view body(digits, static_cast<size_t>(end - digits));
  size_t least = spec.precision > 0 ? static_cast<size_t>(spec.precision) : 0;
  // "%#o" makes sure that there is a zero in front.
  bool octal = spec.conversion == 'o' && spec.has(kFormatAlternate) && (body.empty() || body[0] != '0');
  if (octal && least <= body.size()) least = body.size() + 1;
  size_t zeros = least > body.size() ? least - body.size() : 0;
  std::string_view prefix = is_signed ? sign_prefix(spec, negative) : alternate_prefix(spec, magnitude);
  return compose(spec, spec.has(kFormatZero) && spec.precision < 0, prefix, zeros, body, out);
}

namespace {

size_t render_by_printf(const FormatSpec& spec, double v, char* out) {
  char format[32];
  std::memcpy(format, spec.text.data(), spec.text.size());
  format[spec.text.size()] = '\0';
  return static_cast<size_t>(std::snprintf(out, kMaxRendered, format, v));
}

std::chars_format chars_format_of(char conversion) {
  switch (conversion) {
    case 'e':
    case 'E': return std::chars_format::scientific;
    case 'g':
    case 'G': return std::chars_format::general;
    default: return std::chars_format::fixed;
  }
}

}  // namespace

size_t render_float(const FormatSpec& spec, double v, char* out) {
  char lower = static_cast<char>(spec.conversion | 0x20);
  if (lower == 'a' || spec.has(kFormatAlternate)) return render_by_printf(spec, v, out);
  bool negative = std::signbit(v);
  char body[512];
  char* end = body;
  bool finite = std::isfinite(v);
  if (finite) {
    int precision = spec.precision < 0 ? 6 : spec.precision;
    end = std::to_chars(body, body + sizeof body, negative ? -v : v, chars_format_of(spec.conversion), precision).ptr;
  } else {
    end = copy(body, std::isnan(v) ? "nan" : "inf");
  }
  if (spec.conversion != lower) to_upper_case(body, end);
  return compose(spec, finite && spec.has(kFormatZero), sign_prefix(spec, negative), 0,
                 {body, static_cast<size_t>(end - body)}, out);
}

}  // namespace strata::stdlib
