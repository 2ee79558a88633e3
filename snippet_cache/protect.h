// What the file functions of a guest refuse: a script that could write to the cache could have its own bytes
// executed, and one that could read the key could sign them.
#pragma once

#include <string>

namespace strata::snippet_cache {

// Whether a guest must not touch this open file (or directory): it is the key (under any of its names), lies in the
// cache directory (by whatever path or link it was reached), is a sidecar or entry by its first bytes (in any place), or
// the memory of a process, where the key and machine code lie.
// `directory` empty: only the last two. Two system calls for a file that others may read.
bool is_protected(int descriptor, const std::string& directory);

// The same for a path that is about to be removed, renamed, made or opened for writing (for reading, it is enough to
// ask is_protected() once it is open): its directory, with links resolved, is inside the cache directory, or what it
// names, or what its link leads to, is protected. A directory or link that the way to the cache
// directory leads through is protected too: renaming it would hide the cache.
bool is_protected_path(const char* path, const std::string& directory);
// Which nobody can open for writing: the system's own answer says more than a refusal.
bool is_directory(const char* path);

}  // namespace strata::snippet_cache
