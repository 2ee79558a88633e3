// A program with its image in a cache of its own, of which the file can be replaced as its owner would: for what the
// snippet cache may hold by accident or by malice.
#pragma once

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <vector>

#include "api/vm_state.h"
#include "isa/mlb.h"
#include "lua/compile.h"
#include "snippet_cache/image.h"
#include "tests/cache_files.h"

namespace kept_program {

using namespace strata;
using namespace strata::snippet_cache;
using cache_files::Directory;

// Every function runs, gets hot, and knows other types in the end than in the beginning.
constexpr std::string_view kSource =
    "local function add(a, b) return a + b end\n"
    "local function sum(t) local s = 0 for i = 1, #t do s = add(s, t[i]) end return s end\n"
    "local t, u = {}, {x = 1}\n"
    "for i = 1, 20 do t[i] = i; u.x = u.x + sum(t) end\n"
    "t[21] = 0.5\n"
    "for i = 1, 5 do u.x = u.x + sum(t) end\n"
    "return u.x .. ' ' .. sum(t) .. (' ' .. add(1, 2))\n";
constexpr std::string_view kResult = "2593.5 210.5 3";
using Bytes = std::vector<uint8_t>;

inline Bytes bytes_of(const std::string& path) {
  std::string text = cache_files::read_file(path);
  return Bytes(text.begin(), text.end());
}

// What a run came to, and what it found in the cache.
struct Seen {
  std::string result;
  Outcome program = Outcome::Count;
  std::vector<Outcome> functions;
  Stats stats{};

  bool all_served() const {
    return program == Outcome::Hit && std::all_of(functions.begin(), functions.end(), [](Outcome o) { return o == Outcome::Hit; });
  }
  bool has(Outcome outcome) const {
    return program == outcome || std::find(functions.begin(), functions.end(), outcome) != functions.end();
  }
};

// A program with its image, of which the file can be replaced as its owner would.
struct Kept {
  Directory directory;
  std::string program, cache = directory / "cache", image;
  Bytes genuine;
  isa::CpuLevel most = detail::machine_level();

  explicit Kept(bool is_binary, std::string_view source = kSource, bool all_hot = true) {
    program = directory / (is_binary ? "x.mlb" : "x.lua");
    if (is_binary) {
      auto module = lua::compile(source, "=x", {.keep_source = false});
      REQUIRE(module.ok());
      Bytes mlb = isa::write_mlb(*module.value());
      cache_files::write_file(program, {reinterpret_cast<const char*>(mlb.data()), mlb.size()});
    } else {
      cache_files::write_file(program, source);
    }
    (void)run(CacheMode::Write);
    image = is_binary ? program + ".snip" : entry();
    genuine = bytes_of(image);
    REQUIRE(genuine.size() > sizeof(Header));
    Seen again = run();
    REQUIRE((all_hot ? again.all_served() : again.program == Outcome::Hit));
  }

  std::string entry() const {
    for (const std::string& name : cache_files::files_below(cache)) {
      if (name.starts_with("programs/")) return cache + "/" + name;
    }
    return {};
  }

  Seen run(CacheMode mode = CacheMode::Read) const {
    Options options;
    options.jit_threshold = 2;
    options.open_libraries = false;
    options.cache = {mode, cache};
    Vm vm(options);
    detail::VmState& state = *detail::Access::state(vm);
    state.vm->cpu_level = most;
    Seen seen;
    Result<Values> done = vm.run_file(program.c_str());
    seen.result = done.ok() ? done->first().text() : "error: " + done.error().message;
    seen.stats = vm.stats();
    const detail::KeptProgram& kept = *state.levels->programs().at(0);
    seen.program = kept.outcome;
    for (Outcome outcome : kept.functions) seen.functions.push_back(outcome);
    return seen;
  }

  void put(const Bytes& bytes) const {
    cache_files::write_file(image, {reinterpret_cast<const char*>(bytes.data()), bytes.size()}, 0400);
  }

  // The run's results are right, and the reason is counted.
  Seen check(const Bytes& bytes, std::string_view result = kResult) const {
    put(bytes);
    return check(result);
  }
  Seen check(std::string_view result = kResult) const {
    Seen seen = run();
    CHECK(seen.result == result);
    uint64_t not_served = seen.stats.cache_misses + seen.stats.cache_rejects;
    CHECK((not_served > 0) == !seen.all_served());
    return seen;
  }

  const uint8_t* key() const {
    static thread_local Key key;
    REQUIRE(read_key(cache, &key) == Outcome::Hit);
    return key.bytes;
  }
};

inline Image opened(const Bytes& bytes) {
  Image image;
  REQUIRE(Image::open(bytes, detail::build_id(), &image) == Outcome::Hit);
  return image;
}

// A run with sanitizers takes ten times as long and tries a part.
#if defined(__SANITIZE_ADDRESS__)
constexpr size_t kStride = 17;
#else
constexpr size_t kStride = 1;
#endif

inline uint8_t other_value(uint8_t byte, size_t at) { return byte ^ static_cast<uint8_t>(at % 3 == 0 ? 0xff : 1 << at % 8); }

// The image's file, to be changed in place between runs: thousands of new files take their time.
class OpenImage {
 public:
  explicit OpenImage(const Kept& kept) {
    kept.put(kept.genuine);
    REQUIRE(chmod(kept.image.c_str(), 0600) == 0);
    file_ = open(kept.image.c_str(), O_WRONLY | O_CLOEXEC);
    REQUIRE(file_ >= 0);
  }
  ~OpenImage() { close(file_); }
  OpenImage(const OpenImage&) = delete;
  OpenImage& operator=(const OpenImage&) = delete;
  void write(std::span<const uint8_t> bytes, size_t at = 0) const {
    REQUIRE(pwrite(file_, bytes.data(), bytes.size(), static_cast<off_t>(at)) == static_cast<ssize_t>(bytes.size()));
  }

 private:
  int file_;
};

}  // namespace kept_program
