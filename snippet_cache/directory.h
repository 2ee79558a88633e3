// The user's cache directory: where it is, who may have made it, and how its files are named.
//
//   directory/            0700, this user's
//     key                 0600: 32 random bytes, made when something is first published (key.h)
//     counters            what came of looking things up, over all runs (counters.h)
//     swept               its age tells when it was last cleaned up (sweep.h)
//     programs/ab/cdef..  entry of a script: the image (snippet_cache/image.h) of its module, by content key
//     sidecars/ab/cdef..  sidecar of an .mlb whose own directory can't be written, by program identity
//     hints/ab/cdef..     by a source's stat data: its content key (stat_hint.h)
//     paths/abcdef..      by a script's path: what it was when it was last published (path_link.h)
//
// Published files are 0400, never modified, replaced by rename (publish.h). Nothing here is called by a guest,
// whose file functions refuse all of it (protect.h).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "snippet_cache/outcome.h"

namespace strata::snippet_cache {

inline constexpr std::string_view kPrograms = "programs", kSidecars = "sidecars", kHints = "hints";

// The cache directory of this user: `wanted` (an option), else $STRATA_CACHE, else $XDG_CACHE_HOME/strata, else
// $HOME/.cache/strata; the last two only where they are absolute (XDG Base Directory Specification). Environment
// variables are not looked at in a process that was started setuid or setgid. Empty: there is none. Makes no
// system call.
std::string cache_directory(std::string_view wanted);

// What the directory may hold, in bytes: `wanted` (an option), else $STRATA_CACHE_LIMIT (a number, or with K, M or G
// behind it; not in a process that was started setuid or setgid), else kDefaultLimitBytes.
inline constexpr uint64_t kDefaultLimitBytes = uint64_t{256} << 20;
uint64_t cache_limit_bytes(uint64_t wanted);

// Makes it, with its parents, where it is missing (0700). NoDirectory when it is not a directory owned by the
// effective user that others can't write, or when it lies in a home directory that is not this user's.
Outcome prepare_directory(const std::string& directory);

// The path of an entry: directory/kind/ab/cdef.. from its name's bytes, two at least.
std::string entry_path(const std::string& directory, std::string_view kind, std::span<const uint8_t> name);

}  // namespace strata::snippet_cache
