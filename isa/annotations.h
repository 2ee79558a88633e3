// Annotations: what the producer knows of a function's control flow. Claims, checked by the verifier
// in one pass and never believed.
//
// One record per basic block, in code order. The first block starts at offset 0; every jump target
// starts a block; execution may fall from one block into the next.
//
//   ULEB128 block_count, then per block
//     ULEB128  offset delta from the previous block's offset (0 for the first block)
//     ULEB128  operand stack depth at entry
//     ULEB128  loop: 0 = same innermost loop as the previous block, else 1 + the index of the block
//              that is the header of the innermost loop around this block, or 1 + block_count when it
//              is in no loop. A loop header names itself. A loop is a contiguous run of blocks that
//              starts with its header; loops nest.
//     ULEB128  live: locals [0, live) are set at entry, locals >= live are dead (Unset)
//     ULEB128  typed_count, then so many pairs (ULEB128 slot, u8 SlotType) for slots whose type is
//              known better than Any (or which are Unset below `live`), slots ascending; slot numbers
//              >= local_count are operand stack entries, from the bottom
//
// At entry of block 0: parameters are Any, all other locals Unset, unless the record says otherwise.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace strata::isa {

// A small lattice: Unset above everything, then Any, then one type each. `Unset` means: may not be read.
// A state S satisfies a claim C when, slot by slot, C is Unset, or C is Any and S is not Unset, or S == C.
enum class SlotType : uint8_t { Unset, Any, Nil, Boolean, Int, Float, String, Table, Function };
inline constexpr int kSlotTypeCount = 9;

std::string_view slot_type_name(SlotType type);

struct TypedSlot {
  uint32_t slot;
  SlotType type;
};

struct Block {
  uint32_t offset;
  uint32_t depth;
  uint32_t loop_header;  // index of the block, or kNoLoop
  uint32_t live;
  std::span<const TypedSlot> typed;
};
inline constexpr uint32_t kNoLoop = UINT32_MAX;

class AnnotationsWriter {
 public:
  void add(uint32_t offset, uint32_t depth, uint32_t loop_header, uint32_t live,
           std::span<const TypedSlot> typed);
  uint32_t block_count() const { return count_; }
  // Appends the finished record to `out`.
  void finish(base::ByteWriter* out) const;
  void clear();

 private:
  struct Pending { uint32_t offset, depth, loop_header, live, typed_begin, typed_count; };
  std::vector<Pending> blocks_;
  std::vector<TypedSlot> typed_;
  uint32_t count_ = 0;
};

// Decoded annotations of one function.
struct Annotations {
  std::vector<Block> blocks;
  std::vector<TypedSlot> typed;  // backing store of Block::typed
};

// False when the bytes are malformed (order, ranges of the encoding itself); what the claims mean is
// the verifier's matter.
bool decode_annotations(std::span<const uint8_t> bytes, Annotations* out);

}  // namespace strata::isa
