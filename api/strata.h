// Strata for embedders: a Vm is one guest world.
//
//   strata::Vm vm;
//   vm.set_function("greet", [](std::string name) { return "Hello, " + name + "!"; });
//   auto done = vm.run("print(greet('world'))");
//   if (!done) std::fprintf(stderr, "%s\n", done.error().text().c_str());
//
// A Vm is used by one thread at a time; any number may exist, in as many threads. Only interrupt() may
// be called from elsewhere. See docs/embedding.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "api/function.h"
#include "api/host.h"
#include "api/result.h"
#include "api/value.h"
#include "runtime/tier.h"

namespace strata {

namespace snippet_cache {
class Archive;
}

inline constexpr const char* kVersion = "0.1";

// What a guest may use up; 0: no limit. Beyond a limit the guest gets an error, which it can catch, but
// it fails again at once: a limit that was reached stays reached until the host changes it.
struct Limits {
  size_t max_memory_bytes = 0;
  uint64_t max_time_ms = 0;   // wall time, counted from the Vm's creation or the last set_time_limit
  uint64_t max_steps = 0;     // function calls + loop iterations, likewise
  uint32_t max_depth = 0;     // nested calls of one coroutine
};

// Interpreter, Jit (everything is compiled) or Auto (what runs often is compiled).
using runtime::Tier;
// Told of machine code: for profilers and debuggers.
using runtime::CodeObserver;
using runtime::CompiledFunction;

// What is kept of programs on disk, so that a later run compiles nothing: modules of scripts, machine code and
// profiles, in the user's cache directory or beside a multi-level binary. Programs loaded by path only, read by
// the default Host::read_file.
enum class CacheMode : uint8_t { Off, Read, Write };
struct CacheOptions {
  CacheMode mode = CacheMode::Off;
  std::string directory;  // empty: $STRATA_CACHE, else $XDG_CACHE_HOME/strata, else $HOME/.cache/strata
  // What the directory may hold; looked at once a day at most. 0: $STRATA_CACHE_LIMIT, else 256 MiB.
  uint64_t limit_bytes = 0;
  // Of a packed executable: the programs in it, used instead of a directory. Must outlive the Vm.
  const snippet_cache::Archive* packed = nullptr;
};

// A file of the cache that a Vm has mapped.
struct CachedFile {
  const char* path = nullptr;  // the Vm's; nullptr: none
  size_t size_bytes = 0;
};

struct Options {
  Limits limits;
  Host host = default_host();
  bool open_libraries = true;     // the whole standard library
  bool use_environment = true;    // LUA_PATH and the like
  Tier tier = Tier::Auto;
  uint32_t jit_threshold = runtime::kDefaultJitThreshold;  // calls + loop iterations; 0: at the first call
  size_t jit_code_limit_bytes = runtime::kDefaultJitCodeLimitBytes;  // beyond it, functions are interpreted
  CacheOptions cache;
  CodeObserver code_observer;     // what it refers to must outlive the Vm
  bool gdb_interface = false;     // gdb is told of machine code, by its JIT interface
  // Testing: collect at every allocation; move the stack at every call.
  bool stress_collector = false;
  bool stress_stack = false;
  // Measurements: off, to see what fused operations, inline caches and arrays of plain numbers are worth.
  bool fusing = true;
  bool inline_caches = true;
  bool typed_arrays = true;
};

// Why something that was looked for in the cache was not served from it, or not written to it.
struct CacheReason {
  std::string_view key;   // "not-kept", "wrong-mac", ..: stable, for scripts
  std::string_view text;  // for people
  uint64_t count;         // programs and functions
};

struct Stats {
  size_t heap_bytes, heap_peak_bytes;
  uint64_t collections;           // finished collector cycles, minor ones included
  uint64_t longest_pause_ns, total_pause_ns, longest_pause_cpu_ns;  // cpu: not counting other programs
  uint64_t functions_prepared;    // verified and made ready for execution, at their first call
  uint64_t typed_from_annotations;  // operations in them that need no tags, for verified annotations prove the types
  uint64_t steps;                 // counted only under a step limit
  // The machine code compiler: functions, their stack instructions and machine code, time, returns to the
  // interpreter because of what the code met, functions compiled again.
  uint64_t functions_compiled, bytecodes_compiled, machine_code_bytes, compile_ns, side_exits, functions_recompiled;
  uint64_t executable_bytes;      // executable memory at the moment
  bool executable_memory_refused; // by the system: functions are interpreted
  // The cache: functions whose machine code was there, what was looked for (programs and their functions) and not
  // there or not to be trusted, and what was written.
  uint64_t functions_from_cache, cache_hits, cache_misses, cache_rejects, cache_published_files, cache_published_bytes;
  std::vector<CacheReason> cache_reasons;  // those that occurred
};

class Vm {
 public:
  explicit Vm(const Options& options = {});
  // Closes pending to-be-closed variables and runs all finalizers. Not to be called by the guest.
  ~Vm();
  // Ends the Vm as the destructor does, but its memory is left to the end of the process, which is near:
  // the system frees it in one go. Not to be called by the guest; ok() is false afterwards.
  void abandon();
  Vm(const Vm&) = delete;
  Vm& operator=(const Vm&) = delete;
  // False: there was no memory for it; everything else then answers "not enough memory".
  bool ok() const;

