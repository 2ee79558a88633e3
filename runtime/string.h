// Strings: immutable bytes. Short ones (at most kMaxShortLength) are interned, so that equality is
// identity; long ones are not, and are hashed when first used as a key.
//
// Repeated concatenation `s = s .. x` must not be quadratic: the result of appending to a string that
// is itself such a result lives in a StringBuffer with room to grow. A later append to the string that
// ends where the buffer's used part ends writes behind it and makes a new String over the same bytes;
// older strings stay valid, they are prefixes.
//
//   short, long:  header | length | bytes ... 0
//   external:     header | length | data pointer | StringBuffer
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "gc/heap.h"
#include "runtime/value.h"

namespace strata::runtime {

class VM;

inline constexpr size_t kMaxShortLength = 40;

enum StringFlags : uint8_t {
  kShortString = 1,
  kHashed = 2,         // header word holds the hash (always, for a short string)
  kExternalString = 4,
  kConcatResult = 8,   // made by concat: the next append gets a buffer
  kReservedWord = 16,
};

struct StringBuffer : gc::Object {
  size_t capacity;
  size_t used;
  char* bytes() { return reinterpret_cast<char*>(this + 1); }
};

struct String : gc::Object {
  size_t length;

  bool is_short() const { return flags & kShortString; }
  const char* data() const {
    return flags & kExternalString ? external()->data : reinterpret_cast<const char*>(this + 1);
  }
  std::string_view view() const { return {data(), length}; }
  // Terminated by a zero byte? Not when external.
  bool is_terminated() const { return !(flags & kExternalString); }

  struct External {
    const char* data;
    StringBuffer* buffer;
  };
  const External* external() const { return reinterpret_cast<const External*>(this + 1); }
  External* external() { return reinterpret_cast<External*>(this + 1); }
  char* inline_bytes() { return reinterpret_cast<char*>(this + 1); }
};
static_assert(sizeof(String) == 16);

// The VM's set of short strings: open addressing, entries are weak. An entry holds 16 bits of the hash
// above the address, so that a search seldom looks at a wrong string.
class InternTable {
 public:
  explicit InternTable(VM& vm) : vm_(vm) {}
  ~InternTable();
  // Finds or makes the short string with these bytes. nullptr: no memory.
  String* intern(const char* bytes, size_t length);
  // Makes room for so many more at once, if there is memory.
  void reserve(size_t more);
  bool sweep(size_t budget);  // gc::Client::sweep_strings
  size_t size() const { return count_; }

 private:
  String* find_or_make(const char* bytes, size_t length);
  bool resize();
  bool resize_to(size_t capacity);
  void move_entries(uint64_t* slots, size_t capacity) const;
  void remove(size_t at);
  void forget_dead_bytes();
  VM& vm_;
  uint64_t* slots_ = nullptr;
  size_t capacity_ = 0, count_ = 0, sweep_position_ = 0;
  unsigned shift_ = 32;            // of a hash, to its place
  size_t swept_count_ = 0;         // entries when the last sweep began
  size_t resize_count_ = 0;        // with so many entries a new one asks for another capacity
  String* of_one_byte_[256] = {};  // those that were asked for since they last died
};

uint32_t hash_bytes(const char* bytes, size_t length, uint32_t seed);

// A string with a copy of these bytes (interned when short). nullptr: no memory.
String* new_string(VM& vm, std::string_view bytes);
// A long string of `length` > kMaxShortLength bytes to be filled by the caller before anyone sees it.
String* new_long_string(VM& vm, size_t length);
// Hash of any string, computed once.
uint32_t compute_hash(const String* s, uint32_t seed);
uint32_t hash_of(VM& vm, String* s);
// a .. b and the general n-ary join of strings; nullptr: no memory (or length over kMaxStringLength).
String* concat(VM& vm, String* a, String* b);
String* concat(VM& vm, const String* const* parts, size_t count);
inline constexpr size_t kMaxStringLength = size_t{1} << 46;

// Equality of contents; short strings by identity.
inline bool equal_strings(const String* a, const String* b) {
  return a == b || (!(a->flags & b->flags & kShortString) && a->length == b->length &&
                    std::memcmp(a->data(), b->data(), a->length) == 0);
}
// Order by bytes as unsigned chars (the C locale's strcoll), embedded zeros included.
int compare_strings(const String* a, const String* b);

}  // namespace strata::runtime
