// What the tests of the cache's files share: a directory of their own, files in it, child processes that may
// change their user or be killed, and the skipping, which says so, of what this machine does not allow.
#pragma once

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <new>
#include <string>
#include <string_view>
#include <vector>

namespace cache_files {

inline constexpr uid_t kNobody = 65534;

inline bool is_root() {
  if (geteuid() == 0) return true;
  MESSAGE("skipped: needs to run as root");
  return false;
}

// A new directory that goes with it. It can be passed by every user.
struct Directory {
  std::string path;
  explicit Directory(const char* pattern = "/tmp/strata-cache-XXXXXX") : path(pattern) {
    REQUIRE(mkdtemp(path.data()) != nullptr);
    REQUIRE(chmod(path.c_str(), 0755) == 0);
  }
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;
  ~Directory() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  std::string operator/(std::string_view name) const { return path + "/" + std::string(name); }
};

inline void write_file(const std::string& path, std::string_view contents, mode_t mode = 0600) {
  unlink(path.c_str());
  int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  REQUIRE(file >= 0);
  REQUIRE(write(file, contents.data(), contents.size()) == static_cast<ssize_t>(contents.size()));
  REQUIRE(fchmod(file, mode) == 0);
  close(file);
}

// Empty where there is none.
inline std::string read_file(const std::string& path) {
  std::string contents;
  int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return contents;
  char bytes[4096];
  for (ssize_t n; (n = read(file, bytes, sizeof bytes)) > 0;) contents.append(bytes, static_cast<size_t>(n));
  close(file);
  return contents;
}

inline bool exists(const std::string& path) {
  struct stat about;
  return lstat(path.c_str(), &about) == 0;
}

inline mode_t mode_of(const std::string& path) {
  struct stat about;
  return lstat(path.c_str(), &about) == 0 ? about.st_mode & 07777 : 0;
}

inline void set_age(const std::string& path, int64_t age_s) {
  timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  timespec times[2] = {{now.tv_sec - age_s, 0}, {now.tv_sec - age_s, 0}};
  REQUIRE(utimensat(AT_FDCWD, path.c_str(), times, AT_SYMLINK_NOFOLLOW) == 0);
}

// Names of all there is below `directory` but directories, sorted, relative to it.
inline std::vector<std::string> files_below(const std::string& directory) {
  std::vector<std::string> names;
  for (const auto& item : std::filesystem::recursive_directory_iterator(directory)) {
    if (item.is_symlink() || !item.is_directory()) names.push_back(item.path().string().substr(directory.size() + 1));
  }
  std::sort(names.begin(), names.end());
  return names;
}

// A process that runs `function` and ends with what it returns, or by SIGALRM when it hangs.
template <typename Function>
pid_t start_child(Function function) {
  pid_t child = fork();
  if (child == 0) {
    alarm(60);
    _exit(static_cast<int>(function()));
  }
  REQUIRE(child > 0);
  return child;
}

// What the child returned; above 255: the signal that killed it, plus 1000.
inline int wait_for(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {}
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

template <typename Function>
int in_child(Function function) {
  return wait_for(start_child(function));
}

// What `function` returns when nobody runs it; the caller is root.
template <typename Function>
int as_nobody(Function function) {
  return in_child([&] {
    if (setresgid(kNobody, kNobody, kNobody) != 0 || setresuid(kNobody, kNobody, kNobody) != 0) return 254;
    return static_cast<int>(function());
  });
}

// Memory that children share.
template <typename T>
T* shared() {
  void* memory = mmap(nullptr, sizeof(T), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  REQUIRE(memory != MAP_FAILED);
  return new (memory) T{};
}

// In a child: its mounts from now on are seen by itself only. False: not allowed here.
inline bool unshare_mounts() {
  if (unshare(CLONE_NEWNS) != 0) {
    std::string user = std::to_string(geteuid()), group = std::to_string(getegid());
    if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
    auto tell = [](const char* path, const std::string& text) {
      int file = open(path, O_WRONLY | O_CLOEXEC);
      bool told = file >= 0 && write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
      close(file);
      return told;
    };
    if (!tell("/proc/self/setgroups", "deny") || !tell("/proc/self/uid_map", user + " " + user + " 1") ||
        !tell("/proc/self/gid_map", group + " " + group + " 1")) {
      return false;
    }
  }
  return mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
}

}  // namespace cache_files
