// Services: what the runtime needs from layers above it, and everything of the outside world that a
// script may touch. A per-VM table that api/ fills. A host replaces or refuses entries: a null entry of
// the host part is refused with a guest error "'io.open' is not allowed here".
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "isa/module.h"
#include "runtime/status.h"

namespace strata::runtime {

class VM;
class Coroutine;

// The outside world. `self` is the first argument of each. Errors: errno values, 0 for success.
struct HostServices {
  void* self = nullptr;
  // Files. open: modes as C's fopen; nullptr with *error set.
  std::FILE* (*open_file)(void* self, const char* path, const char* mode, int* error) = nullptr;
  std::FILE* (*open_process)(void* self, const char* command, const char* mode, int* error) = nullptr;
  int (*close_process)(void* self, std::FILE* file) = nullptr;      // wait status, as pclose
  std::FILE* (*temporary_file)(void* self, int* error) = nullptr;
  int (*remove_file)(void* self, const char* path) = nullptr;
  int (*rename_file)(void* self, const char* from, const char* to) = nullptr;
  int (*temporary_name)(void* self, std::string* name) = nullptr;
  bool (*file_is_readable)(void* self, const char* path) = nullptr; // package.searchpath
  // Whole file for load/require/dofile; -1 with *error set.
  int (*read_file)(void* self, const char* path, std::string* bytes) = nullptr;
  std::FILE* (*standard_stream)(void* self, int number) = nullptr;  // 0, 1, 2
  // Process and environment.
  const char* (*get_environment)(void* self, const char* name) = nullptr;
  int (*run_command)(void* self, const char* command) = nullptr;    // wait status; command null: 1 if a shell exists
  // Ends the process; a host that embeds may refuse by leaving it null. closes the VM first when asked.
  void (*exit_process)(void* self, int code) = nullptr;
  const char* (*set_locale)(void* self, int category, const char* name) = nullptr;
  // Time and randomness.
  int64_t (*unix_time)(void* self) = nullptr;                       // seconds
  double (*cpu_seconds)(void* self) = nullptr;
  uint64_t (*monotonic_ns)(void* self) = nullptr;
  uint64_t (*random_seed)(void* self) = nullptr;
};

// Upward calls into the tiers and the front end.
struct UpwardServices {
  // Compiles Lua source text.
  base::Result<std::shared_ptr<const isa::Module>> (*compile_source)(VM& vm, std::string_view source,
                                                                     std::string_view chunk_name) = nullptr;
  // A binary chunk (.mlb bytes), verified; the bytes are copied.
  base::Result<std::shared_ptr<const isa::Module>> (*load_binary)(VM& vm, std::string_view bytes,
                                                                  std::string_view chunk_name) = nullptr;
  // string.dump of function `index` of a module, with its children, as .mlb bytes.
  std::string (*dump_function)(VM& vm, const isa::Module& module, uint32_t index, bool strip) = nullptr;
  // Runs the coroutine until the topmost frame, which has kEntryFrame, has returned; results lie from
  // its callee slot up to co.top. Status: kOk, kGuestError, or kYield (only for an outermost run).
  Status (*run)(Coroutine& co) = nullptr;
  // Fills a proto at its first call (verification, constants, threaded code): guest error when refused.
  Status (*prepare)(VM& vm, FunctionProto& proto) = nullptr;
  // Code offset of the instruction that a Lua frame is executing (debug, errors).
  uint32_t (*current_offset)(Coroutine& co, uint32_t frame_index) = nullptr;
  // Hooks were set or removed on this coroutine: its frames change their code.
  Status (*hooks_changed)(Coroutine& co) = nullptr;
};

}  // namespace strata::runtime
