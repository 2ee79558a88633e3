// What a script of a path was when it was last published: a symbolic link in the cache directory, from a hash of the path to
// the content key in digits. After an edit it leads to the entry of the text before, whose functions may be in the new one,
// too. It is a guess and no more: the entry itself says what it is of, and whether it is to be believed.
#pragma once

#include <string>
#include <string_view>

#include "snippet_cache/outcome.h"
#include "snippet_cache/stat_hint.h"

namespace strata::snippet_cache {

inline constexpr std::string_view kPaths = "paths";

// False: there is none. A relative path is one from the working directory.
bool read_path_link(const std::string& directory, std::string_view path, ContentKey* out);

// Makes or replaces it; the directory was prepared. Hit, NoSpace, NoDirectory.
Outcome write_path_link(const std::string& directory, std::string_view path, const ContentKey& content);

}  // namespace strata::snippet_cache
