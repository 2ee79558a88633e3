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
struct sigaction before_bus = {}, before_segv = {};  // a sanitizer's, perhaps

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
  // What raised it is executed again, and ends the process.
  sigaction(signal_number, signal_number == SIGBUS ? &before_bus : &before_segv, nullptr);
}

void watch(int signal_number, struct sigaction* before) {
  struct sigaction action = {};
  action.sa_sigaction = on_fault;
  action.sa_flags = SA_SIGINFO;
  sigemptyset(&action.sa_mask);
  sigaction(signal_number, &action, before);
}

}  // namespace

void watch_cached_files(const Vm& vm, const char* program) {
  watched = &vm;
  program_name = program;
  watch(SIGBUS, &before_bus);
#if !defined(__SANITIZE_THREAD__)  // it delays signals
  watch(SIGSEGV, &before_segv);
#endif
}

}  // namespace strata::vmrun
