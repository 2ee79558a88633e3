// strata pack: a program with its machine code and profile in one file, a multi-level binary or an executable.
#include <fmt/format.h>

#include <memory>

#include "api/file_levels.h"
#include "isa/mlb.h"
#include "strata/cache.h"
#include "strata/commands.h"
#include "strata/files.h"
#include "strata/pack.h"
#include "strata/text.h"

namespace strata::toolbox {
namespace {

using snippet_cache::Outcome;

// The image of what is kept of a program. Nothing is compiled: what is not kept was not hot.
std::vector<uint8_t> kept_image(const PackOptions& options) {
  auto opened = FileLevels::open(options.input, {CacheMode::Read, options.cache_directory});
  if (!opened) throw Failure(opened.error().message);
  FileLevels& levels = **opened;
  std::vector<uint8_t> image;
  Outcome outcome = levels.image() != nullptr ? levels.pack(detail::PackedFor::File, &image) : levels.outcome();
  if (outcome == Outcome::Hit) return image;
  throw Failure(fmt::format("{}: {}; run it with vmrun, or through 'strata compile', first", options.input, outcome_text(outcome)));
}

void pack_binary(const PackOptions& options) {
  std::vector<uint8_t> text = read_file(options.input);
  bool is_binary = isa::looks_like_mlb(text);
  if (!is_binary && options.output.empty()) throw Failure(options.input + ": -o FILE is needed where the program is no .mlb itself");
  std::shared_ptr<const isa::Module> module = load_module(options.input, text);
  std::vector<uint8_t> image = kept_image(options);
  const std::string& output = options.output.empty() ? options.input : options.output;
  write_file(output, isa::write_mlb(*module, {.native = image}));
  if (output != "-") write_file("-", fmt::format("{}: {} of machine code and profile\n", printable(output), size_text(image.size())));
}

}  // namespace

void add_pack(CLI::App& app) {
  auto options = std::make_shared<PackOptions>();
  CLI::App* command = app.add_subcommand("pack", "Put machine code and profile of a program into its .mlb, or make an executable of it");
  command->add_option("FILE", options->input, "the program")->required();
  command->add_option("-o,--output", options->output, "what is written; default: FILE, where that is an .mlb");
  add_cache_directory(*command, &options->cache_directory);
  CLI::Option* exe = command->add_flag("--exe", options->executable, "an executable of runtime, program, the modules it requires by a literal name, machine code of all functions, and profile");
  command->add_option("--runtime", options->runtime, "the vmrun that it is made of; default: the one beside strata")->needs(exe);
  command->add_option("--module", options->modules, "NAME or NAME=PATH: pack this module too; may be given several times")->needs(exe)->allow_extra_args(false);
  command->add_flag("--allow-missing", options->allow_missing, "leave out modules that are not found")->needs(exe);
  command->callback([options] { options->executable ? pack_executable(*options) : pack_binary(*options); });
}

}  // namespace strata::toolbox
