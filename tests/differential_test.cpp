// Random programs give the same results on the machine and on the oracle: values, float bits, and
// whether they end in a guest error. A failure names its seed and keeps a shrunk program.
#include <doctest/doctest.h>

#include <bit>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <set>

#include "api/strata.h"
#include "assembler/assembler.h"
#include "isa/mlb.h"
#include "tests/bytecode_oracle.h"
#include "tests/random_bytecode.h"
#include "tests/shrink.h"

namespace strata::tests {
namespace {

constexpr uint64_t kMostSteps = 200'000;
constexpr std::string_view kFields[] = {"n", "next", "value", "x", "y"};
constexpr int kElements = 6;
constexpr int kDepth = 2;

std::string number_text(int64_t v) { return std::to_string(v); }
std::string number_text(double v) {
  char text[40];
  std::snprintf(text, sizeof text, "%a/%llx", v, static_cast<unsigned long long>(std::bit_cast<uint64_t>(v)));
  return text;
}

std::string text_of(const oracle::Value& v, int depth = kDepth) {
  if (const bool* b = std::get_if<bool>(&v)) return *b ? "true" : "false";
  if (const int64_t* i = std::get_if<int64_t>(&v)) return number_text(*i);
  if (const double* d = std::get_if<double>(&v)) return number_text(*d);
  if (const std::string* s = std::get_if<std::string>(&v)) return '"' + *s + '"';
  if (std::holds_alternative<std::shared_ptr<oracle::Closure>>(v)) return "function";
  if (std::holds_alternative<std::monostate>(v)) return "nil";
  if (depth == 0) return "table";
  std::string text = "{";
  for (std::string_view field : kFields) text += text_of(oracle::get_index(v, std::string(field)), depth - 1) + ",";
  for (int64_t i = 0; i <= kElements; i++) text += text_of(oracle::get_index(v, i), depth - 1) + ",";
  return text + "}";
}

std::string text_of(const Value& v, int depth = kDepth) {
  switch (v.type()) {
    case Type::Nil: return "nil";
    case Type::Boolean: return v.truthy() ? "true" : "false";
    case Type::Integer: return number_text(*v.integer());
    case Type::Float: return number_text(*v.number());
    case Type::String: return '"' + std::string(*v.string()) + '"';
    case Type::Function: return "function";
    case Type::Table: break;
    default: return "other";
  }
  if (depth == 0) return "table";
  Table table = *v.table();
  std::string text = "{";
  for (std::string_view field : kFields) text += text_of(table.get(field), depth - 1) + ",";
  for (int64_t i = 0; i <= kElements; i++) text += text_of(table.get(i), depth - 1) + ",";
  return text + "}";
}

template <typename Values>
std::string text_of_all(const Values& values) {
  std::string text;
  for (const auto& v : values) text += text_of(v) + "\n";
  return text;
}

// What the oracle says; "" when the program runs too long for it.
std::string oracle_answer(const isa::Module& module) {
  try {
    return "results\n" + text_of_all(oracle::Machine(module, kMostSteps).run());
  } catch (const oracle::GuestError&) {
    return "guest error";
  } catch (const oracle::OutOfSteps&) {
    return "";
  }
}

std::string machine_answer(const isa::Module& module, const Options& options) {
  std::vector<uint8_t> bytes = isa::write_mlb(module);
  Vm vm(options);
  auto loaded = vm.load({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, "=random");
  if (!loaded) return "refused: " + loaded.error().message;
  auto results = vm.call(*loaded);
  if (!results) {
    INFO(results.error().text());
    return "guest error";
  }
  return "results\n" + text_of_all(*results);
}

bool differs(const isa::Module& module, const Options& options) {
  std::string expected = oracle_answer(module);
  return !expected.empty() && machine_answer(module, options) != expected;
}

// Writes the shortest form of the program that still differs, to be run by vmrun; its path.
std::string keep_shrunk(const isa::Module& module, uint64_t seed, Options options) {
  options.limits.max_time_ms = 5000;
  std::string text = shrink_lines(assembler::disassemble(module), [&](const std::string& candidate) {
    auto assembled = assembler::assemble(candidate, "shrunk");
    return assembled.ok() && differs(*assembled.value(), options);
  });
  const char* folder = std::getenv("STRATA_RANDOM_KEEP");
  std::string path = std::string(folder ? folder : STRATA_BINARY_DIR) + "/random-" + std::to_string(seed) + ".vasm";
  std::ofstream(path) << text;
  return path;
}

uint64_t variable(const char* name, uint64_t usual) {
  const char* text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 0) : usual;
}

// Compares `count` programs from seed `first` on. STRATA_RANDOM_SEED moves the seeds; STRATA_RANDOM_SECONDS
// and STRATA_SOAK_MINUTES are how long it goes on, then up to the first difference.
void compare(uint64_t first, uint64_t count, const Options& options) {
  uint64_t seconds = variable("STRATA_RANDOM_SECONDS", 60 * variable("STRATA_SOAK_MINUTES", 0)) / 7;  // of so many comparisons
  auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  first += variable("STRATA_RANDOM_SEED", 0) * 1'000'000'000;
  uint64_t results = 0, errors = 0, seed = first;
  for (; seed < first + count || std::chrono::steady_clock::now() < end; seed++) {
    std::string why;
    auto module = random_module(seed, &why);
    REQUIRE_MESSAGE(module, why);
    INFO("seed " << seed);
    std::string expected = oracle_answer(*module);
    if (expected.empty()) continue;
    std::string answer = machine_answer(*module, options);
    CHECK(answer == expected);
    (expected == "guest error" ? errors : results)++;
    if (answer == expected) continue;
    MESSAGE("shrunk: " << keep_shrunk(*module, seed, options));
    if (seconds != 0) break;
  }
  // Most programs must come to an end, else nothing is compared.
  CHECK(results >= (seed - first) / 2);
  MESSAGE("random programs: " << results << " with results, " << errors << " with guest errors");
}

TEST_CASE("random programs: machine and oracle agree") { compare(0, 2000, {}); }

TEST_CASE("random programs: machine and oracle agree under stress") {
  Options options;
  options.stress_collector = true;
  options.stress_stack = true;
  compare(1'000'000, 100, options);
}

Options with_tier(Tier tier, uint32_t threshold) {
  Options options;
  options.tier = tier;
  options.jit_threshold = threshold;
  return options;
}

TEST_CASE("random programs: machine and oracle agree on machine code") {
  compare(3'000'000, 1500, with_tier(Tier::Jit, 0));
  compare(4'000'000, 1500, with_tier(Tier::Auto, 1));
}

TEST_CASE("random programs: machine and oracle agree on machine code under stress") {
  Options options = with_tier(Tier::Jit, 0);
  options.stress_collector = true;
  options.stress_stack = true;
  compare(5'000'000, 100, options);
  options.tier = Tier::Auto;
  options.jit_threshold = 1;
  compare(6'000'000, 100, options);
}

uint64_t heap_digest(const isa::Module& module, const Options& options) {
  std::vector<uint8_t> bytes = isa::write_mlb(module);
  Vm vm(options);
  auto loaded = vm.load({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, "=random");
  REQUIRE(loaded.ok());
  auto results = vm.call(*loaded);
  return vm.heap_digest(results ? *results : Values());
}

TEST_CASE("random programs leave the same heap behind in every tier, and others another one") {
  std::set<uint64_t> digests;
  for (uint64_t seed = 7'000'000; seed < 7'000'500; seed++) {
    INFO("seed " << seed);
    std::string why;
    auto module = random_module(seed, &why);
    REQUIRE_MESSAGE(module, why);
    uint64_t interpreted = heap_digest(*module, with_tier(Tier::Interpreter, 0));
    CHECK(heap_digest(*module, with_tier(Tier::Jit, 0)) == interpreted);
    CHECK(heap_digest(*module, with_tier(Tier::Auto, 1)) == interpreted);
    digests.insert(interpreted);
  }
  CHECK(digests.size() > 300);
}

TEST_CASE("random programs: machine and oracle agree without fusing, inline caches and typed arrays") {
  Options options;
  options.fusing = options.inline_caches = options.typed_arrays = false;
  compare(2'000'000, 500, options);
}

TEST_CASE("a failing text is shrunk to the lines that make it fail") {
  std::string text;
  for (int i = 0; i < 100; i++) text += "line " + std::to_string(i) + "\n";
  auto has_both = [](const std::string& t) { return t.find("line 17\n") != t.npos && t.find("line 80\n") != t.npos; };
  CHECK(shrink_lines(text, has_both) == "line 17\nline 80\n");
  CHECK(shrink_lines("only", [](const std::string&) { return true; }) == "");
}

}  // namespace
}  // namespace strata::tests
