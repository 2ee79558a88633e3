// What an entry of a large script may hold by accident or by malice: its functions have tags instead of identities, its main
// function's threaded code is kept, and from 256 KiB on its name is made under the user's key.
#include <cstring>

#include "api/file_levels.h"
#include "tests/kept_program.h"

using namespace kept_program;

namespace {

// A main function so large that its threaded code is kept.
std::string large_source() {
  std::string text = "local F, sum = {}, 0\n";
  for (int i = 0; i < 2500; ++i) {
    std::string n = std::to_string(i);
    text += "function F.name_" + n + "(a) return a + " + std::to_string(i * i) + " + sum * 0 + #'constant " + n + "' * 0 end\n";
  }
  text += "for i = 0, 999, 90 do sum = sum + F['name_' .. i](i) end\n";
  text += "t = {} t[1] = F.name_7 return sum .. ''\n";
  return text;
}
constexpr std::string_view kLargeResult = "4104540";

std::string result_of(const Kept& kept, const Bytes& bytes) {
  kept.put(bytes);
  return kept.run().result;
}

// A section of a script's module, in the image.
std::span<uint8_t> module_section(Bytes& image, isa::SectionKind kind) {
  Header h = opened(image).header();
  std::span<uint8_t> module = std::span(image).subspan(h.module.offset, h.module.size_bytes);
  auto table = isa::read_section_table(module, "");
  REQUIRE(table.ok());
  for (const isa::MlbSection& s : table.value()) {
    if (s.kind == kind) return module.subspan(s.offset, s.size_bytes);
  }
  return {};
}

// The owner of the key signs what he has changed.
void sign(Bytes& image, const uint8_t* key) {
  Header h = opened(image).header();
  REQUIRE(isa::reseal_mlb(std::span(image).subspan(h.module.offset, h.module.size_bytes)));
  REQUIRE(reseal_image(image, key, true));
}

}  // namespace

TEST_CASE("hostile cache: a large main function's threaded code, bytes of what its tag covers") {
  Kept kept(false, large_source(), false);
  Header header = opened(kept.genuine).header();
  REQUIRE(header.prepared.size_bytes > 16 * 1024);
  const uint8_t* key = kept.key();
  OpenImage file(kept);
  auto change = [&](const Section& section, bool is_signed) {
    for (uint64_t at = section.offset; at < section.offset + section.size_bytes; at += 499) {
      Bytes bytes = kept.genuine;
      bytes[at] = other_value(bytes[at], at);
      if (is_signed) (void)reseal_image(bytes, key, true);
      file.write(bytes);
      CHECK_MESSAGE(kept.check(kLargeResult).program == Outcome::Damaged, "byte " << at);
    }
  };
  change(header.prepared, false);
  change(header.prepared, true);
  change(header.tags, false);
  change({header.tags.offset, sizeof(Tag)}, true);  // the main function's
  file.write(kept.genuine);
  CHECK(kept.check(kLargeResult).program == Outcome::Hit);
}

TEST_CASE("hostile cache: a large main function's threaded code of another program") {
  Kept kept(false, large_source(), false), other(false, large_source() + "--", false);
  Header from = opened(other.genuine).header(), to = opened(kept.genuine).header();
  REQUIRE(from.prepared.size_bytes == to.prepared.size_bytes);
  CHECK(from.root != to.root);
  Bytes bytes = kept.genuine;
  std::copy_n(other.genuine.begin() + static_cast<ptrdiff_t>(from.prepared.offset), from.prepared.size_bytes,
              bytes.begin() + static_cast<ptrdiff_t>(to.prepared.offset));
  CHECK(kept.check(bytes, kLargeResult).program == Outcome::Damaged);  // it has another key
}