  // Makes a function of a program of any level, which its first bytes tell: Lua text, assembler text or
  // a multi-level binary. chunk_name as in Lua: "@file", "=name", or the text itself.
  Result<Function> load(std::string_view program, std::string_view chunk_name = "=host");
  // Through Host::read_file; nullptr: standard input. A first line that starts with # is skipped.
  Result<Function> load_file(const char* path);
  // Loads and calls.
  Result<Values> run(std::string_view program, std::string_view chunk_name = "=host");
  Result<Values> run_file(const char* path);
  // Calls any callable value.
  Result<Values> call(const Value& callee, std::initializer_list<Argument> arguments = {});
  Result<Values> call(const Value& callee, const Argument* arguments, size_t count);

  // Globals, raw.
  Value get(std::string_view name);
  bool set(std::string_view name, Argument value);
  Table globals();

  Table new_table();
  Value value(Argument argument);
  // A C++ callable as a guest function. Parameters: bool, integers, floating point, std::string,
  // std::string_view, Value, Table, Function, std::optional of these, Values (all that are left),
  // Call& (everything). Result: void (what Call::push appended), any type that an Argument takes,
  // std::optional, std::tuple (several results), Values, Result<...> (its Error becomes a guest error).
  // An exception becomes a guest error with the text of what(). `name` is for messages.
  template <typename F>
  Function function(F&& f, std::string_view name = "?") {
    using Target = std::decay_t<F>;
    return make_function(name, &detail::enter_host_function<Target>,
                         &detail::destroy_host_function<Target>, new Target(std::forward<F>(f)));
  }
  template <typename F>
  bool set_function(std::string_view name, F&& f) {
    return set(name, function(std::forward<F>(f), name));
  }

  // With metamethods.
  Result<Value> index(const Value& object, Argument key);
  Result<Values> set_index(const Value& object, Argument key, Argument value);
  Result<std::string> to_text(const Value& v);  // as tostring()

  // Makes the running guest fail with "interrupted!", soon; without one, the next to run. May be called
  // from any thread and from a signal handler.
  void interrupt();
  // New limits, counted from now; 0: none.
  void set_time_limit(uint64_t ms);
  void set_step_limit(uint64_t steps);
  // A guest that holds more already fails with "not enough memory", soon, if a collection does not help.
  void set_memory_limit(size_t bytes);
  void set_warnings(bool on);
  void collect();
  // For tests: collects, and digests all that the guest can reach from its globals, loaded modules and `roots`: equal
  // where the same program ran to the same end, in any tier (runtime/heap_digest.h). 0: not ok().
  uint64_t heap_digest(const Values& roots = {});
  Stats stats() const;
  // Writes what has been compiled to the cache, when that is to be written. The Vm's end does so as well.
  void publish();
  // The file of the cache that is mapped at this address. For a handler of SIGBUS, which the Vm's own thread gets when
  // somebody cuts such a file short in place: it may be called there.
  CachedFile cached_file_at(const void* address) const;

 private:
  friend struct detail::Access;
  Function make_function(std::string_view name, detail::HostEntry entry, detail::HostDestroy destroy,
                         void* target);
  detail::VmState* state_;
};

}  // namespace strata
