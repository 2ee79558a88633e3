// The tokens of the assembler language; docs/assembler.md has the grammar.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "assembler/diagnostics.h"

namespace strata::assembler {

enum class TokenKind : uint8_t {
  Word,       // mnemonic, label, variable: letters, digits, _ $ and dots; also -inf
  Directive,  // .word
  Number,     // text as written
  String,     // text with its escapes resolved
  Mark,       // one of ( ) , : * # or ...
  Newline,
  End,
};

struct Token {
  TokenKind kind;
  Position at;
  std::string text;

  bool is(TokenKind k, std::string_view t) const { return kind == k && text == t; }
  bool is_mark(std::string_view t) const { return is(TokenKind::Mark, t); }
};

// What a message calls the token: "'add'", "a string", "the end of the line".
std::string describe(const Token& token);

// All tokens, with a Newline before the End. Bad characters and strings become errors and are left out.
std::vector<Token> tokenize(std::string_view text, Diagnostics* diagnostics);

}  // namespace strata::assembler
