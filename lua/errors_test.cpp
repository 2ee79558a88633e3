// Messages of the front end, as the reference implementation (5.4.7) gives them.
#include <string>

#include "lua/test_code.h"

using strata::lua::test::error_of;

namespace {

struct Row {
  const char* source;
  const char* message;
};

// clang-format off
const Row kRows[] = {
    {"x = = 1", "x:1: unexpected symbol near '='"},
    {"x = 1 foo", "x:1: syntax error near <eof>"},
    {"local 1", "x:1: <name> expected near '1'"},
    {"for i do end", "x:1: '=' or 'in' expected near 'do'"},
    {"for i = 1 do end", "x:1: ',' expected near 'do'"},
    {"for i in do end", "x:1: unexpected symbol near 'do'"},
    {"if x then", "x:1: 'end' expected near <eof>"},
    {"if x\nthen\n", "x:3: 'end' expected (to close 'if' at line 1) near <eof>"},
    {"while x do\n\n", "x:3: 'end' expected (to close 'while' at line 1) near <eof>"},
    {"repeat\n x()\n", "x:3: 'until' expected (to close 'repeat' at line 1) near <eof>"},
    {"function f(\n", "x:2: <name> or '...' expected near <eof>"},
    {"function f(a,) end", "x:1: <name> or '...' expected near ')'"},
    {"function f(..., a) end", "x:1: ')' expected near ','"},
    {"f(", "x:1: unexpected symbol near <eof>"},
    {"f(\n\n", "x:3: unexpected symbol near <eof>"},
    {"a.1 = 2", "x:1: syntax error near '.1'"},
    {"a:b", "x:1: function arguments expected near <eof>"},
    {"a:b = 1", "x:1: function arguments expected near '='"},
    {"return return", "x:1: unexpected symbol near 'return'"},
    {"return 1,", "x:1: unexpected symbol near <eof>"},
    {"x", "x:1: syntax error near <eof>"},
    {"x.y", "x:1: syntax error near <eof>"},
    {"f() = 1", "x:1: syntax error near '='"},
    {"(x) = 1", "x:1: syntax error near '='"},
    {"x, f() = 1", "x:1: syntax error near '='"},
    {"x, y", "x:1: '=' expected near <eof>"},
    {"goto", "x:1: <name> expected near <eof>"},
    {"goto 1", "x:1: <name> expected near '1'"},
    {"::a", "x:1: '::' expected near <eof>"},
    {"::a:: ::a::", "x:1: label 'a' already defined on line 1"},
    {"do ::a:: end ::a:: ::a::", "x:1: label 'a' already defined on line 1"},
    {"goto nowhere", "x:1: no visible label 'nowhere' for <goto> at line 1"},
    {"do goto l end; local x; ::l:: print(x)", "x:1: <goto l> at line 1 jumps into the scope of local 'x'"},
    {"goto l; local a, b; ::l:: f()", "x:1: <goto l> at line 1 jumps into the scope of local 'a'"},
    {"repeat goto c; local z; ::c:: until z", "x:1: <goto c> at line 1 jumps into the scope of local 'z'"},
    {"break", "x:1: break outside loop at line 1"},
    {"function f()\n break\nend", "x:3: break outside loop at line 2"},
    {"while true do local function g() break end end", "x:1: break outside loop at line 1"},
    {"local x <const> = 1; x = 2", "x:1: attempt to assign to const variable 'x'"},
    {"local x <const> = f(); x = 2", "x:1: attempt to assign to const variable 'x'"},
    {"local x <const> = f(); function g() x = 2 end", "x:1: attempt to assign to const variable 'x'"},
    {"local x <close> = nil; x = 1", "x:1: attempt to assign to const variable 'x'"},
    {"local x <const> = 5; function x() end", "x:1: attempt to assign to const variable 'x'"},
    {"local x <const>, y = 1, 2; y, x = 3, 4", "x:1: attempt to assign to const variable 'x'"},
    {"local x <foo> = 1", "x:1: unknown attribute 'foo'"},
    {"local x <close>, y <close> = 1, 2", "x:1: multiple to-be-closed variables in local list"},
    {"local x <const = 1", "x:1: '>' expected near '='"},
    {"function f() return ... end", "x:1: cannot use '...' outside a vararg function near '...'"},
    {"x = 'abc", "x:1: unfinished string near <eof>"},
    {"x = 'abc\n'", "x:1: unfinished string near ''abc'"},
    {"x = \"abc\\", "x:1: unfinished string near <eof>"},
    {"x = [[abc\n\n", "x:3: unfinished long string (starting at line 1) near <eof>"},
    {"--[[ abc\n", "x:2: unfinished long comment (starting at line 1) near <eof>"},
    {"x = [==[ ]=] ]]", "x:1: unfinished long string (starting at line 1) near <eof>"},
    {"x = [=abc", "x:1: invalid long string delimiter near '[='"},
    {"x = '\\q'", "x:1: invalid escape sequence near ''\\q'"},
    {"x = '\\xZ1'", "x:1: hexadecimal digit expected near ''\\xZ'"},
    {"x = '\\x1'", "x:1: hexadecimal digit expected near ''\\x1''"},
    {"x = '\\400'", "x:1: decimal escape too large near ''\\400''"},
    {"x = '\\u123'", "x:1: missing '{' near ''\\u1'"},
    {"x = '\\u{}'", "x:1: hexadecimal digit expected near ''\\u{}'"},
    {"x = '\\u{12", "x:1: missing '}' near ''\\u{12'"},
    {"x = '\\u{80000000}'", "x:1: UTF-8 value too large near ''\\u{80000000'"},
    {"x = '\\u{7fffffff}' y", "x:1: syntax error near <eof>"},
    {"x = 3x", "x:1: malformed number near '3x'"},
    {"x = 0x", "x:1: malformed number near '0x'"},
    {"x = 1e", "x:1: malformed number near '1e'"},
    {"x = 1e+", "x:1: malformed number near '1e+'"},
    {"x = 0x1p", "x:1: malformed number near '0x1p'"},
    {"x = 1..2", "x:1: malformed number near '1..2'"},
    {"x = 1.2.3", "x:1: malformed number near '1.2.3'"},
    {"x = 0xep-1 z", "x:1: syntax error near <eof>"},
    {"x = 12abc", "x:1: malformed number near '12abc'"},
    {"x = @", "x:1: unexpected symbol near '@'"},
    {"x = $y", "x:1: unexpected symbol near '$'"},
    {"x = \001", "x:1: unexpected symbol near '<\\1>'"},
    {"x = \377", "x:1: unexpected symbol near '<\\255>'"},
    {"x = !y", "x:1: unexpected symbol near '!'"},
    {"x = a ? b", "x:1: unexpected symbol near '?'"},
    {"x = 1 + ", "x:1: unexpected symbol near <eof>"},
    {"x = (1", "x:1: ')' expected near <eof>"},
    {"x = (1\n", "x:2: ')' expected (to close '(' at line 1) near <eof>"},
    {"x = {1, 2", "x:1: '}' expected near <eof>"},
    {"x = {\n1,\n", "x:3: unexpected symbol near <eof>"},
    {"x = {a = }", "x:1: unexpected symbol near '}'"},
    {"x = {[1] 2}", "x:1: '=' expected near '2'"},
    {"x = f{", "x:1: unexpected symbol near <eof>"},
    {"x = a.b:c", "x:1: function arguments expected near <eof>"},
    {"x = -", "x:1: unexpected symbol near <eof>"},
    {"x = not", "x:1: unexpected symbol near <eof>"},
    {"x = #", "x:1: unexpected symbol near <eof>"},
    {"x = function", "x:1: '(' expected near <eof>"},
    {"x = function() return", "x:1: 'end' expected near <eof>"},
    {"x = 'a' 'b' 1", "x:1: unexpected symbol near ''b''"},
    {"x = 'a\\tb' 'c'", "x:1: unexpected symbol near ''c''"},
    {"f 'x' y", "x:1: syntax error near <eof>"},
    {"f [[x]] [[y]] z", "x:1: syntax error near <eof>"},
    {"f [==[\nq]==] = 1", "x:2: syntax error near '='"},
    {"x = 'a\\0b' 'c'", "x:1: unexpected symbol near ''c''"},
    {"local function f.x() end", "x:1: '(' expected near '.'"},
    {"function f.x:y.z() end", "x:1: '(' expected near '.'"},
    {"local t = {} t.x:f", "x:1: function arguments expected near <eof>"},
    {"x = }", "x:1: unexpected symbol near '}'"},
    {"end", "x:1: <eof> expected near 'end'"},
    {"else", "x:1: <eof> expected near 'else'"},
    {"until x", "x:1: <eof> expected near 'until'"},
    {"elseif", "x:1: <eof> expected near 'elseif'"},
    {"a = 1 = 2", "x:1: unexpected symbol near '='"},
    {"a, = 1", "x:1: unexpected symbol near '='"},
    {"local a, = 1", "x:1: <name> expected near '='"},
    {"local function 1", "x:1: <name> expected near '1'"},
    {"for 1 = 2", "x:1: <name> expected near '1'"},
    {"for a, 1 in x do end", "x:1: <name> expected near '1'"},
    {"for a = 1, 2, 3, 4 do end", "x:1: 'do' expected near ','"},
    {"if a b", "x:1: 'then' expected near 'b'"},
    {"if a then elseif", "x:1: unexpected symbol near <eof>"},
    {"if a then else else", "x:1: 'end' expected near 'else'"},
    {"and x", "x:1: unexpected symbol near 'and'"},
    {"x = 0xffg", "x:1: malformed number near '0xffg'"},
    {"x = 5 // ", "x:1: unexpected symbol near <eof>"},
    {"x = y ~ ", "x:1: unexpected symbol near <eof>"},
    {"x = ~~", "x:1: unexpected symbol near <eof>"},
    {"x = a..", "x:1: unexpected symbol near <eof>"},
    {"x = .5.", "x:1: malformed number near '.5.'"},
    {"x=...x", "x:1: syntax error near <eof>"},
    {"print('\\z", "x:1: unfinished string near <eof>"},
    {"goto continue; while x do ::continue:: end", "x:1: no visible label 'continue' for <goto> at line 1"},
    {"::l1:: ::l2:: ::l1::", "x:1: label 'l1' already defined on line 1"},
    {"x = \"\\u{110000000}\"", "x:1: UTF-8 value too large near '\"\\u{110000000'"},
    {"x = '\\\r\n' y'", "x:2: unfinished string near <eof>"},
    {"\n\n\nx = }", "x:4: unexpected symbol near '}'"},
    {"\r\n\r\nx = }", "x:3: unexpected symbol near '}'"},
    {"--x\n--[==[\n]==] }", "x:3: unexpected symbol near '}'"},
};
// clang-format on

std::string repeated(std::string_view text, int count) {
  std::string all;
  for (int i = 0; i < count; i++) all += text;
  return all;
}

// "local a1, ..., a<count>" with `before` and `after` around it.
std::string many_locals(int count) {
  std::string source;
  for (int i = 1; i <= count; i++) source += "local a" + std::to_string(i) + "\n";
  return source;
}

}  // namespace

