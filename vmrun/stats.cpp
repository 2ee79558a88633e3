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
  const char* text;  // for people; nullptr: they are told only when it is not 0
};

double seconds(const timeval& t) { return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6; }

// Why the cache did not serve what was looked for: only reasons that occurred.
void print_reasons(const Stats& stats, StatsFormat format) {
  if (format == StatsFormat::Json) std::fputs(", \"cache_reasons\": {", stderr);
  const char* separator = "";
  for (const CacheReason& reason : stats.cache_reasons) {
    auto count = static_cast<unsigned long long>(reason.count);
    if (format == StatsFormat::Json) {
      std::fprintf(stderr, "%s\"%.*s\": %llu", separator, static_cast<int>(reason.key.size()), reason.key.data(), count);
      separator = ", ";
    } else {
      std::fprintf(stderr, "%32s %16llu  %.*s\n", "", count, static_cast<int>(reason.text.size()), reason.text.data());
    }
  }
  if (format == StatsFormat::Json) std::fputs("}", stderr);
}

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
      {"functions_compiled", number(stats.functions_compiled), 0, "functions compiled"},
      {"functions_recompiled", number(stats.functions_recompiled), 0, "functions compiled again"},
      {"bytecodes_compiled", number(stats.bytecodes_compiled), 0, "instructions compiled"},
      {"machine_code_bytes", number(stats.machine_code_bytes), 0, "machine code, bytes"},
      {"compile_us", number(stats.compile_ns) / 1e3, 1, "time spent compiling, us"},
      {"side_exits", number(stats.side_exits), 0, "side exits of machine code"},
      {"executable_bytes", number(stats.executable_bytes), 0, "executable memory, bytes"},
      {"functions_from_cache", number(stats.functions_from_cache), 0, "functions from the cache"},
      {"cache_hits", number(stats.cache_hits), 0, "found in the cache"},
      {"cache_misses", number(stats.cache_misses), 0, "not in the cache"},
      {"cache_rejects", number(stats.cache_rejects), 0, "in the cache, not to be used"},
      {"cache_published_files", number(stats.cache_published_files), 0, "written to the cache, files"},
      {"cache_published_bytes", number(stats.cache_published_bytes), 0, "written to the cache, bytes"},
      {"executable_memory_refused", stats.executable_memory_refused ? 1.0 : 0.0, 0, nullptr},
  };
  std::fflush(stdout);
  const char* separator = "{";
  for (const Row& row : rows) {
    if (format == StatsFormat::Json) {
      std::fprintf(stderr, "%s\"%s\": %.*f", separator, row.key, row.decimals, row.value);
      separator = ", ";
    } else if (row.text) {
      std::fprintf(stderr, "%-32s %16.*f\n", row.text, row.decimals, row.value);
    }
  }
  print_reasons(stats, format);
  if (format == StatsFormat::Json) std::fputs("}\n", stderr);
  else if (stats.executable_memory_refused)
    std::fputs("the system refused executable memory: functions are interpreted\n", stderr);
}

}  // namespace strata::vmrun
