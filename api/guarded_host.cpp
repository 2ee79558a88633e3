// See guarded_host.h. What is opened for reading is asked about once it is open, by its descriptor, which no renaming
// meanwhile can get around; what would be made, emptied or moved away is asked about before, by its path.
#include "api/guarded_host.h"

#include <cerrno>
#include <cstring>

#include "snippet_cache/directory.h"
#include "snippet_cache/protect.h"

namespace strata::detail {
namespace {

GuardedHost& guard(void* self) { return *static_cast<GuardedHost*>(self); }

bool is_refused(GuardedHost& host, const char* path) { return snippet_cache::is_protected_path(path, host.directory()); }

std::FILE* open_file(void* self, const char* path, const char* mode, int* error) {
  GuardedHost& host = guard(self);
  bool writes = mode[0] != 'r' || std::strchr(mode, '+') != nullptr;
  *error = EACCES;
  if (writes && is_refused(host, path) && !snippet_cache::is_directory(path)) return nullptr;
  std::FILE* file = host.inner().open_file(host.inner().self, path, mode, error);
  if (file == nullptr || !snippet_cache::is_protected(fileno(file), host.directory())) return file;
  std::fclose(file);
  *error = EACCES;
  return nullptr;
}

int read_file(void* self, const char* path, const FileSink& sink) {
  if (path == nullptr) return read_to_end(stdin, sink);
  GuardedHost& host = guard(self);
  std::FILE* file = std::fopen(path, "rb");
  if (file == nullptr) return errno;
  bool is_refused = snippet_cache::is_protected(fileno(file), host.directory());
  int error = is_refused ? EACCES : read_to_end(file, sink);
  std::fclose(file);
  return error;
}

int remove_file(void* self, const char* path) {
  GuardedHost& host = guard(self);
  return is_refused(host, path) ? EACCES : host.inner().remove_file(host.inner().self, path);
}

int rename_file(void* self, const char* from, const char* to) {
  GuardedHost& host = guard(self);
  // Of a file that is not there the system says so, whatever the other name.
  bool is_there = host.inner().file_is_readable == nullptr || host.inner().file_is_readable(host.inner().self, from);
  if (is_refused(host, from) || (is_there && is_refused(host, to))) return EACCES;
  return host.inner().rename_file(host.inner().self, from, to);
}

// The function in this place of a host, called with its own `self`.
template <auto Place>
struct Forward;
template <typename Result, typename... Parameters, Result (*Host::*Place)(void*, Parameters...)>
struct Forward<Place> {
  static Result call(void* self, Parameters... parameters) {
    const Host& inner = guard(self).inner();
    return (inner.*Place)(inner.self, parameters...);
  }
};

template <auto... Places>
void forward(const Host& inner, Host* out) {
  static_assert(sizeof(Host) == (1 + sizeof...(Places)) * sizeof(void*), "all functions of a host, and self");
  ((out->*Places = inner.*Places != nullptr ? Forward<Places>::call : nullptr), ...);
}

void forward_all(const Host& inner, Host* out) {
  forward<&Host::open_file, &Host::open_process, &Host::close_process, &Host::temporary_file, &Host::remove_file,
          &Host::rename_file, &Host::temporary_name, &Host::file_is_readable, &Host::read_file, &Host::wait_for_input,
          &Host::standard_stream, &Host::get_environment, &Host::run_command, &Host::exit_process, &Host::set_locale,
          &Host::unix_time, &Host::cpu_seconds, &Host::monotonic_ns, &Host::random_seed>(inner, out);
}

}  // namespace

Host GuardedHost::functions() {
  Host standard = default_host(), guarded;
  forward_all(inner_, &guarded);
  guarded.self = this;
  bool any = false;
  auto replace = [&](auto place, auto function) {
    if (inner_.*place != standard.*place) return;
    guarded.*place = function;
    any = true;
  };
  replace(&Host::open_file, open_file);
  replace(&Host::read_file, read_file);
  replace(&Host::remove_file, remove_file);
  replace(&Host::rename_file, rename_file);
  return any ? guarded : inner_;
}

const std::string& GuardedHost::directory() {
  if (!is_known_) directory_ = snippet_cache::cache_directory(wanted_);
  is_known_ = true;
  return directory_;
}

bool reads_files(const Host& host) { return host.read_file == default_host().read_file; }

}  // namespace strata::detail
