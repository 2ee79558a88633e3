// A host whose file functions, where they are those of default_host(), refuse what a guest could forge or sign
// machine code with: the key, the cache directory, sidecars, the memory of processes (snippet_cache/protect.h).
// Whether the Vm itself keeps a cache does not matter: what its guest plants, the next program would believe.
//
// Functions of a host's own are called as they are, with the host's own `self`. Not installed.
#pragma once

#include <string>

#include "api/host.h"

namespace strata::detail {

class GuardedHost {
 public:
  // `cache_directory`: as CacheOptions::directory.
  GuardedHost(const Host& host, std::string cache_directory) : inner_(host), wanted_(std::move(cache_directory)) {}

  // Refers to this, unless there is nothing to guard.
  Host functions();

  const Host& inner() const { return inner_; }
  // Found out when a file is first asked for: most programs ask for none.
  const std::string& directory();

 private:
  Host inner_;
  std::string wanted_, directory_;
  bool is_known_ = false;
};

// Whether the host's files are those of the file system, so that a path says what is read.
bool reads_files(const Host& host);

// What Host::read_file does once the file is open; stdin is read past limits of time likewise.
int read_to_end(std::FILE* file, const FileSink& sink);

}  // namespace strata::detail
