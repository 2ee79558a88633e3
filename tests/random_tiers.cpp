// Many random programs in one process, each interpreted, compiled at once, and compiled after some calls: results,
// output, error with its traceback, and heap digest at the end (runtime/heap_digest.h) must be the same. Differences are
// told, shrunk bytecode is kept in STRATA_RANDOM_KEEP, a crash or no end in time names the program, counts come last.
//
//   random_tiers --bytecode FIRST [--count N] [--seconds S] [--stop]   programs of random_bytecode.h, by seed; so many, and
//                                                    so long (STRATA_SOAK_MINUTES), or up to the first that differs
//   random_tiers --lua [--stop] < PROGRAMS           texts, each behind a line "NAME SIZE\n"
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <string>
#include <unordered_set>

#include "api/strata.h"
#include "assembler/assembler.h"
#include "isa/mlb.h"
#include "tests/random_bytecode.h"
#include "tests/shrink.h"

namespace strata::tests {
namespace {

struct Answer {
  std::string output, error;  // error: message and traceback; empty: none
  uint64_t digest = 0;
  bool operator==(const Answer&) const = default;
};

struct Setting {
  std::string name;
  Tier tier;
  uint32_t threshold;
};

constexpr unsigned kMostSeconds = 100;  // of one program: more is an endless loop that no tier should have

char current_program[200];

// Standard output of a guest, as a string.
class Output {
 public:
  Output() : file_(open_memstream(&bytes_, &size_)) {}
  ~Output() {
    if (file_ != nullptr) std::fclose(file_);
    std::free(bytes_);
  }
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  std::string text() {
    std::fflush(file_);
    return {bytes_, size_};
  }
  static std::FILE* stream(void* self, int number) { return number == 1 ? static_cast<Output*>(self)->file_ : nullptr; }

