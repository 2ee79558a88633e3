// Writing the object: the header, the contents of the sections one after the other, then the table of
// sections. DWARF is version 2, whose line table needs neither string nor directory tables.
#include "baseline_jit/debug_object.h"

#include <elf.h>

#include <cstring>
#include <string_view>

#include "base/bytes.h"

namespace strata::baseline_jit {

namespace {

using base::ByteWriter;
using runtime::CompiledFunction;

enum Section : unsigned { kNull, kText, kNames, kSymbols, kInfo, kAbbreviations, kLines, kSectionCount };
// ".strtab" holds the names of the sections and of the symbols.
constexpr std::string_view kSectionNames[kSectionCount] = {"",           ".text",         ".strtab", ".symtab",
                                                           ".debug_info", ".debug_abbrev", ".debug_line"};

// DWARF 2's numbers, of those that are used.
enum : uint8_t { kTagCompileUnit = 0x11, kNoChildren = 0 };
enum : uint8_t { kAtName = 0x03, kAtStatements = 0x10, kAtLowPc = 0x11, kAtHighPc = 0x12, kAtLanguage = 0x13 };
enum : uint8_t { kFormAddress = 0x01, kFormData2 = 0x05, kFormData4 = 0x06, kFormString = 0x08 };
enum : uint8_t { kCopy = 1, kAdvancePc = 2, kAdvanceLine = 3, kExtended = 0, kEndSequence = 1, kSetAddress = 2 };
constexpr uint16_t kLanguageC = 0x0002;  // gdb knows no Lua

template <typename T>
void put(ByteWriter* out, const T& record) { out->raw(&record, sizeof record); }

// As ELF and DWARF have them: without a length, a zero behind.
void put_string(ByteWriter* out, std::string_view text) {
  out->raw(text.data(), text.size());
  out->u8(0);
}

// DWARF's: two's complement, where ByteWriter::sleb folds the sign into the lowest bit.
void put_signed_leb(ByteWriter* out, int64_t value) {
  for (;;) {
    uint8_t low = value & 0x7F;
    value >>= 7;
    bool last = value == (low & 0x40 ? -1 : 0);
    out->u8(last ? low : low | 0x80);
    if (last) return;
  }
}

void write_names(const CompiledFunction& f, ByteWriter* out, Elf64_Shdr* sections, uint32_t* symbol_name) {
  size_t start = out->size();
  for (unsigned i = 0; i < kSectionCount; ++i) {
    sections[i].sh_name = static_cast<uint32_t>(out->size() - start);
    put_string(out, kSectionNames[i]);
  }
  *symbol_name = static_cast<uint32_t>(out->size() - start);
  put_string(out, f.name);
}

void write_symbols(const CompiledFunction& f, ByteWriter* out, uint32_t name) {
  put(out, Elf64_Sym{});
  Elf64_Sym symbol{};
  symbol.st_name = name;
  symbol.st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC);
  symbol.st_shndx = kText;
  symbol.st_value = reinterpret_cast<uint64_t>(f.code);
  symbol.st_size = f.size_bytes;
  put(out, symbol);
}

// A unit's length goes before it.
template <typename Write>
void write_unit(ByteWriter* out, Write write) {
  size_t start = out->size();
  out->u32(0);
  write();
  out->patch_u32(start, static_cast<uint32_t>(out->size() - start - sizeof(uint32_t)));
}

void write_info(const CompiledFunction& f, ByteWriter* out) {
  write_unit(out, [&] {
    out->u16(2);  // version
    out->u32(0);  // of .debug_abbrev
    out->u8(sizeof(void*));
    out->uleb(1);
    put_string(out, f.source_name);
    out->u16(kLanguageC);
    out->u64(reinterpret_cast<uint64_t>(f.code));
    out->u64(reinterpret_cast<uint64_t>(f.code) + f.size_bytes);
    out->u32(0);  // of .debug_line
  });
}

void write_abbreviations(ByteWriter* out) {
  constexpr uint8_t kUnit[] = {
      1, kTagCompileUnit, kNoChildren, kAtName, kFormString, kAtLanguage, kFormData2, kAtLowPc, kFormAddress,
      kAtHighPc, kFormAddress, kAtStatements, kFormData4, 0, 0, 0};
  out->raw(kUnit, sizeof kUnit);
}

void write_line_program(const CompiledFunction& f, ByteWriter* out) {
  constexpr uint8_t kStart[] = {kExtended, 1 + sizeof(uint64_t), kSetAddress};
  out->raw(kStart, sizeof kStart);
  out->u64(reinterpret_cast<uint64_t>(f.code));
  uint64_t offset = 0;
  int64_t line = 1;
  for (const CompiledFunction::Line& row : f.lines) {
    out->u8(kAdvancePc);
    out->uleb(row.code_offset - offset);
    out->u8(kAdvanceLine);
    put_signed_leb(out, int64_t{row.line} - line);
    out->u8(kCopy);
    offset = row.code_offset;
    line = row.line;
  }
  out->u8(kAdvancePc);
  out->uleb(f.size_bytes - offset);
  constexpr uint8_t kEnd[] = {kExtended, 1, kEndSequence};
  out->raw(kEnd, sizeof kEnd);
}

void write_lines(const CompiledFunction& f, ByteWriter* out) {
  write_unit(out, [&] {
    out->u16(2);  // version
    size_t header = out->size();
    out->u32(0);
    // Shortest instruction 1 byte, rows are statements, special opcodes (unused) -5 .. 8, 9 opcodes
    // with their operand counts.
    constexpr uint8_t kSettings[] = {1, 1, static_cast<uint8_t>(-5), 14, 10, 0, 1, 1, 1, 1, 0, 0, 0, 1};
    out->raw(kSettings, sizeof kSettings);
    out->u8(0);  // no directories
    put_string(out, f.source_name);
    constexpr uint8_t kFileEnd[] = {0, 0, 0, 0};  // directory, time and size unknown; no more files
    out->raw(kFileEnd, sizeof kFileEnd);
    out->patch_u32(header, static_cast<uint32_t>(out->size() - header - sizeof(uint32_t)));
    write_line_program(f, out);
  });
}

Elf64_Ehdr header_of(size_t section_table) {
  Elf64_Ehdr header{};
  std::memcpy(header.e_ident, ELFMAG, SELFMAG);
  header.e_ident[EI_CLASS] = ELFCLASS64;
  header.e_ident[EI_DATA] = ELFDATA2LSB;
  header.e_ident[EI_VERSION] = EV_CURRENT;
  header.e_type = ET_EXEC;
  header.e_machine = EM_X86_64;
  header.e_version = EV_CURRENT;
  header.e_ehsize = sizeof header;
  header.e_shoff = section_table;
  header.e_shentsize = sizeof(Elf64_Shdr);
  header.e_shnum = kSectionCount;
  header.e_shstrndx = kNames;
  return header;
}

void align(ByteWriter* out, size_t unit) {
  while (out->size() % unit != 0) out->u8(0);
}

}  // namespace

