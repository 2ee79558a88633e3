// strata cache: what its commands share.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

namespace strata::toolbox {

struct CacheCommand {
  std::string directory;  // --cache-dir
  bool json = false;
};

// A command of `strata cache` with the options that all of them have.
CLI::App* add_cache_command(CLI::App& cache, const char* name, const char* description,
                            const std::shared_ptr<CacheCommand>& options);
// --cache-dir, for the commands on programs too.
void add_cache_directory(CLI::App& command, std::string* directory);

void add_cache_clear(CLI::App& cache);
void add_cache_list(CLI::App& cache);
void add_cache_stat(CLI::App& cache);
void add_cache_verify(CLI::App& cache);

}  // namespace strata::toolbox