 private:
  char* bytes_ = nullptr;
  size_t size_ = 0;
  std::FILE* file_;
};

std::string text_of(const Value& v) { return v.type() >= Type::Table ? v.type_name() : v.text(); }

Answer answer_of(std::string_view program, std::string_view chunk_name, const Setting& setting) {
  Output output;
  Options options;
  options.host = sandbox_host();
  options.host.self = &output;
  options.host.standard_stream = Output::stream;
  options.tier = setting.tier;
  options.jit_threshold = setting.threshold;
  Answer answer;
  Vm vm(options);
  Result<Function> main = vm.load(program, chunk_name);
  if (!main) return {"", "refused: " + main.error().message, 0};
  Result<Values> results = vm.call(*main);
  if (!results) answer.error = results.error().text();
  answer.digest = vm.heap_digest(results ? *results : Values());
  answer.output = output.text();
  if (results) {
    for (const Value& v : *results) answer.output += text_of(v) + "\n";
  }
  return answer;
}

// What differs, or "".
std::string difference(const Answer& a, const Answer& b, const std::string& name) {
  if (a.error != b.error) return name + ": error \"" + b.error + "\", interpreted \"" + a.error + "\"";
  if (a.output != b.output) return name + ": another output or result";
  if (a.digest != b.digest) return name + ": another heap digest";
  return "";
}

struct Counts {
  uint64_t results = 0, errors = 0, failed = 0;
  std::unordered_set<uint64_t> digests;
  bool stop = false;
  bool goes_on() const { return failed == 0 || !stop; }
};

std::string find_difference(std::string_view program, std::string_view chunk_name, uint64_t number, Answer* interpreted) {
  *interpreted = answer_of(program, chunk_name, {"interpreted", Tier::Interpreter, 0});
  for (const Setting& setting : {Setting{"compiled at once", Tier::Jit, 0},
                                 Setting{"compiled when hot", Tier::Auto, static_cast<uint32_t>(1 + number % 4)}}) {
    std::string found = difference(*interpreted, answer_of(program, chunk_name, setting), setting.name);
    if (!found.empty()) return found;
  }
  return "";
}

// Compares one program in all settings; what differs, or "".
std::string compare(std::string_view program, const std::string& name, uint64_t number, Counts* counts) {
  std::snprintf(current_program, sizeof current_program, "%s", name.c_str());
  alarm(kMostSeconds);
  Answer interpreted;
  std::string found = find_difference(program, "=random", number, &interpreted);
  (interpreted.error.empty() ? counts->results : counts->errors)++;
  counts->digests.insert(interpreted.digest);
  if (found.empty()) return "";
  counts->failed++;
  std::printf("differs: %s %s\n", name.c_str(), found.c_str());
  std::fflush(stdout);
  return found;
}

std::string binary_of(const isa::Module& module) {
  std::vector<uint8_t> bytes = isa::write_mlb(module);
  return {bytes.begin(), bytes.end()};
}

void keep_shrunk(const isa::Module& module, uint64_t seed) {
  const char* folder = std::getenv("STRATA_RANDOM_KEEP");
  if (folder == nullptr) return;
  std::string text = shrink_lines(assembler::disassemble(module), [&](const std::string& candidate) {
    Answer ignored;
    auto assembled = assembler::assemble(candidate, "shrunk");
    return assembled.ok() && !find_difference(binary_of(*assembled.value()), "=random", seed, &ignored).empty();
  }, std::chrono::seconds(20));
  std::string path = std::string(folder) + "/random-tiers-" + std::to_string(seed) + ".vasm";
  std::ofstream(path) << text;
  std::printf("shrunk: %s\n", path.c_str());
}

void run_bytecode(uint64_t first, uint64_t count, uint64_t seconds, Counts* counts) {
  auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  for (uint64_t seed = first; counts->goes_on(); seed++) {
    if (seed >= first + count && std::chrono::steady_clock::now() >= end) break;
    std::string why;
    auto module = random_module(seed, &why);
    STRATA_CHECK(module);
    std::string found = compare(binary_of(*module), "bytecode " + std::to_string(seed), seed, counts);
    if (!found.empty()) keep_shrunk(*module, seed);
  }
}

void run_lua(Counts* counts) {
  char name[100];
  size_t size;
  std::string text;
  for (uint64_t number = 0; counts->goes_on() && std::scanf("%99s %zu", name, &size) == 2; number++) {
    STRATA_CHECK(std::getchar() == '\n');
    text.resize(size);
    STRATA_CHECK(std::fread(text.data(), 1, size, stdin) == size);
    compare(text, name, number, counts);
  }
}

void name_program(int signal_number) {
  for (const char* part : {"crashed: ", static_cast<const char*>(current_program), "\n"}) (void)!write(1, part, std::strlen(part));
  std::signal(signal_number, SIG_DFL);
  std::raise(signal_number);
}

int run(int argc, char** argv) {
  for (int number : {SIGSEGV, SIGABRT, SIGFPE, SIGILL, SIGBUS, SIGALRM}) std::signal(number, name_program);
  const char* soak_minutes = std::getenv("STRATA_SOAK_MINUTES");
  uint64_t first = 0, count = 0, seconds = soak_minutes != nullptr ? 60 * std::strtoull(soak_minutes, nullptr, 10) : 0;
  bool lua = false;
  Counts counts;
  for (int i = 1; i < argc; i++) {
    auto number_after = [&] { return i + 1 < argc ? std::strtoull(argv[++i], nullptr, 0) : 0; };
    if (std::strcmp(argv[i], "--lua") == 0) lua = true;
    else if (std::strcmp(argv[i], "--stop") == 0) counts.stop = true;
    else if (std::strcmp(argv[i], "--bytecode") == 0) first = number_after();
    else if (std::strcmp(argv[i], "--count") == 0) count = number_after();
    else if (std::strcmp(argv[i], "--seconds") == 0) seconds = number_after();
    else return std::fprintf(stderr, "random_tiers: what is %s?\n", argv[i]), 2;
  }
  auto began = std::chrono::steady_clock::now();
  if (lua) run_lua(&counts);
  else run_bytecode(first, count, seconds, &counts);
  std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  uint64_t all = counts.results + counts.errors;
  std::printf("%llu programs with results, %llu with guest errors, %zu different heaps, %.1f s\n",
              static_cast<unsigned long long>(counts.results), static_cast<unsigned long long>(counts.errors),
              counts.digests.size(), took.count());
  std::printf("%llu passed, %llu failed\n", static_cast<unsigned long long>(all - counts.failed),
              static_cast<unsigned long long>(counts.failed));
  return counts.failed != 0;
}

}  // namespace
}  // namespace strata::tests

int main(int argc, char** argv) { return strata::tests::run(argc, argv); }
