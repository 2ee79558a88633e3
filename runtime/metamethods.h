// Metamethods: their names, and looking one up. A metatable is a prototype table (runtime/table.h), so
// that any change of it runs through slow code, which clears its absent bits.
#pragma once

#include "runtime/table.h"
#include "runtime/value.h"

namespace strata::runtime {

class VM;

// Those with index < 32 may have an absent bit.
enum class Metamethod : uint8_t {
  Index, NewIndex, Call, Eq, Len, Gc, Mode, Close, Name, ToString, Pairs, Metatable,
  Add, Sub, Mul, Div, Mod, Pow, Idiv, Band, Bor, Bxor, Shl, Shr, Unm, Bnot,
  Lt, Le, Concat,
  Count
};

const char* metamethod_name(Metamethod m);  // "__index"

// The metatable of any value, or nullptr.
Table* metatable_of(VM& vm, Value v);
// Gives any value another metatable (nullptr: none); of values without their own one, all of that type.
// Registers finalizers. False: no memory.
bool set_metatable_of(VM& vm, Value v, Table* metatable);
// nil when absent. `metatable` may be nullptr.
Value find_metamethod(VM& vm, Table* metatable, Metamethod m);
inline Value find_metamethod_of(VM& vm, Value v, Metamethod m) { return find_metamethod(vm, metatable_of(vm, v), m); }

}  // namespace strata::runtime
