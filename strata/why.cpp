// strata why: of each function of a program, whether a run would take its machine code from the cache, and if not,
// why. Nothing of the program runs.
#include <fmt/format.h>

#include <memory>

#include "api/file_levels.h"
#include "strata/cache.h"
#include "strata/commands.h"
#include "strata/files.h"
#include "strata/function_names.h"
#include "strata/json.h"
#include "strata/text.h"

namespace strata::toolbox {
namespace {

using snippet_cache::Outcome;

struct WhyOptions {
  std::string input, cache_directory;
  bool json = false;
};

struct Answer {
  std::unique_ptr<FileLevels> levels;
  std::vector<isa::Identity> identities;
  std::vector<std::string> names;
  std::vector<Outcome> outcomes;  // by function

  uint64_t served() const { return static_cast<uint64_t>(std::count(outcomes.begin(), outcomes.end(), Outcome::Hit)); }
};

Answer answer_of(const WhyOptions& options) {
  auto levels = FileLevels::open(options.input, {CacheMode::Read, options.cache_directory});
  if (!levels) throw Failure(levels.error().message);
  Answer answer{std::move(*levels), {}, {}, {}};
  answer.identities = isa::module_identities(answer.levels->module());
  answer.names = function_names(answer.levels->module());
  for (uint32_t index = 0; index < answer.levels->function_count(); ++index) {
    Result<Outcome> outcome = answer.levels->find(index);
    if (!outcome) throw Failure(fmt::format("{}: {}", options.input, outcome.error().message));
    answer.outcomes.push_back(*outcome);
  }
  return answer;
}

std::string place_text(const FileLevels& levels) {
  return levels.image_path().empty() ? "there is no cache directory" : printable(levels.image_path());
}

std::string as_text(const Answer& answer) {
  const FileLevels& levels = *answer.levels;
  std::string program = levels.image() != nullptr ? fmt::format("trusted, {}", levels.is_trusted_by_key() ? "by the key" : "by root")
                                                  : std::string(outcome_text(levels.outcome()));
  std::string out = fmt::format("{}: {}\n{} of {} would be served from the cache\n\n{:<24} {:>11}  {:<16}  {}\n", place_text(levels), program,
                                answer.served(), counted(levels.function_count(), "function"), "function", "lines", "identity", "");
  for (uint32_t index = 0; index < levels.function_count(); ++index) {
    const isa::FunctionRecord& r = levels.module().functions[index];
    std::string lines = index == 0 && r.line_defined == 0 ? "" : fmt::format("{}-{}", r.line_defined, r.last_line_defined);
    out += fmt::format("{:<24} {:>11}  {:<16}  {}\n", printable(answer.names[index]), lines,
                       isa::to_hex(answer.identities[index]).substr(0, 16), outcome_text(answer.outcomes[index]));
  }
  return out;
}

std::string as_json(const Answer& answer, const std::string& input) {
  const FileLevels& levels = *answer.levels;
  std::vector<std::string> functions;
  for (uint32_t index = 0; index < levels.function_count(); ++index) {
    const isa::FunctionRecord& r = levels.module().functions[index];
    functions.push_back(fmt::format(R"({{"index": {}, "name": {}, "line_defined": {}, "last_line_defined": {}, "identity": "{}", "outcome": "{}"}})",
                                    index, json_string(answer.names[index]), r.line_defined, r.last_line_defined,
                                    isa::to_hex(answer.identities[index]), outcome_key(answer.outcomes[index])));
  }
  std::string_view trust = levels.image() == nullptr ? "none" : levels.is_trusted_by_key() ? "key" : "root";
  return fmt::format("{{\n\"file\": {}, \"image\": {}, \"outcome\": \"{}\", \"trust\": \"{}\", \"served\": {},\n\"functions\": [\n{}\n]\n}}\n",
                     json_string(input), json_string(levels.image_path()), outcome_key(levels.outcome()), trust, answer.served(),
                     fmt::join(functions, ",\n"));
}

}  // namespace

void add_why(CLI::App& app) {
  auto options = std::make_shared<WhyOptions>();
  CLI::App* command = app.add_subcommand("why", "Say of each function whether its machine code comes from the cache, and why not");
  command->add_option("FILE", options->input, "a program, as vmrun would run it")->required();
  add_cache_directory(*command, &options->cache_directory);
  command->add_flag("--json", options->json, "for machines");
  command->callback([options] {
    Answer answer = answer_of(*options);
    write_file("-", options->json ? as_json(answer, options->input) : as_text(answer));
  });
}

}  // namespace strata::toolbox
