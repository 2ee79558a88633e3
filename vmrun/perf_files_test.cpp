// What vmrun --perf writes, read back as perf would.
#include "vmrun/perf_files.h"

#include <dirent.h>
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

using strata::CompiledFunction;
using strata::vmrun::PerfFiles;

namespace {

struct Directory {
  char path[32] = "/tmp/strata-perf-XXXXXX";
  Directory() { REQUIRE(mkdtemp(path)); }
  ~Directory() {
    for (const char* name : {"perf-%d.map", "jit-%d.dump", "elsewhere"}) unlink(file(name).c_str());
    rmdir(path);
  }
  std::string file(const char* format) const {
    char name[32];
    std::snprintf(name, sizeof name, format, static_cast<int>(getpid()));
    return std::string(path) + "/" + name;
  }
};

std::string contents(const std::string& path) {
  std::string all;
  std::FILE* file = std::fopen(path.c_str(), "r");
  REQUIRE(file);
  for (int c; (c = std::fgetc(file)) != EOF;) all.push_back(static_cast<char>(c));
  std::fclose(file);
  return all;
}

template <typename T>
T take(const char*& at) {
  T value;
  std::memcpy(&value, at, sizeof value);
  at += sizeof value;
  return value;
}

const uint8_t kCode[] = {0x90, 0x90, 0xC3};
const CompiledFunction::Line kLines[] = {{0, 12}, {2, 14}};
const CompiledFunction kFunction = {"fib\n1", "tool.lua", kCode, sizeof kCode, kLines};
const uint64_t kAddress = reinterpret_cast<uintptr_t>(kCode);

void check_lines(const char* at) {
  CHECK(take<uint64_t>(at) == kAddress);
  REQUIRE(take<uint64_t>(at) == 2);
  for (const CompiledFunction::Line& row : kLines) {
    CHECK(take<uint64_t>(at) == kAddress + row.code_offset);
    CHECK(take<uint32_t>(at) == row.line);
    CHECK(take<uint32_t>(at) == 0);
    CHECK(std::string(at) == "tool.lua");
    at += sizeof "tool.lua";
  }
}

void check_code(const char* at, uint64_t index, const char* name) {
  CHECK(take<uint32_t>(at) == static_cast<uint32_t>(getpid()));
  CHECK(take<uint32_t>(at) == static_cast<uint32_t>(gettid()));
  CHECK(take<uint64_t>(at) == kAddress);
  CHECK(take<uint64_t>(at) == kAddress);
  CHECK(take<uint64_t>(at) == sizeof kCode);
  CHECK(take<uint64_t>(at) == index);
  CHECK(std::string(at) == name);
  at += std::strlen(name) + 1;
  CHECK(std::memcmp(at, kCode, sizeof kCode) == 0);
}

}  // namespace

TEST_CASE("perf files: the map has a line for each function, written at once") {
  Directory directory;
  PerfFiles files(directory.path);
  REQUIRE(files.ok());
  files.observer().compiled(&files, kFunction);
  char expected[80];
  std::snprintf(expected, sizeof expected, "%lx 3 lua:fib?1 tool.lua:12\n", static_cast<unsigned long>(kAddress));
  CHECK(contents(directory.file("perf-%d.map")) == expected);
}

TEST_CASE("perf files: the dump has lines, code and a mapping by which perf finds it") {
  Directory directory;
  {
    PerfFiles files(directory.path);
    REQUIRE(files.ok());
    files.add(kFunction);
    CompiledFunction plain = kFunction;
    plain.name = "g";
    plain.lines = {};
    files.add(plain);
    CHECK(contents("/proc/self/maps").find(directory.file("jit-%d.dump")) != std::string::npos);
  }
  std::string dump = contents(directory.file("jit-%d.dump"));
  const char* at = dump.data();
  CHECK(take<uint32_t>(at) == 0x4A695444);
  CHECK(take<uint32_t>(at) == 1);
  CHECK(take<uint32_t>(at) == 40);
  CHECK(take<uint32_t>(at) == 62);
  take<uint32_t>(at);
  CHECK(take<uint32_t>(at) == static_cast<uint32_t>(getpid()));
  at = dump.data() + 40;
  std::vector<uint32_t> kinds;
  uint64_t last_timestamp = 0;
  while (at < dump.data() + dump.size()) {
    const char* record = at;
    kinds.push_back(take<uint32_t>(at));
    auto size = take<uint32_t>(at);
    auto timestamp = take<uint64_t>(at);
    CHECK(timestamp >= last_timestamp);
    last_timestamp = timestamp;
    if (kinds.size() == 1) check_lines(at);
    if (kinds.size() == 2) check_code(at, 0, "lua:fib?1 tool.lua:12");
    if (kinds.size() == 3) check_code(at, 1, "lua:g tool.lua");
    at = record + size;
  }
  CHECK(at == dump.data() + dump.size());
  CHECK(kinds == std::vector<uint32_t>{2, 0, 0, 3});
}

TEST_CASE("perf files: nothing is written through a link, and a missing directory is an answer") {
  Directory directory;
  std::string elsewhere = directory.file("elsewhere");
  REQUIRE(symlink(elsewhere.c_str(), directory.file("perf-%d.map").c_str()) == 0);
  {
    PerfFiles files(directory.path);
    CHECK(files.ok());
    files.add(kFunction);
  }
  CHECK(access(elsewhere.c_str(), F_OK) != 0);
  CHECK_FALSE(PerfFiles("/nowhere/at/all").ok());
}
