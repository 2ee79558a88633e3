// What it takes to find machine code on disk: from opening a sidecar to the first snippet entered, and to a tenth of
// them, every check included (owner and mode, header, MACs, seals). Files in the page cache, a new mapping each
// time; medians of wall time. Prints one line per figure.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <unistd.h>
#include <vector>

#include "snippet_cache/image.h"
#include "snippet_cache/key.h"
#include "snippet_cache/mapping.h"
#include "snippet_cache/publish.h"
#include "snippet_cache/trusted_file.h"

using namespace strata;
using namespace strata::snippet_cache;

namespace {

constexpr size_t kSnippetBytes = 1024;  // of code, about what a function of 15 lines takes
constexpr uint8_t kReturn = 0xC3;
constexpr BuildId kBuild = {1};

uint64_t now_ns() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return static_cast<uint64_t>(t.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(t.tv_nsec);
}

void check(bool condition) {
  if (!condition) std::abort();
}

// Spread as hashes are.
isa::Identity identity_of(uint32_t n) {
  isa::Identity identity{};
  for (size_t k = 0; k < identity.bytes.size(); ++k) identity.bytes[k] = static_cast<uint8_t>((n + 1) * 2654435761u >> (k % 4 * 8));
  return identity;
}

struct Contents : NewContents {
  std::vector<uint8_t> bytes;
  std::span<const uint8_t> piece;
  bool make() override { return piece = bytes, true; }
  std::span<const std::span<const uint8_t>> pieces() const override { return {&piece, 1}; }
};

// A sidecar with so many snippets, each of which returns at once.
void write_sidecar(const std::string& path, const Key& key, uint32_t count) {
  std::vector<uint8_t> code(kSnippetBytes, kReturn);
  std::vector<uint32_t> places(16, 0);
  std::vector<isa::Identity> identities;
  NewImage image;
  image.build_id = kBuild;
  for (uint32_t n = 0; n < count; ++n) {
    identities.push_back(identity_of(n));
    KeptSnippet snippet;
    snippet.identity = identities.back();
    snippet.view = {code, 0, places, {}, 1};
    snippet.is_hot = n % 10 == 0;
    image.snippets.push_back(snippet);
  }
  image.identities = identities;
  image.root = identities[0];
  Contents contents;
  contents.bytes = write_image(std::move(image), key.bytes);
  check(publish(path, contents) == Outcome::Hit);
}

struct Times {
  uint64_t first_ns, all_ns;
};

// As a VM does it: open, map, check; then for each function looked up its seal and MAC, and in.
Times open_and_enter(const std::string& directory, const std::string& path, uint32_t count) {
  Times times{};
  uint64_t start = now_ns();
  Key key;
  TrustedFile file;
  Image image;
  check(read_key(directory, &key) == Outcome::Hit && open_trusted(path.c_str(), &file) == Outcome::Hit);
  std::shared_ptr<Mapping> mapping = Mapping::map(file.descriptor.get(), 0, file.size_bytes);
  check(mapping != nullptr && Image::open(mapping->bytes(), kBuild, &image) == Outcome::Hit);
  check(image.check_mac(key.bytes) == Outcome::Hit);
  for (uint32_t n = 0; n < count; n += 10) {
    const Entry* entry;
    check(image.find(identity_of(n), isa::CpuLevel::V3, 0, &entry) == Outcome::Hit);
    check(image.check_seal(*entry) == Outcome::Hit && image.check_mac(*entry, key.bytes) == Outcome::Hit);
    reinterpret_cast<void (*)()>(const_cast<uint8_t*>(image.view(*entry).code.data()))();
    if (n == 0) times.first_ns = now_ns() - start;
  }
  times.all_ns = now_ns() - start;
  return times;
}

void measure(const std::string& directory, const Key& key, const char* name, size_t image_bytes) {
  constexpr int kRounds = 301;
  auto count = static_cast<uint32_t>(image_bytes / (kSnippetBytes + 256));
  std::string path = directory + "/" + name;
  write_sidecar(path, key, count);
  std::vector<uint64_t> first, all;
  for (int round = 0; round < kRounds; ++round) {
    Times times = open_and_enter(directory, path, count);
    first.push_back(times.first_ns);
    all.push_back(times.all_ns);
  }
  std::nth_element(first.begin(), first.begin() + kRounds / 2, first.end());
  std::nth_element(all.begin(), all.begin() + kRounds / 2, all.end());
  std::printf("%-8s sidecar, %4u snippets: open to first entered %9.1f us\n", name, count, static_cast<double>(first[kRounds / 2]) / 1e3);
  std::printf("%-8s sidecar, %4u snippets: open to a tenth entered %8.1f us\n", name, count, static_cast<double>(all[kRounds / 2]) / 1e3);
  check(unlink(path.c_str()) == 0);
}

}  // namespace

int main() {
  char directory[] = "/tmp/strata-cache-micro-XXXXXX";
  Key key;
  check(mkdtemp(directory) != nullptr && make_key(directory, &key) == Outcome::Hit);
  measure(directory, key, "64-KiB", 64 << 10);
  measure(directory, key, "1-MiB", 1 << 20);
  check(unlink((std::string(directory) + "/key").c_str()) == 0 && rmdir(directory) == 0);
}
