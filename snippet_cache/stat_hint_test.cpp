// A hint is believed only for the source that it was made for, with the key that it was made with.
#include "snippet_cache/stat_hint.h"

#include <cstring>

#include "tests/cache_files.h"

using namespace strata::snippet_cache;
using namespace cache_files;

namespace {

// A source that last changed `age_s` ago.
SourceStat source_of_age(int64_t age_s, uint64_t inode = 7) {
  timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return {1, inode, 100, now.tv_sec - age_s, 5, now.tv_sec - age_s, 6};
}

std::string only_file(const std::string& directory) {
  std::vector<std::string> names = files_below(directory);
  REQUIRE(names.size() == 1);
  return directory + "/" + names[0];
}

constexpr Key kKey = {{1, 2, 3}}, kOtherKey = {{1, 2, 4}};
constexpr ContentKey kContent = {{9, 8, 7}};

}  // namespace

TEST_CASE("stat hint: what was written is read") {
  Directory directory;
  SourceStat source = source_of_age(100);
  ContentKey content{};
  CHECK(read_hint(directory.path, kKey, source, &content) == Outcome::NoFile);
  REQUIRE(write_hint(directory.path, kKey, source, kContent) == Outcome::Hit);
  REQUIRE(read_hint(directory.path, kKey, source, &content) == Outcome::Hit);
  CHECK(memcmp(content.bytes, kContent.bytes, sizeof content.bytes) == 0);
  CHECK(mode_of(only_file(directory.path)) == 0400);
  CHECK(read_hint(directory.path, kOtherKey, source, &content) == Outcome::WrongMac);
}

TEST_CASE("stat hint: every part of what stat says counts") {
  Directory directory;
  SourceStat source = source_of_age(100);
  REQUIRE(write_hint(directory.path, kKey, source, kContent) == Outcome::Hit);
  for (size_t i = 0; i < sizeof source; i += 8) {
    SourceStat other = source;
    reinterpret_cast<uint8_t*>(&other)[i] ^= 1;
    ContentKey content;
    CHECK(read_hint(directory.path, kKey, other, &content) == Outcome::NoFile);
  }
}

TEST_CASE("stat hint: none is made of a source that has just changed, by either time") {
  Directory directory;
  SourceStat young = source_of_age(1), changed = source_of_age(100), written = source_of_age(100);
  changed.changed_s += 99;
  written.modified_s += 99;
  for (const SourceStat& source : {young, changed, written, source_of_age(-50)}) {
    CHECK(write_hint(directory.path, kKey, source, kContent) == Outcome::Hit);
  }
  CHECK_FALSE(exists(directory / "hints"));
  CHECK(write_hint(directory.path, kKey, source_of_age(4), kContent) == Outcome::Hit);
  CHECK(exists(directory / "hints"));
}

TEST_CASE("stat hint: one that was moved to another source's place is refused") {
  Directory directory, other;
  SourceStat mine = source_of_age(100, 1), planted = source_of_age(100, 2);
  REQUIRE(write_hint(directory.path, kKey, mine, kContent) == Outcome::Hit);
  REQUIRE(write_hint(other.path, kKey, planted, kContent) == Outcome::Hit);
  write_file(only_file(directory.path), read_file(only_file(other.path)), 0400);
  ContentKey content;
  CHECK(read_hint(directory.path, kKey, mine, &content) == Outcome::OtherProgram);
}

TEST_CASE("stat hint: no changed byte and no other length is believed") {
  Directory directory;
  SourceStat source = source_of_age(100);
  REQUIRE(write_hint(directory.path, kKey, source, kContent) == Outcome::Hit);
  std::string path = only_file(directory.path), good = read_file(path);
  auto outcome_of = [&](const std::string& contents) {
    ContentKey content;
    write_file(path, contents);
    return read_hint(directory.path, kKey, source, &content);
  };
  CHECK(outcome_of(good) == Outcome::Hit);
  for (size_t i = 0; i < good.size(); ++i) {
    std::string changed = good;
    changed[i] = static_cast<char>(changed[i] ^ (1 << i % 8));
    CHECK(outcome_of(changed) == (i < 8 ? Outcome::Damaged : Outcome::WrongMac));
    CHECK(outcome_of(good.substr(0, i)) == Outcome::Damaged);
  }
  CHECK(outcome_of(good + "x") == Outcome::Damaged);
  CHECK(outcome_of(std::string(good.size(), '\0')) == Outcome::Damaged);
  unlink(path.c_str());
  REQUIRE(symlink("/dev/zero", path.c_str()) == 0);
  ContentKey content;
  CHECK(read_hint(directory.path, kKey, source, &content) == Outcome::NotRegular);
}

TEST_CASE("stat hint: a source is a regular file, and changes with it") {
  Directory directory;
  SourceStat before, after;
  CHECK_FALSE(stat_source(directory.path.c_str(), &before));
  CHECK_FALSE(stat_source((directory / "a").c_str(), &before));
  write_file(directory / "a", "12345");
  REQUIRE(stat_source((directory / "a").c_str(), &before));
  CHECK(before.size_bytes == 5);
  REQUIRE(stat_source((directory / "a").c_str(), &after));
  CHECK(memcmp(&before, &after, sizeof before) == 0);
  set_age(directory / "a", 1000);
  REQUIRE(stat_source((directory / "a").c_str(), &after));
  CHECK(after.modified_s < before.modified_s);
  CHECK(memcmp(&before, &after, sizeof before) != 0);
}
