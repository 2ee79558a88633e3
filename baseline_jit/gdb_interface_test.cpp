// The GDB JIT interface: the list that gdb walks, and the objects in it, read back as gdb would.
#include "baseline_jit/gdb_interface.h"

#include <doctest/doctest.h>
#include <elf.h>

#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "baseline_jit/debug_object.h"

using strata::baseline_jit::debug_object;
using strata::baseline_jit::GdbInterface;
using strata::runtime::CompiledFunction;

extern "C" {
struct jit_code_entry {
  jit_code_entry *next_entry, *prev_entry;
  const char* symfile_addr;
  uint64_t symfile_size;
};
extern struct {
  uint32_t version, action_flag;
  jit_code_entry *relevant_entry, *first_entry;
} __jit_debug_descriptor;
}

namespace {

const uint8_t code[100] = {};
const CompiledFunction::Line kLines[] = {{0, 7}, {4, 71}, {20, 300}, {90, 8}};
const CompiledFunction kFib = {"fib", "dir/fib.lua", code, sizeof code, kLines};

template <typename T>
T read(const uint8_t* at) {
  T value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

Elf64_Shdr section(const uint8_t* object, const char* name) {
  auto header = read<Elf64_Ehdr>(object);
  auto names = read<Elf64_Shdr>(object + header.e_shoff + header.e_shstrndx * sizeof(Elf64_Shdr));
  for (unsigned i = 0; i < header.e_shnum; ++i) {
    auto found = read<Elf64_Shdr>(object + header.e_shoff + i * sizeof(Elf64_Shdr));
    if (std::strcmp(reinterpret_cast<const char*>(object + names.sh_offset + found.sh_name), name) == 0) return found;
  }
  FAIL("no section " << name);
  return {};
}

std::string symbol_of(const uint8_t* object, uint64_t* address, uint64_t* size_bytes) {
  Elf64_Shdr symbols = section(object, ".symtab");
  REQUIRE(symbols.sh_size == 2 * sizeof(Elf64_Sym));
  auto symbol = read<Elf64_Sym>(object + symbols.sh_offset + sizeof(Elf64_Sym));
  *address = symbol.st_value;
  *size_bytes = symbol.st_size;
  return reinterpret_cast<const char*>(object + section(object, ".strtab").sh_offset + symbol.st_name);
}

size_t listed() {
  size_t count = 0;
  jit_code_entry* previous = nullptr;
  for (jit_code_entry* e = __jit_debug_descriptor.first_entry; e; previous = e, e = e->next_entry, ++count)
    CHECK(e->prev_entry == previous);
  return count;
}

struct LineProgram {
  const uint8_t* at;
  uint8_t u8() { return *at++; }
  uint64_t uleb() {
    uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
      uint8_t byte = u8();
      value |= uint64_t{byte & 0x7Fu} << shift;
      if (byte < 0x80) return value;
    }
  }
  int64_t sleb() {
    int64_t value = 0;
    for (unsigned shift = 0;;) {
      uint8_t byte = u8();
      value |= int64_t{byte & 0x7F} << shift;
      shift += 7;
      if (byte < 0x80) return byte & 0x40 ? value - (int64_t{1} << shift) : value;
    }
  }
};

}  // namespace

TEST_CASE("gdb interface: the object names the function and where it lies") {
  std::vector<uint8_t> object = debug_object(kFib);
  CHECK(std::memcmp(object.data(), ELFMAG, SELFMAG) == 0);
  CHECK(read<Elf64_Ehdr>(object.data()).e_machine == EM_X86_64);
  uint64_t address, size_bytes;
  CHECK(symbol_of(object.data(), &address, &size_bytes) == "fib");
  CHECK(address == reinterpret_cast<uint64_t>(code));
  CHECK(size_bytes == sizeof code);
  Elf64_Shdr text = section(object.data(), ".text");
  CHECK(text.sh_type == SHT_NOBITS);
  CHECK(text.sh_addr == reinterpret_cast<uint64_t>(code));
  CHECK(text.sh_size == sizeof code);
}

TEST_CASE("gdb interface: the line table gives each address its line") {
  std::vector<uint8_t> object = debug_object(kFib);
  Elf64_Shdr lines = section(object.data(), ".debug_line");
  const uint8_t* unit = object.data() + lines.sh_offset;
  CHECK(read<uint32_t>(unit) == lines.sh_size - 4);
  CHECK(read<uint16_t>(unit + 4) == 2);
  auto header_bytes = read<uint32_t>(unit + 6);
  const uint8_t* files = unit + 10 + 14 + 1;
  CHECK(std::string(reinterpret_cast<const char*>(files)) == "dir/fib.lua");
  LineProgram program{unit + 10 + header_bytes};
  CHECK(program.u8() == 0);
  CHECK(program.u8() == 9);
  CHECK(program.u8() == 2);
  CHECK(read<uint64_t>(program.at) == reinterpret_cast<uint64_t>(code));
  program.at += 8;
  uint64_t offset = 0;
  int64_t line = 1;
  for (const CompiledFunction::Line& row : kLines) {
    CHECK(program.u8() == 2);
    offset += program.uleb();
    CHECK(offset == row.code_offset);
    CHECK(program.u8() == 3);
    line += program.sleb();
    CHECK(line == row.line);
    CHECK(program.u8() == 1);
  }
  CHECK(program.u8() == 2);
  CHECK(offset + program.uleb() == sizeof code);
  CHECK(program.u8() == 0);
  CHECK(program.u8() == 1);
  CHECK(program.u8() == 1);
  CHECK(program.at == unit + lines.sh_size);
}

TEST_CASE("gdb interface: functions are listed from add to remove, or to the end of the VM") {
  CHECK(__jit_debug_descriptor.version == 1);
  size_t before = listed();
  {
    GdbInterface gdb, other;
    gdb.add(kFib);
    uint64_t address, size_bytes;
    const jit_code_entry* entry = __jit_debug_descriptor.first_entry;
    REQUIRE(entry);
    CHECK(symbol_of(reinterpret_cast<const uint8_t*>(entry->symfile_addr), &address, &size_bytes) == "fib");
    CHECK(entry->symfile_size == debug_object(kFib).size());
    CompiledFunction main = kFib;
    main.name = "main chunk";
    main.code = code + 50;
    main.lines = {};
    other.add(main);
    gdb.add(main);
    CHECK(listed() == before + 3);
    gdb.remove(code);
    CHECK(listed() == before + 2);
    gdb.remove(code);
    other.remove(code);
    CHECK(listed() == before + 2);
  }
  CHECK(listed() == before);
}

TEST_CASE("gdb interface: VMs in several threads share the list") {
  size_t before = listed();
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([] {
      for (int round = 0; round < 50; ++round) {
        GdbInterface gdb;
        for (int f = 0; f < 5; ++f) gdb.add(kFib);
        gdb.remove(code);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(listed() == before);
}
