#include <doctest/doctest.h>

#include "stdlib/native_world.h"

using namespace strata;
using namespace strata::stdlib;
using runtime::Value;

namespace {

struct Row {
  const char* function;
  std::vector<const char*> arguments;  // of strings; "#12" is a number
  const char* results;
};

Value argument(NativeWorld& world, std::string_view text) {
  if (text.starts_with('#')) return runtime::number_from_string(world.string(text.substr(1)).as_string());
  return world.string(text);
}

void check_rows(const char* library, const std::vector<Row>& rows) {
  NativeWorld world;
  for (const Row& row : rows) {
    std::vector<Value> arguments;
    for (const char* text : row.arguments) arguments.push_back(argument(world, text));
    CAPTURE(row.function);
    CAPTURE(row.arguments[0]);
    CHECK(world.show(library, row.function, arguments) == row.results);
  }
}

}  // namespace

TEST_CASE("string functions of bytes give what the manual says") {
  check_rows("string", {
      {"len", {"abc"}, "3"},
      {"sub", {"hello", "#2", "#-2"}, "ell"},
      {"sub", {"hello", "#-100", "#100"}, "hello"},
      {"sub", {"hello", "#4", "#2"}, ""},
      {"byte", {"AB", "#1", "#-1"}, "65 66"},
      {"char", {"#72", "#105"}, "Hi"},
      {"char", {"#256"}, "error: bad argument #1 to 'string.char' (value out of range)"},
      {"rep", {"ab", "#3", ","}, "ab,ab,ab"},
      {"rep", {"ab", "#0"}, ""},
      {"rep", {"ab", "#2000000000"}, "error: resulting string too large"},
      {"reverse", {"abc"}, "cba"},
      {"upper", {"a{z`m\xe4"}, "A{Z`M\xe4"},
      {"lower", {"A[Z@M"}, "a[z@m"},
  });
}

TEST_CASE("find, match and gsub know patterns") {
  check_rows("string", {
      {"find", {"hello", "l+"}, "3 4"},
      {"find", {"hello", "(l)(l)"}, "3 4 l l"},
      {"find", {"hello", "xyz"}, "nil"},
      {"find", {"a.b", ".", "#2"}, "2 2"},
      {"find", {"a+b", "+", "#1"}, "2 2"},
      {"find", {"abc", "b["}, "error: malformed pattern (missing ']')"},
      {"find", {"xyz", "b["}, "nil"},
      {"match", {"key = value", "^(%w+)%s*=%s*(%w+)$"}, "key value"},
      {"match", {"2024-01-31", "(%d+)-(%d+)-(%d+)"}, "2024 01 31"},
      {"match", {"THE (quick) fox", "%((%a+)%)"}, "quick"},
      {"match", {"f(a(b)c)d", "%b()"}, "(a(b)c)"},
      {"match", {"THE (quick) fox", "%f[%a]%a+%f[%A]"}, "THE"},
      {"match", {"hello hello", "(%w+) %1"}, "hello"},
      {"match", {"abc", "()b()"}, "2 3"},
      {"match", {"aaab", ".-b"}, "aaab"},
      {"match", {"[x]", "[]]"}, "]"},
      {"match", {"a-b", "[a-]+"}, "a-"},
      {"match", {"x", "%"}, "error: malformed pattern (ends with '%')"},
      {"match", {"x", "(x"}, "error: unfinished capture"},
      {"match", {"x", "x)"}, "error: invalid pattern capture"},
      {"match", {"x", "%1"}, "error: invalid capture index %1"},
      {"gsub", {"hello world", "o", "0"}, "hell0 w0rld 2"},
      {"gsub", {"hello world", "(%w+)", "<%1>"}, "<hello> <world> 2"},
      {"gsub", {"hello", "", "-"}, "-h-e-l-l-o- 6"},
      {"gsub", {"abc", "%w", "%0%0", "#2"}, "aabbc 2"},
      {"gsub", {"abc", "^a", "x"}, "xbc 1"},
      {"gsub", {"abc", "b", "%"}, "error: invalid use of '%' in replacement string"},
      {"gsub", {"abc", "b", "%2"}, "error: invalid capture index %2"},
  });
}

TEST_CASE("format renders numbers and strings as printf does") {
  check_rows("string", {
      {"format", {"%d|%5d|%-5d|%05d|%+d|% d", "#3", "#3", "#3", "#3", "#3", "#3"}, "3|    3|3    |00003|+3| 3"},
      {"format", {"%x %X %#x %o %#o", "#255", "#255", "#255", "#8", "#8"}, "ff FF 0xff 10 010"},
      {"format", {"%.3d|%8.3d|%.0d", "#5", "#-5", "#0"}, "005|    -005|"},
      {"format", {"%5.1f|%-8.2f|%g|%e", "#3.14159", "#2.5", "#1e20", "#12345.678"},
       "  3.1|2.50    |1e+20|1.234568e+04"},
      {"format", {"%s %5s %-5s| %.2s", "ab", "ab", "ab", "abc"}, "ab    ab ab   | ab"},
      {"format", {"%q", "a\n\"\\\r1"}, "\"a\\\n\\\"\\\\\\0131\""},
      {"format", {"%c%c", "#65", "#66"}, "AB"},
      {"format", {"%a", "#1"}, "0x1p+0"},
      {"format", {"%y", "#1"}, "error: invalid conversion '%y' to 'format'"},
      {"format", {"%#d", "#1"}, "error: invalid conversion specification: '%#d'"},
      {"format", {"%d"}, "error: bad argument #2 to 'string.format' (no value)"},
      {"format", {"%d", "#1.5"}, "error: bad argument #2 to 'string.format' (number has no integer representation)"},
  });
}

TEST_CASE("pack and unpack agree") {
  check_rows("string", {
      {"pack", {">I2 <I2", "#258", "#258"}, "\x01\x02\x02\x01"},
      {"unpack", {"<i2 b", "\xff\xff\x80"}, "-1 -128 4"},
      {"unpack", {"s1 z", "\x03" "abcxy"}, "error: bad argument #2 to 'string.unpack' (unfinished string for format 'z')"},
      {"packsize", {"!8 b d"}, "16"},
      {"pack", {"i17", "#1"}, "error: integral size (17) out of limits [1,16]"},
      {"pack", {"b", "#200"}, "error: bad argument #2 to 'string.pack' (integer overflow)"},
  });
}
