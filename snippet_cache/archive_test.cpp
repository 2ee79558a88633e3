// The archive of a packed executable: what is written is found again, and any byte of its head that changes is noticed.
#include "snippet_cache/archive.h"

#include <fcntl.h>

#include <algorithm>

#include "snippet_cache/descriptor.h"
#include "tests/cache_files.h"

using namespace strata::snippet_cache;
using namespace cache_files;

namespace {

const std::vector<uint8_t> kMainImage(5000, 'm'), kOtherImage(10, 'o');

std::string three_programs() {
  PackedProgram programs[] = {{"", "main.lua", kMainImage}, {"lib.one", "./lib/one.lua", kOtherImage}, {"two", "./lib/one.lua", kOtherImage}};
  std::vector<uint8_t> bytes = write_archive(programs);
  return {bytes.begin(), bytes.end()};
}

// As a packed executable has it: mapped from a file.
Outcome open_bytes(const Directory& directory, const std::string& bytes, Archive* out) {
  write_file(directory / "archive", bytes);
  Descriptor file(open((directory / "archive").c_str(), O_RDONLY | O_CLOEXEC));
  return Archive::open(Mapping::map(file.get(), 0, bytes.size()), out);
}

Outcome outcome_of(const Directory& directory, const std::string& bytes) {
  Archive archive;
  return open_bytes(directory, bytes, &archive);
}

}  // namespace

TEST_CASE("archive: programs are found by path and by the name of the module") {
  Directory directory;
  Archive archive;
  REQUIRE(open_bytes(directory, three_programs(), &archive) == Outcome::Hit);
  CHECK(archive.programs().size() == 3);
  CHECK(archive.main().path == "main.lua");
  CHECK(std::ranges::equal(archive.main().image, kMainImage));
  CHECK(archive.find_path("main.lua") == &archive.main());
  CHECK(archive.find_path("other.lua") == nullptr);
  CHECK(archive.find_module("") == nullptr);
  const PackedProgram* two = archive.find_module("two");
  REQUIRE(two != nullptr);
  CHECK(two->path == "./lib/one.lua");
  CHECK(std::ranges::equal(two->image, kOtherImage));
  CHECK(reinterpret_cast<uintptr_t>(two->image.data()) % 4096 == 0);
}

TEST_CASE("archive: every changed byte of its head and every cut is noticed") {
  Directory directory;
  std::string whole = three_programs();
  constexpr size_t kHeadBytes = 32 + 3 * 24 + 8 + 7 + 13 + 3 + 13;
  for (size_t at = 0; at < kHeadBytes; ++at) {
    std::string damaged = whole;
    damaged[at] ^= 0x10;
    CHECK(outcome_of(directory, damaged) != Outcome::Hit);
  }
  std::string elsewhere = whole;
  elsewhere[kHeadBytes] ^= 1;  // padding
  CHECK(outcome_of(directory, elsewhere) == Outcome::Hit);
  for (size_t length : {1ul, 31ul, 100ul, 4096ul, whole.size() - 1}) CHECK(outcome_of(directory, whole.substr(0, length)) == Outcome::Truncated);
}
