// The instruction table and the decoder.
#include "isa/opcode.h"

#include <doctest/doctest.h>

#include <map>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "isa/annotations.h"

namespace strata::isa {
namespace {

TEST_CASE("every row has a mnemonic of its own and a stack picture or a slot list") {
  std::map<std::string_view, int> seen;
  for (int code = 0; code < 256; code++) {
    if (!is_opcode(static_cast<uint8_t>(code))) continue;
    const InstructionRow& info = kInstructions[code];
    CHECK(++seen[info.mnemonic] == 1);
    CHECK(!info.doc.empty());
  }
  CHECK(seen.size() > 80);
}

TEST_CASE("pops and pushes are known for every row") {
  for (int code = 0; code < 256; code++) {
    if (!is_opcode(static_cast<uint8_t>(code))) continue;
    Instruction in{};
    in.op = static_cast<Opcode>(code);
    in.operand = {2, 3};
    CHECK(in.pops() >= 0);
    CHECK(in.pushes() >= 0);
  }
}

TEST_CASE("call takes its function and arguments, and leaves its results or an open list") {
  const uint8_t two_results[] = {0x61, 3, 3};
  Instruction in;
  REQUIRE(decode(two_results, 3, 0, &in));
  CHECK(in.pops() == 4);
  CHECK(in.pushes() == 2);
  CHECK(!in.leaves_open());
  const uint8_t open[] = {0x61, 3, 0};
  REQUIRE(decode(open, 3, 0, &in));
  CHECK(in.operand[1] == kOpen);
  CHECK(in.pushes() == 0);
  CHECK(in.leaves_open());
}

TEST_CASE("int decodes the extreme immediates") {
  for (int64_t v : {int64_t{0}, int64_t{-1}, INT64_MAX, INT64_MIN}) {
    base::ByteWriter out;
    out.u8(static_cast<uint8_t>(Opcode::Int));
    out.sleb(v);
    Instruction in;
    REQUIRE(decode(out.data(), static_cast<uint32_t>(out.size()), 0, &in));
    CHECK(in.operand[0] == v);
    CHECK(in.next == out.size());
  }
}

TEST_CASE("a label is relative to its own end") {
  const uint8_t code[] = {0x01, 0x40, 0xfa, 0xff, 0xff, 0xff};
  Instruction in;
  REQUIRE(decode(code, sizeof code, 1, &in));
  CHECK(in.operand[0] == 0);
  CHECK(in.next == 6);
}

TEST_CASE("decode refuses unknown codes, cut operands, long encodings and huge counts") {
  const std::vector<std::vector<uint8_t>> bad = {
      {}, {0x00}, {0xff}, {0x04}, {0x04, 0x80}, {0x05, 0x80, 0x00}, {0x40, 1, 2, 3},
      {0x50, 1}, {0x05, 0x80, 0x80, 0x80, 0x80, 0x01},
      {0x04, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02}};
  for (const auto& code : bad) {
    Instruction in;
    CHECK(!decode(code.data(), static_cast<uint32_t>(code.size()), 0, &in));
  }
}

TEST_CASE("typed instructions name the generic twin of the same stem") {
  const TypedRow* typed = typed_row(Opcode::LtFloat);
  REQUIRE(typed);
  CHECK(typed->twin == Opcode::Lt);
  CHECK(typed->operand == SlotType::Float);
  CHECK(typed->result == SlotType::Boolean);
  CHECK(typed_row(Opcode::Lt) == nullptr);
  for (int code = 0; code < 256; code++) {
    const TypedRow* t = typed_row(static_cast<Opcode>(code));
    if (!t) continue;
    std::string_view mnemonic = kInstructions[code].mnemonic;
    CHECK(mnemonic.substr(0, mnemonic.find('.')) == row(t->twin).mnemonic);
  }
}

}  // namespace
}  // namespace strata::isa
