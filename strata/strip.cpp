// strata strip: takes levels out of a multi-level binary. Bytecode stays, with the annotations that it is typed by.
#include <fmt/format.h>

#include <memory>
#include <optional>

#include "api/build_id.h"
#include "isa/mlb.h"
#include "snippet_cache/directory.h"
#include "snippet_cache/image.h"
#include "snippet_cache/key.h"
#include "strata/cache.h"
#include "strata/commands.h"
#include "strata/files.h"
#include "strata/text.h"

namespace strata::toolbox {
namespace {

using namespace snippet_cache;
using Bytes = std::vector<uint8_t>;

struct StripOptions {
  std::string input, output, cache_directory;
  bool source = false, native = false, profile = false, debug = false;
};

bool has_profile(const Image& image) {
  for (const Entry& entry : image.entries()) {
    if (entry.profile_size_bytes > 0) return true;
  }
  return false;
}

// What has a profile is sealed and signed with it: without, it must be signed anew.
Bytes without_profile(const std::string& path, const Image& image, const std::string& cache_directory) {
  auto refuse = [&](Outcome outcome) {
    throw Failure(fmt::format("{}: its profile can't be taken out alone: {}; --native takes out both", path, outcome_text(outcome)));
  };
  Key key;
  if (Outcome outcome = read_key(snippet_cache::cache_directory(cache_directory), &key); outcome != Outcome::Hit) refuse(outcome);
  if (Outcome outcome = image.check_mac(key.bytes); outcome != Outcome::Hit) refuse(outcome);
  if (image.is_tagged()) refuse(Outcome::OtherProgram);  // a script's entry
  NewImage next{image.header().build_id, image.header().root};
  next.identities = image.identities();
  for (const Entry& entry : image.entries()) {
    Outcome outcome = image.contains(entry) ? image.check_mac(entry, key.bytes) : Outcome::Damaged;
    if (outcome != Outcome::Hit) refuse(outcome);
    KeptSnippet kept{entry.identity, entry.level, entry.options, image.view(entry), entry.profile_size_bytes > 0};
    kept.view.profile = {};
    kept.view.times_compiled = 0;
    next.snippets.push_back(kept);
  }
  return write_image(std::move(next), key.bytes);
}

class Stripping {
 public:
  explicit Stripping(const StripOptions& options)
      : options_(options), file_(read_file(options.input)), takes_all_(!(options.source || options.native || options.profile || options.debug)) {
    auto module = isa::read_mlb(file_, nullptr, options.input);
    if (!module) throw Failure(module.error().message);
    module_ = module.value();
  }

  void run() {
    isa::MlbOptions keeps;
    keeps.source = !takes("source", options_.source, !module_->source.empty());
    keeps.debug = !takes("lines and names", options_.debug, !module_->debug.empty());
    Bytes changed;
    keeps.native = native_left(&changed);
    if (taken_.empty() && output() == options_.input) return say("nothing is taken out");
    if (taken_.empty()) taken_.emplace_back("nothing");
    Bytes stripped = isa::write_mlb(*module_, keeps);
    write_file(output(), stripped);
    say(fmt::format("taken out: {}; {} instead of {}", fmt::join(taken_, ", "), size_text(stripped.size()), size_text(file_.size())));
  }

 private:
  const std::string& output() const { return options_.output.empty() ? options_.input : options_.output; }

  void say(const std::string& text) {
    if (output() != "-") write_file("-", fmt::format("{}: {}\n", printable(output()), text));
  }

  // Whether a level is to go and is there; one that was asked for and is not there is named.
  bool takes(std::string_view level, bool is_wanted, bool is_there) {
    if (!is_wanted && !takes_all_) return false;
    if (is_there) taken_.emplace_back(level);
    else if (is_wanted) say(fmt::format("there is no {} in it", level));
    return is_there;
  }

  // The native section as it is to be; `changed` holds it where it is not that of the file.
  std::span<const uint8_t> native_left(Bytes* changed) {
    std::optional<isa::MlbSection> section = isa::native_section(file_);
    if (takes("machine code", options_.native, section.has_value())) return {};
    if (!section) return takes("profile", options_.profile, false), std::span<const uint8_t>();
    std::span<const uint8_t> native = std::span<const uint8_t>(file_).subspan(section->offset, section->size_bytes);
    if (!options_.profile) return native;
    Image image;
    aligned_.assign(native.begin(), native.end());
    if (Outcome outcome = Image::open(aligned_, detail::build_id(), &image); outcome != Outcome::Hit) {
      throw Failure(fmt::format("{}: its machine code can't be read: {}; --native takes it out", options_.input, outcome_text(outcome)));
    }
    if (!takes("profile", true, has_profile(image))) return native;
    *changed = without_profile(options_.input, image, options_.cache_directory);
    return *changed;
  }

  const StripOptions& options_;
  Bytes file_, aligned_;
  bool takes_all_;
  std::shared_ptr<const isa::Module> module_;
  std::vector<std::string> taken_;
};

}  // namespace

void add_strip(CLI::App& app) {
  auto options = std::make_shared<StripOptions>();
  CLI::App* command = app.add_subcommand("strip", "Take levels out of a multi-level binary; without options all but bytecode");
  command->add_option("FILE", options->input, "an .mlb")->required();
  command->add_option("-o,--output", options->output, "what is written; default: FILE");
  command->add_flag("--source", options->source, "the program's text");
  command->add_flag("--native", options->native, "machine code, and its profile");
  command->add_flag("--profile", options->profile, "the profile that machine code was made from");
  command->add_flag("--debug", options->debug, "lines and names");
  add_cache_directory(*command, &options->cache_directory);
  command->callback([options] { Stripping(*options).run(); });
}

}  // namespace strata::toolbox
