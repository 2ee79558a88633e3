// Annotations, constants and debug maps: what is written is read back, what is damaged is refused.
#include "isa/annotations.h"

#include <doctest/doctest.h>

#include <functional>

#include "isa/constants.h"
#include "isa/debug_map.h"
#include "isa/module.h"

namespace strata::isa {
namespace {

base::ByteWriter three_blocks() {
  AnnotationsWriter writer;
  const TypedSlot typed[] = {{0, SlotType::Int}, {3, SlotType::Table}};
  writer.add(0, 0, kNoLoop, 1, {});
  writer.add(7, 1, 1, 2, typed);
  writer.add(300, 0, kNoLoop, 2, {});
  base::ByteWriter out;
  writer.finish(&out);
  return out;
}

TEST_CASE("annotations are read back as written") {
  base::ByteWriter bytes = three_blocks();
  Annotations a;
  REQUIRE(decode_annotations(bytes.bytes(), &a));
  REQUIRE(a.blocks.size() == 3);
  CHECK(a.blocks[1].offset == 7);
  CHECK(a.blocks[1].depth == 1);
  CHECK(a.blocks[1].loop_header == 1);
  CHECK(a.blocks[1].typed.size() == 2);
  CHECK(a.blocks[1].typed[1].slot == 3);
  CHECK(a.blocks[1].typed[1].type == SlotType::Table);
  CHECK(a.blocks[2].offset == 300);
  CHECK(a.blocks[2].loop_header == kNoLoop);
}

TEST_CASE("annotations cut anywhere are refused") {
  base::ByteWriter bytes = three_blocks();
  for (size_t size = 0; size < bytes.size(); size++) {
    Annotations a;
    CHECK(!decode_annotations({bytes.data(), size}, &a));
  }
}

TEST_CASE("annotations have one encoding") {
  Annotations a;
  // Block 1 says explicitly that it is in no loop, as the block before it is.
  CHECK(decode_annotations(std::vector<uint8_t>{2, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0}, &a));
  CHECK(!decode_annotations(std::vector<uint8_t>{2, 0, 0, 0, 0, 0, 1, 0, 3, 0, 0}, &a));
  // Two blocks at one offset; slots that do not ascend; an unknown type; trailing bytes.
  CHECK(!decode_annotations(std::vector<uint8_t>{2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, &a));
  CHECK(!decode_annotations(std::vector<uint8_t>{1, 0, 0, 0, 0, 2, 1, 4, 1, 4}, &a));
  CHECK(!decode_annotations(std::vector<uint8_t>{1, 0, 0, 0, 0, 1, 1, 9}, &a));
  CHECK(!decode_annotations(std::vector<uint8_t>{1, 0, 0, 0, 0, 0, 0}, &a));
}

TEST_CASE("annotations beyond the limits of their numbers are refused") {
  auto decodes = [](const std::function<void(base::ByteWriter*)>& write) {
    base::ByteWriter bytes;
    write(&bytes);
    Annotations a;
    return decode_annotations(bytes.bytes(), &a);
  };
  auto block = [](base::ByteWriter* out, uint64_t delta, uint64_t depth, uint64_t loop, uint64_t live) {
    for (uint64_t number : {delta, depth, loop, live, uint64_t{0}}) out->uleb(number);
  };
  constexpr uint64_t kWraps = uint64_t{1} << 32;  // 0 in 32 bits
  auto one_block = [&](uint64_t depth, uint64_t loop, uint64_t live) {
    return decodes([&](base::ByteWriter* out) {
      out->uleb(1);
      block(out, 0, depth, loop, live);
    });
  };
  CHECK(one_block(kMaxFrameSlots, 1, kMaxLocals));
  CHECK(!one_block(kMaxFrameSlots + 1, 1, 0));
  CHECK(!one_block(kWraps, 1, 0));
  CHECK(!one_block(0, 3, 0));
  CHECK(!one_block(0, kWraps + 1, 0));
  CHECK(!one_block(0, 1, kMaxLocals + 1));
  CHECK(!one_block(0, 1, kWraps));
  auto two_blocks = [&](uint64_t delta) {
    return decodes([&](base::ByteWriter* out) {
      out->uleb(3);
      block(out, 0, 0, 0, 0);
      block(out, 2, 0, 0, 0);
      block(out, delta, 0, 0, 0);
    });
  };
  CHECK(two_blocks(UINT32_MAX - 2));
  CHECK(!two_blocks(UINT32_MAX - 1));
  CHECK(!two_blocks(kWraps + 1));
  auto typed = [&](uint64_t count, uint64_t slot) {
    return decodes([&](base::ByteWriter* out) {
      for (uint64_t number : {uint64_t{1}, uint64_t{0}, uint64_t{0}, uint64_t{0}, uint64_t{0}, count, slot}) {
        out->uleb(number);
      }
      out->u8(4);
    });
  };
  CHECK(typed(1, kMaxFrameSlots - 1));
  CHECK(!typed(1, kMaxFrameSlots));
  CHECK(!typed(1, kWraps));
  CHECK(!typed(UINT64_MAX, 0));
}

TEST_CASE("annotations claim at least one block, and no more than there is room for") {
  Annotations a;
  CHECK(!decode_annotations(std::vector<uint8_t>{0}, &a));
  base::ByteWriter many;
  many.uleb(uint64_t{1} << 60);
  many.raw("\0\0\0\0\0", 5);
  CHECK(!decode_annotations(many.bytes(), &a));
}

TEST_CASE("numbers of annotations are in their shortest form") {
  // 0x81 0x00 is 1 in two bytes.
  Annotations a;
  for (size_t at = 0; at < 7; at++) {
    std::vector<uint8_t> bytes = {1, 0, 1, 1, 1, 1, 1, 4};
    CHECK(decode_annotations(bytes, &a));
    bytes.insert(bytes.begin() + static_cast<ptrdiff_t>(at), bytes[at] | 0x80);
    bytes[at + 1] = 0;
    CHECK(!decode_annotations(bytes, &a));
  }
}

TEST_CASE("constants are read back as written") {
  base::ByteWriter out;
  write_constant(Constant::of_integer(INT64_MIN), &out);
  write_constant(Constant::of_float(-0.5), &out);
  write_constant(Constant::of_string(std::string_view("a\0b", 3)), &out);
  std::vector<Constant> all;
  REQUIRE(decode_constants(out.bytes(), &all));
  REQUIRE(all.size() == 3);
  CHECK(all[0].integer == INT64_MIN);
  CHECK(all[1].real == -0.5);
  CHECK(all[2].string.size() == 3);
  for (size_t size : {size_t{1}, out.size() - 1}) {
    CHECK(!decode_constants({out.data(), size}, &all));
  }
}

TEST_CASE("a debug map answers for lines and locals") {
  DebugMap map;
  map.lines = {{0, 10}, {4, 12}, {9, 11}};
  map.locals = {{"a", 0, 0, 20}, {"b", 1, 4, 9}, {"c", 1, 10, 20}};
  map.upvalues = {"_ENV"};
  base::ByteWriter out;
  encode_debug_map(map, 8, &out);
  DebugMap back;
  REQUIRE(decode_debug_map(out.bytes(), 8, &back));
  CHECK(back.line_at(0) == 10);
  CHECK(back.line_at(8) == 12);
  CHECK(back.line_at(1000) == 11);
  CHECK(back.local_at(1, 5) == "b");
  CHECK(back.local_at(1, 9) == "");
  CHECK(back.nth_active(2, 12)->name == "c");
  CHECK(back.nth_active(3, 12) == nullptr);
  CHECK(back.upvalues[0] == "_ENV");
  for (size_t size = 0; size < out.size(); size++) {
    CHECK(!decode_debug_map({out.data(), size}, 8, &back));
  }
}

}  // namespace
}  // namespace strata::isa
