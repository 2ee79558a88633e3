// The runtime that a packed executable is made of: a vmrun whose place for an archive (api/packed.h) can be filled in.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace strata::toolbox {

// The vmrun beside the running strata.
std::string runtime_beside();
// The file at `path`, with the archive appended. Failure: it is no vmrun, of another build, or has an archive already.
std::vector<uint8_t> with_archive(const std::string& path, std::span<const uint8_t> archive);

}  // namespace strata::toolbox
