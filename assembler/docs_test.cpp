// The example in docs/assembler.md assembles.
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "assembler/assembler.h"

namespace strata::assembler {
namespace {

TEST_CASE("the example in docs/assembler.md assembles") {
  std::ifstream file(STRATA_SOURCE_DIR "/docs/assembler.md", std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  size_t begin = text.find("```\n");
  size_t end = text.find("```\n", begin + 4);
  REQUIRE(end != std::string::npos);
  auto result = assemble(text.substr(begin + 4, end - begin - 4), "assembler.md");
  CHECK_MESSAGE(result.ok(), result.error().message);
}

}  // namespace
}  // namespace strata::assembler