TEST_CASE("mistakes get the reference's messages") {
  for (const Row& row : kRows) CHECK_MESSAGE(error_of(row.source) == row.message, row.source);
}

TEST_CASE("a message starts with the chunk id and the line") {
  CHECK(error_of("x =", "@dir/file.lua") == "dir/file.lua:1: unexpected symbol near <eof>");
  CHECK(error_of("\nx =", "=stdin") == "stdin:2: unexpected symbol near <eof>");
  CHECK(error_of("x = \n", "x = \n") == "[string \"x = ...\"]:2: unexpected symbol near <eof>");
}

TEST_CASE("a zero byte ends what a message shows, not the chunk") {
  CHECK(error_of(std::string_view("x = \0", 5)) == "x:1: unexpected symbol");
  CHECK(error_of(std::string_view("x = 'a\0b' y", 11)) == "x:1: syntax error near <eof>");
  CHECK(error_of(std::string_view("x = 1 'a\0b'", 11)) == "x:1: unexpected symbol near ''a'");
  CHECK(error_of(std::string_view("--\0\nx = 'a\0b'", 13)) == "accepted");
}

TEST_CASE("200 local variables are the limit of a function") {
  CHECK(error_of(many_locals(200)) == "accepted");
  CHECK(error_of(many_locals(201)) ==
        "x:202: too many local variables (limit is 200) in main function near <eof>");
  CHECK(error_of("\nfunction f()\n" + many_locals(201) + "end") ==
        "x:204: too many local variables (limit is 200) in function at line 2 near 'end'");
  CHECK(error_of(many_locals(197) + "for i = 1, 2 do end") ==
        "x:198: too many local variables (limit is 200) in main function near '='");
  CHECK(error_of("do " + many_locals(150) + "end do " + many_locals(150) + "end") == "accepted");
}

