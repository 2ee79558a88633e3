// The table of short strings: linear probing, removal by moving later entries back, at most 3/4 full.
//
//   entry: | bits 16..31 of the hash | address, a multiple of 16 | bits 12..15 of the hash |     0: free
//
// An entry's place follows from the top bits of the hash, which it holds itself (up to 2^20 entries): moving
// entries and closing gaps looks at no string, and a table that grows is gone through in its own order.
//
// Entries are weak. While the collector sweeps the table, a dead string may still be found: it is
// shaded, and so lives on. Programs that look at text byte by byte ask for strings of one byte all the
// time: those have an index of their own, which forgets the dead ones before any entry is removed.
#include <bit>

#include "base/memory.h"
#include "runtime/string_hash.h"
#include "runtime/vm.h"

namespace strata::runtime {

namespace {

constexpr size_t kInitialCapacity = 512;
constexpr uint64_t kAddressMask = (uint64_t{1} << 48) - 16;
static_assert(gc::kCellUnit % 16 == 0);
constexpr unsigned kTagBits = 20;
constexpr unsigned kPrefetchDistance = 8;
// With fewer entries than this part of its capacity the table shrinks. Up to kModestCapacity the dead ones count
// too: where each cycle leaves as much garbage as the last one, there is room for it.
constexpr size_t kSparse = 16;
constexpr size_t kModestCapacity = 64 * 1024;

uint64_t* new_slots(size_t capacity) {
  size_t bytes = capacity * sizeof(uint64_t);
  if (bytes >= base::kLargeBlockBytes) return static_cast<uint64_t*>(base::allocate_large(bytes));
  void* slots = base::allocate(bytes);
  if (slots) std::memset(slots, 0, bytes);
  return static_cast<uint64_t*>(slots);
}

void free_slots(uint64_t* slots, size_t capacity) {
  size_t bytes = capacity * sizeof(uint64_t);
  if (bytes >= base::kLargeBlockBytes) base::free_large(slots, bytes);
  else base::free(slots);
}

STRATA_INLINE uint64_t tag_bits(uint32_t hash) { return static_cast<uint64_t>(hash >> 16) << 48 | (hash >> 12 & 15); }
STRATA_INLINE String* address(uint64_t entry) { return reinterpret_cast<String*>(entry & kAddressMask); }
// Where it belongs in a table of 2^(32 - shift) entries.
STRATA_INLINE size_t home_of(uint64_t entry, unsigned shift) {
  if (STRATA_UNLIKELY(shift < 32 - kTagBits)) return address(entry)->word >> shift;
  uint32_t top = static_cast<uint32_t>(entry >> 48) << 16 | static_cast<uint32_t>(entry & 15) << 12;
  return top >> shift;
}
unsigned shift_of(size_t capacity) { return 32 - static_cast<unsigned>(std::countr_zero(capacity)); }

// Words that may overlap.
STRATA_INLINE bool same_bytes(const char* a, const char* b, size_t length) {
  if (length >= 8) {
    for (size_t i = 0; i + 8 < length; i += 8)
      if (load<uint64_t>(a + i) != load<uint64_t>(b + i)) return false;
    return load<uint64_t>(a + length - 8) == load<uint64_t>(b + length - 8);
  }
  if (length >= 4)
    return load<uint32_t>(a) == load<uint32_t>(b) && load<uint32_t>(a + length - 4) == load<uint32_t>(b + length - 4);
  for (size_t i = 0; i < length; ++i)
    if (a[i] != b[i]) return false;
  return true;
}

String* new_short_string(VM& vm, const char* bytes, size_t length, uint32_t hash) {
  auto* s = static_cast<String*>(
      vm.heap.allocate(static_cast<uint8_t>(Kind::String), sizeof(String) + length + 1));
  if (STRATA_UNLIKELY(!s)) return nullptr;
  s->flags = kShortString | kHashed;
  s->word = hash;
  s->length = length;
  std::memcpy(s->inline_bytes(), bytes, length);
  s->inline_bytes()[length] = 0;
  return s;
}

}  // namespace

InternTable::~InternTable() { free_slots(slots_, capacity_); }

String* InternTable::intern(const char* bytes, size_t length) {
  if (length != 1) return find_or_make(bytes, length);
  String*& known = of_one_byte_[static_cast<uint8_t>(*bytes)];
  if (STRATA_UNLIKELY(!known)) return known = find_or_make(bytes, 1);
  vm_.heap.shade(known);
  return known;
}

String* InternTable::find_or_make(const char* bytes, size_t length) {
  if (length == 0) bytes = "";
  uint32_t hash = hash_inline(bytes, length, vm_.hash_seed);
  if (STRATA_UNLIKELY(count_ >= resize_count_) && !resize()) return nullptr;
  size_t mask = capacity_ - 1;
  uint64_t tag = tag_bits(hash);
  size_t at = hash >> shift_;
  for (; slots_[at] != 0; at = (at + 1) & mask) {
    if (((slots_[at] ^ tag) & ~kAddressMask) != 0) continue;
    String* s = address(slots_[at]);
    if (s->word != hash || s->length != length || !same_bytes(s->inline_bytes(), bytes, length)) continue;
    vm_.heap.shade(s);
    return s;
  }
  String* s = new_short_string(vm_, bytes, length, hash);
  if (STRATA_UNLIKELY(!s)) return nullptr;
  slots_[at] = tag | reinterpret_cast<uint64_t>(s);
  ++count_;
  return s;
}

// Makes room for more, or gives back what a multitude of dead strings needed. Where there is no memory
// for a smaller table the one there is must do.
bool InternTable::resize() {
  size_t capacity = kInitialCapacity;
  while (capacity / 2 < count_) capacity *= 2;
  return resize_to(capacity);
}

void InternTable::reserve(size_t more) {
  size_t capacity = kInitialCapacity;
  while (capacity / 4 * 3 <= count_ + more) capacity *= 2;
  if (capacity > capacity_) (void)resize_to(capacity);
}

bool InternTable::resize_to(size_t capacity) {
  bool shrinks = capacity < capacity_;
  resize_count_ = capacity_ / 4 * 3;
  uint64_t* slots = vm_.heap.would_exceed(capacity * sizeof(uint64_t)) ? nullptr : new_slots(capacity);
  if (!slots) return shrinks;
  move_entries(slots, capacity);
  free_slots(slots_, capacity_);
  vm_.heap.adjust_external((static_cast<ptrdiff_t>(capacity) - static_cast<ptrdiff_t>(capacity_)) *
                           static_cast<ptrdiff_t>(sizeof(uint64_t)));
  slots_ = slots;
  capacity_ = capacity;
  shift_ = shift_of(capacity);
  resize_count_ = capacity_ / 4 * 3;
  sweep_position_ = 0;  // a sweep under way starts again
  return true;
}

void InternTable::move_entries(uint64_t* slots, size_t capacity) const {
  size_t mask = capacity - 1;
  unsigned shift = shift_of(capacity);
  for (size_t i = 0; i < capacity_; ++i) {
    if (slots_[i] == 0) continue;
    size_t at = home_of(slots_[i], shift);
    while (slots[at] != 0) at = (at + 1) & mask;
    slots[at] = slots_[i];
  }
}

// Later entries of the cluster that may lie at the gap move back into it.
void InternTable::remove(size_t gap) {
  size_t mask = capacity_ - 1;
  for (size_t at = (gap + 1) & mask; slots_[at] != 0; at = (at + 1) & mask) {
    size_t home = home_of(slots_[at], shift_);
    if (((at - home) & mask) < ((at - gap) & mask)) continue;
    slots_[gap] = slots_[at];
    gap = at;
  }
  slots_[gap] = 0;
  --count_;
}

void InternTable::forget_dead_bytes() {
  for (String*& s : of_one_byte_)
    if (s && !vm_.heap.is_marked(s)) s = nullptr;
}

bool InternTable::sweep(size_t budget) {
  if (sweep_position_ == 0) {
    forget_dead_bytes();
    swept_count_ = count_;
  }
  for (; sweep_position_ < capacity_ && budget > 0; --budget) {
    if (sweep_position_ + kPrefetchDistance < capacity_)
      __builtin_prefetch(address(slots_[sweep_position_ + kPrefetchDistance]));
    uint64_t entry = slots_[sweep_position_];
    if (entry != 0 && !vm_.heap.is_marked(address(entry))) {
      remove(sweep_position_);  // what has moved here is looked at next
    } else {
      ++sweep_position_;
    }
  }
  if (sweep_position_ < capacity_) return false;
  sweep_position_ = 0;
  size_t population = capacity_ > kModestCapacity ? count_ : swept_count_;
  if (capacity_ > kInitialCapacity && population < capacity_ / kSparse) resize_count_ = 0;  // when it is next used
  return true;
}

}  // namespace strata::runtime
