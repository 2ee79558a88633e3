// bench_startup ROUNDS COMMAND... [-- COMMAND...]...: what starting each command costs.
//
// The commands are spawned in turn, ROUNDS times, by vfork from this small static process. Then each runs
// twice more under ptrace: once stopping at system calls, once at every instruction. Prints one line
// for each command: median_us lowest_us page_faults peak_kib system_calls instructions cpuids. What a command
// writes is thrown away; a status other than 0 ends the measurement.
#include <fcntl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

namespace {

struct Command {
  char** words;
  std::vector<double> wall_us;
  long page_faults = 0, peak_kib = 0, system_calls = 0, instructions = 0, cpuids = 0;
};

double wall_clock_us() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

[[noreturn]] void give_up(const Command& command, const char* what) {
  std::fprintf(stderr, "bench_startup: %s: %s\n", command.words[0], what);
  std::exit(1);
}

pid_t spawn(char** words, int output, bool traced) {
  pid_t child = vfork();
  if (child != 0) return child;
  if (traced) ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
  dup2(output, STDOUT_FILENO);
  execvp(words[0], words);
  _exit(127);
}

void run_once(Command& command, int output, bool counts) {
  double start_us = wall_clock_us();
  pid_t child = spawn(command.words, output, false);
  int status = 0;
  rusage usage;
  if (child < 0 || wait4(child, &status, 0, &usage) < 0 || status != 0) give_up(command, "did not run");
  if (counts) command.wall_us.push_back(wall_clock_us() - start_us);
  command.page_faults = usage.ru_minflt + usage.ru_majflt;
}

// The peak of the program's own memory: getrusage would name the larger of its own and of its parent's.
long peak_kib_of(pid_t process) {
  char path[40], line[128];
  std::snprintf(path, sizeof path, "/proc/%d/status", static_cast<int>(process));
  std::FILE* file = std::fopen(path, "r");
  long kib = 0;
  while (file && std::fgets(line, sizeof line, file)) std::sscanf(line, "VmHWM: %ld", &kib);
  if (file) std::fclose(file);
  return kib;
}

bool is_at_cpuid(pid_t process) {
  user_regs_struct registers;
  if (ptrace(PTRACE_GETREGS, process, nullptr, &registers) != 0) return false;
  unsigned char code[2] = {};
  iovec here{code, sizeof code}, there{reinterpret_cast<void*>(registers.rip), sizeof code};
  return process_vm_readv(process, &here, 1, &there, 1, 0) == sizeof code && code[0] == 0x0f && code[1] == 0xa2;
}

// Runs the command from stop to stop, each asked for by `request`, and calls at_stop(process) at every one.
template <class AtStop>
void run_traced(Command& command, int output, int request, AtStop at_stop) {
  pid_t child = spawn(command.words, output, true);
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) < 0 || !WIFSTOPPED(status)) give_up(command, "can't be traced");
  ptrace(PTRACE_SETOPTIONS, child, nullptr, PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXIT);
  for (;;) {
    at_stop(child, status);
    ptrace(static_cast<__ptrace_request>(request), child, nullptr, nullptr);
    if (waitpid(child, &status, 0) < 0) give_up(command, "was lost");
    if (!WIFSTOPPED(status)) return;
  }
}

void count_system_calls(Command& command, int output) {
  long stops = 0;
  run_traced(command, output, PTRACE_SYSCALL, [&](pid_t child, int status) {
    if (WSTOPSIG(status) == (SIGTRAP | 0x80)) stops++;
    if (status >> 8 == (SIGTRAP | PTRACE_EVENT_EXIT << 8)) command.peak_kib = peak_kib_of(child);
  });
  command.system_calls = (stops + 1) / 2;  // before and behind each; the last does not return
}

void count_instructions(Command& command, int output) {
  run_traced(command, output, PTRACE_SINGLESTEP, [&](pid_t child, int) {
    command.instructions++;
    command.cpuids += is_at_cpuid(child);
  });
}

std::vector<Command> commands_of(char** words) {
  std::vector<Command> commands;
  while (*words) {
    commands.push_back({words, {}});
    while (*words && std::strcmp(*words, "--") != 0) words++;
    if (*words) *words++ = nullptr;
  }
  return commands;
}

}  // namespace

int main(int count, char** words) {
  int rounds = count > 2 ? std::atoi(words[1]) : 0;
  if (rounds <= 0) {
    std::fprintf(stderr, "usage: bench_startup ROUNDS COMMAND... [-- COMMAND...]...\n");
    return 2;
  }
  int output = open("/dev/null", O_WRONLY | O_CLOEXEC);
  std::vector<Command> commands = commands_of(words + 2);
  for (int round = -3; round < rounds; round++) {
    for (Command& command : commands) run_once(command, output, round >= 0);
  }
  for (Command& command : commands) {
    count_system_calls(command, output);
    count_instructions(command, output);
    std::sort(command.wall_us.begin(), command.wall_us.end());
    std::printf("%.1f %.1f %ld %ld %ld %ld %ld\n", command.wall_us[command.wall_us.size() / 2], command.wall_us[0],
                command.page_faults, command.peak_kib, command.system_calls, command.instructions, command.cpuids);
  }
  return 0;
}
