// Files in and out, for all commands. Every failure is thrown as Failure.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "isa/module.h"

namespace strata::toolbox {

// The whole file; "-" is standard input.
std::vector<uint8_t> read_file(const std::string& path);

// Writes to a temporary file beside it, then renames; "-" is standard output.
void write_file(const std::string& path, std::span<const uint8_t> bytes);
void write_file(const std::string& path, std::string_view text);
// The same with the mode of a program. Never to standard output.
void write_executable(const std::string& path, std::span<const uint8_t> bytes);

// `path` with another extension: "a/x.vasm" and "mlb" give "a/x.mlb".
std::string with_extension(const std::string& path, std::string_view extension);

// The module in a file, whatever its level: a multi-level binary is told by its first bytes, assembler
// text by the extension .vasm, all else is Lua. Not yet verified when it comes from a binary. Lua text
// gets `chunk_name`, or "@" and the path when that is empty, and is included as source.
std::shared_ptr<const isa::Module> load_module(const std::string& path, std::span<const uint8_t> bytes,
                                               const std::string& chunk_name = "");

// The same from the file's name, verified.
std::shared_ptr<const isa::Module> load_verified(const std::string& path);

}  // namespace strata::toolbox
