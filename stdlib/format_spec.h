// One conversion of a string.format format, such as "%-5.2f": parsed, and rendered for numbers.
// Everything is as C's printf has it in the C locale, without the calls of printf in the usual cases
// (what is left to it: "%a" and the flag '#' with floats).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace strata::stdlib {

// The flags of a conversion.
enum FormatFlag : uint8_t {
  kFormatLeft = 1,       // '-'
  kFormatPlus = 2,       // '+'
  kFormatSpace = 4,      // ' '
  kFormatAlternate = 8,  // '#'
  kFormatZero = 16,      // '0'
};

struct FormatSpec {
  uint8_t flags = 0;
  char conversion = 0;
  int width = 0;
  int precision = -1;      // -1: none
  std::string_view text;   // the whole conversion, for messages

  bool is_bare() const { return text.size() == 2; }
  bool has(FormatFlag flag) const { return flags & flag; }
};

// Width and precision have at most two digits; a float has at most 309 digits before the point.
inline constexpr size_t kMaxRendered = 640;

// Finds the conversion that begins at the '%' at `from`; false: it is too long to be one.
bool scan_format(std::string_view format, size_t from, FormatSpec* spec);
// Reads flags, width and precision (if `precision`); false: there is anything but them.
bool parse_format(FormatSpec* spec, uint8_t allowed_flags, bool precision);

// Writes prefix, zeros and body, padded to the width. The result has at most
// max(width, sum of the lengths) bytes; returns their number.
size_t compose(const FormatSpec& spec, bool pad_with_zeros, std::string_view prefix, size_t zeros,
               std::string_view body, char* out);
// d i u o x X; out holds kMaxRendered bytes.
size_t render_integer(const FormatSpec& spec, int64_t v, char* out);
// a A e E f g G; likewise.
size_t render_float(const FormatSpec& spec, double v, char* out);

}  // namespace strata::stdlib