namespace {

// Told when the function is called, by the run that called it; never executed.
bool is_told(const std::string& result) { return result.find("is not what was put there") != std::string::npos; }

// Where the functions from `first` to `last` are in a section, in the image.
std::span<uint8_t> parts_of(Bytes& image, isa::SectionKind kind, uint32_t first, uint32_t last) {
  auto* records = reinterpret_cast<isa::FunctionRecord*>(module_section(image, isa::SectionKind::Functions).data());
  auto in = [&](uint32_t isa::FunctionRecord::*offset, uint32_t isa::FunctionRecord::*size, size_t unit) {
    uint64_t from = records[first].*offset * unit, to = (uint64_t{records[last].*offset} + records[last].*size) * unit;
    return module_section(image, kind).subspan(from, to - from);
  };
  using R = isa::FunctionRecord;
  switch (kind) {
    case isa::SectionKind::Code: return in(&R::code_offset, &R::code_size_bytes, 1);
    case isa::SectionKind::Constants: return in(&R::constants_offset, &R::constants_size_bytes, 1);
    case isa::SectionKind::Upvalues: return in(&R::upvalues_offset, &R::upvalue_count, sizeof(isa::UpvalueDescriptor));
    case isa::SectionKind::Annotations: return in(&R::annotations_offset, &R::annotations_size_bytes, 1);
    default: return {};
  }
}

}  // namespace

TEST_CASE("hostile cache: every byte of a large script's functions, signed and looked at before they run") {
  Kept kept(false, large_source(), false);
  // Function 91 of the module is name_90, which is called.
  uint32_t first = tag_row(91) * kFunctionsPerTag, last = first + kFunctionsPerTag - 1;
  constexpr isa::SectionKind kKinds[] = {isa::SectionKind::Code, isa::SectionKind::Constants, isa::SectionKind::Upvalues,
                                         isa::SectionKind::Annotations};
  for (isa::SectionKind kind : kKinds) {
    size_t size = parts_of(kept.genuine, kind, first, last).size();
    REQUIRE(size >= kFunctionsPerTag);
    for (size_t at = 0; at < size; at += kStride) {
      Bytes bytes = kept.genuine;
      uint8_t& byte = parts_of(bytes, kind, first, last)[at];
      byte = other_value(byte, at);
      sign(bytes, kept.key());
      Seen seen = (kept.put(bytes), kept.run());
      bool is_refused = is_told(seen.result) || (seen.program == Outcome::Damaged && seen.result == kLargeResult);
      CHECK_MESSAGE(is_refused, isa::section_name(kind) << " byte " << at << ": " << seen.result);
    }
  }
  CHECK(kept.check(kept.genuine, kLargeResult).program == Outcome::Hit);
}

TEST_CASE("hostile cache: a large script's tags exchanged, and taken from a program that differs elsewhere") {
  Kept kept(false, large_source(), false), other(false, large_source() + "--", false);
  Header header = opened(kept.genuine).header();
  REQUIRE(header.tags.size_bytes == tag_count(2501) * sizeof(Tag));
  auto tags_in = [&](Bytes& bytes) { return std::span(reinterpret_cast<Tag*>(bytes.data() + header.tags.offset), tag_count(2501)); };
  Bytes bytes = kept.genuine, foreign = other.genuine;
  std::swap(tags_in(bytes)[tag_row(91)], tags_in(bytes)[tag_row(91) + 1]);
  REQUIRE(reseal_image(bytes, kept.key(), true));
  CHECK(is_told(result_of(kept, bytes)));
  bytes = kept.genuine;
  REQUIRE(std::memcmp(&opened(foreign).header().tags, &header.tags, sizeof(Section)) == 0);
  tags_in(bytes)[tag_row(91)] = tags_in(foreign)[tag_row(91)];
  REQUIRE(reseal_image(bytes, kept.key(), true));
  CHECK(is_told(result_of(kept, bytes)));
  bytes = kept.genuine;  // of functions that do not run nobody asks
  tags_in(bytes)[tag_row(2000)] = {};
  REQUIRE(reseal_image(bytes, kept.key(), true));
  CHECK(result_of(kept, bytes) == kLargeResult);
  auto levels = FileLevels::open(kept.program, {CacheMode::Read, kept.cache});
  REQUIRE(levels.ok());
  std::vector<uint8_t> packed;
  CHECK((*levels)->pack(detail::PackedFor::File, &packed) == Outcome::Damaged);
}

