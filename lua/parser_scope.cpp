// Variables, scopes, labels and gotos.
//
// A name's record says which active variable it denotes, whichever function declared it; a variable
// coming into scope notes what it shadows. Captures are found by number: variable v belongs to the
// innermost function with first_variable <= v.
//
// Leaving scopes by a jump: a break or goto closes first, if anything needs it by then. What is captured
// only after the jump (later in the text, earlier in time) makes the label close.
#include "lua/parser.h"

#include <algorithm>

namespace strata::lua {

using isa::Opcode;
using Kind = ExpressionKind;

// ---- variables

uint32_t Parser::declare(NameId name, VariableKind kind) {
  if (variables_.size() + 1 - fs_->first_variable > kMostVariables) error_limit(kMostVariables, "local variables");
  variables_.push({.name = name, .kind = kind, .shadowed = kNoVariable, .slot = 0, .local_entry = 0,
                   .type = kAnyType, .constant = {}});
  return variables_.size() - 1;
}

void Parser::activate(uint32_t count, uint32_t first_slot, const TypeTerm* types) {
  for (uint32_t i = 0; i < count; i++) {
    uint32_t index = fs_->active_end++;
    Variable& variable = variables_[index];
    variable.slot = first_slot + i;
    variable.type = types == nullptr ? kAnyType : types[i];
    variable.local_entry = fs_->locals.size();
    fs_->locals.push({variable.name, variable.slot, fs_->offset(), fs_->offset()});
    Name& name = names_[variable.name];
    variable.shadowed = name.binding;
    name.binding = index;
  }
}

// Brings the next declared variable into scope, which is a compile-time constant: it has no slot.
void Parser::activate_constant() {
  uint32_t index = fs_->active_end++;
  Name& name = names_[variables_[index].name];
  variables_[index].shadowed = name.binding;
  name.binding = index;
}

// Ends the scope of all variables from this one on.
void Parser::deactivate_to(uint32_t variable) {
  uint32_t block = fs_->blocks.size();
  while (fs_->active_end > variable) {
    const Variable& ending = variables_[--fs_->active_end];
    names_[ending.name].binding = ending.shadowed;
    if (ending.kind == VariableKind::CompileTime) continue;
    fs_->locals[ending.local_entry].end = fs_->offset();
    fs_->types.end_scope(ending.type, block);
  }
  variables_.truncate(variable);
}

// The current function's upvalue for main's _ENV.
uint32_t Parser::env_upvalue() {
  if (fs_->env_upvalue < 0) fs_->env_upvalue = static_cast<int32_t>(upvalue_of(fs_, kEnvVariable, names_.env));
  return static_cast<uint32_t>(fs_->env_upvalue);
}

// What a name means: a variable in scope, or else a field of what _ENV means here.
void Parser::resolve(NameId name, Expression& e) {
  uint32_t variable = names_[name].binding;
  if (variable != kNoVariable) return resolve_variable(variable, e);
  uint32_t env = names_[names_.env].binding;
  if (STRATA_LIKELY(env == kNoVariable)) {
    uint32_t upvalue = env_upvalue();
    if (name == names_.env) {
      e = Expression{.kind = Kind::Upvalue};
      e.upvalue = upvalue;
    } else {
      e = Expression{.kind = Kind::Global};
      e.global = {name, upvalue};
    }
    return;
  }
  e = Expression{.kind = Kind::Global};
  Expression table;
  resolve_variable(env, table);
  if (table.kind == Kind::Local) {
    e.env_is_local = true;
    e.global = {name, table.local.slot};
  } else if (table.kind == Kind::Upvalue) {
    e.global = {name, table.upvalue};
  } else {
    push(table);
    make_field(e, name);
  }
}

void Parser::resolve_variable(uint32_t index, Expression& e) {
  const Variable& variable = variables_[index];
  if (variable.kind == VariableKind::CompileTime) {
    e = variable.constant;
  } else if (index >= fs_->first_variable) {
    e = Expression{.kind = Kind::Local, .type = variable.type};
    e.local = {variable.slot, index};
  } else {
    e = Expression{.kind = Kind::Upvalue};
    e.upvalue = upvalue_of(fs_, index, variable.name);
  }
}

// The upvalue of `fs` for a variable of an enclosing function, made if need be in all functions between.
uint32_t Parser::upvalue_of(FunctionState* fs, uint32_t variable, NameId name) {
  for (uint32_t i = 0; i < fs->upvalues.size(); i++) {
    if (fs->upvalues[i].variable == variable) return i;
  }
  FunctionState* enclosing = fs->enclosing;
  if (enclosing == nullptr) return 0;  // main has its _ENV; anything else only after an error
  isa::UpvalueDescriptor descriptor{};
  if (variable != kEnvVariable && variable >= enclosing->first_variable) {
    const Variable& captured = variables_[variable];
    Scope* scope = enclosing->scope;
    while (scope->first_variable > variable) scope = scope->enclosing;
    scope->needs_close = true;
    enclosing->flags |= isa::kHasCaptures;
    enclosing->types.capture(captured.slot);
    descriptor = {1, static_cast<uint8_t>(captured.kind), static_cast<uint16_t>(captured.slot)};
  } else {
    uint32_t outer = upvalue_of(enclosing, variable, name);
    descriptor = {0, enclosing->upvalues[outer].descriptor.kind, static_cast<uint16_t>(outer)};
  }
  if (fs->upvalues.size() == isa::kMaxUpvalues) {
    FunctionState* current = fs_;
    fs_ = fs;
    error_limit(isa::kMaxUpvalues, "upvalues");
    fs_ = current;
  }
  fs->upvalues.push({variable, name, descriptor});
  return fs->upvalues.size() - 1;
}

// The compile-time constant that the current token names, or kNoVariable.
uint32_t Parser::constant_at_token() const {
  if (token() != Token::Name) return kNoVariable;
  uint32_t variable = names_[lexer_.name()].binding;
  bool is_constant = variable != kNoVariable && variables_[variable].kind == VariableKind::CompileTime;
  return is_constant ? variable : kNoVariable;
}

// Refuses an assignment to a read-only variable. `constant` is the compile-time constant that `e` began
// with: if e still is a constant, it is that one.
void Parser::check_assignable(const Expression& e, uint32_t constant) {
  NameId name;
  if (e.kind == Kind::Local) {
    if (variables_[e.local.variable].kind == VariableKind::Regular) return;
    name = variables_[e.local.variable].name;
  } else if (e.kind == Kind::Upvalue) {
    if (fs_->upvalues[e.upvalue].descriptor.kind == static_cast<uint8_t>(VariableKind::Regular)) return;
    name = fs_->upvalues[e.upvalue].name;
  } else if (constant != kNoVariable && e.is_constant()) {
    name = variables_[constant].name;
  } else {
    return;
  }
  lexer_.error_at_line("attempt to assign to const variable '" + std::string(names_[name].view()) + "'");
}

// ---- scopes

void Parser::enter_scope(Scope* scope, bool is_loop) {
  *scope = Scope{.enclosing = fs_->scope,
                 .first_variable = fs_->active_end,
                 .first_label = labels_.size(),
                 .first_goto = gotos_.size(),
                 .first_slot = fs_->slot_top,
                 .is_loop = is_loop,
                 .inside_close = fs_->scope != nullptr && fs_->scope->inside_close};
  fs_->scope = scope;
}

void Parser::leave_scope() {
  Scope* scope = fs_->scope;
  bool needs_close = scope->needs_close && scope->enclosing != nullptr;
  if (scope->is_loop && scope->first_goto < gotos_.size()) {
    Label end{names_.break_label, 0, fs_->offset(), scope->first_variable, scope->first_slot};
    needs_close |= resolve_gotos(end);
  }
  if (needs_close) fs_->emit(Opcode::Close, scope->first_slot, 0, line());
  deactivate_to(scope->first_variable);
  fs_->slot_top = scope->first_slot;
  labels_.truncate(scope->first_label);
  fs_->scope = scope->enclosing;
  if (scope->enclosing == nullptr) {
    if (scope->first_goto < gotos_.size()) error_undefined_goto(gotos_[scope->first_goto]);
    gotos_.truncate(scope->first_goto);
    return;
  }
  for (uint32_t i = scope->first_goto; i < gotos_.size(); i++) {
    Goto& pending = gotos_[i];
    if (pending.active_end > scope->first_variable) pending.needs_close |= scope->needs_close && !pending.closed;
    pending.active_end = scope->first_variable;
  }
}

void Parser::mark_to_be_closed(uint32_t slot) {
  fs_->scope->needs_close = fs_->scope->inside_close = true;
  fs_->flags |= isa::kHasMarkClose;
  fs_->emit(Opcode::MarkClose, slot, 0, line());
}

// ---- labels and gotos

Label* Parser::find_label(NameId name) {
  for (uint32_t i = fs_->first_label; i < labels_.size(); i++) {
    if (labels_[i].name == name) return &labels_[i];
  }
  return nullptr;
}

void Parser::add_goto(NameId name, uint32_t goto_line, JumpList jumps, bool closed, uint32_t close_operand) {
  gotos_.push({name, goto_line, jumps, fs_->active_end, close_operand, closed || close_operand != 0, false});
}

// Sends the pending gotos of the current scope to `label`, which is here. True if it has to close.
bool Parser::resolve_gotos(const Label& label) {
  bool needs_close = false;
  uint32_t kept = fs_->scope->first_goto;
  for (uint32_t i = kept; i < gotos_.size(); i++) {
    const Goto& pending = gotos_[i];
    if (pending.name != label.name) {
      gotos_[kept++] = pending;
      continue;
    }
    if (pending.active_end < label.active_end) {
      lexer_.error_at_line("<goto " + std::string(names_[pending.name].view()) + "> at line " +
                           std::to_string(pending.line) + " jumps into the scope of local '" +
                           std::string(names_[variables_[pending.active_end].name].view()) + "'");
    }
    needs_close |= pending.needs_close;
    if (pending.close_operand != 0) fs_->code[pending.close_operand] = static_cast<uint8_t>(label.slots);
    fs_->patch_here(pending.jumps);
  }
  gotos_.truncate(kept);
  return needs_close;
}

void Parser::create_label(NameId name, uint32_t label_line, bool is_last) {
  // At the end of a block the block's variables count as out of scope already.
  const Scope& scope = *fs_->scope;
  uint32_t slots = is_last ? scope.first_slot : fs_->slot_top;
  labels_.push({name, label_line, fs_->offset(), is_last ? scope.first_variable : fs_->active_end, slots});
  fs_->start_block(slots);
  Label label = labels_.back();
  if (resolve_gotos(label)) fs_->emit(Opcode::Close, label.slots, 0, line());
}

void Parser::error_undefined_goto(const Goto& pending) {
  std::string at_line = " at line " + std::to_string(pending.line);
  if (pending.name == names_.break_label) return lexer_.error_at_line("break outside loop" + at_line);
  lexer_.error_at_line("no visible label '" + std::string(names_[pending.name].view()) + "' for <goto>" + at_line);
}

// True when a jump out of the current scope might leave something to be closed, as far as is known by now.
bool Parser::leaving_needs_close(bool up_to_loop) const {
  for (const Scope* scope = fs_->scope; scope != nullptr; scope = scope->enclosing) {
    if (up_to_loop && scope->is_loop) return false;
    if (scope->needs_close) return true;
  }
  return false;
}

// Closes what a break is about to leave, but for the loop's own variables, which its end closes.
void Parser::close_before_break() {
  const Scope* outermost = fs_->scope;
  while (outermost->enclosing != nullptr && !outermost->enclosing->is_loop) outermost = outermost->enclosing;
  fs_->emit(Opcode::Close, outermost->first_slot, 0, line());
}

// Closes what a goto is about to leave. How far it goes is filled in when its label is found; returns
// where, or 0 when there is no room for the number (and the label has to close).
uint32_t Parser::close_before_goto() {
  constexpr uint32_t kMostInOneByte = 127;
  if (fs_->slot_top > kMostInOneByte) return 0;
  // The label may be in this very scope: then the first slot beyond it is closed, which must exist.
  fs_->slot_count = std::max(fs_->slot_count, fs_->slot_top + 1);
  fs_->emit(Opcode::Close, fs_->slot_top, 0, line());
  return fs_->offset() - 1;
}

}  // namespace strata::lua
