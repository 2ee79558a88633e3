// The front end: Lua 5.4 source text to an isa::Module.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "base/result.h"
#include "isa/module.h"

namespace strata::lua {

struct CompileOptions {
  bool keep_source = false;  // put the text into the module
  bool strip_debug = false;  // no lines, no names
  bool annotate = true;      // infer slot types
  // Once one of these bits is set, by whoever, compiling ends with an Error: before the next token or line.
  const uint32_t* stop_word = nullptr;
  uint32_t stop_bits = 0;
};

// Compiles a chunk. `chunk_name` is as lua_load takes it: "@file", "=name", or the text itself. The
// Error's message is the reference's: "file.lua:3: unexpected symbol near 'x'". A first line starting
// with '#' is the caller's to skip. Keeps no reference to `source`. Source of the rules: Lua 5.4 manual 3.
base::Result<std::shared_ptr<const isa::Module>> compile(std::string_view source, std::string_view chunk_name,
                                                         const CompileOptions& options);

}  // namespace strata::lua
