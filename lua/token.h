// Tokens of Lua source (Lua 5.4 manual 3.1), and how they are written in messages.
#pragma once

#include <cstdint>
#include <string_view>

namespace strata::lua {

enum class Token : uint8_t {
  Eos, Name, String, Int, Float,
  // Reserved words, in the order of kReservedWords.
  And, Break, Do, Else, Elseif, End, False, For, Function, Goto, If, In, Local, Nil, Not, Or, Repeat,
  Return, Then, True, Until, While,
  // Symbols.
  Plus, Minus, Star, Slash, Percent, Caret, Hash, Ampersand, Tilde, Bar, Less, Greater, Assign, LeftParen,
  RightParen, LeftBrace, RightBrace, LeftBracket, RightBracket, Semicolon, Colon, Comma, Dot,
  FloorDiv, Concat, Dots, Equal, GreaterEqual, LessEqual, NotEqual, ShiftLeft, ShiftRight, DoubleColon,
  Unknown,  // a char that starts no token
};
inline constexpr int kTokenCount = static_cast<int>(Token::Unknown) + 1;

inline constexpr Token kFirstReserved = Token::And;
inline constexpr int kReservedCount = static_cast<int>(Token::While) - static_cast<int>(Token::And) + 1;

// By token: the word or symbol itself; "<name>", "<eof>" and so on for the others.
inline constexpr std::string_view kTokenTexts[kTokenCount] = {
    "<eof>", "<name>", "<string>", "<integer>", "<number>",
    "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in", "local",
    "nil", "not", "or", "repeat", "return", "then", "true", "until", "while",
    "+", "-", "*", "/", "%", "^", "#", "&", "~", "|", "<", ">", "=", "(",
    ")", "{", "}", "[", "]", ";", ":", ",", ".",
    "//", "..", "...", "==", ">=", "<=", "~=", "<<", ">>", "::",
    "<unknown>",
};

}  // namespace strata::lua