std::vector<uint8_t> debug_object(const CompiledFunction& function) {
  ByteWriter object;
  Elf64_Shdr sections[kSectionCount] = {};
  put(&object, Elf64_Ehdr{});
  auto section = [&](Section which, uint32_t type, auto write) {
    align(&object, 8);
    sections[which].sh_type = type;
    sections[which].sh_offset = object.size();
    sections[which].sh_addralign = which == kSymbols ? 8 : 1;
    write();
    sections[which].sh_size = object.size() - sections[which].sh_offset;
  };
  uint32_t symbol_name = 0;
  section(kNames, SHT_STRTAB, [&] { write_names(function, &object, sections, &symbol_name); });
  section(kSymbols, SHT_SYMTAB, [&] { write_symbols(function, &object, symbol_name); });
  section(kInfo, SHT_PROGBITS, [&] { write_info(function, &object); });
  section(kAbbreviations, SHT_PROGBITS, [&] { write_abbreviations(&object); });
  section(kLines, SHT_PROGBITS, [&] { write_lines(function, &object); });
  sections[kSymbols].sh_link = kNames;
  sections[kSymbols].sh_info = 1;  // the first global one
  sections[kSymbols].sh_entsize = sizeof(Elf64_Sym);
  sections[kText].sh_type = SHT_NOBITS;
  sections[kText].sh_flags = SHF_ALLOC | SHF_EXECINSTR;
  sections[kText].sh_addr = reinterpret_cast<uint64_t>(function.code);
  sections[kText].sh_size = function.size_bytes;
  sections[kText].sh_addralign = 1;
  align(&object, 8);
  Elf64_Ehdr header = header_of(object.size());
  std::memcpy(object.bytes().data(), &header, sizeof header);
  object.raw(sections, sizeof sections);
  return std::move(object.bytes());
}

}  // namespace strata::baseline_jit
