// Chunk id: how a chunk name is shown in messages, "[string "x = 1"]:3: ..." or "file.lua:3: ...".
// The one implementation for compile errors, run-time errors, tracebacks and debug.getinfo.
#pragma once

#include <string>
#include <string_view>

namespace strata::base {

// Longest chunk id, in chars (the reference's LUA_IDSIZE without its terminating zero).
inline constexpr size_t kMaxChunkId = 59;

// "=name" gives name, cut at its end; "@file" gives file, cut at its start ("...rest"); any other
// text gives [string "first line..."]. At most kMaxChunkId chars. Rule: Lua 5.4 manual, lua_Debug
// (short_src).
std::string chunk_id(std::string_view chunk_name);

}  // namespace strata::base
