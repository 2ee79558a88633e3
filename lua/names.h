// Names: every identifier and string literal of a chunk, each once, under a small number.
// Comparing two strings is comparing two numbers, and what the parser wants to know about a name (is it
// a reserved word, which active variable does it denote, which constant holds it) is found without a
// further search, in the name's own record.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#include "lua/buffer.h"
#include "lua/token.h"

namespace strata::lua {

using NameId = uint32_t;
inline constexpr uint32_t kNoVariable = UINT32_MAX;

struct Name {
  uint64_t low, high;  // first 16 chars, zero-padded
  const char* text;    // not terminated
  uint32_t size;
  uint32_t hash;
  uint32_t binding;    // innermost active local variable of this name (Parser::variables_)
  uint32_t constant;   // where some function last put it among its constants; to be checked
  Token token;         // Name, or the reserved word

  std::string_view view() const { return {text, size}; }
};

// Chars that must be readable after the end of a text handed to intern().
inline constexpr size_t kTextPadding = 16;

class Names {
 public:
  Names();

  // The number of this text. `text` must live as long as the names do and have kTextPadding readable
  // chars after it.
  NameId intern(const char* text, uint32_t size);

  Name& operator[](NameId id) { return entries_[id]; }
  const Name& operator[](NameId id) const { return entries_[id]; }

  // Names that the parser itself refers to.
  NameId env, self, for_state, break_label;

 private:
  struct Key {
    uint64_t low, high;
    uint32_t hash;
  };
  static Key key_of(const char* text, uint32_t size);
  NameId add(uint32_t slot, const char* text, uint32_t size, const Key& key);
  void grow();

  Buffer<Name> entries_;
  Buffer<uint32_t> slots_;  // open addressing: entry number + 1, or 0
  uint32_t mask_ = 0;
};

inline Names::Key Names::key_of(const char* text, uint32_t size) {
  constexpr uint64_t kMix1 = 0x9e3779b97f4a7c15, kMix2 = 0xc2b2ae3d27d4eb4f;
  Key key;
  std::memcpy(&key.low, text, 8);
  std::memcpy(&key.high, text + 8, 8);
  if (size < 8) {
    key.low = size == 0 ? 0 : key.low & (~uint64_t{0} >> (64 - 8 * size));
    key.high = 0;
  } else if (size < 16) {
    key.high = size == 8 ? 0 : key.high & (~uint64_t{0} >> (64 - 8 * (size - 8)));
  }
  uint64_t h = (key.low ^ size) * kMix1 ^ key.high * kMix2;
  for (uint32_t at = 16; at < size; at += 8) {
    uint64_t word;
    std::memcpy(&word, text + at, 8);
    if (size - at < 8) word &= ~uint64_t{0} >> (64 - 8 * (size - at));
    h = ((h ^ (h >> 29)) + word) * kMix1;
  }
  key.hash = static_cast<uint32_t>((h ^ (h >> 32)) * kMix2 >> 32);
  return key;
}

inline NameId Names::intern(const char* text, uint32_t size) {
  Key key = key_of(text, size);
  for (uint32_t slot = key.hash & mask_;; slot = (slot + 1) & mask_) {
    uint32_t at = slots_[slot];
    if (at == 0) return add(slot, text, size, key);
    const Name& name = entries_[at - 1];
    if (name.low == key.low && name.high == key.high && name.size == size &&
        (size <= 16 || std::memcmp(name.text, text, size) == 0)) {
      return at - 1;
    }
  }
}

}  // namespace strata::lua
