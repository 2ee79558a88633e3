// Writing and decoding annotations. The decoder accepts one encoding per meaning (shortest numbers,
// "same loop" where it is the same), so that a disassembled function assembles to the same bytes.
#include "isa/annotations.h"

#include <array>

#include "isa/module.h"

namespace strata::isa {
namespace {

constexpr size_t kLeastBlockBytes = 5;
constexpr size_t kLeastTypedBytes = 2;  // so that Annotations::typed never grows beyond what is reserved

}  // namespace

std::string_view slot_type_name(SlotType type) {
  constexpr std::array<std::string_view, kSlotTypeCount> kNames = {
      "unset", "any", "nil", "boolean", "int", "float", "string", "table", "function"};
  return kNames[static_cast<uint8_t>(type)];
}

void AnnotationsWriter::add(uint32_t offset, uint32_t depth, uint32_t loop_header, uint32_t live,
                            std::span<const TypedSlot> typed) {
  blocks_.push_back({offset, depth, loop_header, live, static_cast<uint32_t>(typed_.size()),
                     static_cast<uint32_t>(typed.size())});
  typed_.insert(typed_.end(), typed.begin(), typed.end());
  count_++;
}

void AnnotationsWriter::finish(base::ByteWriter* out) const {
  out->uleb(count_);
  uint32_t previous_offset = 0;
  uint32_t previous_loop = kNoLoop;
  for (const Pending& block : blocks_) {
    out->uleb(block.offset - previous_offset);
    out->uleb(block.depth);
    if (block.loop_header == previous_loop) out->uleb(0);
    else out->uleb(1 + (block.loop_header == kNoLoop ? count_ : block.loop_header));
    out->uleb(block.live);
    out->uleb(block.typed_count);
    for (uint32_t i = 0; i < block.typed_count; i++) {
      out->uleb(typed_[block.typed_begin + i].slot);
      out->u8(static_cast<uint8_t>(typed_[block.typed_begin + i].type));
    }
    previous_offset = block.offset;
    previous_loop = block.loop_header;
  }
}

void AnnotationsWriter::clear() {
  blocks_.clear();
  typed_.clear();
  count_ = 0;
}

namespace {

// Reads the typed slots of one block; false when they do not ascend or a type does not exist.
bool decode_typed(base::ByteReader* in, std::vector<TypedSlot>* typed) {
  uint64_t count = in->uleb();
  if (in->failed()) return false;
  uint64_t least = 0;
  for (uint64_t i = 0; i < count; i++) {
    uint64_t slot = in->uleb();
    uint8_t type = in->u8();
    if (in->failed() || slot < least || slot >= kMaxFrameSlots || type >= kSlotTypeCount) return false;
    typed->push_back({static_cast<uint32_t>(slot), static_cast<SlotType>(type)});
    least = slot + 1;
  }
  return true;
}

// Replaces the innermost loop of the previous block in `*loop` by that of this one.
bool decode_loop(base::ByteReader* in, uint64_t block_count, uint32_t* loop) {
  uint64_t code = in->uleb();
  if (code > block_count + 1) return false;
  if (code == 0) return true;
  uint32_t previous = *loop;
  *loop = code == block_count + 1 ? kNoLoop : static_cast<uint32_t>(code - 1);
  return *loop != previous;
}

// `block` holds the previous block on entry. Precondition: `typed` has room, so that spans stay valid.
// A failed read is noticed by decode_typed; until then its number is looked at like any other.
bool decode_block(base::ByteReader* in, uint64_t block_count, Block* block,
                  std::vector<TypedSlot>* typed) {
  uint64_t delta = in->uleb();
  uint64_t depth = in->uleb();
  if (delta > UINT32_MAX - block->offset || depth > kMaxFrameSlots) return false;
  block->offset += static_cast<uint32_t>(delta);
  block->depth = static_cast<uint32_t>(depth);
  if (!decode_loop(in, block_count, &block->loop_header)) return false;
  uint64_t live = in->uleb();
  if (live > kMaxLocals) return false;
  block->live = static_cast<uint32_t>(live);
  size_t begin = typed->size();
  if (!decode_typed(in, typed)) return false;
  block->typed = std::span<const TypedSlot>(typed->data() + begin, typed->size() - begin);
  return true;
}

}  // namespace

bool decode_annotations(std::span<const uint8_t> bytes, Annotations* out) {
  out->blocks.clear();
  out->typed.clear();
  base::ByteReader in(bytes.data(), bytes.size());
  uint64_t block_count = in.uleb();
  if (block_count == 0 || block_count > in.remaining() / kLeastBlockBytes) return false;
  out->blocks.reserve(block_count);
  out->typed.reserve(bytes.size() / kLeastTypedBytes);
  Block block{0, 0, kNoLoop, 0, {}};
  for (uint64_t i = 0; i < block_count; i++) {
    uint32_t previous = block.offset;
    if (!decode_block(&in, block_count, &block, &out->typed)) return false;
    if (i == 0 ? block.offset != 0 : block.offset == previous) return false;
    out->blocks.push_back(block);
  }
  return in.at_end();
}

}  // namespace strata::isa
