// Tokens to syntax. Each line is a statement of its own: after an error the parser goes on with the
// next line, so that one run finds several errors.
#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>

#include "assembler/lexer.h"
#include "assembler/syntax.h"
#include "isa/module.h"

namespace strata::assembler {
namespace {

using isa::OperandKind;

class Parser {
 public:
  Parser(std::string_view text, Diagnostics* diagnostics)
      : tokens_(tokenize(text, diagnostics)), diagnostics_(diagnostics) {}

  FileSyntax run();

 private:
  const Token& token() const { return tokens_[at_]; }
  const Token& take() { return tokens_[at_ + 1 < tokens_.size() ? at_++ : at_]; }
  bool at_end() const { return token().kind == TokenKind::End; }
  bool accept_mark(std::string_view mark);
  bool expected(std::string_view what);
  void skip_line();

  void line();
  void directive();
  bool module_directive(const std::string& name);
  bool function_directive(const std::string& name);
  bool begin_function();
  bool has_twin(const FunctionSyntax& f) const;
  bool parameters(FunctionSyntax* f);
  void end_function();
  bool upvalue();
  bool local_start();
  bool local_end();
  bool lines();
  bool flag();
  bool block();
  bool block_claim(BlockStatement* out);
  bool type_claim(bool stack, BlockStatement* out);
  bool instruction();
  bool operand(OperandKind kind, Operand* out);
  bool const_operand(Operand* out);
  bool constant(base::Number* number, std::optional<std::string>* string, std::string_view what);
  bool special_float(base::Number* number);
  bool integer(int64_t* out, std::string_view what);
  bool count(uint32_t* out, std::string_view what);
  bool optional_count(std::optional<uint32_t>* out, std::string_view what);
  bool name(std::string* out, std::string_view what);
  bool reference(Reference* out, std::string_view what);
  bool text(std::string* out, std::string_view what);
  bool line_end();
  Statement& add(Statement::Kind kind, Position at);

