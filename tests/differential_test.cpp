// Random programs give the same results on the machine and on the oracle: values, float bits, and
// whether they end in a guest error. A failure names its seed.
#include <doctest/doctest.h>

#include <bit>
#include <cstdlib>

#include "api/strata.h"
#include "isa/mlb.h"
#include "tests/bytecode_oracle.h"
#include "tests/random_bytecode.h"

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

void compare(uint64_t first_seed, uint64_t count, const Options& options) {
  int results = 0, errors = 0;
  for (uint64_t seed = first_seed; seed < first_seed + count; seed++) {
    std::string why;
    auto module = random_module(seed, &why);
    REQUIRE_MESSAGE(module, why);
    std::string expected = oracle_answer(*module);
    if (expected.empty()) continue;
    INFO("seed " << seed);
    CHECK(machine_answer(*module, options) == expected);
    (expected == "guest error" ? errors : results)++;
  }
  // Most programs must come to an end, else nothing is compared.
  CHECK(results > static_cast<int>(count) / 2);
  MESSAGE("random programs: " << results << " with results, " << errors << " with guest errors");
}

uint64_t rounds(uint64_t usual) {
  const char* soak = std::getenv("STRATA_SOAK_MINUTES");
  return soak ? usual * 20 * static_cast<uint64_t>(std::max(1, std::atoi(soak))) : usual;
}

TEST_CASE("random programs: machine and oracle agree") { compare(0, rounds(2000), {}); }

TEST_CASE("random programs: machine and oracle agree under stress") {
  Options options;
  options.stress_collector = true;
  options.stress_stack = true;
  compare(1'000'000, rounds(100), options);
}

}  // namespace
}  // namespace strata::tests
