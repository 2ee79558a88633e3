// Publishing: what this run has compiled joins what earlier runs have published. See api/levels.h.
#include <algorithm>
#include <cstring>
#include <optional>

#include "api/levels_image.h"
#include "baseline_jit/jit.h"
#include "baseline_jit/kept.h"
#include "isa/identity.h"
#include "runtime/function.h"
#include "runtime/native_code.h"
#include "snippet_cache/counters.h"
#include "snippet_cache/directory.h"
#include "snippet_cache/path_link.h"
#include "snippet_cache/publish.h"
#include "snippet_cache/sweep.h"
#include "snippet_cache/trusted_file.h"

namespace strata::detail {

using namespace snippet_cache;

namespace {

// Larger images are not published.
constexpr uint64_t kMostImageBytes = uint64_t{64} << 20;
constexpr size_t kLongestNameBytes = 512;  // a chunk may be named by its text
constexpr uint64_t kSweepIntervalSeconds = 24 * 60 * 60;

static_assert(sizeof(Header) <= kFirstBytes);

bool is_of_this_build(std::span<const uint8_t> first_bytes) {
  if (first_bytes.size() < sizeof(Header)) return false;
  Header header;
  std::copy_n(first_bytes.begin(), sizeof header, reinterpret_cast<uint8_t*>(&header));
  return header.build_id == build_id();
}

// The image that is to stand at a program's image_path.
class NextImage : public NewContents {
 public:
  NextImage(runtime::VM& vm, KeptProgram& program, const Key& key, bool is_ahead, MappedFiles& mapped_files)
      : vm_(vm), program_(program), key_(key), is_ahead_(is_ahead), mapped_files_(mapped_files) {}

  bool make() override {
    GatheredImage& next = next_.emplace(program_);
    // A sidecar beside its program needs none, and must not tell others where the program was.
    if (!program_.image_path.starts_with(program_.path)) next.image.name = std::string_view(program_.path).substr(0, kLongestNameBytes);
    if (program_.is_text()) {
      std::copy_n(program_.content.bytes, sizeof program_.content.bytes, next.image.content_key.begin());
      next.add_module();
    }
    if (!program_.is_text() || !next.add_tags(vm_, key_.bytes)) next.add_identities();
    next.add_made(vm_, is_ahead_);
    add_published(&next);
    if (program_.is_inside) add_all(program_.image, program_.needs_mac, &next);
    if (program_.earlier != nullptr) add_earlier(program_.earlier->image, program_.earlier->needs_mac, &next);
    if (program_.has_image && program_.was_changed()) add_earlier(program_.image, program_.needs_mac, &next);
    made_ = image_pieces(std::move(next.image), key_.bytes);
    return made_.size_bytes <= kMostImageBytes;
  }
  std::span<const std::span<const uint8_t>> pieces() const override { return made_.pieces; }
  uint64_t size_bytes() const { return made_.size_bytes; }

 private:
  // What is there now, perhaps by another process meanwhile; our own comes first.
  void add_published(GatheredImage* next) {
    TrustedFile file;
    if (open_trusted(program_.image_path.c_str(), &file) != Outcome::Hit || file.writer != Writer::User) return;
    published_ = mapped_files_.map(file.descriptor.get(), 0, file.size_bytes, program_.image_path);
    Image image;
    if (published_ == nullptr || Image::open(published_->bytes(), build_id(), &image) != Outcome::Hit) return;
    if (image.header().root != next->image.root || image.check_mac(key_.bytes) != Outcome::Hit) return;
    add_all(image, true, next);
  }

  // Of what was kept before an edit, the functions that are still there.
  static void add_earlier(const Image& earlier, bool has_macs, GatheredImage* next) {
    std::vector<isa::Identity> now(next->image.identities.begin(), next->image.identities.end());
    std::sort(now.begin(), now.end());
    add_all(earlier, has_macs, next, [&](const Entry& entry) { return std::ranges::binary_search(now, entry.identity); });
  }

  // With the MACs that are there, whatever they are; of what needs none, with new ones.
  template <typename IsWanted = bool (*)(const Entry&)>
  static void add_all(const Image& image, bool has_macs, GatheredImage* next, IsWanted is_wanted = [](const Entry&) { return true; }) {
    for (const Entry& entry : image.entries()) {
      if (!is_wanted(entry) || !image.contains(entry) || (!has_macs && image.check_seal(entry) != Outcome::Hit)) continue;
      next->add_entry(image, entry, false, has_macs ? &entry.mac : nullptr);
    }
  }