  std::vector<Token> tokens_;
  Diagnostics* diagnostics_;
  size_t at_ = 0;
  FileSyntax file_;
  FunctionSyntax* function_ = nullptr;  // the one that is open
};

// ---- small pieces

bool Parser::accept_mark(std::string_view mark) {
  if (!token().is_mark(mark)) return false;
  take();
  return true;
}

bool Parser::expected(std::string_view what) {
  diagnostics_->error(token().at, fmt::format("expected {}, found {}", what, describe(token())));
  return false;
}

void Parser::skip_line() {
  while (token().kind != TokenKind::Newline && !at_end()) take();
}

bool Parser::line_end() {
  return token().kind == TokenKind::Newline || expected("the end of the line");
}

Statement& Parser::add(Statement::Kind kind, Position at) {
  function_->statements.push_back(Statement{.kind = kind, .at = at});
  return function_->statements.back();
}

bool Parser::integer(int64_t* out, std::string_view what) {
  if (token().kind != TokenKind::Number) return expected(what);
  base::Number number = base::parse_number(token().text);
  if (number.kind != base::Number::Int) return expected(what);
  take();
  *out = number.integer;
  return true;
}

bool Parser::count(uint32_t* out, std::string_view what) {
  Position at = token().at;
  int64_t value;
  if (!integer(&value, what)) return false;
  if (value < 0 || value >= (1 << 28)) {
    diagnostics_->error(at, fmt::format("expected {} from 0 to {}", what, (1 << 28) - 1));
    return false;
  }
  *out = static_cast<uint32_t>(value);
  return true;
}

bool Parser::optional_count(std::optional<uint32_t>* out, std::string_view what) {
  uint32_t value;
  if (!count(&value, what)) return false;
  *out = value;
  return true;
}

bool Parser::name(std::string* out, std::string_view what) {
  if (token().kind != TokenKind::Word && token().kind != TokenKind::String) return expected(what);
  *out = take().text;
  return true;
}

bool Parser::reference(Reference* out, std::string_view what) {
  out->at = token().at;
  if (token().kind == TokenKind::Number) return optional_count(&out->number, what);
  return name(&out->name, what);
}

bool Parser::text(std::string* out, std::string_view what) {
  if (token().kind != TokenKind::String) return expected(what);
  *out = take().text;
  return true;
}

// ---- constants and operands

base::Number float_number(double value) {
  base::Number number;
  number.kind = base::Number::Float;
  number.real = value;
  return number;
}

// inf, -inf, nan, -nan, nan(bits in hexadecimal).
bool Parser::special_float(base::Number* number) {
  std::string word = take().text;
  if (word == "inf") *number = float_number(INFINITY);
  else if (word == "-inf") *number = float_number(-INFINITY);
  else if (word == "-nan") *number = float_number(std::bit_cast<double>(0xfff8000000000000u));
  else if (!token().is_mark("(")) *number = float_number(std::bit_cast<double>(0x7ff8000000000000u));
  else {
    take();
    base::Number bits = base::parse_number("0x" + token().text);
    if (bits.kind != base::Number::Int) return expected("the bits of a float in hexadecimal");
    take();
    *number = float_number(std::bit_cast<double>(bits.integer));
    return accept_mark(")") || expected("')'");
  }
  return true;
}

bool Parser::constant(base::Number* number, std::optional<std::string>* string, std::string_view what) {
  if (token().kind == TokenKind::String) {
    *string = take().text;
    return true;
  }
  for (std::string_view special : {"inf", "-inf", "nan", "-nan"}) {
    if (token().is(TokenKind::Word, special)) return special_float(number);
  }
  if (token().kind == TokenKind::Number) *number = base::parse_number(token().text);
  if (number->kind == base::Number::None) return expected(what);
  take();
  return true;
}

bool Parser::const_operand(Operand* out) {
  out->reference.at = token().at;
  if (accept_mark("#")) return optional_count(&out->reference.number, "the index of a constant");
  return constant(&out->number, &out->string, "a number, a string or '#' and the index of a constant");
}

bool Parser::operand(OperandKind kind, Operand* out) {
  switch (kind) {
    case OperandKind::None: return true;
    case OperandKind::Local: return reference(&out->reference, "a local's name or slot");
    case OperandKind::Upval: return reference(&out->reference, "an upvalue's name or index");
    case OperandKind::Const: return const_operand(out);
    case OperandKind::Imm: return integer(&out->value, "an integer");
    case OperandKind::Child:
      out->reference.at = token().at;
      if (accept_mark("#")) return optional_count(&out->reference.number, "the index of a child");
      return name(&out->reference.name, "a function's name");
    case OperandKind::Label:
      out->reference.at = token().at;
      return name(&out->reference.name, "a label");
    case OperandKind::Results:
      if (accept_mark("*")) {
        out->value = isa::kOpen;
        return true;
      }
      [[fallthrough]];
    case OperandKind::Count: {
      uint32_t value;
      bool results = kind == OperandKind::Results;
      if (!count(&value, results ? "a number of results or '*'" : "a count")) return false;
      out->value = value;
      return true;
    }
  }
  return false;
}

const isa::InstructionRow* find_mnemonic(std::string_view mnemonic, isa::Opcode* op) {
  static const auto* const kByMnemonic = [] {
    auto* map = new std::map<std::string_view, uint8_t>;
    for (int code = 0; code < 256; code++) {
      if (isa::is_opcode(static_cast<uint8_t>(code))) {
        (*map)[isa::kInstructions[code].mnemonic] = static_cast<uint8_t>(code);
      }
    }
    return map;
  }();
  auto found = kByMnemonic->find(mnemonic);
  if (found == kByMnemonic->end()) return nullptr;
  *op = static_cast<isa::Opcode>(found->second);
  return &isa::row(*op);
}

bool Parser::instruction() {
  Statement statement{.kind = Statement::Instruction, .at = token().at};
  const isa::InstructionRow* info = nullptr;
  if (token().kind == TokenKind::Word) info = find_mnemonic(token().text, &statement.instruction.op);
  if (!info) return expected("an instruction, a label or a directive");
  take();
  for (int i = 0; i < isa::kMaxOperands; i++) {
    if (!operand(info->operands[i], &statement.instruction.operands[i])) return false;
  }
  function_->statements.push_back(std::move(statement));
  return line_end();
}

// ---- directives

bool Parser::parameters(FunctionSyntax* f) {
  if (!accept_mark("(")) return expected("'('");
  if (accept_mark(")")) return true;
  do {
    if (accept_mark("...")) {
      f->vararg = true;
      break;
    }
    bool unnamed = token().is(TokenKind::Word, "_");
    std::string parameter;
    if (!name(&parameter, "a parameter's name, '_' or '...'")) return false;
    f->parameters.push_back(unnamed ? "" : parameter);
  } while (accept_mark(","));
  return accept_mark(")") || expected(f->vararg ? "')'" : "',' or ')'");
}

bool Parser::begin_function() {
  auto f = std::make_unique<FunctionSyntax>();
  f->at = token().at;
  f->first_line = f->last_line = f->at.line;
  f->parent = function_;
  function_ = f.get();
  file_.functions.push_back(std::move(f));
  if (function_->parent) function_->parent->children.push_back(function_);
  Position at = token().at;
  if (!name(&function_->name, "a function's name")) return false;
  if (has_twin(*function_)) {
    diagnostics_->error(at, fmt::format("expected another name: there is a function '{}' already",
                                        function_->name));
  }
  return parameters(function_) && line_end();
}

// Whether another function on the same level has the name of `f`.
bool Parser::has_twin(const FunctionSyntax& f) const {
  return std::any_of(file_.functions.begin(), file_.functions.end(), [&](const auto& other) {
    return other.get() != &f && other->parent == f.parent && other->name == f.name;
  });
}

void Parser::end_function() {
  if (!function_->has_lines) function_->last_line = token().at.line;
  function_ = function_->parent;
}

// .upvalue NAME local|upvalue SOURCE [const|close]
bool Parser::upvalue() {
  UpvalueDeclaration u;
  u.at = token().at;
  if (!name(&u.name, "an upvalue's name")) return false;
  u.from_parent_local = token().is(TokenKind::Word, "local");
  if (!u.from_parent_local && !token().is(TokenKind::Word, "upvalue")) {
    return expected("'local' or 'upvalue'");
  }
  take();
  if (!reference(&u.source, "a name or a number in the enclosing function")) return false;
  if (token().is(TokenKind::Word, "const")) u.kind = 1;
  if (token().is(TokenKind::Word, "close")) u.kind = 2;
  if (u.kind != 0) take();
  function_->upvalues.push_back(std::move(u));
  return line_end();
}

bool Parser::local_start() {
  Statement s{.kind = Statement::LocalStart, .at = token().at};
  if (!name(&s.name, "a local's name")) return false;
  if (token().kind == TokenKind::Number && !optional_count(&s.number, "a slot")) return false;
  function_->statements.push_back(std::move(s));
  return line_end();
}

bool Parser::local_end() {
  Statement s{.kind = Statement::LocalEnd, .at = token().at};
  if (!name(&s.name, "a local's name")) return false;
  function_->statements.push_back(std::move(s));
  return line_end();
}

bool Parser::lines() {
  function_->has_lines = true;
  return count(&function_->first_line, "a line") && count(&function_->last_line, "a line") && line_end();
}

bool Parser::flag() {
  if (token().is(TokenKind::Word, "captures")) function_->flags |= isa::kHasCaptures;
  else if (token().is(TokenKind::Word, "closes")) function_->flags |= isa::kHasMarkClose;
  else return expected("'captures' or 'closes'");
  take();
  return line_end();
}

bool Parser::type_claim(bool stack, BlockStatement* out) {
  TypeClaim claim{.stack = stack, .slot = {}, .type = isa::SlotType::Any};
  if (!reference(&claim.slot, stack ? "a stack entry" : "a local's name or slot")) return false;
  for (int type = 0; type < isa::kSlotTypeCount; type++) {
    claim.type = static_cast<isa::SlotType>(type);
    if (!token().is(TokenKind::Word, isa::slot_type_name(claim.type))) continue;
    take();
    out->types.push_back(claim);
    return true;
  }
  return expected("a type (unset any nil boolean int float string table function)");
}

bool Parser::block_claim(BlockStatement* out) {
  constexpr std::string_view kClaims[] = {"depth", "live", "loop", "local", "stack"};
  std::string word = token().text;
  if (std::find(std::begin(kClaims), std::end(kClaims), word) == std::end(kClaims)) {
    return expected("'depth', 'live', 'loop', 'local' or 'stack'");
  }
  take();
  if (word == "depth") return count(&out->depth, "a stack depth");
  if (word == "live") return count(&out->live, "a number of locals");
  if (word == "loop") return reference(&out->loop.emplace(), "the label of the loop's header");
  return type_claim(word == "stack", out);
}

// .block { depth N | live N | loop LABEL | local SLOT TYPE | stack ENTRY TYPE }
bool Parser::block() {
  Statement s{.kind = Statement::Block, .at = token().at};
  BlockStatement& b = s.block;
  while (token().kind == TokenKind::Word) {
    if (!block_claim(&b)) return false;
  }
  function_->statements.push_back(std::move(s));
  return line_end();
}

// Directives that stand outside of functions; false when `name` is none of them.
bool Parser::module_directive(const std::string& name) {
  if (name == ".chunk") {
    if (text(&file_.chunk_name.emplace(), "the chunk's name as a string")) line_end();
  } else if (name == ".source") {
    if (text(&file_.source, "the source text as a string")) line_end();
  } else if (name == ".nodebug") {
    file_.debug = false;
    line_end();
  } else {
    return false;
  }
  return true;
}

// Directives inside a function; false after an error.
bool Parser::function_directive(const std::string& name) {
  if (name == ".upvalue") return upvalue();
  if (name == ".local") return local_start();
  if (name == ".endlocal") return local_end();
  if (name == ".locals") return optional_count(&function_->locals, "a number of locals") && line_end();
  if (name == ".stack") return optional_count(&function_->stack, "a stack depth") && line_end();
  if (name == ".lines") return lines();
  if (name == ".flag") return flag();
  if (name == ".block") return block();
  if (name == ".line") {
    return optional_count(&add(Statement::Line, token().at).number, "a line") && line_end();
  }
  if (name == ".const") {
    PoolConstant& c = function_->pool.emplace_back();
    c.at = token().at;
    return constant(&c.number, &c.string, "a number or a string") && line_end();
  }
  at_--;
  return expected("a directive that a function may hold");
}

void Parser::directive() {
  std::string name = take().text;
  if (name == ".function") {
    begin_function();
  } else if (name == ".end" && function_) {
    at_--;
    end_function();
    take();
    line_end();
  } else if (!function_) {
    if (!module_directive(name)) {
      at_--;
      expected("'.function', '.chunk', '.source' or '.nodebug'");
    }
  } else {
    function_directive(name);
  }
}

void Parser::line() {
  if (token().kind == TokenKind::Directive) return directive();
  if (!function_) {
    expected("'.function'");
    return;
  }
  bool is_label = (token().kind == TokenKind::Word || token().kind == TokenKind::String) &&
                  tokens_[at_ + 1].is_mark(":");
  if (!is_label) {
    instruction();
    return;
  }
  Statement& label = add(Statement::Label, token().at);
  label.name = take().text;
  take();
}

FileSyntax Parser::run() {
  while (!at_end() && !diagnostics_->full()) {
    if (token().kind == TokenKind::Newline) {
      take();
      continue;
    }
    size_t before = at_;
    line();
    bool label_before_more = at_ > before && tokens_[at_ - 1].is_mark(":");
    if (!label_before_more) skip_line();
  }
  if (function_ && !diagnostics_->full()) {
    expected(fmt::format("'.end' of function '{}' (line {})", function_->name, function_->at.line));
  }
  return std::move(file_);
}

}  // namespace

FileSyntax parse(std::string_view text, Diagnostics* diagnostics) {
  return Parser(text, diagnostics).run();
}

}  // namespace strata::assembler
