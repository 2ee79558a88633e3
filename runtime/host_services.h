// Host services: everything of the outside world that a script may touch. A host replaces or refuses
// entries: a null entry is refused with a guest error "'io.open' is not allowed here". Part of the
// embedding API, so it includes nothing of ours.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

namespace strata::runtime {

// Takes the bytes of a file, piece by piece.
struct FileSink {
  // False: no more are wanted. An empty piece only asks.
  bool (*take)(void* self, const char* bytes, size_t size);
  void* self;

  bool append(std::string_view bytes) const { return take(self, bytes.data(), bytes.size()); }
  // Appends to a string.
  static FileSink into(std::string* all) {
    auto take = [](void* self, const char* bytes, size_t size) {
      static_cast<std::string*>(self)->append(bytes, size);
      return true;
    };
    return {take, all};
  }
};

enum class InputState : uint8_t { Ready, NotYet, AlwaysReady };

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
  // Whole file for load/require/dofile; path null: the rest of standard input. ECANCELED when the sink
  // wants no more.
  int (*read_file)(void* self, const char* path, const FileSink& sink) = nullptr;
  // Waits until reading from `file` will not block, but for this time at most; AlwaysReady: it never will.
  // Null: a read blocks as long as it likes, whatever the guest's limits.
  InputState (*wait_for_input)(void* self, std::FILE* file, int most_ms) = nullptr;
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

}  // namespace strata::runtime
