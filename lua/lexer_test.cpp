// Tokens and their values. Messages about broken tokens are in errors_test.cpp.
#include "lua/lexer.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace strata::lua;

namespace {

struct Lexed {
  Names names;
  Lexer lexer;
  explicit Lexed(std::string_view source) : lexer(source, "=x", &names) { lexer.next(); }
};

std::string string_value(std::string_view source) {
  Lexed lexed(source);
  CHECK_MESSAGE(lexed.lexer.token() == Token::String, std::string(source) << ": " << lexed.lexer.error_message());
  if (lexed.lexer.token() != Token::String) return "no string";
  return std::string(lexed.names[lexed.lexer.name()].view());
}

std::vector<Token> tokens(std::string_view source) {
  Lexed lexed(source);
  std::vector<Token> all;
  for (; lexed.lexer.token() != Token::Eos; lexed.lexer.next()) all.push_back(lexed.lexer.token());
  CHECK_MESSAGE(!lexed.lexer.failed(), lexed.lexer.error_message());
  return all;
}

}  // namespace

TEST_CASE("every reserved word and symbol is its own token") {
  for (int i = static_cast<int>(Token::And); i < static_cast<int>(Token::Unknown); i++) {
    std::string_view text = kTokenTexts[i];
    CHECK(tokens(text) == std::vector<Token>{static_cast<Token>(i)});
    CHECK(tokens(std::string(text) + " x") == std::vector<Token>{static_cast<Token>(i), Token::Name});
  }
}

TEST_CASE("the longest symbol is taken") {
  CHECK(tokens("a...b") == std::vector<Token>{Token::Name, Token::Dots, Token::Name});
  CHECK(tokens("a..b") == std::vector<Token>{Token::Name, Token::Concat, Token::Name});
  CHECK(tokens("<<=") == std::vector<Token>{Token::ShiftLeft, Token::Assign});
  CHECK(tokens(">>=") == std::vector<Token>{Token::ShiftRight, Token::Assign});
  CHECK(tokens("===") == std::vector<Token>{Token::Equal, Token::Assign});
  CHECK(tokens("~==") == std::vector<Token>{Token::NotEqual, Token::Assign});
  CHECK(tokens("///") == std::vector<Token>{Token::FloorDiv, Token::Slash});
  CHECK(tokens(":::") == std::vector<Token>{Token::DoubleColon, Token::Colon});
}

TEST_CASE("a word with a reserved word in it is a name") {
  CHECK(tokens("ending _end end1 End") == std::vector<Token>(4, Token::Name));
}

TEST_CASE("comments are skipped") {
  CHECK(tokens("-- x\n--[[ y\n]] 1 --[==[ ]] ]=] ]==] 2 --[=x\n3 --") == std::vector<Token>(3, Token::Int));
}

TEST_CASE("numerals") {
  Lexed lexed("12 0x1F 1.5 .5 3e2 0x.8p1 9223372036854775808 0xffffffffffffffffff 1000000000000000000000");
  Lexer& lexer = lexed.lexer;
  CHECK(lexer.token() == Token::Int);
  CHECK(lexer.integer() == 12);
  lexer.next();
  CHECK(lexer.integer() == 31);
  for (double want : {1.5, 0.5, 300.0, 1.0, 9223372036854775808.0}) {
    lexer.next();
    CHECK(lexer.token() == Token::Float);
    CHECK(lexer.real() == want);
  }
  lexer.next();
  CHECK(lexer.token() == Token::Int);
  CHECK(lexer.integer() == -1);
  lexer.next();
  CHECK(lexer.real() == 1e21);
}

TEST_CASE("escapes in strings") {
  CHECK(string_value(R"('a\tb\\\'\"\a\b\f\n\r\v')") == "a\tb\\'\"\a\b\f\n\r\v");
  CHECK(string_value(R"("\65\066\10\0z")") == std::string("AB\n\0z", 5));
  CHECK(string_value(R"("\x41\xfF")") == "A\xff");
  CHECK(string_value(R"("a\z   b")") == "ab");
  CHECK(string_value("'a\\z \r\n\t b'") == "ab");
  CHECK(string_value("'a\\\nb\\\r\nc\\\rd'") == "a\nb\nc\nd");
}

TEST_CASE("\\u makes UTF-8 of up to six bytes") {
  CHECK(string_value(R"("\u{0}\u{7f}")") == std::string("\0\x7f", 2));
  CHECK(string_value(R"("\u{80}\u{7FF}")") == "\xc2\x80\xdf\xbf");
  CHECK(string_value(R"("\u{800}\u{ffff}")") == "\xe0\xa0\x80\xef\xbf\xbf");
  CHECK(string_value(R"("\u{10000}\u{1fffff}")") == "\xf0\x90\x80\x80\xf7\xbf\xbf\xbf");
  CHECK(string_value(R"("\u{200000}\u{3ffffff}")") == "\xf8\x88\x80\x80\x80\xfb\xbf\xbf\xbf\xbf");
  CHECK(string_value(R"("\u{4000000}\u{7fffffff}")") == "\xfc\x84\x80\x80\x80\x80\xfd\xbf\xbf\xbf\xbf\xbf");
  CHECK(string_value(R"("\u{0000000000041}")") == "A");
}

TEST_CASE("long strings") {
  CHECK(string_value("[[]]") == "");
  CHECK(string_value("[[a]b]]") == "a]b");
  CHECK(string_value("[==[a]]b]=]c]==]") == "a]]b]=]c");
  CHECK(string_value("[=[a]]=]") == "a]");
  CHECK(string_value("[[\nx\n\n]]") == "x\n\n");
  CHECK(string_value("[[\r\nx\r\ny\n\rz\rw]]") == "x\ny\nz\nw");
  CHECK(string_value("[[\\n]]") == "\\n");
  CHECK(string_value(std::string_view("[[a\0b]]", 7)) == std::string_view("a\0b", 3));
}

TEST_CASE("lines are counted in code, strings and comments") {
  Lexed lexed("--[[\n]] 'a\\\nb\\z\n\n' [[\n\r\n]]\r\n\n\rx");
  CHECK(lexed.lexer.line() == 5);
  lexed.lexer.next();
  CHECK(lexed.lexer.line() == 7);
  lexed.lexer.next();
  CHECK(lexed.lexer.token() == Token::Name);
  CHECK(lexed.lexer.line() == 9);
}

TEST_CASE("peek looks one token ahead") {
  Lexed lexed("a = b");
  CHECK(lexed.lexer.peek() == Token::Assign);
  CHECK(lexed.lexer.token() == Token::Name);
  lexed.lexer.next();
  CHECK(lexed.lexer.token() == Token::Assign);
  lexed.lexer.next();
  CHECK(lexed.lexer.token() == Token::Name);
}

TEST_CASE("the same text is the same name, whatever its length") {
  Names names;
  std::vector<std::string> texts;
  for (int i = 0; i < 3000; i++) texts.push_back(std::string(static_cast<size_t>(i % 40), 'n') + std::to_string(i));
  for (std::string& text : texts) text.resize(text.size() + kTextPadding);
  std::vector<NameId> ids;
  for (const std::string& text : texts) {
    ids.push_back(names.intern(text.data(), static_cast<uint32_t>(text.size() - kTextPadding)));
  }
  for (size_t i = 0; i < texts.size(); i++) {
    std::string copy = texts[i] + "?";
    CHECK(names.intern(copy.data(), static_cast<uint32_t>(texts[i].size() - kTextPadding)) == ids[i]);
    CHECK(names[ids[i]].view() == std::string_view(texts[i]).substr(0, texts[i].size() - kTextPadding));
  }
}
