// See perf_files.h. The files are made anew, never written through a link that somebody
// may have laid there.
#include "vmrun/perf_files.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <ctime>
#include <string>

namespace strata::vmrun {
namespace {

constexpr size_t kMarkerBytes = 4096;

struct DumpHeader {
  uint32_t magic = 0x4A695444;  // "JiTD"
  uint32_t version = 1;
  uint32_t size = sizeof(DumpHeader);
  uint32_t machine = 62;        // EM_X86_64
  uint32_t padding = 0;
  uint32_t process;
  uint64_t timestamp;
  uint64_t flags = 0;
};
static_assert(sizeof(DumpHeader) == 40);

enum RecordKind : uint32_t { kCodeLoad = 0, kCodeDebugInfo = 2, kCodeClose = 3 };

struct RecordHead {
  uint32_t kind;
  uint32_t size;  // of the record, with this head
  uint64_t timestamp;
};

struct CodeLoad {
  RecordHead head;
  uint32_t process, thread;
  uint64_t virtual_address, code_address, code_size, code_index;  // then the name with its zero, the code
};

struct CodeDebugInfo {
  RecordHead head;
  uint64_t code_address, count;
};

struct DebugEntry {
  uint64_t address;
  uint32_t line, discriminator;  // then the file's name with its zero
};

// The clock that perf uses under -k mono.
uint64_t timestamp() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(now.tv_nsec);
}

std::FILE* create(const char* directory, const char* format) {
  char name[32];
  std::snprintf(name, sizeof name, format, static_cast<int>(getpid()));
  std::string path = std::string(directory) + "/" + name;
  unlink(path.c_str());
  int descriptor = open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
  if (descriptor < 0) return nullptr;
  return fdopen(descriptor, "w+");
}

template <typename Record>
void put(std::FILE* file, const Record& record) {
  std::fwrite(&record, sizeof record, 1, file);
}

uint64_t address_of(const uint8_t* code) { return reinterpret_cast<uintptr_t>(code); }

// "lua:fib tool.lua:12", on one line whatever the names are.
std::string name_of(const CompiledFunction& f) {
  std::string name = "lua:" + std::string(f.name) + " " + std::string(f.source_name);
  if (!f.lines.empty()) name += ":" + std::to_string(f.lines[0].line);
  for (char& c : name) {
    if (static_cast<unsigned char>(c) < ' ') c = '?';
  }
  return name;
}

}  // namespace

PerfFiles::PerfFiles(const char* directory)
    : map_(create(directory, "perf-%d.map")), dump_(map_ ? create(directory, "jit-%d.dump") : nullptr) {
  if (ok()) write_dump_header();
}

PerfFiles::~PerfFiles() {
  if (marker_) munmap(marker_, kMarkerBytes);
  if (dump_) {
    put(dump_, RecordHead{kCodeClose, sizeof(RecordHead), timestamp()});
    std::fclose(dump_);
  }
  if (map_) std::fclose(map_);
}

// perf inject finds the dump among the files that the process mapped executable. Where that is refused
// it is only not found.
void PerfFiles::write_dump_header() {
  put(dump_, DumpHeader{.process = static_cast<uint32_t>(getpid()), .timestamp = timestamp()});
  std::fflush(dump_);
  void* marker = mmap(nullptr, kMarkerBytes, PROT_READ | PROT_EXEC, MAP_PRIVATE, fileno(dump_), 0);
  if (marker != MAP_FAILED) marker_ = marker;
}

void PerfFiles::write_lines(const CompiledFunction& f) {
  if (f.lines.empty()) return;
  CodeDebugInfo record{{kCodeDebugInfo, 0, timestamp()}, address_of(f.code), f.lines.size()};
  std::string source(f.source_name);
  size_t entry_bytes = sizeof(DebugEntry) + source.size() + 1;
  record.head.size = static_cast<uint32_t>(sizeof record + f.lines.size() * entry_bytes);
  put(dump_, record);
  for (const CompiledFunction::Line& row : f.lines) {
    put(dump_, DebugEntry{address_of(f.code) + row.code_offset, row.line, 0});
    std::fwrite(source.c_str(), 1, source.size() + 1, dump_);
  }
}

void PerfFiles::write_code(const CompiledFunction& f, const char* name) {
  CodeLoad record{{kCodeLoad, 0, timestamp()},
                  static_cast<uint32_t>(getpid()),
                  static_cast<uint32_t>(gettid()),
                  address_of(f.code),
                  address_of(f.code),
                  f.size_bytes,
                  functions_++};
  size_t name_bytes = std::strlen(name) + 1;
  record.head.size = static_cast<uint32_t>(sizeof record + name_bytes + f.size_bytes);
  put(dump_, record);
  std::fwrite(name, 1, name_bytes, dump_);
  std::fwrite(f.code, 1, f.size_bytes, dump_);
}

void PerfFiles::add(const CompiledFunction& function) {
  std::string name = name_of(function);
  std::fprintf(map_, "%llx %zx %s\n", static_cast<unsigned long long>(address_of(function.code)),
               function.size_bytes, name.c_str());
  std::fflush(map_);
  write_lines(function);  // lines come before the code that they belong to
  write_code(function, name.c_str());
  std::fflush(dump_);
}

CodeObserver PerfFiles::observer() {
  CodeObserver observer;
  observer.self = this;
  observer.compiled = [](void* self, const CompiledFunction& f) { static_cast<PerfFiles*>(self)->add(f); };
  return observer;
}

}  // namespace strata::vmrun
