#include "stdlib/format_spec.h"

#include <cmath>
#include <cstdio>
#include <cstring>
#include <random>
#include <string>

#include <doctest/doctest.h>

using namespace strata::stdlib;

namespace {

std::mt19937_64 random_bits(20240131);

unsigned below(unsigned n) { return static_cast<unsigned>(random_bits() % n); }

std::string random_modifiers(const char* flags) {
  std::string text = "%";
  for (unsigned i = below(3); i > 0; --i) text += flags[below(static_cast<unsigned>(std::strlen(flags)))];
  if (below(2)) text += std::to_string(1 + below(40));
  if (below(2)) text += "." + std::to_string(below(40));
  return text;
}

FormatSpec parse(const std::string& text) {
  FormatSpec spec;
  REQUIRE(scan_format(text, 0, &spec));
  if (!spec.is_bare()) REQUIRE(parse_format(&spec, 0xff, true));
  return spec;
}

double random_double() {
  constexpr double kSpecial[] = {0.0, -0.0, 1, 0.5, 9.9995, 1e15, 1e16, 1e100, 5e-324, 1.7976931348623157e308,
                                 HUGE_VAL, -HUGE_VAL, NAN};
  switch (below(4)) {
    case 0: return kSpecial[below(sizeof kSpecial / sizeof *kSpecial)];
    case 1: return static_cast<double>(static_cast<int64_t>(random_bits())) / (1 + below(100000));
    case 2: return below(100000) / 1000.0;
    default: {
      uint64_t bits = random_bits();
      double v;
      std::memcpy(&v, &bits, 8);
      return v;
    }
  }
}

}  // namespace

TEST_CASE("floats are rendered as by printf") {
  for (int i = 0; i < 50000; ++i) {
    std::string text = random_modifiers("-+ #0") + "aAeEfgG"[below(7)];
    double v = random_double();
    char expected[kMaxRendered], actual[kMaxRendered];
    std::snprintf(expected, sizeof expected, text.c_str(), v);
    size_t length = render_float(parse(text), v, actual);
    INFO(text << " of " << v);
    REQUIRE(std::string(actual, length) == expected);
  }
}

TEST_CASE("integers are rendered as by printf") {
  for (int i = 0; i < 50000; ++i) {
    char conversion = "diuoxX"[below(6)];
    bool is_signed = conversion == 'd' || conversion == 'i';
    std::string modifiers = random_modifiers(is_signed ? "-+ 0" : conversion == 'u' ? "-0" : "-#0");
    int64_t v = below(2) ? static_cast<int64_t>(random_bits()) : static_cast<int64_t>(below(200)) - 100;
    char expected[kMaxRendered], actual[kMaxRendered];
    std::snprintf(expected, sizeof expected, (modifiers + "ll" + conversion).c_str(), static_cast<long long>(v));
    size_t length = render_integer(parse(modifiers + conversion), v, actual);
    INFO(modifiers << conversion << " of " << v);
    REQUIRE(std::string(actual, length) == expected);
  }
}
