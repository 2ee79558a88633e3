// Expected values were taken from the reference implementation and from the C library.
#include "base/numerals.h"

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <random>
#include <string>

#include <doctest/doctest.h>

using strata::base::format_float;
using strata::base::format_integer;
using strata::base::Number;
using strata::base::parse_number;

namespace {

int64_t as_integer(std::string_view text) {
  Number n = parse_number(text);
  CHECK_MESSAGE(n.kind == Number::Int, text);
  return n.kind == Number::Int ? n.integer : -999;
}

double as_float(std::string_view text) {
  Number n = parse_number(text);
  CHECK_MESSAGE(n.kind == Number::Float, text);
  return n.kind == Number::Float ? n.real : -999;
}

std::string formatted(double v) {
  char out[32];
  return std::string(out, static_cast<size_t>(format_float(v, out)));
}

// What C prints, with the suffix that tells a float from an integer.
std::string expected(double v) {
  char out[64];
  std::snprintf(out, sizeof out, "%.14g", v);
  if (std::strspn(out, "-0123456789") == std::strlen(out)) std::strcat(out, ".0");
  return out;
}

}  // namespace

TEST_CASE("parse_number reads integers in both bases") {
  CHECK(as_integer("0") == 0);
  CHECK(as_integer("  -42\n") == -42);
  CHECK(as_integer("+7") == 7);
  CHECK(as_integer("9223372036854775807") == INT64_MAX);
  CHECK(as_integer("-9223372036854775808") == INT64_MIN);
  CHECK(as_integer("000000000000000000000000012") == 12);
  CHECK(as_integer("0x10") == 16);
  CHECK(as_integer("-0XfF") == -255);
  CHECK(as_integer("0xffffffffffffffff") == -1);
  CHECK(as_integer("0x1ffffffffffffffff") == -1);
}

TEST_CASE("parse_number makes a float of a decimal integer that does not fit") {
  CHECK(as_float("9223372036854775808") == 9223372036854775808.0);
  CHECK(as_float("-9223372036854775809") == -9223372036854775808.0);
  CHECK(as_float("100000000000000000000") == 1e20);
}

TEST_CASE("parse_number reads decimal floats") {
  CHECK(as_float("0.5") == 0.5);
  CHECK(as_float(".5") == 0.5);
  CHECK(as_float("5.") == 5.0);
  CHECK(as_float("-.5e1") == -5.0);
  CHECK(as_float("1e+2") == 100.0);
  CHECK(as_float("1E-2") == 0.01);
  CHECK(as_float("3.14159265358979323846264338327950288") == 3.141592653589793);
  CHECK(std::signbit(as_float("-0.0")));
  CHECK(as_float("1e999") == HUGE_VAL);
  CHECK(as_float("-1e999") == -HUGE_VAL);
  CHECK(as_float("0e999") == 0.0);
  CHECK(as_float("1e-999") == 0.0);
  CHECK(as_float("0.0000000001e318") == 1e308);
  CHECK(as_float("5e-324") == 5e-324);
  CHECK(as_float("2e-324") == 0.0);
  CHECK(as_float("1" + std::string(400, '0')) == HUGE_VAL);
  CHECK(as_float("0." + std::string(400, '0') + "1") == 0.0);
  CHECK(as_float("0." + std::string(400, '0') + "1e99999999999999999999") == HUGE_VAL);
}

TEST_CASE("parse_number reads hexadecimal floats exactly") {
  CHECK(as_float("0x1.8p3") == 12.0);
  CHECK(as_float("0x.8") == 0.5);
  CHECK(as_float("0xA.") == 10.0);
  CHECK(as_float("0x1p4") == 16.0);
  CHECK(as_float("-0x1p-2") == -0.25);
  CHECK(as_float("0x1p-1074") == 5e-324);
  CHECK(as_float("0x1p-1075") == 0.0);
  CHECK(as_float("0x1.8p-1075") == 5e-324);
  CHECK(as_float("0x1.fffffffffffff8p1023") == HUGE_VAL);
  CHECK(as_float("0x1.fffffffffffff7p1023") == 0x1.fffffffffffffp1023);
  CHECK(as_float("0x1p99999999999999999999") == HUGE_VAL);
  CHECK(as_float("0x1p-99999999999999999999") == 0.0);
  CHECK(as_float("0x0p99999") == 0.0);
  // Halfway, and a digit far away that breaks the tie.
  CHECK(as_float("0x1.00000000000008p0") == 1.0);
  CHECK(as_float("0x1.0000000000000800000000000000000000001p0") == 0x1.0000000000001p0);
  CHECK(as_float("0x1.00000000000018p0") == 0x1.0000000000002p0);
}

