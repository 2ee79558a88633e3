// Links from paths to content keys: found again, replaced, and of no use where they are something else.
#include "snippet_cache/path_link.h"

#include <doctest/doctest.h>
#include <stdlib.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>

using namespace strata::snippet_cache;
namespace files = std::filesystem;

namespace {

struct Folder {
  Folder() {
    char name[] = "/tmp/strata-path-link-XXXXXX";
    REQUIRE(mkdtemp(name) != nullptr);
    path = name;
  }
  ~Folder() { files::remove_all(path); }
  files::path only() const {
    files::path found;
    for (const auto& at : files::directory_iterator(path + "/paths")) {
      CHECK(found.empty());
      found = at.path();
    }
    return found;
  }
  std::string path;
};

ContentKey key_of(uint8_t first) {
  ContentKey key;
  for (size_t k = 0; k < sizeof key.bytes; ++k) key.bytes[k] = static_cast<uint8_t>(first + 7 * k);
  return key;
}

bool leads_to(const Folder& folder, const char* path, const ContentKey& key) {
  ContentKey found;
  return read_path_link(folder.path, path, &found) && std::memcmp(found.bytes, key.bytes, sizeof key.bytes) == 0;
}

}  // namespace

TEST_CASE("path link: leads from a path to what was there last") {
  Folder folder;
  ContentKey none;
  CHECK_FALSE(read_path_link(folder.path, "/a.lua", &none));
  for (uint8_t first : {1, 200, 200, 77}) {
    CHECK(write_path_link(folder.path, "/a.lua", key_of(first)) == Outcome::Hit);
    CHECK(leads_to(folder, "/a.lua", key_of(first)));
    CHECK(files::is_symlink(folder.only()));
  }
  CHECK_FALSE(read_path_link(folder.path, "/b.lua", &none));
  CHECK(write_path_link(folder.path, "/b.lua", key_of(3)) == Outcome::Hit);
  CHECK(leads_to(folder, "/a.lua", key_of(77)));
  CHECK(leads_to(folder, "/b.lua", key_of(3)));
}

TEST_CASE("path link: relative paths are those from the working directory") {
  Folder folder;
  CHECK(write_path_link(folder.path, "x/a.lua", key_of(9)) == Outcome::Hit);
  CHECK(leads_to(folder, (files::current_path() / "x/a.lua").c_str(), key_of(9)));
}

TEST_CASE("path link: what is no link, and no content key, is none; what a killed writer left is replaced") {
  Folder folder;
  ContentKey none;
  REQUIRE(write_path_link(folder.path, "/a.lua", key_of(1)) == Outcome::Hit);
  files::path link = folder.only();
  for (const char* target : {"elsewhere", "zz", ""}) {
    files::remove(link);
    if (*target != 0) files::create_symlink(target, link);
    CHECK_FALSE(read_path_link(folder.path, "/a.lua", &none));
  }
  files::create_symlink(std::string(64, 'g'), link);
  CHECK_FALSE(read_path_link(folder.path, "/a.lua", &none));
  files::create_symlink("left", link.parent_path() / ("." + link.filename().string() + ".tmp"));
  (void)write_path_link(folder.path, "/a.lua", key_of(5));
  CHECK(write_path_link(folder.path, "/a.lua", key_of(5)) == Outcome::Hit);
  CHECK(leads_to(folder, "/a.lua", key_of(5)));
  CHECK(folder.only() == link);
}
