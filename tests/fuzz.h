// What the fuzz targets share. A target is a corpus and a function that makes and tries one input from
// a seed; this drives it for a time or a number of rounds, and says how to repeat the round that
// crashed. The same target serves libFuzzer when built with STRATA_LIBFUZZER.
//
//   fuzz_verifier [--seconds N] [--rounds N] [--seed N] [--only ROUND]
#pragma once

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <unistd.h>

#include "tests/random_bytecode.h"

extern "C" __attribute__((weak)) void __sanitizer_set_death_callback(void (*)());

namespace strata::tests {

inline std::string read_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// The Lua programs of the examples, each up to `most_bytes` long.
inline std::vector<std::string> example_sources(size_t most_bytes) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(STRATA_SOURCE_DIR "/examples")) {
    if (entry.path().extension() == ".lua" && entry.file_size() <= most_bytes) paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> sources;
  for (const auto& path : paths) {
    std::string text = read_text(path);
    sources.push_back(text.starts_with("#") ? "--" + text : text);
  }
  return sources;
}

struct FuzzCounts {
  uint64_t rounds = 0;
  uint64_t accepted = 0;  // inputs that were not refused
};

// Tries one input made from `random`; true when it was accepted.
using FuzzRound = bool (*)(Random* random);

namespace fuzz_detail {

inline uint64_t seed, round;

inline void report_round() {
  char text[100];
  int size = std::snprintf(text, sizeof text, "\nfuzz: round %llu of --seed %llu (repeat: --only %llu)\n",
                           static_cast<unsigned long long>(round), static_cast<unsigned long long>(seed),
                           static_cast<unsigned long long>(round));
  (void)!write(2, text, static_cast<size_t>(size));
}

inline void report_signal(int number) {
  report_round();
  std::signal(number, SIG_DFL);
  std::raise(number);
}

inline void report_crashes() {
  if (__sanitizer_set_death_callback) return __sanitizer_set_death_callback(report_round);
  for (int number : {SIGSEGV, SIGABRT, SIGFPE, SIGILL, SIGBUS}) std::signal(number, report_signal);
}

inline uint64_t number_after(int argc, char** argv, const char* name, uint64_t usual) {
  for (int i = 1; i + 1 < argc; i++) {
    if (std::strcmp(argv[i], name) == 0) return std::strtoull(argv[i + 1], nullptr, 0);
  }
  return usual;
}

}  // namespace fuzz_detail

inline int run_fuzzer(int argc, char** argv, const char* name, FuzzRound try_round) {
  using namespace fuzz_detail;
  seed = number_after(argc, argv, "--seed", 1);
  uint64_t only = number_after(argc, argv, "--only", UINT64_MAX);
  uint64_t seconds = number_after(argc, argv, "--seconds", 10);
  uint64_t most_rounds = number_after(argc, argv, "--rounds", UINT64_MAX);
  if (const char* soak = std::getenv("STRATA_SOAK_MINUTES")) seconds = 60 * std::strtoull(soak, nullptr, 10);
  report_crashes();
  FuzzCounts counts;
  std::time_t end = std::time(nullptr) + static_cast<std::time_t>(seconds);
  round = only == UINT64_MAX ? 0 : only;
  for (; counts.rounds < most_rounds && std::time(nullptr) < end; round++) {
    Random random(seed * 0x9e3779b97f4a7c15u + round);
    counts.accepted += try_round(&random);
    counts.rounds++;
    if (only != UINT64_MAX) break;
  }
  std::printf("%s: %llu rounds, %llu accepted\n1 passed, 0 failed\n", name,
              static_cast<unsigned long long>(counts.rounds), static_cast<unsigned long long>(counts.accepted));
  return 0;
}

}  // namespace strata::tests
