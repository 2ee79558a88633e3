// Parser: recursive descent over Lua's grammar (Lua 5.4 manual 9), emitting as it reads.
// Variables, scopes and gotos are in parser_scope.cpp, expressions in parser_expression.cpp, statements
// in parser_statement.cpp, the end of a function in parser_finish.cpp.
//
// Error messages and the order in which mistakes are found are those of the reference. After the first
// error the lexer yields Eos only; everything here must then run to its end in whatever state.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "isa/annotations.h"
#include "isa/debug_map.h"
#include "isa/module.h"
#include "lua/compile.h"
#include "lua/generator.h"

namespace strata::lua {

// The variable that main's upvalue _ENV stands for; no function declares it.
inline constexpr uint32_t kEnvVariable = UINT32_MAX - 1;

// As isa::UpvalueDescriptor::kind, but for CompileTime, which exists while compiling only.
enum class VariableKind : uint8_t { Regular = 0, Const = 1, Close = 2, CompileTime = 3 };

struct Variable {
  NameId name;
  VariableKind kind;
  uint32_t shadowed;     // what the name meant before
  uint32_t slot;
  uint32_t local_entry;  // in FunctionState::locals
  TypeTerm type;
  Expression constant;   // of CompileTime
};

// A block of statements. Lives on the native stack while it is parsed.
struct Scope {
  Scope* enclosing;
  uint32_t first_variable, first_label, first_goto;
  uint32_t first_slot;
  bool is_loop;
  bool needs_close = false;  // a variable of it is captured or to be closed
  bool inside_close;         // in the scope of a to-be-closed variable
};

struct Label {
  NameId name;
  uint32_t line;
  uint32_t offset;
  uint32_t active_end;  // variables in scope
  uint32_t slots;       // local slots in scope
};

// A jump to a label not yet seen; `break` is one to a label at the end of the loop.
struct Goto {
  NameId name;
  uint32_t line;
  JumpList jumps;
  uint32_t active_end;
  uint32_t close_operand;  // offset of the slot number of the close before it, or 0
  bool closed;       // has closed what it leaves itself
  bool needs_close;  // the label must
};

class Parser : private Generator {
 public:
  Parser(Lexer* lexer, Names* names, const CompileOptions& options);

  // The whole chunk as function 0. On failure the lexer holds the error.
  void parse_chunk();
  isa::ModuleBuilder& builder() { return builder_; }

 private:
  // ---- tokens
  Token token() const { return lexer_.token(); }
  void next() { lexer_.next(); }
  bool accept(Token wanted) {
    if (token() != wanted) return false;
    next();
    return true;
  }
  void expect(Token wanted) {
    if (!accept(wanted)) error_expected(wanted);
  }
  void expect_match(Token wanted, Token opener, uint32_t opener_line);
  NameId expect_name();
  void error_expected(Token wanted);
  void error_limit(uint32_t limit, std::string_view what);
  bool enter_level();
  void leave_level() { levels_--; }

  // ---- functions
  void open_function(uint32_t line, Scope* scope);
  void close_function();
  void finish_function();
  void write_annotations();
  void find_loops();
  void write_debug_map();
  void write_constants();
  // A function body from its parameters on, as a value on the stack. `own_slot` is the local that it
  // is about to be stored in, when its body may refer to that.
  static constexpr uint32_t kNoSlot = UINT32_MAX;
  void parse_body(Expression& e, bool is_method, uint32_t line, uint32_t own_slot = kNoSlot);
  void parse_parameters();

  // ---- variables and scopes
  uint32_t declare(NameId name, VariableKind kind = VariableKind::Regular);
  // Brings the next `count` declared variables into scope, in slots from `first_slot` on.
  void activate(uint32_t count, uint32_t first_slot, const TypeTerm* types = nullptr);
  void activate_constant();
  void deactivate_to(uint32_t variable);
  void resolve(NameId name, Expression& e);
  uint32_t env_upvalue();
  void resolve_variable(uint32_t variable, Expression& e);
  uint32_t upvalue_of(FunctionState* fs, uint32_t variable, NameId name);
  uint32_t constant_at_token() const;
  void check_assignable(const Expression& e, uint32_t constant);
  void enter_scope(Scope* scope, bool is_loop);
  void leave_scope();
  void mark_to_be_closed(uint32_t slot);

