// Slot types through instructions: the one transfer function that the front end's inference, the
// verifier and every tier share. A result is claimed only where no metamethod and no string
// coercion can interfere, so `Any` is always a correct (and the usual) answer.
//
// Rules beside this function: get.local yields the slot's type, const its constant's, dup and
// set.local copy. A slot that some child captures is Any wherever it is set, whatever was stored.
#pragma once

#include "isa/annotations.h"
#include "isa/opcode.h"

namespace strata::isa {

constexpr bool is_number(SlotType t) { return t == SlotType::Int || t == SlotType::Float; }
// What `..` joins without a metamethod.
constexpr bool is_joinable(SlotType t) { return is_number(t) || t == SlotType::String; }

// The type of the one value that `op` leaves, from its operands `a` and `b` as pushed (`b` is
// ignored by unary instructions, both by those without operands). For concat n fold it from the left.
// For put.field, put.index, put.list: `a` is the table.
constexpr SlotType result_type(Opcode op, SlotType a, SlotType b) {
  const bool ints = a == SlotType::Int && b == SlotType::Int;
  const bool numbers = is_number(a) && is_number(b);
  switch (op) {
    case Opcode::Nil: return SlotType::Nil;
    case Opcode::True: case Opcode::False: return SlotType::Boolean;
    case Opcode::Int: return SlotType::Int;
    case Opcode::Add: case Opcode::Sub: case Opcode::Mul: case Opcode::Mod: case Opcode::Idiv:
      return ints ? SlotType::Int : numbers ? SlotType::Float : SlotType::Any;
    case Opcode::Div: case Opcode::Pow: return numbers ? SlotType::Float : SlotType::Any;
    case Opcode::Band: case Opcode::Bor: case Opcode::Bxor: case Opcode::Shl: case Opcode::Shr:
      return ints ? SlotType::Int : SlotType::Any;
    case Opcode::Neg: return is_number(a) ? a : SlotType::Any;
    case Opcode::Bnot: return a == SlotType::Int ? SlotType::Int : SlotType::Any;
    case Opcode::Len: return a == SlotType::String ? SlotType::Int : SlotType::Any;
    case Opcode::Concat: return is_joinable(a) && is_joinable(b) ? SlotType::String : SlotType::Any;
    case Opcode::Not: case Opcode::Eq: case Opcode::Ne: case Opcode::Lt: case Opcode::Le:
    case Opcode::Gt: case Opcode::Ge:
    case Opcode::LtInt: case Opcode::LeInt: case Opcode::EqInt:
    case Opcode::LtFloat: case Opcode::LeFloat: case Opcode::EqFloat:
      return SlotType::Boolean;
    case Opcode::AddInt: case Opcode::SubInt: case Opcode::MulInt: case Opcode::BandInt:
    case Opcode::BorInt: case Opcode::BxorInt: case Opcode::ShlInt: case Opcode::ShrInt:
      return SlotType::Int;
    case Opcode::AddFloat: case Opcode::SubFloat: case Opcode::MulFloat: case Opcode::DivFloat:
      return SlotType::Float;
    case Opcode::NewTable: case Opcode::PutField: case Opcode::PutIndex: case Opcode::PutList:
    case Opcode::PutListOpen:
      return SlotType::Table;
    case Opcode::Closure: return SlotType::Function;
    default: return SlotType::Any;  // calls, reads of tables and upvalues, open lists
  }
}

// The type of the four slots of a numeric loop after for.prep l and for.loop l, from the types of
// start (slot l) and step (slot l+2) before for.prep: an integer loop when both are integers, else a
// float loop. for.loop keeps it: l+3 is of the type of l.
constexpr SlotType for_state_type(SlotType start, SlotType step) {
  if (start == SlotType::Int && step == SlotType::Int) return SlotType::Int;
  if (start == SlotType::Float || step == SlotType::Float) return SlotType::Float;
  return SlotType::Any;
}

}  // namespace strata::isa
