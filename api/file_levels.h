// The kept levels of one program file, for tools: found, trusted and published by the code that does so for a Vm
// that runs the program (api/levels.h). Nothing of the program runs. Not installed.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "api/strata.h"
#include "api/levels.h"
#include "isa/identity.h"
#include "isa/module.h"
#include "snippet_cache/image.h"
#include "snippet_cache/outcome.h"

namespace strata {

class FileLevels {
 public:
  // `level`: the CPU that code is looked for and compiled for; nothing said: this machine. Error: the file can't be
  // read, is no program, or is no regular file, of which nothing is ever kept.
  static Result<std::unique_ptr<FileLevels>> open(const std::string& path, const CacheOptions& cache,
                                                  std::optional<isa::CpuLevel> level = {});
  ~FileLevels();
  FileLevels(const FileLevels&) = delete;
  FileLevels& operator=(const FileLevels&) = delete;

  const isa::Module& module() const;
  uint32_t function_count() const { return static_cast<uint32_t>(module().functions.size()); }
  // What came of looking for the program: Hit, or why nothing that is kept of it is used.
  snippet_cache::Outcome outcome() const;
  // Where what is kept of it is, or would be; empty: nowhere.
  const std::string& image_path() const;
  bool is_entry() const;  // of the cache directory, with the program's module in it; else a sidecar
  // What is kept and trusted; nullptr: nothing.
  const snippet_cache::Image* image() const;
  // Precondition: image(). By the user's key; else because root alone can have written it.
  bool is_trusted_by_key() const;

  // Prepares the function as its first call does. Hit: its machine code would be served from the cache; else why
  // not. Error: the verifier refuses it, or memory is out.
  Result<snippet_cache::Outcome> find(uint32_t function_index);
  enum class Compiled : uint8_t {
    Kept,         // the cache has it for this level
    Now,
    WithProfile,  // now, with the profile that is kept of it
    Refused,      // no executable memory is left
  };
  // Makes machine code for `level`, whether or not the function has ever run.
  Result<Compiled> compile(uint32_t function_index);
  // Writes what was compiled, as CacheOptions::mode says. Hit, or why it was not written.
  snippet_cache::Outcome publish();
  // An image of all that is kept, trusted and compiled, to be put into the program's own .mlb, or, with the module, into
  // an executable. Hit, or why not.
  snippet_cache::Outcome pack(detail::PackedFor where, std::vector<uint8_t>* image);
  Stats stats() const;

 private:
  struct State;
  explicit FileLevels(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace strata
