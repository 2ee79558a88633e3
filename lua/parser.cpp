// The parser's frame: tokens, common errors, functions as a whole.
#include "lua/parser.h"

namespace strata::lua {

using isa::Opcode;

Parser::Parser(Lexer* lexer, Names* names, const CompileOptions& options)
    : Generator(lexer), names_(*names), options_(options) {}

void Parser::parse_chunk() {
  Scope scope;
  open_function(0, &scope);
  fs_->flags |= isa::kVararg;
  fs_->env_upvalue = 0;
  fs_->upvalues.push({kEnvVariable, names_.env, {.from_parent_local = 1, .kind = 0, .index = 0}});
  next();
  parse_statements();
  if (token() != Token::Eos) error_expected(Token::Eos);
  close_function();
}

void Parser::open_function(uint32_t at_line, Scope* scope) {
  uint32_t index = builder_.reserve_function();
  if (fs_ != nullptr) fs_->children.push(index);
  if (function_level_ == states_.size()) states_.push_back(std::make_unique<FunctionState>());
  FunctionState* fs = states_[function_level_++].get();
  fs->begin(fs_, index, at_line, variables_.size(), options_.annotate);
  fs->first_label = labels_.size();
  fs->names = &names_;
  fs_ = fs;
  enter_scope(scope, false);
}

void Parser::close_function() {
  if (!fs_->ends_with_return) fs_->emit(Opcode::Return, 0, 0, line());
  leave_scope();
  if (!lexer_.failed()) finish_function();
  function_level_--;
  fs_ = fs_->enclosing;
}

// ---- tokens and errors

void Parser::error_expected(Token wanted) { lexer_.error_near_token(quoted(wanted) + " expected"); }

void Parser::expect_match(Token wanted, Token opener, uint32_t opener_line) {
  if (accept(wanted)) return;
  if (opener_line == lexer_.line()) return error_expected(wanted);
  lexer_.error_near_token(quoted(wanted) + " expected (to close " + quoted(opener) + " at line " +
                          std::to_string(opener_line) + ")");
}

NameId Parser::expect_name() {
  if (token() != Token::Name) {
    error_expected(Token::Name);
    return names_.env;
  }
  NameId name = lexer_.name();
  next();
  return name;
}

void Parser::error_limit(uint32_t limit, std::string_view what) {
  std::string where = fs_->line_defined == 0 ? "main function" : "function at line " + std::to_string(fs_->line_defined);
  lexer_.error_near_token("too many " + std::string(what) + " (limit is " + std::to_string(limit) + ") in " + where);
}

// Counts nested constructs. False, with an error, when there are too many.
bool Parser::enter_level() {
  if (levels_ + 1 < kMostLevels) {
    levels_++;
    return true;
  }
  lexer_.error("C stack overflow");
  return false;
}

}  // namespace strata::lua
