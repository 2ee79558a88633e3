// strata profile: the listing of a program's profile, as text beside its source, or as JSON.
#pragma once

#include <string>
#include <vector>

#include "api/profile.h"

namespace strata::toolbox {

// `source` is the text of the file called `path`, for its lines; functions of other sources are listed without.
std::string profile_text(const std::vector<ProfiledFunction>& functions, const std::string& path, std::string_view source);
// One object; keys are fixed, new ones may be added.
std::string profile_json(const std::vector<ProfiledFunction>& functions);

}  // namespace strata::toolbox
