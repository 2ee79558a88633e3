// strata cache: looks after the directory in which machine code, profiles and compiled scripts are kept.
#include "strata/cache.h"

#include "strata/commands.h"

namespace strata::toolbox {

void add_cache_directory(CLI::App& command, std::string* directory) {
  command.add_option("--cache-dir", *directory, "the cache directory; default: as vmrun's");
}

CLI::App* add_cache_command(CLI::App& cache, const char* name, const char* description,
                            const std::shared_ptr<CacheCommand>& options) {
  CLI::App* command = cache.add_subcommand(name, description);
  add_cache_directory(*command, &options->directory);
  command->add_flag("--json", options->json, "for machines");
  return command;
}

void add_cache(CLI::App& app) {
  CLI::App* cache = app.add_subcommand("cache", "Look after what is kept of programs on disk");
  cache->require_subcommand(1);
  add_cache_stat(*cache);
  add_cache_list(*cache);
  add_cache_verify(*cache);
  add_cache_clear(*cache);
}

}  // namespace strata::toolbox