  // ---- labels
  Label* find_label(NameId name);
  void create_label(NameId name, uint32_t line, bool is_last);
  void add_goto(NameId name, uint32_t line, JumpList jumps, bool closed, uint32_t close_operand = 0);
  bool resolve_gotos(const Label& label);
  void error_undefined_goto(const Goto& pending);
  bool leaving_needs_close(bool up_to_loop) const;
  void close_before_break();
  uint32_t close_before_goto();

  // ---- expressions
  void parse_expression(Expression& e) { parse_operators(e, 0); }
  Token parse_operators(Expression& e, uint8_t limit);
  void parse_simple(Expression& e);
  void parse_suffixed(Expression& e);
  void parse_primary(Expression& e);
  void parse_arguments(Expression& e, uint32_t base_depth);
  void parse_table(Expression& e);
  struct TableParts;
  void parse_table_item(TableParts* parts);
  void parse_table_field(TableParts* parts);
  void flush_items(TableParts* parts);
  // A list of expressions, all pushed but a last open list. Returns how many, that one included.
  uint32_t parse_pushed_list(Expression& last);
  void check_registers();

  // ---- statements
  void parse_statements();
  void parse_statement();
  void parse_block();
  bool block_follows(bool until_counts) const;
  void parse_if(uint32_t line);
  void parse_then(JumpList* to_end);
  bool parse_conditional_goto(Expression& condition);
  void parse_while(uint32_t line);
  void parse_repeat(uint32_t line);
  void parse_for(uint32_t line);
  void parse_numeric_for(NameId name, uint32_t line);
  void parse_generic_for(NameId name);
  void parse_function(uint32_t line);
  void parse_local();
  void parse_local_function();
  VariableKind parse_attribute();
  void parse_label(uint32_t line);
  void parse_goto();
  void parse_break();
  void parse_return();
  void parse_expression_statement();
  void parse_assignment(const Expression& first, uint32_t constant);
  void assign(const Expression& target, TypeTerm type);
  void assign_from_stack(uint32_t first_target);
  void assign_through_slots(uint32_t first_target);
  bool parse_values_to_slots(uint32_t wanted, TypeTerm* types, Expression* constant, uint32_t* read);
  void value_to_slot(Expression& e, TypeTerm* type);
  void nil_to_slots(uint32_t count, TypeTerm* types);
  void discard(Expression& e);

  static constexpr uint32_t kMostLevels = 200;       // nested constructs
  static constexpr uint32_t kMostVariables = 200;    // in scope in one function
  static constexpr uint32_t kMostListRegisters = 255;  // locals and pushed values of an expression list
  static constexpr uint32_t kItemsPerFlush = 50;     // table items pushed before they are stored

  Names& names_;
  CompileOptions options_;
  isa::ModuleBuilder builder_;
  uint32_t levels_ = 0;
  uint32_t function_level_ = 0;
  std::vector<std::unique_ptr<FunctionState>> states_;  // by nesting
  Buffer<Variable> variables_;
  Buffer<Label> labels_;
  Buffer<Goto> gotos_;
  Buffer<Expression> targets_;  // of assignments being parsed

  // Scratch of finish_function.
  isa::AnnotationsWriter annotations_;
  isa::DebugMap debug_map_;
  base::ByteWriter constant_bytes_, annotation_bytes_, debug_bytes_;
  Buffer<isa::UpvalueDescriptor> descriptors_;
  Buffer<TypeTerms::Claim> active_claims_;
  Buffer<isa::TypedSlot> typed_slots_;
  std::vector<uint32_t> loop_of_block_;  // header, or isa::kNoLoop
  std::vector<uint32_t> loop_end_;       // by header: last block of its loop, or isa::kNoLoop
  std::vector<uint32_t> loop_stack_;
};

}  // namespace strata::lua
