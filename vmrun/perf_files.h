// vmrun --perf: what perf reads to name machine code, for the whole process, since perf looks for files
// by process. /tmp/perf-PID.map gives addresses and names; /tmp/jit-PID.dump has code and lines too, for
// `perf record -k mono` and `perf inject --jit`. Formats: tools/perf/Documentation/jit-interface.txt and
// jitdump-specification.txt of the Linux kernel. Each function is in the files when compiled() returns.
#pragma once

#include <cstdint>
#include <cstdio>

#include "api/strata.h"

namespace strata::vmrun {

class PerfFiles {
 public:
  // The files are named after this process. False: one cannot be written; errno says why.
  explicit PerfFiles(const char* directory = "/tmp");
  ~PerfFiles();
  PerfFiles(const PerfFiles&) = delete;
  PerfFiles& operator=(const PerfFiles&) = delete;

  bool ok() const { return map_ && dump_; }
  void add(const CompiledFunction& function);
  CodeObserver observer();

 private:
  void write_dump_header();
  void write_lines(const CompiledFunction& function);
  void write_code(const CompiledFunction& function, const char* name);

  std::FILE* map_ = nullptr;
  std::FILE* dump_ = nullptr;
  void* marker_ = nullptr;  // perf learns of the dump from a mapping of it
  uint64_t functions_ = 0;
};

}  // namespace strata::vmrun
