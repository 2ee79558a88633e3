// Giving a name to a file that is complete: written without a name, then linked; where the name is taken, linked under a
// temporary one first, then renamed. A process that is killed on the way leaves at most the temporary
// name, which is the same for every attempt at one file, so that the next attempt removes it.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <span>
#include <string>

#include "snippet_cache/outcome.h"

namespace strata::snippet_cache {

using Pieces = std::span<const std::span<const uint8_t>>;

// ".name.tmp"; shortened where a file system would refuse it.
std::string temporary_name(const char* name);
bool is_temporary_name(const char* name);

enum class Put : uint8_t {
  Replace,   // whatever has the name
  IfAbsent,  // Busy where something has the name
};

// Makes `name` in the open directory, of the given mode, with the pieces as its contents; the caller holds the
// lock of the directory. Hit, NoSpace, NoDirectory, Busy. Where the file system has no unnamed files, or
// /proc is missing, the temporary name is there while it is written.
Outcome put_file(int directory, const char* name, Pieces pieces, mode_t mode, Put how);

// Whether a write that ends at `end_bytes` stays below the limit for files (RLIMIT_FSIZE), at which the
// kernel would kill the process (SIGXFSZ).
bool is_below_file_limit(uint64_t end_bytes);

}  // namespace strata::snippet_cache
