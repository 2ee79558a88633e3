// Beyond the new end of a file its pages raise SIGBUS. Up to the end of the page the rest reads as zeros: machine code
// there runs on into the next page, or trips over a wild access on the way. See bus_error.h.
#include "vmrun/bus_error.h"

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <sys/stat.h>
#include <ucontext.h>
#include <unistd.h>

namespace strata::vmrun {
namespace {

const Vm* watched = nullptr;
const char* program_name = "";

CachedFile file_of(const siginfo_t& info, const void* context) {
  CachedFile file = watched->cached_file_at(info.si_addr);
  if (file.path != nullptr) return file;
  auto at = static_cast<const ucontext_t*>(context)->uc_mcontext.gregs[REG_RIP];
  return watched->cached_file_at(reinterpret_cast<const void*>(at));
}

// False where it has been replaced since, as well.
bool is_cut_short(const CachedFile& file) {
  struct stat about;
  return stat(file.path, &about) == 0 && static_cast<size_t>(about.st_size) < file.size_bytes;
}

void on_fault(int signal_number, siginfo_t* info, void* context) {
  CachedFile file = file_of(*info, context);
  if (file.path != nullptr && (signal_number == SIGBUS || is_cut_short(file))) {
    for (const char* part : {program_name, ": ", file.path, ": was cut short while its machine code was running\n"}) {
      (void)!write(2, part, std::strlen(part));
    }
    _exit(EXIT_FAILURE);
  }
  std::signal(signal_number, SIG_DFL);  // what raised it is executed again, and ends the process
}

void watch(int signal_number) {
  struct sigaction action = {};
  action.sa_sigaction = on_fault;
  action.sa_flags = SA_SIGINFO;
  sigemptyset(&action.sa_mask);
  sigaction(signal_number, &action, nullptr);
}

}  // namespace

void watch_cached_files(const Vm& vm, const char* program) {
  watched = &vm;
  program_name = program;
  watch(SIGBUS);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // they have handlers of their own
  watch(SIGSEGV);
#endif
}

}  // namespace strata::vmrun
