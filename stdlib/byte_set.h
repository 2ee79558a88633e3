// Sets of bytes, and the character classes of the C locale as such sets. The libraries never ask the C
// library's <ctype.h>: what a letter is does not depend on a locale.
#pragma once

#include <cstdint>

namespace strata::stdlib {

struct ByteSet {
  uint64_t words[4] = {};

  constexpr bool has(uint8_t c) const { return words[c >> 6] >> (c & 63) & 1; }
  constexpr void add(uint8_t c) { words[c >> 6] |= uint64_t{1} << (c & 63); }
  constexpr void add_range(unsigned from, unsigned to) {
    for (unsigned c = from; c <= to; ++c) add(static_cast<uint8_t>(c));
  }
  constexpr void add_all(const ByteSet& other) {
    for (int i = 0; i < 4; ++i) words[i] |= other.words[i];
  }
  constexpr ByteSet complement() const {
    ByteSet result;
    for (int i = 0; i < 4; ++i) result.words[i] = ~words[i];
    return result;
  }
  constexpr ByteSet without(const ByteSet& other) const {
    ByteSet result;
    for (int i = 0; i < 4; ++i) result.words[i] = words[i] & ~other.words[i];
    return result;
  }
  constexpr int count() const {
    int n = 0;
    for (uint64_t word : words) n += __builtin_popcountll(word);
    return n;
  }
};

constexpr ByteSet byte_range(unsigned from, unsigned to) {
  ByteSet set;
  set.add_range(from, to);
  return set;
}

constexpr ByteSet united(ByteSet a, const ByteSet& b) {
  a.add_all(b);
  return a;
}

inline constexpr ByteSet kLowerLetters = byte_range('a', 'z');
inline constexpr ByteSet kUpperLetters = byte_range('A', 'Z');
inline constexpr ByteSet kDigits = byte_range('0', '9');
inline constexpr ByteSet kLetters = united(kLowerLetters, kUpperLetters);
inline constexpr ByteSet kAlphanumerics = united(kLetters, kDigits);
inline constexpr ByteSet kGraphics = byte_range('!', '~');
inline constexpr ByteSet kPunctuation = kGraphics.without(kAlphanumerics);
inline constexpr ByteSet kControls = united(byte_range(0, 31), byte_range(127, 127));
inline constexpr ByteSet kSpaces = united(byte_range('\t', '\r'), byte_range(' ', ' '));
inline constexpr ByteSet kHexDigits = united(kDigits, united(byte_range('a', 'f'), byte_range('A', 'F')));

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_control(char c) { return (c >= 0 && c < 32) || c == 127; }
constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

}  // namespace strata::stdlib
