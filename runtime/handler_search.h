// What machine code asks where an access or a call was seen to run a function: a field or element that is there,
// or the Lua function behind a metamethod, laid out to be called.
#pragma once

#include <cstdint>

namespace strata::runtime {

// Which question. What Context::find_access takes, in this order: VM*, Access, object, key (of the fields: the
// InlineCache), call area, value.
enum class Access : uint32_t {
  Get,       // *value = object[key]
  GetField,
  Set,       // object[key] = *value
  SetField,
  Call,      // `key`: how many arguments lie above the object, which is at the call area
};

// Its answer, other than the address of a LuaFunction: that one is to be called, with the function and its arguments
// from the call area on.
inline constexpr uint64_t kAccessUnknown = 0;  // all is as it was: the operation's own handler knows
inline constexpr uint64_t kAccessDone = 1;

// Context::find_access. It neither calls nor collects, and the stack stays where it is.
const void* find_access_address();

}  // namespace strata::runtime