TEST_CASE("parse_number refuses what is no numeral") {
  for (std::string_view text :
       {"", " ", "-", "+", ".", "-.", "e5", ".e5", "1e", "1e+", "0x", "0x.", "0xp1", "0x1p", "0x1p+", "0xg", "1x",
        "1 2", "- 1", "--1", "+-1", "inf", "nan", "-inf", "INF", "NaN", "infinity", "1..2", "1.2.3", "0x1.2.3",
        "1_000", "1f", "12a", "1e5.0", "0x1e+1", "1,5"}) {
    CHECK_MESSAGE(parse_number(text).kind == Number::None, text);
  }
  CHECK(parse_number(std::string_view("1\0", 2)).kind == Number::None);
  CHECK(parse_number(std::string_view("1\0x", 3)).kind == Number::None);
}

TEST_CASE("parse_number agrees with the C library on random numerals") {
  std::mt19937_64 random(7);
  for (int i = 0; i < 20000; i++) {
    double v;
    uint64_t bits = random();
    std::memcpy(&v, &bits, sizeof v);
    if (!std::isfinite(v)) continue;
    char text[64];
    std::snprintf(text, sizeof text, i % 2 ? "%.*e" : "%.*a", static_cast<int>(random() % 18), v);
    double want = std::strtod(text, nullptr);
    Number n = parse_number(text);
    REQUIRE_MESSAGE(n.kind == Number::Float, text);
    CHECK_MESSAGE(std::memcmp(&n.real, &want, sizeof want) == 0, text);
  }
}

TEST_CASE("format_integer writes decimal integers") {
  char out[32];
  CHECK(std::string(out, static_cast<size_t>(format_integer(INT64_MIN, out))) == "-9223372036854775808");
  CHECK(std::string(out, static_cast<size_t>(format_integer(0, out))) == "0");
}

TEST_CASE("format_float writes 14 digits and marks floats as such") {
  CHECK(formatted(0.0) == "0.0");
  CHECK(formatted(-0.0) == "-0.0");
  CHECK(formatted(1.0) == "1.0");
  CHECK(formatted(-3.5) == "-3.5");
  CHECK(formatted(0.1) == "0.1");
  CHECK(formatted(1e14) == "1e+14");
  CHECK(formatted(99999999999999.0) == "99999999999999.0");
  CHECK(formatted(99999999999999.5) == "1e+14");
  CHECK(formatted(1e15) == "1e+15");
  CHECK(formatted(1e100) == "1e+100");
  CHECK(formatted(3.14159265358979) == "3.1415926535898");
  CHECK(formatted(HUGE_VAL) == "inf");
  CHECK(formatted(-HUGE_VAL) == "-inf");
  CHECK(formatted(std::nan("")) == "nan");
  CHECK(formatted(-std::nan("")) == "-nan");
  CHECK(formatted(123456.7890123456) == "123456.78901235");
  CHECK(formatted(5e-324) == "4.9406564584125e-324");
}

TEST_CASE("format_float agrees with the C library on random floats") {
  std::mt19937_64 random(11);
  for (int i = 0; i < 50000; i++) {
    double v;
    uint64_t bits = random();
    std::memcpy(&v, &bits, sizeof v);
    if (i % 3 == 1) v = static_cast<double>(static_cast<int64_t>(bits >> (random() % 64))) / 100;
    if (i % 3 == 2) v = static_cast<double>(static_cast<int64_t>(bits) >> (random() % 64));
    if (!std::isfinite(v)) continue;
    CHECK(formatted(v) == expected(v));
  }
}