TEST_CASE("what is hot in a large script is kept by its place in it, and keeps its code when it is packed") {
  std::string source = large_source();
  source.insert(source.rfind("return sum"), "local function hot(n) local s = 0 for i = 1, n do s = s + i end return s end\n"
                                           "for i = 1, 40 do t[i] = hot(i) end\n");
  Kept kept(false, source, false);
  constexpr uint32_t kHot = 2501;
  CHECK(opened(kept.genuine).is_tagged());
  CHECK(kept.check(kLargeResult).functions.at(kHot) == Outcome::Hit);
  CHECK(kept.check(kLargeResult).functions.at(0) == Outcome::Hit);  // its loops
  auto levels = FileLevels::open(kept.program, {CacheMode::Read, kept.cache});
  REQUIRE(levels.ok());
  std::vector<uint8_t> packed;
  REQUIRE((*levels)->pack(detail::PackedFor::File, &packed) == Outcome::Hit);
  Image image = opened(packed);
  CHECK(!image.is_tagged());
  std::vector<isa::Identity> identities = isa::module_identities((*levels)->module());
  CHECK(std::ranges::equal(identities, image.identities()));
  const Entry* entry;
  REQUIRE(image.find(identities[kHot], kept.most, 0, &entry) == Outcome::Hit);
  CHECK(image.check_seal(*entry) == Outcome::Hit);
  CHECK(image.check_mac(*entry, std::span<const uint8_t, 32>(kept.key(), 32)) == Outcome::Hit);
}

TEST_CASE("a very large script's entry is found by its text and the user's key, and without a key nothing is made") {
  std::string source = std::string(kSource) + "--" + std::string(300 * 1024, '.') + "\n";
  Kept kept(false, source);
  auto count = [&] { return std::ranges::count_if(cache_files::files_below(kept.cache), [](const std::string& n) { return n.starts_with("programs/"); }); };
  CHECK(count() == 1);
  std::string genuine_program = kept.program;
  kept.program = kept.directory / "copy.lua";
  cache_files::write_file(kept.program, source);
  CHECK(kept.check().all_served());
  source[source.size() - 2] = ',';
  cache_files::write_file(kept.program, source);
  CHECK(kept.check().program == Outcome::NoFile);
  kept.program = genuine_program;
  REQUIRE(unlink((kept.cache + "/key").c_str()) == 0);
  CHECK(kept.check().program == Outcome::NoFile);
  CHECK(access((kept.cache + "/key").c_str(), F_OK) != 0);
  (void)kept.run(CacheMode::Write);
  CHECK(count() == 2);
  CHECK(kept.check().all_served());
  kept.cache = kept.directory / "none";
  CHECK(kept.check().program == Outcome::NoFile);
  CHECK(access(kept.cache.c_str(), F_OK) != 0);
}

TEST_CASE("hostile cache: what a function captures that is not there") {
  constexpr std::string_view kText = "local a, b = 1, 2\nlocal function f() return a + b end\nreturn f() .. ''\n";
  for (bool is_large : {false, true}) {
    Kept kept(false, is_large ? large_source() : std::string(kText), false);
    std::string_view result = is_large ? kLargeResult : "3";
    Bytes bytes = kept.genuine;
    std::span<uint8_t> upvalues = module_section(bytes, isa::SectionKind::Upvalues);
    REQUIRE(upvalues.size() >= 2 * sizeof(isa::UpvalueDescriptor));
    upvalues[2 * sizeof(isa::UpvalueDescriptor) - 1] = 0x7f;  // behind main's own: the first one of its first child
    sign(bytes, kept.key());
    CHECK(kept.check(bytes, result).program == Outcome::Damaged);
    CHECK(result_of(kept, kept.genuine) == result);
  }
}
