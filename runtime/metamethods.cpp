// Metamethods: names and lookup.
#include "runtime/metamethods.h"

#include "runtime/vm.h"

namespace strata::runtime {

namespace {

constexpr const char* kNames[] = {
    "__index", "__newindex", "__call", "__eq",   "__len", "__gc",   "__mode", "__close", "__name", "__tostring",
    "__pairs", "__metatable", "__add", "__sub",  "__mul", "__div",  "__mod",  "__pow",   "__idiv", "__band",
    "__bor",   "__bxor",      "__shl", "__shr",  "__unm", "__bnot", "__lt",   "__le",    "__concat",
};
static_assert(std::size(kNames) == static_cast<size_t>(Metamethod::Count));
static_assert(std::size(kNames) <= 32);  // every one has its absent bit

}  // namespace

const char* metamethod_name(Metamethod m) { return kNames[static_cast<size_t>(m)]; }

Table* metatable_of(VM& vm, Value v) {
  if (v.is_table()) return v.as_table()->metatable;
  if (v.tag == kUserdata) return v.as_userdata()->metatable;
  return vm.basic_metatables[v.tag];
}

Value find_metamethod(VM& vm, Table* metatable, Metamethod m) {
  if (!metatable) return Value::nil();
  uint32_t bit = uint32_t{1} << static_cast<unsigned>(m);
  if (metatable->word & bit) return Value::nil();
  Value v = get_field(metatable, vm.metamethod_string(m));
  if (v.is_nil() && (metatable->flags & kIsPrototype)) metatable->word |= bit;
  return v;
}

}  // namespace strata::runtime