TEST_CASE("255 upvalues are the limit of a function") {
  // Two functions around hold enough locals between them.
  auto source = [](int used) {
    std::string text = "local function outer()\n";
    for (int i = 0; i < 150; i++) text += "local a" + std::to_string(i) + "\n";
    text += "local function middle()\n";
    for (int i = 150; i < 300; i++) text += "local a" + std::to_string(i) + "\n";
    text += "local function inner()\n";
    for (int i = 0; i < used; i++) text += "a" + std::to_string(i) + " = 1\n";
    return text + "end end end";
  };
  CHECK(error_of(source(255)) == "accepted");
  CHECK(error_of(source(256)) ==
        "x:559: too many upvalues (limit is 255) in function at line 303 near '='");
}

TEST_CASE("constructs may be nested 200 deep") {
  constexpr const char* kOverflow = "C stack overflow";
  CHECK(error_of("x = " + repeated("(", 190) + "1" + repeated(")", 190)) == "accepted");
  CHECK(error_of("x = " + repeated("(", 210) + "1" + repeated(")", 210)) == kOverflow);
  CHECK(error_of(repeated("do ", 190) + repeated("end ", 190)) == "accepted");
  CHECK(error_of(repeated("do ", 210) + repeated("end ", 210)) == kOverflow);
  CHECK(error_of("x = " + repeated("{", 210) + repeated("}", 210)) == kOverflow);
  CHECK(error_of("x = " + repeated("- ", 300) + "1") == kOverflow);
  CHECK(error_of("x = " + repeated("a..", 300) + "b") == kOverflow);
  CHECK(error_of("x = " + repeated("a+", 3000) + "b") == "accepted");
  CHECK(error_of(repeated("a,", 190) + "a = 1") == "accepted");
  CHECK(error_of(repeated("a,", 300) + "a = 1") == kOverflow);
}

TEST_CASE("a list of values may be as long as the reference's frame") {
  CHECK(error_of("f(x" + repeated(",x", 250) + ")") == "accepted");
  CHECK(error_of("f(x" + repeated(",x", 260) + ")") ==
        "x:1: function or expression needs too many registers near 'x'");
  CHECK(error_of("return x" + repeated(",x", 253)) == "accepted");
  CHECK(error_of("return x" + repeated(",x", 254)) ==
        "x:1: function or expression needs too many registers near <eof>");
  CHECK(error_of("t = {x" + repeated(",x", 5000) + "}") == "accepted");
}

TEST_CASE("after an error nothing more is reported, wherever it happened") {
  CHECK(error_of("local t = {f(function() local x <close> = @ end), g = 'x") == "x:1: unexpected symbol near '@'");
  CHECK(error_of("for i = 1, @ do local function f() goto l end end") == "x:1: unexpected symbol near '@'");
}
