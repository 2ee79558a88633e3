// See stats.h. The table of rows is the only list of keys.
#include "vmrun/stats.h"

#include <cstdio>
#include <ctime>
#include <sys/resource.h>

namespace strata::vmrun {
namespace {

struct Row {
  const char* key;
  double value;
  int decimals;
  const char* text;  // for people
};

double seconds(const timeval& t) { return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6; }

}  // namespace

uint64_t wall_clock_ns() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(now.tv_nsec);
}

void print_stats(const Vm& vm, StatsFormat format, uint64_t started_ns) {
  if (format == StatsFormat::None) return;
  rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  Stats stats = vm.stats();
  auto number = [](uint64_t n) { return static_cast<double>(n); };
  const Row rows[] = {
      {"wall_seconds", number(wall_clock_ns() - started_ns) / 1e9, 6, "wall time, s"},
      {"cpu_seconds", seconds(usage.ru_utime) + seconds(usage.ru_stime), 6, "CPU time, s"},
      {"peak_memory_bytes", number(static_cast<uint64_t>(usage.ru_maxrss)) * 1024, 0, "peak memory, bytes"},
      {"heap_peak_bytes", number(stats.heap_peak_bytes), 0, "peak of the heap, bytes"},
      {"heap_bytes", number(stats.heap_bytes), 0, "heap at the end, bytes"},
      {"collections", number(stats.collections), 0, "collections"},
      {"longest_pause_ns", number(stats.longest_pause_ns), 0, "longest pause, ns"},
      {"longest_pause_cpu_ns", number(stats.longest_pause_cpu_ns), 0, "longest pause, ns of CPU time"},
      {"total_pause_ns", number(stats.total_pause_ns), 0, "all pauses, ns"},
      {"functions_prepared", number(stats.functions_prepared), 0, "functions prepared"},
      {"typed_from_annotations", number(stats.typed_from_annotations), 0, "operations typed by annotations"},
  };
  std::fflush(stdout);
  const char* separator = "{";
  for (const Row& row : rows) {
    if (format == StatsFormat::Json) {
      std::fprintf(stderr, "%s\"%s\": %.*f", separator, row.key, row.decimals, row.value);
      separator = ", ";
    } else {
      std::fprintf(stderr, "%-24s %16.*f\n", row.text, row.decimals, row.value);
    }
  }
  if (format == StatsFormat::Json) std::fputs("}\n", stderr);
}

}  // namespace strata::vmrun
