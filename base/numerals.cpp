// Numerals. Decimal floats go through std::from_chars and std::to_chars (correctly rounded, no locale);
// integers and hexadecimal floats are read here.
//
// A hexadecimal float is gathered into 64 mantissa bits, an exponent and a sticky bit (some digit that
// did not fit was not 0), then rounded once, to nearest even, to the bits that a double has at that
// exponent: exact for any number of digits, and for subnormals too.
#include "base/numerals.h"

#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>

#include "base/check.h"

namespace strata::base {
namespace {

constexpr bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Value of a hexadecimal digit, or -1.
constexpr int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

Number integer_number(uint64_t magnitude, bool negative) {
  Number n;
  n.kind = Number::Int;
  n.integer = static_cast<int64_t>(negative ? 0 - magnitude : magnitude);
  return n;
}

Number float_number(double magnitude, bool negative) {
  Number n;
  n.kind = Number::Float;
  n.real = negative ? -magnitude : magnitude;
  return n;
}

// Exponents beyond this are all the same (infinity or 0), whatever the number of digits before them.
constexpr int64_t kHugeExponent = int64_t{1} << 40;

// Reads "[+-]digits" that fills [p, end); false when it does not. Saturates.
bool read_exponent(const char* p, const char* end, int64_t* out) {
  bool negative = p < end && *p == '-';
  if (p < end && (*p == '-' || *p == '+')) p++;
  if (p == end) return false;
  int64_t value = 0;
  for (; p < end; p++) {
    if (!is_digit(*p)) return false;
    if (value < kHugeExponent) value = value * 10 + (*p - '0');
  }
  *out = negative ? -value : value;
  return true;
}

// mantissa * 2^exponent (plus a bit more when sticky), rounded to nearest even.
double scale(uint64_t mantissa, int64_t exponent, bool sticky) {
  if (mantissa == 0) return 0.0;
  int shift = std::countl_zero(mantissa);
  mantissa <<= shift;
  exponent -= shift;
  int64_t top = exponent + 63;  // the value is in [2^top, 2^(top+1))
  if (top > 1023) return HUGE_VAL;
  if (top < -1075) return 0.0;
  int kept_bits = top >= -1022 ? 53 : static_cast<int>(53 - (-1022 - top));
  int dropped_bits = 64 - kept_bits;
  uint64_t kept = dropped_bits == 64 ? 0 : mantissa >> dropped_bits;
  uint64_t rest = dropped_bits == 64 ? mantissa : mantissa & ((uint64_t{1} << dropped_bits) - 1);
  uint64_t half = uint64_t{1} << (dropped_bits - 1);
  if (rest > half || (rest == half && (sticky || (kept & 1)))) kept++;
  return std::ldexp(static_cast<double>(kept), static_cast<int>(exponent + dropped_bits));
}

// [p, end) is what follows "0x".
Number parse_hex(const char* p, const char* end, bool negative) {
  uint64_t mantissa = 0;   // leading 64 bits
  uint64_t wrapped = 0;    // the value modulo 2^64
  int64_t exponent = 0;
  bool sticky = false, any_digit = false, has_dot = false;
  for (; p < end; p++) {
    if (*p == '.' && !has_dot) {
      has_dot = true;
      continue;
    }
    int digit = hex_digit(*p);
    if (digit < 0) break;
    any_digit = true;
    wrapped = wrapped * 16 + static_cast<uint64_t>(digit);
    if (mantissa >> 60) {
      sticky |= digit != 0;
      exponent += 4;
    } else {
      mantissa = mantissa * 16 + static_cast<uint64_t>(digit);
    }
    if (has_dot) exponent -= 4;
  }
  if (!any_digit) return Number();
  if (p == end && !has_dot) return integer_number(wrapped, negative);
  if (p < end) {
    int64_t written_exponent;
    if ((*p | 0x20) != 'p' || !read_exponent(p + 1, end, &written_exponent)) return Number();
    exponent += written_exponent;
  }
  return float_number(scale(mantissa, exponent, sticky), negative);
}

// What a decimal numeral that no finite, nonzero double holds rounds to. Its form is right.
double overflow_or_zero(const char* p, const char* end) {
  int64_t place = -1;  // exponent of ten of the first significant digit, before the written exponent
  bool seen_dot = false, significant = false;
  int64_t exponent = 0;
  for (; p < end; p++) {
    if (*p == '.') {
      seen_dot = true;
    } else if (is_digit(*p)) {
      significant |= *p != '0';
      if (significant && !seen_dot) place++;
      if (!significant && seen_dot) place--;
    } else {
      STRATA_CHECK(read_exponent(p + 1, end, &exponent));
      break;
    }
  }
  return place + exponent > 0 ? HUGE_VAL : 0.0;
}

Number parse_decimal_float(const char* p, const char* end, bool negative) {
  // from_chars reads "inf" and "nan" too, and a sign of its own.
  if (!is_digit(*p) && *p != '.') return Number();
  double value = 0;
  auto [stopped, error] = std::from_chars(p, end, value, std::chars_format::general);
  if (stopped != end || error == std::errc::invalid_argument) return Number();
  if (error == std::errc::result_out_of_range) value = overflow_or_zero(p, end);
  return float_number(value, negative);
}

Number parse_decimal(const char* p, const char* end, bool negative) {
  constexpr uint64_t kMost = static_cast<uint64_t>(INT64_MAX);
  uint64_t value = 0;
  for (const char* q = p; q < end; q++) {
    uint64_t digit = static_cast<uint64_t>(*q - '0');
    if (!is_digit(*q)) return parse_decimal_float(p, end, negative);
    if (value > kMost / 10) return parse_decimal_float(p, end, negative);
    value = value * 10 + digit;  // at most 10 * (kMost / 10) + 9, well below 2^64
    if (value > kMost + (negative ? 1 : 0)) return parse_decimal_float(p, end, negative);
  }
  return integer_number(value, negative);
}

}  // namespace

Number parse_number(std::string_view text) {
  const char* p = text.data();
  const char* end = p + text.size();
  while (p < end && is_space(*p)) p++;
  while (p < end && is_space(end[-1])) end--;
  bool negative = p < end && *p == '-';
  if (p < end && (*p == '-' || *p == '+')) p++;
  if (p == end) return Number();
  if (end - p >= 2 && p[0] == '0' && (p[1] | 0x20) == 'x') return parse_hex(p + 2, end, negative);
  return parse_decimal(p, end, negative);
}

int format_integer(int64_t v, char* out) {
  return static_cast<int>(std::to_chars(out, out + 20, v).ptr - out);
}

namespace {

constexpr int kPrecision = 14;  // of "%.14g"
constexpr int kMostChars = 30;

int put(char* out, const char* text) {
  size_t size = std::strlen(text);
  std::memcpy(out, text, size);
  return static_cast<int>(size);
}

}  // namespace

int format_float(double v, char* out) {
  if (std::isnan(v)) return put(out, std::signbit(v) ? "-nan" : "nan");
  if (std::isinf(v)) return put(out, v < 0 ? "-inf" : "inf");
  // Integers below 10^14 have at most kPrecision digits: they need no float formatting.
  if (std::fabs(v) < 1e14 && v == std::trunc(v)) {
    int size = 0;
    if (std::signbit(v)) out[size++] = '-';
    size += format_integer(static_cast<int64_t>(std::fabs(v)), out + size);
    out[size++] = '.';
    out[size++] = '0';
    return size;
  }
  auto result = std::to_chars(out, out + kMostChars, v, std::chars_format::general, kPrecision);
  STRATA_CHECK(result.ec == std::errc());
  int size = static_cast<int>(result.ptr - out);
  for (int i = 0; i < size; i++) {
    if (!is_digit(out[i]) && out[i] != '-') return size;
  }
  out[size++] = '.';
  out[size++] = '0';
  return size;
}

}  // namespace strata::base
