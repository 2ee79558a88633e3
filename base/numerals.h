// Numerals: text to int64/double and back, the one implementation for the front end, the assembler,
// tonumber, string coercion, io.read("n") and string formatting. Independent of the C locale.
// Source of the rules: Lua 5.4 manual 3.1 (numerals) and 3.4.3 (conversions).
#pragma once

#include <cstdint>
#include <string_view>

namespace strata::base {

struct Number {
  enum Kind : uint8_t { None, Int, Float } kind = None;
  union {
    int64_t integer;
    double real;
  };
  Number() : integer(0) {}
};

// The number that `text` denotes, surrounding white space allowed, an optional sign allowed; None
// when it is no numeral. Decimal integers that do not fit become floats; hexadecimal integers wrap
// modulo 2^64. "inf" and "nan" are no numerals. Hexadecimal floats (0x1.8p3) are exact.
Number parse_number(std::string_view text);

// Writes `v` in decimal; returns the number of chars (at most 20). No terminating zero.
int format_integer(int64_t v, char* out);

// Writes `v` as C's "%.14g" does in the C locale, and appends ".0" where the result looks like an
// integer ("1e15" stays, "inf", "-inf", "nan", "-nan" stay). `out` holds at least 32 chars.
int format_float(double v, char* out);

}  // namespace strata::base
