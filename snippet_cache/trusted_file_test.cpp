// Every reason for which a file is not opened.
#include "snippet_cache/trusted_file.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <cstring>

#include "tests/cache_files.h"

using namespace strata::snippet_cache;
using namespace cache_files;

namespace {

Outcome outcome_of(const std::string& path) {
  TrustedFile file;
  return open_trusted(path.c_str(), &file);
}

// For a child's exit status.
int outcome_and_writer(const std::string& path) {
  TrustedFile file;
  Outcome outcome = open_trusted(path.c_str(), &file);
  return static_cast<int>(outcome) + 100 * (outcome == Outcome::Hit && file.writer == Writer::Root);
}
constexpr int kRootsHit = 100 + static_cast<int>(Outcome::Hit);

}  // namespace

TEST_CASE("trusted file: this user's own regular file is opened") {
  Directory directory;
  write_file(directory / "a", "12345", 0400);
  set_age(directory / "a", 1000);
  TrustedFile file;
  REQUIRE(open_trusted((directory / "a").c_str(), &file) == Outcome::Hit);
  CHECK(file.size_bytes == 5);
  CHECK(file.writer == Writer::User);
  struct stat about;
  REQUIRE(fstat(file.descriptor.get(), &about) == 0);
  CHECK(file.modified_s == about.st_mtim.tv_sec);
  CHECK((fcntl(file.descriptor.get(), F_GETFD) & FD_CLOEXEC) != 0);
  symlink(directory.path.c_str(), (directory / "way").c_str());
  CHECK(outcome_of(directory / "way/a") == Outcome::Hit);
}

TEST_CASE("trusted file: what is not there is no file") {
  Directory directory;
  write_file(directory / "a", "");
  CHECK(outcome_of(directory / "b") == Outcome::NoFile);
  CHECK(outcome_of(directory / "a/b") == Outcome::NoFile);
  CHECK(outcome_of(directory / std::string(300, 'x')) == Outcome::NoFile);
  CHECK(outcome_of("") == Outcome::NoFile);
}

TEST_CASE("trusted file: links, directories, pipes and sockets are not regular") {
  Directory directory;
  write_file(directory / "a", "x");
  REQUIRE(symlink("a", (directory / "link").c_str()) == 0);
  REQUIRE(mkfifo((directory / "fifo").c_str(), 0600) == 0);
  int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address = {AF_UNIX, {}};
  strcpy(address.sun_path, (directory / "socket").c_str());
  REQUIRE(bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  close(listener);
  CHECK(outcome_of(directory / "link") == Outcome::NotRegular);
  CHECK(outcome_of(directory.path) == Outcome::NotRegular);
  CHECK(outcome_of(directory / "socket") == Outcome::NotRegular);
  CHECK(in_child([&] { return outcome_of(directory / "fifo"); }) == static_cast<int>(Outcome::NotRegular));
}

TEST_CASE("trusted file: others must not be able to write to it, by mode or by another name") {
  Directory directory;
  write_file(directory / "a", "x", 0620);
  CHECK(outcome_of(directory / "a") == Outcome::Writable);
  write_file(directory / "a", "x", 0602);
  CHECK(outcome_of(directory / "a") == Outcome::Writable);
  write_file(directory / "a", "x", 0644);
  CHECK(outcome_of(directory / "a") == Outcome::Hit);
  REQUIRE(link((directory / "a").c_str(), (directory / "b").c_str()) == 0);
  CHECK(outcome_of(directory / "a") == Outcome::HardLinked);
  unlink((directory / "b").c_str());
  CHECK(outcome_of(directory / "a") == Outcome::Hit);
}

TEST_CASE("trusted file: another user's file is not opened, root's neither where others may write") {
  if (!is_root()) return;
  Directory directory;
  write_file(directory / "a", "x", 0644);
  CHECK(outcome_and_writer(directory / "a") == static_cast<int>(Outcome::Hit));  // root trusts no file of root
  CHECK(as_nobody([&] { return outcome_and_writer(directory / "a"); }) == static_cast<int>(Outcome::WrongOwner));
  REQUIRE(chown((directory / "a").c_str(), kNobody, kNobody) == 0);
  CHECK(outcome_of(directory / "a") == Outcome::WrongOwner);
  CHECK(as_nobody([&] { return outcome_and_writer(directory / "a"); }) == static_cast<int>(Outcome::Hit));
  REQUIRE(chmod((directory / "a").c_str(), 0200) == 0);
  CHECK(as_nobody([&] { return outcome_and_writer(directory / "a"); }) == static_cast<int>(Outcome::Unreadable));
}

TEST_CASE("trusted file: root's file needs no key where its whole path is root's") {
  if (!is_root()) return;
  struct stat run;
  if (stat("/run", &run) != 0 || run.st_uid != 0 || (run.st_mode & 022)) {
    MESSAGE("skipped: needs a directory /run that only root may write");
    return;
  }
  Directory place("/run/strata-cache-XXXXXX"), elsewhere;
  REQUIRE(mkdir((place / "below").c_str(), 0755) == 0);
  std::string path = place / "below/a";
  write_file(path, "x", 0444);
  auto seen = [&](const std::string& by) { return as_nobody([&] { return outcome_and_writer(by); }); };
  constexpr int kWrongOwner = static_cast<int>(Outcome::WrongOwner);
  CHECK(seen(path) == kRootsHit);
  REQUIRE(symlink((place / "below").c_str(), (elsewhere / "way").c_str()) == 0);
  CHECK(seen(elsewhere / "way/a") == kRootsHit);
  CHECK(in_child([&] { return chdir(place.path.c_str()) ? 254 : seen("below/../below/a"); }) == kRootsHit);
  chmod(place.path.c_str(), 01777);
  CHECK(seen(path) == kWrongOwner);
  chmod(place.path.c_str(), 0775);
  CHECK(seen(path) == kWrongOwner);
  chmod(place.path.c_str(), 0755);
  REQUIRE(chown((place / "below").c_str(), kNobody, 0) == 0);
  CHECK(seen(path) == kWrongOwner);
  REQUIRE(chown((place / "below").c_str(), 0, 0) == 0);
  chmod(path.c_str(), 0464);
  CHECK(seen(path) == static_cast<int>(Outcome::Writable));
}

TEST_CASE("trusted file: its use is noted once a day") {
  Directory directory;
  std::string path = directory / "a";
  auto modified_after_touch = [&](int64_t age_s) {
    write_file(path, "x", 0400);
    set_age(path, age_s);
    TrustedFile file;
    REQUIRE(open_trusted(path.c_str(), &file) == Outcome::Hit);
    touch_entry(file);
    struct stat about;
    REQUIRE(fstat(file.descriptor.get(), &about) == 0);
    return about.st_mtim.tv_sec - file.modified_s;
  };
  CHECK(modified_after_touch(80000) == 0);
  CHECK(modified_after_touch(90000) >= 89990);
}