  runtime::VM& vm_;
  KeptProgram& program_;
  const Key& key_;
  bool is_ahead_;
  MappedFiles& mapped_files_;
  std::shared_ptr<Mapping> published_;
  std::optional<GatheredImage> next_;
  ImagePieces made_;
};

bool is_fresh(const runtime::NativeCode* native) { return native != nullptr && !native->is_kept && !native->is_published; }

// Compiling it costs no more than looking it up: it is kept for its machine code only.
bool is_small_chunk(const KeptProgram& p) {
  constexpr size_t kSmallBytes = 4096;
  return p.kind == KeptProgram::Kind::Chunk && p.text_bytes < kSmallBytes;
}

// A small chunk that was hot leaves a mark; when it is hot again in another run, it is kept.
SourceStat mark_of(const KeptProgram& p) {
  SourceStat mark{};
  std::memcpy(&mark, p.content.bytes, sizeof mark.device + sizeof mark.inode + sizeof mark.size_bytes);
  return mark;
}

bool has_news(const runtime::VM& vm, const KeptProgram& p) {
  if (p.module == nullptr || p.kind == KeptProgram::Kind::Unknown) return false;
  if (p.is_text() && !p.has_image && !p.is_published && !is_small_chunk(p)) return true;
  if (!p.remembered.empty() || (p.earlier != nullptr && !p.is_published)) return true;
  for (const runtime::FunctionProto* proto = vm.protos; proto != nullptr; proto = proto->next) {
    if (proto->levels == &p && is_fresh(newest_code(*proto))) return true;
  }
  return false;
}

}  // namespace

void LevelCache::note_published(KeptProgram& p, uint64_t size_bytes) {
  ++published_files_;
  published_bytes_ += size_bytes;
  p.is_published = true;
  p.remembered.clear();
  for (runtime::FunctionProto* proto = vm_.protos; proto != nullptr; proto = proto->next) {
    if (proto->levels == &p && newest_code(*proto) != nullptr) newest_code(*proto)->is_published = true;
  }
}

bool LevelCache::is_worth_keeping(const KeptProgram& p) { return has_news(vm_, p); }

void LevelCache::publish(KeptProgram& p) {
  bool is_new = has_news(vm_, p);
  if (!is_new && !p.hint_is_due) return;
  Outcome outcome = have_key();
  if (outcome == Outcome::Hit && is_new && is_small_chunk(p) && !p.has_image) {
    ContentKey marked;
    is_new = read_hint(directory_, key_, mark_of(p), &marked) == Outcome::Hit;
    if (!is_new) outcome = write_hint(directory_, key_, mark_of(p), p.content);
  }
  if (outcome == Outcome::Hit && is_new) {
    NextImage next(vm_, p, key_, is_ahead_, mapped_files_);
    outcome = snippet_cache::publish(p.image_path, next);
    if (outcome == Outcome::NoDirectory && p.kind == KeptProgram::Kind::Binary) {
      isa::Identity root = p.has_image ? p.image.header().root : isa::module_identities(*p.module)[0];
      p.image_path = entry_path(directory_, "sidecars", root.bytes);
      outcome = snippet_cache::publish(p.image_path, next);
    }
    if (outcome == Outcome::Hit && next.size_bytes() > kMostImageBytes) outcome = Outcome::TooLarge;
    if (outcome == Outcome::Hit) note_published(p, next.size_bytes());
    if (outcome == Outcome::Hit && p.kind == KeptProgram::Kind::Script) outcome = write_path_link(directory_, p.path, p.content);
  }
  if (outcome == Outcome::Hit && p.hint_is_due) outcome = write_hint(directory_, key_, p.stat, p.content);
  p.hint_is_due = false;
  p.publishing = outcome;
  if (outcome != Outcome::Hit && outcome != p.outcome) ++program_counts_[static_cast<size_t>(outcome)];
}

void LevelCache::code_made(uint64_t now_ns) {
  constexpr uint64_t kIntervalNs = 10'000'000'000;
  if (next_publishing_ns_ == 0) next_publishing_ns_ = now_ns + kIntervalNs;
  if (now_ns < next_publishing_ns_) return;
  next_publishing_ns_ = now_ns + kIntervalNs;
  publish();
}

void LevelCache::publish() {
  if (options_.mode == CacheMode::Write) {
    baseline_jit::install_waiting(vm_);
    for (const auto& p : programs_) publish(*p);
  }
  if (published_files_ > counted_files_ && !directory_.empty()) {
    (void)sweep(directory_, cache_limit_bytes(options_.limit_bytes), kSweepIntervalSeconds, is_of_this_build);
  }
  count_runs();
}

// What has been counted since the last time joins the counters of all runs.
void LevelCache::count_runs() {
  if (options_.mode != CacheMode::Write || directory_.empty() || is_ahead_) return;
  bool is_new = counted_programs_ != program_counts_ || counted_functions_ != function_counts_ || counted_files_ != published_files_;
  if (!is_new) return;
  auto since = [](const OutcomeCounts& now, OutcomeCounts& before) {
    OutcomeCounts more;
    for (size_t k = 0; k < now.size(); ++k) more[k] = now[k] - before[k];
    before = now;
    return more;
  };
  add_counts(directory_, since(program_counts_, counted_programs_), since(function_counts_, counted_functions_),
             published_files_ - counted_files_, published_bytes_ - counted_bytes_);
  counted_files_ = published_files_;
  counted_bytes_ = published_bytes_;
}

}  // namespace strata::detail
