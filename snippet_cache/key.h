// The user's key: what authenticates everything that this user's runs publish.
#pragma once

#include <cstdint>
#include <string>

#include "snippet_cache/outcome.h"

namespace strata::snippet_cache {

struct Key {
  uint8_t bytes[32];
};

// The key in `directory`. NoKey: there is none, or it is not this user's alone (0600, one name, right size, no
// link, not all zeros, which is what a crash of the machine can leave).
Outcome read_key(const std::string& directory, Key* out);

// The same, made where it is missing, and made anew where it is not this user's alone, after which nothing that
// was published under it is believed. Of two makers at once one wins and both get its key. NoSpace, NoDirectory,
// Busy, and NoKey where there is no randomness, otherwise. The directory was prepared.
Outcome make_key(const std::string& directory, Key* out);

}  // namespace strata::snippet_cache
