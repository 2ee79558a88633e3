// strata dis --native: source line, threaded operation with its stack instructions, and machine code, side by side.
#include <Zydis/Zydis.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "api/native_listing.h"
#include "assembler/text.h"
#include "isa/debug_map.h"
#include "isa/mlb.h"
#include "isa/opcode.h"
#include "strata/commands.h"
#include "strata/dis_native.h"

namespace strata::toolbox {
namespace {

constexpr size_t kLeftColumns = 40;

std::string source_line(std::string_view source, uint32_t line) {
  for (; line > 1 && !source.empty(); --line) source.remove_prefix(std::min(source.find('\n'), source.size() - 1) + 1);
  return std::string(source.substr(0, source.find_first_of("\r\n")));
}

class NativePrinter {
 public:
  NativePrinter(const isa::Module& module, uint32_t index, const NativeFunctionListing& listing)
      : module_(module), view_(module.function(index)), index_(index), listing_(listing) {
    ZydisDecoderInit(&decoder_, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
    ZydisFormatterInit(&formatter_, ZYDIS_FORMATTER_STYLE_INTEL);
    ZydisFormatterSetProperty(&formatter_, ZYDIS_FORMATTER_PROP_ADDR_PADDING_ABSOLUTE, ZYDIS_PADDING_DISABLED);
    ZydisFormatterSetProperty(&formatter_, ZYDIS_FORMATTER_PROP_HEX_UPPERCASE, ZYAN_FALSE);
    (void)isa::decode_debug_map(view_.debug, view_.record->line_defined, &debug_);
  }

  std::string run() {
    const isa::FunctionRecord& r = *view_.record;
    out_ = fmt::format("; {}, lines {}-{}, {} bytes of machine code\n", index_ == 0 ? "main" : fmt::format("f{}", index_),
                       r.line_defined, r.last_line_defined, listing_.code.size());
    for (const MachinePiece& piece : listing_.pieces) print(piece);
    return out_;
  }

 private:
  void print(const MachinePiece& piece) {
    using Kind = MachinePiece::Kind;
    switch (piece.kind) {
      case Kind::Entry: out_ += "; entry\n"; break;
      case Kind::Operation: print_line(piece); break;
      case Kind::SlowPath: break;
      case Kind::Exits: out_ += "; ways out\n"; break;
      case Kind::Constants: out_ += "; constants\n"; return print_constants(piece);
    }
    side_by_side(left_of(piece), machine_code(piece));
  }

  void print_line(const MachinePiece& piece) {
    uint32_t line = debug_.line_at(piece.code_offset);
    if (line == 0 || line == line_) return;
    line_ = line;
    out_ += fmt::format("; line {}: {}\n", line, source_line(module_.source, line));
  }

  // The operation, and below it the stack instructions up to its own that no operation before has shown.
  std::vector<std::string> left_of(const MachinePiece& piece) {
    if (piece.operation.empty()) return {};
    if (piece.kind == MachinePiece::Kind::SlowPath) return {fmt::format("slow path of {}", piece.word), "  " + piece.operation};
    std::vector<std::string> rows = {fmt::format("{:<4}{}", piece.word, piece.operation)};
    uint32_t size = static_cast<uint32_t>(view_.code.size());
    isa::Instruction in;
    while (shown_ <= piece.code_offset && isa::decode(view_.code.data(), size, shown_, &in)) {
      rows.push_back(fmt::format("      {:04} {}", shown_, assembler::instruction_text(view_, in)));
      shown_ = in.next;
    }
    return rows;
  }

  // What an operand finds behind a pinned register. At the entry the constants' register is on its way.
  std::string place_of(const ZydisDecodedOperand& o, bool is_entry) {
    bool is_pinned = o.type == ZYDIS_OPERAND_TYPE_MEMORY && o.mem.index == ZYDIS_REGISTER_NONE &&
                     o.mem.base >= ZYDIS_REGISTER_R12 && o.mem.base <= ZYDIS_REGISTER_R15;
    if (!is_pinned || (is_entry && o.mem.base == ZYDIS_REGISTER_R14)) return "";
    return snippet_place(12 + static_cast<unsigned>(o.mem.base - ZYDIS_REGISTER_R12), o.mem.disp.value);
  }

  std::vector<std::string> machine_code(const MachinePiece& piece) {
    std::vector<std::string> rows;
    bool was_filler = false;
    for (uint32_t begin = piece.begin, end = piece.end; begin < end;) {
      ZydisDecodedInstruction in;
      ZydisDecodedOperand operands[ZYDIS_MAX_OPERAND_COUNT];
      char text[160];
      const char* code = listing_.code.data();
      bool is_good = ZYAN_SUCCESS(ZydisDecoderDecodeFull(&decoder_, code + begin, end - begin, &in, operands)) &&
          ZYAN_SUCCESS(ZydisFormatterFormatInstruction(&formatter_, &in, operands, in.operand_count_visible, text,
                                                      sizeof text, begin, nullptr));
      if (!is_good) throw Failure(fmt::format("no machine instruction at offset {:#x}", begin));
      std::string place;
      for (int i = 0; i < in.operand_count_visible && place.empty(); ++i) {
        place = place_of(operands[i], piece.kind == MachinePiece::Kind::Entry);
      }
      bool is_filler = in.mnemonic == ZYDIS_MNEMONIC_NOP && was_filler;
      was_filler = in.mnemonic == ZYDIS_MNEMONIC_NOP;
      begin += in.length;
      if (is_filler) continue;  // one stands for all that align what follows
      uint32_t at = begin - in.length;
      rows.push_back(place.empty() ? fmt::format("{:04x}  {}", at, text)
                                   : fmt::format("{:04x}  {:<44} ; {}", at, text, place));
    }
    return rows;
  }

  void print_constants(const MachinePiece& piece) {
    for (uint32_t at = (piece.begin + 7) & ~7u; at + 8 <= piece.end; at += 8) {
      double value;
      std::memcpy(&value, listing_.code.data() + at, sizeof value);
      side_by_side({}, {fmt::format("{:04x}  {}", at, value)});
    }
  }

  void side_by_side(const std::vector<std::string>& left, const std::vector<std::string>& right) {
    for (size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
      std::string row = fmt::format("{:<{}} |", i < left.size() ? left[i] : "", kLeftColumns);
      if (i < right.size()) row += " " + right[i];
      out_ += row + "\n";
    }
  }

  const isa::Module& module_;
  isa::FunctionView view_;
  uint32_t index_;
  const NativeFunctionListing& listing_;
  isa::DebugMap debug_;
  ZydisDecoder decoder_;
  ZydisFormatter formatter_;
  uint32_t line_ = 0, shown_ = 0;
  std::string out_;
};

}  // namespace

std::string native_text(const isa::Module& module, const std::string& file_name, std::optional<uint32_t> function) {
  std::vector<uint8_t> file = isa::write_mlb(module);
  auto listings = native_listing({reinterpret_cast<const char*>(file.data()), file.size()}, file_name);
  if (!listings) throw Failure(listings.error().message);
  uint32_t count = static_cast<uint32_t>(listings->size());
  if (function && *function >= count) throw Failure(fmt::format("{}: has {} functions, no f{}", file_name, count, *function));
  std::string text;
  for (uint32_t index = 0; index < count; ++index) {
    if (function && *function != index) continue;
    if (!text.empty()) text += "\n";
    text += NativePrinter(module, index, (*listings)[index]).run();
  }
  return text;
}

}  // namespace strata::toolbox
