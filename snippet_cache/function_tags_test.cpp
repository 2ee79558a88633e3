// Tags: what they cover is tried byte by byte on whole images, in tests/hostile_large_script_test.cpp; here, their keys.
#include "snippet_cache/function_tags.h"

#include <doctest/doctest.h>

using namespace strata;
using namespace strata::snippet_cache;

namespace {

constexpr std::array<uint8_t, 16> kBuild = {1}, kOtherBuild = {6};
constexpr std::array<uint8_t, 32> kContent = {2}, kOtherContent = {3}, kKey = {4}, kOtherKey = {5};
constexpr uint8_t kCode[] = {1, 2, 3, 4};

}  // namespace

TEST_CASE("tags of equal functions differ by row, content, build and key") {
  const std::vector<isa::FunctionRecord> records(kFunctionsPerTag * 2 + 1, isa::FunctionRecord{.code_size_bytes = sizeof kCode});
  isa::Module module;
  module.functions = records;
  module.code = kCode;
  TagKey key = tag_key(kBuild, kContent, kKey.data());
  std::vector<Tag> all = all_functions_tags(module, key);
  REQUIRE(all.size() == 3);
  CHECK(!is_same_tag(all[0], all[1]));
  for (uint32_t row = 0; row < 3; ++row) CHECK(is_same_tag(all[row], functions_tag(module, row, key)));
  CHECK(!is_same_tag(all[0], functions_tag(module, 0, tag_key(kBuild, kOtherContent, kKey.data()))));
  CHECK(!is_same_tag(all[0], functions_tag(module, 0, tag_key(kOtherBuild, kContent, kKey.data()))));
  CHECK(!is_same_tag(all[0], functions_tag(module, 0, tag_key(kBuild, kContent, kOtherKey.data()))));
}

TEST_CASE("prepared code has a key of its own") {
  TagKey key = tag_key(kBuild, kContent, kKey.data());
  isa::FunctionRecord record{};
  isa::Module module;
  module.functions = {&record, 1};
  CHECK(!is_same_tag(functions_tag(module, 0, key), prepared_tag({reinterpret_cast<const uint8_t*>(&record), sizeof record}, {}, key)));
}

TEST_CASE("what runs have learnt differently is tagged under different keys") {
  TagKey key = tag_key(kBuild, kContent, kKey.data());
  CHECK(is_same_tag(prepared_tag(kCode, {}, key), prepared_tag(kCode, {}, key)));
  CHECK(!is_same_tag(prepared_tag(kCode, {}, key), prepared_tag(kCode, kCode, key)));
}

TEST_CASE("a function's place in a program is found again, and in no other program") {
  for (uint32_t index : {0u, 7u, 0x01020304u}) {
    CHECK(place_of(place_identity(kContent, index), kContent) == index);
    CHECK(place_of(place_identity(kContent, index), kOtherContent) == UINT32_MAX);
  }
}
