// Loading chunks of Lua, as text or binary: what load, loadfile, dofile and require share.
#pragma once

#include <string_view>

#include "runtime/native.h"

namespace strata::stdlib {

// Turns `bytes` into a function whose first upvalue is the table of globals. Pushes the function
// (*loaded true) or the message that says what is wrong with the chunk (*loaded false). `mode` is made
// of "b" and "t", as in Lua 5.4 manual 6.1, load. Fails only when memory is out.
runtime::Status load_chunk(runtime::Call& call, std::string_view bytes, std::string_view chunk_name,
                           std::string_view mode, bool* loaded);

// The same for a chunk that the guest made: it is kept with its program.
runtime::Status load_chunk_of_program(runtime::Call& call, std::string_view bytes, std::string_view chunk_name,
                                      std::string_view mode, bool* loaded);

// The same for a file (path nullptr: standard input); a first line that starts with '#' is skipped.
// Fails when the host refuses files, when memory is out, and when a limit ends the reading.
runtime::Status load_file(runtime::Call& call, const char* path, std::string_view mode, bool* loaded);

// Makes `v` the first upvalue of a Lua function, if it has one.
void set_environment(runtime::Call& call, runtime::LuaFunction* function, runtime::Value v);

}  // namespace strata::stdlib
