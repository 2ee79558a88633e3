// Expression: what the parser knows of an expression it has read, before deciding how to emit it.
// Emission is put off as long as possible: the same `a.b` becomes a read, an assignment, a call or a
// condition. What is already on the operand stack at each kind is said beside it.
//
// Jumps: `a and b` leaves the jump taken when a is false in if_false, with a's value kept on the stack
// (br.false.keep). Used as a value, these jumps meet at its end; used as a condition, they are turned
// into plain br.false and go wherever false goes.
#pragma once

#include <cstdint>

#include "lua/function_state.h"
#include "lua/names.h"
#include "lua/type_terms.h"

namespace strata::lua {

enum class ExpressionKind : uint8_t {
  Void,     // nothing: an empty list, or what follows an error
  Nil, True, False, Int, Float, String,  // constants: []
  Value,    // [value]
  Not,      // [value] yet to be inverted
  Concat,   // [v1 .. vn] yet to be joined
  Local,    // []
  Upvalue,  // []
  Global,   // []: a field of the environment
  Field,    // [table], key is a string constant
  Index,    // [table key]
  Call,     // [f a1 .. an], or with an open list on top
  Vararg,   // []
};

struct Expression {
  ExpressionKind kind = ExpressionKind::Void;
  bool open = false;            // Call: the last argument is an open list
  bool env_is_local = false;    // Global: the environment is a local, not an upvalue
  TypeTerm type = kAnyType;     // of the value
  JumpList if_true = 0, if_false = 0;
  union {
    int64_t integer = 0;
    double real;
    NameId name;       // String, Field
    uint32_t upvalue;
    struct {
      uint32_t slot, variable;
    } local;
    struct {
      NameId name;
      uint32_t env;    // slot or upvalue
    } global;
    struct {
      uint32_t count;  // Call: arguments, but for an open list; Concat: operands
      uint32_t line;
    } list;
  };

  bool has_jumps() const { return (if_true | if_false) != 0; }
  bool is_constant() const { return kind >= ExpressionKind::Nil && kind <= ExpressionKind::String && !has_jumps(); }
  bool is_numeral() const {
    return (kind == ExpressionKind::Int || kind == ExpressionKind::Float) && !has_jumps();
  }
  bool is_open_list() const {
    return (kind == ExpressionKind::Call || kind == ExpressionKind::Vararg) && !has_jumps();
  }
  bool is_variable() const { return kind >= ExpressionKind::Local && kind <= ExpressionKind::Index; }
};

}  // namespace strata::lua
