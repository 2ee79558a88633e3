// What the snippet cache may hold by accident or by malice, tried out in full on two small programs, a script with its
// entry and a multi-level binary with its sidecar: every byte changed, every length, exchanged parts, other builds,
// machines and keys. Whatever lies there, a run gives the right results, and says why it did not use it.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstring>
#include <functional>

#include "api/file_levels.h"
#include "api/vm_state.h"
#include "isa/mlb.h"
#include "lua/compile.h"
#include "snippet_cache/image.h"
#include "snippet_cache/image_digests.h"
#include "tests/cache_files.h"

using namespace strata;
using namespace strata::snippet_cache;
using cache_files::Directory;

namespace {

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
constexpr std::string_view kOtherSource =
    "local function mul(a, b) return a * b end\n"
    "local p = 1\n"
    "for i = 1, 30 do p = mul(p, i) % 1000003 end\n"
    "return p .. ''\n";

using Bytes = std::vector<uint8_t>;

Bytes bytes_of(const std::string& path) {
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

Image opened(const Bytes& bytes) {
  Image image;
  REQUIRE(Image::open(bytes, detail::build_id(), &image) == Outcome::Hit);
  return image;
}

// The image with its snippets changed, sound and signed.
Bytes rewritten(const Kept& kept, const uint8_t* key, const std::function<void(NewImage&)>& change) {
  Image image = opened(kept.genuine);
  NewImage next;
  next.build_id = image.header().build_id;
  next.root = image.header().root;
  next.content_key = image.header().content_key;
  next.identities = image.identities();
  next.module_bytes = image.module_bytes();
  next.name = image.name();
  for (const Entry& entry : image.entries()) {
    next.snippets.push_back({entry.identity, entry.level, entry.options, image.view(entry), true, nullptr});
  }
  change(next);
  return write_image(std::move(next), key);
}

// Makes the header's checksum and MAC good, but nothing of the snippets.
void reseal_header(Bytes& bytes, const uint8_t* key) {
  Header h;
  std::memcpy(&h, bytes.data(), sizeof h);
  auto in = [&](const Section& s) {
    bool is_inside = s.offset <= bytes.size() && s.size_bytes <= bytes.size() - s.offset;
    return is_inside ? std::span<const uint8_t>(bytes).subspan(s.offset, s.size_bytes) : std::span<const uint8_t>();
  };
  h.checksum = header_checksum(h, {in(h.index), in(h.identities), in(h.tags), in(h.name), in(h.module)});
  h.mac = header_mac(h, key);
  std::memcpy(bytes.data(), &h, sizeof h);
}

Entry* index_of(Bytes& bytes) {
  Header h;
  std::memcpy(&h, bytes.data(), sizeof h);
  return reinterpret_cast<Entry*>(bytes.data() + h.index.offset);
}

// Which bytes of an image something vouches for: all but what only fills gaps, and the module, whose file format
// has gaps of its own.
std::vector<bool> vouched_for(const Bytes& bytes) {
  Image image = opened(bytes);
  const Header& h = image.header();
  std::vector<bool> is_covered(bytes.size());
  auto cover = [&](uint64_t from, uint64_t size) { std::fill_n(is_covered.begin() + static_cast<ptrdiff_t>(from), size, true); };
  cover(0, sizeof h);
  cover(h.index.offset, h.index.size_bytes);
  cover(h.identities.offset, h.identities.size_bytes);
  cover(h.name.offset, h.name.size_bytes);
  for (const Entry& e : image.entries()) {
    cover(h.code.offset + e.code_offset, e.code_size_bytes);
    cover(h.code.offset + e.code_offset + seal_offset(e.code_size_bytes), sizeof(Seal));
    cover(h.metadata.offset + e.places_offset, uint64_t{e.place_count} * 4);
    cover(h.metadata.offset + e.profile_offset, e.profile_size_bytes);
  }
  return is_covered;
}

bool is_used(const Header& h, uint64_t at) {
  auto in = [&](const Section& s) { return at >= s.offset && at < s.offset + s.size_bytes; };
  return at < sizeof h || in(h.index) || in(h.identities) || in(h.code) || in(h.metadata) || in(h.module) || in(h.name);
}

// A run with sanitizers takes ten times as long and tries a part.
#if defined(__SANITIZE_ADDRESS__)
constexpr size_t kStride = 17;
#else
constexpr size_t kStride = 1;
#endif

uint8_t other_value(uint8_t byte, size_t at) { return byte ^ static_cast<uint8_t>(at % 3 == 0 ? 0xff : 1 << at % 8); }

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

void change_every_byte(const Kept& kept) {
  std::vector<bool> is_covered = vouched_for(kept.genuine);
  Header header = opened(kept.genuine).header();
  const Bytes& bytes = kept.genuine;
  OpenImage file(kept);
  size_t tried = 0;
  for (size_t at = 0; at < bytes.size(); at += kStride) {
    if (!is_used(header, at)) continue;
    uint8_t changed = other_value(bytes[at], at);
    file.write({&changed, 1}, at);
    Seen seen = kept.check();
    if (is_covered[at]) CHECK_MESSAGE(seen.stats.cache_rejects > 0, "byte " << at);
    file.write({&bytes[at], 1}, at);
    ++tried;
  }
  CHECK(tried * kStride > 4000);
  CHECK(kept.check().all_served());
}

// Checksums and MACs are made good, but the snippets' seals, which are over what an owner of the key would not damage.
void change_and_sign_every_byte(const Kept& kept) {
  Header header = opened(kept.genuine).header();
  std::vector<bool> is_covered = vouched_for(kept.genuine);
  const uint8_t* key = kept.key();
  OpenImage file(kept);
  for (size_t at = 0; at < kept.genuine.size(); at += kStride) {
    if (!is_used(header, at)) continue;
    Bytes bytes = kept.genuine;
    bytes[at] = other_value(bytes[at], at);
    (void)reseal_image(bytes, key, false);
    file.write(bytes);
    Seen seen = kept.run();
    // The identities are what the key's owner says that the functions are; a script's module has nothing else to go by.
    bool is_identity = at >= header.identities.offset && at < header.identities.offset + header.identities.size_bytes;
    bool is_told = is_identity && seen.result.find("is not what was put there") != std::string::npos;
    CHECK_MESSAGE((seen.result == kResult || is_told), "byte " << at << ": " << seen.result);
    bool is_name = at >= header.name.offset && at < header.name.offset + header.name.size_bytes;
    if (at >= header.code.offset && is_covered[at] && !is_name) CHECK_MESSAGE(seen.has(Outcome::Damaged), "byte " << at);
  }
  CHECK(kept.check(kept.genuine).all_served());
}

void try_every_length(const Kept& kept) {
  kept.put(kept.genuine);
  REQUIRE(chmod(kept.image.c_str(), 0600) == 0);
  for (size_t size = kept.genuine.size(); size-- > 0;) {
    if (size % kStride != 0) continue;
    REQUIRE(truncate(kept.image.c_str(), static_cast<off_t>(size)) == 0);
    Seen seen = kept.check();
    if (seen.program != Outcome::Truncated) FAIL_CHECK("length " << size << ": " << outcome_key(seen.program));
  }
}

// Both kinds of files.
template <typename F>
void with_both(F f) {
  for (bool is_binary : {false, true}) {
    CAPTURE(is_binary);
    f(Kept(is_binary));
  }
}

}  // namespace

TEST_CASE("hostile cache: every byte changed, of an entry and of a sidecar") { with_both(change_every_byte); }

TEST_CASE("hostile cache: every byte changed, checksums and MACs made good") { with_both(change_and_sign_every_byte); }

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

TEST_CASE("hostile cache: every length") { with_both(try_every_length); }

TEST_CASE("hostile cache: zeros, from every page on and altogether; nothing; no image at all") {
  with_both([](const Kept& kept) {
    for (size_t from = 0; from < kept.genuine.size(); from += 512) {
      Bytes bytes = kept.genuine;
      std::fill(bytes.begin() + static_cast<ptrdiff_t>(from), bytes.end(), uint8_t{0});
      Seen seen = kept.check(bytes);
      if (bytes != kept.genuine) CHECK(seen.stats.cache_rejects > 0);
    }
    CHECK(kept.check(Bytes()).program == Outcome::Truncated);
    CHECK(kept.check(Bytes(100'000, 0xcc)).program == Outcome::Damaged);
    Bytes longer = kept.genuine;
    longer.resize(longer.size() + 5000, 0xff);
    CHECK(kept.check(longer).all_served());  // what is behind an image does not matter
  });
}

TEST_CASE("hostile cache: exchanged between two programs") {
  for (bool is_binary : {false, true}) {
    Kept one(is_binary), other(is_binary, kOtherSource);
    std::string result = other.run().result;
    // Signed by the same key, as all of a user's are.
    Bytes foreign = other.genuine;
    (void)reseal_image(foreign, one.key(), true);
    CHECK(one.check(foreign).program == Outcome::OtherProgram);
    Bytes unsigned_one = other.genuine;
    CHECK(one.check(unsigned_one).program == Outcome::WrongMac);
    Bytes ours = one.genuine;
    (void)reseal_image(ours, other.key(), true);
    CHECK(other.check(ours, result).program == Outcome::OtherProgram);
  }
}

TEST_CASE("hostile cache: snippets exchanged between two functions") {
  with_both([](const Kept& kept) {
    REQUIRE(opened(kept.genuine).entries().size() == 3);
    for (auto [a, b] : {std::pair{0, 1}, {1, 2}, {0, 2}}) {
      auto exchange = [&, a = a, b = b](Bytes& bytes) {
        Entry* index = index_of(bytes);
        Entry first = index[a], second = index[b];
        std::swap(first.identity, second.identity);
        index[a] = second, index[b] = first;  // still in order
      };
      Bytes bytes = kept.genuine;
      exchange(bytes);
      CHECK(kept.check(bytes).program == Outcome::Damaged);
      reseal_header(bytes, kept.key());
      CHECK(kept.check(bytes).has(Outcome::Damaged));
      uint8_t other_key[32] = {7};
      (void)reseal_image(bytes, other_key, true);
      CHECK(kept.check(bytes).program == Outcome::WrongMac);
    }
  });
}

TEST_CASE("hostile cache: made by another build") {
  with_both([](const Kept& kept) {
    Bytes bytes = kept.genuine;
    bytes[offsetof(Header, build_id) + 3] ^= 0x10;
    CHECK(kept.check(bytes).program == Outcome::OtherBuild);
    (void)reseal_image(bytes, kept.key(), true);
    CHECK(kept.check(bytes).program == Outcome::OtherBuild);
    bytes = kept.genuine;
    bytes[offsetof(Header, format_version)] ^= 3;
    (void)reseal_image(bytes, kept.key(), true);
    CHECK(kept.check(bytes).program == Outcome::OtherBuild);
  });
}

TEST_CASE("hostile cache: made for CPU features that this machine lacks") {
  for (bool is_binary : {false, true}) {
    Kept kept(is_binary);
    kept.most = isa::CpuLevel::V2;
    auto for_v3 = [](NewImage& next) {
      for (KeptSnippet& snippet : next.snippets) {
        snippet.level = isa::CpuLevel::V3;
        snippet.view.code = snippet.view.code.first(snippet.view.call_entry + 1);  // would crash
      }
    };
    Seen seen = kept.check(rewritten(kept, kept.key(), for_v3));
    CHECK(seen.program == Outcome::Hit);  // bytecode and profile are of use
    CHECK(std::count(seen.functions.begin(), seen.functions.end(), Outcome::OtherCpuLevel) == 3);
    CHECK(seen.stats.functions_from_cache == 0);
    CHECK(seen.stats.functions_compiled == 3);
  }
}

TEST_CASE("hostile cache: made with other options") {
  with_both([](const Kept& kept) {
    auto other = [](NewImage& next) {
      for (KeptSnippet& snippet : next.snippets) {
        snippet.options = isa::kFusingOff;
      }
    };
    Seen seen = kept.check(rewritten(kept, kept.key(), other));
    CHECK(std::count(seen.functions.begin(), seen.functions.end(), Outcome::OtherOptions) == 3);
  });
}

TEST_CASE("hostile cache: wrong MACs, and another key") {
  with_both([](const Kept& kept) {
    Bytes bytes = kept.genuine;
    bytes[offsetof(Header, mac) + 31] ^= 1;
    CHECK(kept.check(bytes).program == Outcome::WrongMac);
    for (size_t at = 0; at < opened(kept.genuine).entries().size(); ++at) {
      bytes = kept.genuine;
      index_of(bytes)[at].mac[0] ^= 1;
      reseal_header(bytes, kept.key());
      Seen seen = kept.check(bytes);
      CHECK(seen.program == Outcome::Hit);
      CHECK(std::count(seen.functions.begin(), seen.functions.end(), Outcome::WrongMac) == 1);
      CHECK(seen.stats.cache_rejects == 1);
    }
    bytes = kept.genuine;
    uint8_t other_key[32] = {1, 2, 3};
    (void)reseal_image(bytes, other_key, true);
    CHECK(kept.check(bytes).program == Outcome::WrongMac);
    kept.put(kept.genuine);
    REQUIRE(unlink((kept.cache + "/key").c_str()) == 0);
    CHECK(kept.check().program == Outcome::NoKey);
    cache_files::write_file(kept.cache + "/key", std::string(32, 'k'));
    CHECK(kept.check().program == Outcome::WrongMac);
    cache_files::write_file(kept.cache + "/key", std::string(32, 'k'), 0644);
    CHECK(kept.check().program == Outcome::NoKey);
  });
}

TEST_CASE("hostile cache: what is broken is replaced by the next run that may write") {
  with_both([](const Kept& kept) {
    for (size_t at : {size_t{3}, size_t{100}, kept.genuine.size() / 2, kept.genuine.size() - 1}) {
      Bytes bytes = kept.genuine;
      bytes[at] ^= 0x55;
      kept.put(bytes);
      CHECK(kept.run(CacheMode::Write).result == kResult);
      CHECK(kept.check().all_served());
    }
  });
}

// Whoever has no key can make good the module's own checksums.
TEST_CASE("hostile cache: every byte of an entry's module changed, its checksums made good") {
  Kept kept(false);
  Section module = opened(kept.genuine).header().module;
  OpenImage file(kept);
  size_t rejected = 0;
  for (size_t at = 0; at < module.size_bytes; at += kStride) {
    Bytes bytes = kept.genuine;
    std::span<uint8_t> mlb = std::span(bytes).subspan(module.offset, module.size_bytes);
    mlb[at] = other_value(mlb[at], at);
    (void)isa::reseal_mlb(mlb);
    file.write(bytes);
    rejected += kept.check().program == Outcome::Damaged;
  }
  CHECK(rejected * kStride > module.size_bytes * 9 / 10);  // the rest are gaps
  CHECK(kept.check(kept.genuine).all_served());
}
