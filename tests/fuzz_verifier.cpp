// Fuzz target: hostile .mlb files. A sound file is damaged - bytes, sections, records, instructions -
// and its checksums are computed anew, so that damage reaches the verifier. It is refused with a reason,
// or it runs, confined; anything else is a crash or a sanitizer's report.
#include <fmt/format.h>

#include <cctype>
#include <cstring>

#include "assembler/assembler.h"
#include "isa/mlb.h"
#include "lua/compile.h"
#include "tests/fuzz.h"
#include "tests/hostile.h"

namespace strata::tests {
namespace {

bool try_damaged(const Bytes& bytes, bool stress) {
  std::shared_ptr<const isa::Module> sound = try_file(bytes, stress);
  if (sound) (void)assembler::disassemble(*sound);
  return sound != nullptr;
}

// ---- sound files to start from

struct Corpus {
  std::vector<Bytes> files;
  std::vector<std::string> texts;  // the same as assembler text

  void add(const isa::Module& module) {
    files.push_back(isa::write_mlb(module, {.debug = true, .source = false}));
    texts.push_back(assembler::disassemble(module));
  }
};

const Corpus& corpus() {
  static const Corpus* const made = [] {
    auto* c = new Corpus;
    for (uint64_t seed = 0; seed < 60; seed++) {
      std::string why;
      c->add(*random_module(seed, &why));
    }
    for (const std::string& source : example_sources(2500)) {
      auto module = lua::compile(source, "@example.lua", {});
      if (module) c->add(*module.value());
    }
    return c;
  }();
  return *made;
}

// ---- damage

uint8_t byte_value(Random* random) {
  return random->chance(50) ? static_cast<uint8_t>(random->next())
                            : random->pick<uint8_t>({0, 1, 2, 0x7f, 0x80, 0xff});
}

void damage_bytes(Bytes* bytes, size_t begin, size_t end, Random* random) {
  if (begin == end) return;
  for (int n = 1 + random->below(4); n > 0; n--) {
    size_t at = begin + random->next() % (end - begin);
    if (random->chance(30)) (*bytes)[at] ^= static_cast<uint8_t>(1 << random->below(8));
    else (*bytes)[at] = byte_value(random);
  }
}

void damage_section(Bytes* bytes, Random* random) {
  auto table = isa::read_section_table(*bytes, "fuzz");
  if (!table || table.value().empty()) return;
  const isa::MlbSection& s = table.value()[random->next() % table.value().size()];
  damage_bytes(bytes, s.offset, s.offset + s.size_bytes, random);
}

// Another value in one of the numbers of a function's record.
void damage_record(Bytes* bytes, Random* random) {
  auto table = isa::read_section_table(*bytes, "fuzz");
  if (!table) return;
  for (const isa::MlbSection& s : table.value()) {
    if (s.kind != isa::SectionKind::Functions) continue;
    size_t field = random->next() % (s.size_bytes / 4) * 4;
    uint32_t value;
    std::memcpy(&value, bytes->data() + s.offset + field, 4);
    value = random->chance(70) ? value + static_cast<uint32_t>(random->below(9)) - 4
                               : random->pick<uint32_t>({0, 1, 255, 65535, 0x7fffffff, 0xffffffff, 1u << 16});
    std::memcpy(bytes->data() + s.offset + field, &value, 4);
  }
}

bool round_of_bytes(Random* random) {
  Bytes bytes = corpus().files[random->next() % corpus().files.size()];
  switch (random->below(10)) {
    case 0: bytes.resize(random->next() % bytes.size()); break;
    case 1: damage_bytes(&bytes, 0, bytes.size(), random); break;
    case 2: case 3: case 4: damage_record(&bytes, random); break;
    default: damage_section(&bytes, random);
  }
  if (random->chance(95)) (void)isa::reseal_mlb(bytes);
  return try_damaged(bytes, random->chance(10));
}

// Another number instead of the last one in a line: other slots, counts, constants, claims.
void change_number(std::string* line, Random* random) {
  size_t end = line->find_last_of("0123456789");
  if (end == std::string::npos) return;
  size_t begin = end;
  while (begin > 0 && std::isdigit(static_cast<unsigned char>((*line)[begin - 1]))) begin--;
  line->replace(begin, end + 1 - begin, std::to_string(random->below(random->chance(80) ? 12 : 3000)));
}

// Lines of assembler text moved, doubled, dropped, exchanged with others, with other numbers; the
// assembler then finds true claims for what came out, or takes over the false ones.
bool round_of_instructions(Random* random) {
  const std::string& text = corpus().texts[random->next() % corpus().texts.size()];
  std::vector<std::string> lines;
  for (size_t at = 0; at < text.size();) {
    size_t end = std::min(text.find('\n', at), text.size() - 1);
    lines.push_back(text.substr(at, end + 1 - at));
    at = end + 1;
  }
  for (int n = 1 + random->below(3); n > 0; n--) {
    size_t a = random->next() % lines.size();
    size_t b = random->chance(70) ? std::min(a + static_cast<size_t>(random->below(4)), lines.size() - 1)
                                  : random->next() % lines.size();
    switch (random->below(6)) {
      case 0: std::swap(lines[a], lines[b]); break;
      case 1: lines[a] = lines[b]; break;
      case 2: lines.insert(lines.begin() + static_cast<ptrdiff_t>(a), lines[b]); break;
      case 3: lines[a].clear(); break;
      default: change_number(&lines[a], random);
    }
  }
  std::string changed;
  for (const std::string& line : lines) changed += line;
  auto module = assembler::assemble(changed, "fuzz", {.verify = random->chance(50)});
  if (!module) return false;
  return try_damaged(isa::write_mlb(*module.value()), random->chance(10));
}

bool try_round(Random* random) {
  return random->chance(60) ? round_of_bytes(random) : round_of_instructions(random);
}

}  // namespace
}  // namespace strata::tests

#ifdef STRATA_LIBFUZZER
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::vector<uint8_t> bytes(data, data + size);
  (void)strata::isa::reseal_mlb(bytes);
  (void)strata::tests::try_damaged(bytes, false);
  return 0;
}
#else
int main(int argc, char** argv) {
  return strata::tests::run_fuzzer(argc, argv, "fuzz_verifier", strata::tests::try_round);
}
#endif
