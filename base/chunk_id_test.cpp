// Expected values were taken from the reference implementation.
#include "base/chunk_id.h"

#include <doctest/doctest.h>

using strata::base::chunk_id;

TEST_CASE("chunk id of a file is its path, cut at the start") {
  CHECK(chunk_id("@x.lua") == "x.lua");
  CHECK(chunk_id("@" + std::string(59, 'p')) == std::string(59, 'p'));
  CHECK(chunk_id("@" + std::string(60, 'p') + "q") == "..." + std::string(55, 'p') + "q");
}

TEST_CASE("chunk id of a given name is the name, cut at the end") {
  CHECK(chunk_id("=stdin") == "stdin");
  CHECK(chunk_id("=" + std::string(70, 'n')) == std::string(59, 'n'));
}

TEST_CASE("chunk id of a text is its first line in brackets") {
  CHECK(chunk_id("x = 1") == "[string \"x = 1\"]");
  CHECK(chunk_id("") == "[string \"\"]");
  CHECK(chunk_id("x\ny") == "[string \"x...\"]");
  CHECK(chunk_id("\n") == "[string \"...\"]");
  CHECK(chunk_id(std::string(44, 'a')) == "[string \"" + std::string(44, 'a') + "\"]");
  CHECK(chunk_id(std::string(45, 'a')) == "[string \"" + std::string(45, 'a') + "...\"]");
  CHECK(chunk_id(std::string(80, 'a')) == "[string \"" + std::string(45, 'a') + "...\"]");
  CHECK(chunk_id(std::string(50, 'a') + "\nb") == "[string \"" + std::string(45, 'a') + "...\"]");
}
