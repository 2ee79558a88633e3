// The two ready-made hosts. The only file of the runtime that asks the operating system for files,
// processes, environment, time and randomness.
#include "api/guarded_host.h"

#include <cerrno>
#include <clocale>
#include <cstdlib>
#include <ctime>
#include <poll.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace strata {
namespace {

std::FILE* open_file(void*, const char* path, const char* mode, int* error) {
  std::FILE* file = std::fopen(path, mode);
  if (file == nullptr) *error = errno;
  return file;
}

std::FILE* open_process(void*, const char* command, const char* mode, int* error) {
  std::fflush(nullptr);  // what was written before must come first
  errno = 0;
  std::FILE* file = ::popen(command, mode);
  if (file == nullptr) *error = errno;
  return file;
}

int close_process(void*, std::FILE* file) { return ::pclose(file); }

std::FILE* temporary_file(void*, int* error) {
  std::FILE* file = std::tmpfile();
  if (file == nullptr) *error = errno;
  return file;
}

int remove_file(void*, const char* path) { return std::remove(path) == 0 ? 0 : errno; }

int rename_file(void*, const char* from, const char* to) {
  return std::rename(from, to) == 0 ? 0 : errno;
}

int temporary_name(void*, std::string* name) {
  char path[] = "/tmp/lua_XXXXXX";
  int descriptor = ::mkstemp(path);
  if (descriptor < 0) return errno;
  ::close(descriptor);
  *name = path;
  return 0;
}

bool file_is_readable(void*, const char* path) { return ::access(path, R_OK) == 0; }

InputState wait_for_input(void*, std::FILE* file, int most_ms) {
  struct stat status;
  if (::fstat(::fileno(file), &status) == 0 && S_ISREG(status.st_mode)) return InputState::AlwaysReady;
  pollfd input{::fileno(file), POLLIN, 0};
  int ready = ::poll(&input, 1, 0);
  if (ready == 0) {
    std::fflush(stdout);  // a question to the user, perhaps
    ready = ::poll(&input, 1, most_ms);
  }
  if (ready == 0 || (ready < 0 && errno == EINTR)) return InputState::NotYet;
  return InputState::Ready;  // or an error, as reading will tell
}

// A stream that is new is read past stdio, which would wait for whole blocks.
ssize_t read_block(std::FILE* file, char* block, size_t size) {
  if (file != stdin) return ::read(::fileno(file), block, size);
  size_t n = std::fread(block, 1, size, file);
  if (n > 0 || !std::ferror(file)) return static_cast<ssize_t>(n);
  std::clearerr(file);
  return -1;
}

int read_file(void*, const char* path, const FileSink& sink) {
  if (path == nullptr) return detail::read_to_end(stdin, sink);
  std::FILE* file = std::fopen(path, "rb");
  if (file == nullptr) return errno;
  int error = detail::read_to_end(file, sink);
  std::fclose(file);
  return error;
}

std::FILE* standard_stream(void*, int number) {
  return number == 0 ? stdin : number == 1 ? stdout : stderr;
}

std::FILE* output_stream(void*, int number) {
  return number == 0 ? nullptr : number == 1 ? stdout : stderr;
}

const char* get_environment(void*, const char* name) { return std::getenv(name); }

int run_command(void*, const char* command) {
  if (command != nullptr) std::fflush(nullptr);
  return std::system(command);
}

void exit_process(void*, int code) { std::exit(code); }

const char* set_locale(void*, int category, const char* name) { return std::setlocale(category, name); }

int64_t unix_time(void*) { return static_cast<int64_t>(std::time(nullptr)); }

uint64_t nanoseconds(clockid_t clock) {
  timespec now;
  ::clock_gettime(clock, &now);
  return static_cast<uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(now.tv_nsec);
}

double cpu_seconds(void*) { return static_cast<double>(nanoseconds(CLOCK_PROCESS_CPUTIME_ID)) / 1e9; }

uint64_t monotonic_ns(void*) { return nanoseconds(CLOCK_MONOTONIC); }

uint64_t random_seed(void*) {
  uint64_t seed;
  if (::getrandom(&seed, sizeof seed, GRND_NONBLOCK) != sizeof seed) {
    seed = nanoseconds(CLOCK_MONOTONIC) * 0x9e3779b97f4a7c15u;
  }
  return seed;
}

}  // namespace

int detail::read_to_end(std::FILE* file, const FileSink& sink) {
  constexpr int kWaitMs = 20;
  char block[4096];  // the stack of a short program needs no further page for it
  for (;;) {
    InputState state = wait_for_input(nullptr, file, kWaitMs);
    if (!sink.append({})) return ECANCELED;
    if (state == InputState::NotYet) continue;
    errno = 0;
    ssize_t n = read_block(file, block, sizeof block);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return n < 0 ? errno : 0;
    if (!sink.append({block, static_cast<size_t>(n)})) return ECANCELED;
  }
}

Host sandbox_host() {
  Host host;
  host.standard_stream = output_stream;
  host.unix_time = unix_time;
  host.cpu_seconds = cpu_seconds;
  host.monotonic_ns = monotonic_ns;
  host.random_seed = random_seed;
  return host;
}

Host default_host() {
  Host host = sandbox_host();
  host.open_file = open_file;
  host.open_process = open_process;
  host.close_process = close_process;
  host.temporary_file = temporary_file;
  host.remove_file = remove_file;
  host.rename_file = rename_file;
  host.temporary_name = temporary_name;
  host.file_is_readable = file_is_readable;
  host.read_file = read_file;
  host.wait_for_input = wait_for_input;
  host.standard_stream = standard_stream;
  host.get_environment = get_environment;
  host.run_command = run_command;
  host.exit_process = exit_process;
  host.set_locale = set_locale;
  return host;
}

}  // namespace strata
