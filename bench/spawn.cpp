// bench_spawn OUTPUT COMMAND...: runs a command once and prints what it cost.
//
// A process inherits the peak memory of the image that spawned it, and a large parent makes
// spawning slow. This program is static and small, so both are those of the command: it spawns
// by vfork, waits, and prints `status wall_us user_us system_us peak_kib` (status 128 + N for
// signal N). The command's stdout and stderr go to the file OUTPUT, its stdin is empty.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cstdio>

namespace {

long microseconds(const timeval& t) { return t.tv_sec * 1000000L + t.tv_usec; }

long wall_clock_us() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000L + now.tv_nsec / 1000;
}

pid_t spawn(int input, int output, char** command) {
  const pid_t child = vfork();
  if (child == 0) {
    dup2(input, STDIN_FILENO);
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    execvp(command[0], command);
    _exit(127);
  }
  return child;
}

}  // namespace

int main(int count, char** words) {
  if (count < 3) {
    std::fprintf(stderr, "usage: bench_spawn OUTPUT COMMAND...\n");
    return 2;
  }
  const int input = open("/dev/null", O_RDONLY | O_CLOEXEC);
  const int output = open(words[1], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (input < 0 || output < 0) {
    std::perror(words[1]);
    return 1;
  }
  const long start_us = wall_clock_us();
  const pid_t child = spawn(input, output, words + 2);
  int status = 0;
  rusage usage;
  if (child < 0 || wait4(child, &status, 0, &usage) < 0) {
    std::perror(words[2]);
    return 1;
  }
  const long wall_us = wall_clock_us() - start_us;
  std::printf("%d %ld %ld %ld %ld\n", WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status), wall_us,
              microseconds(usage.ru_utime), microseconds(usage.ru_stime), usage.ru_maxrss);
  return 0;
}
