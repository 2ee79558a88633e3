// Annotations, constants and debug maps: what is written is read back, what is damaged is refused.
#include "isa/annotations.h"

#include <doctest/doctest.h>

#include "isa/constants.h"
#include "isa/debug_map.h"

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
