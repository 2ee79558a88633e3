// REFERENCE.md is what the table prints.
#include "isa/reference.h"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

namespace strata::isa {
namespace {

TEST_CASE("REFERENCE.md is up to date (strata reference > REFERENCE.md)") {
  std::ifstream file(STRATA_SOURCE_DIR "/REFERENCE.md", std::ios::binary);
  std::string committed((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  CHECK(committed == print_reference());
}

}  // namespace
}  // namespace strata::isa
