// What the snippet cache may hold by accident or by malice, tried out in full on two small programs, a script with its
// entry and a multi-level binary with its sidecar: every byte changed, every length, exchanged parts, other builds,
// machines and keys. Whatever lies there, a run gives the right results, and says why it did not use it.
#include <cstring>
#include <functional>

#include "snippet_cache/image_digests.h"
#include "tests/kept_program.h"

using namespace kept_program;

namespace {

constexpr std::string_view kOtherSource =
    "local function mul(a, b) return a * b end\n"
    "local p = 1\n"
    "for i = 1, 30 do p = mul(p, i) % 1000003 end\n"
    "return p .. ''\n";

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
