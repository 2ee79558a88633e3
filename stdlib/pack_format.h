// The format strings of string.pack, packsize and unpack (Lua 5.4 manual 6.4.2), read option by option.
#pragma once

#include <string_view>

#include "runtime/native.h"

namespace strata::stdlib {

enum class PackKind : uint8_t {
  Integer,          // two's complement
  Unsigned,
  Float,            // 4 bytes
  Double,
  Characters,       // of fixed length
  CountedString,    // a length of `size` bytes, then the string
  ZeroString,
  PaddingByte,
  Alignment,        // padding as the next option would get
  Nothing,          // a setting
};

struct PackOption {
  PackKind kind;
  size_t size;      // bytes, as far as the format tells
  size_t padding;   // bytes before it
};

// A format string being read. Byte order and alignment are its state.
class PackFormat {
 public:
  // The format is argument 1 of the call, which errors about it name.
  PackFormat(runtime::Call& call, std::string_view text)
      : call_(call), text_(text.substr(0, text.find('\0'))) {}

  bool at_end() const { return at_ == text_.size(); }
  bool little_endian() const { return little_endian_; }
  // Reads one option that will stand at `offset`.
  runtime::Status next(size_t offset, PackOption* out);

 private:
  runtime::Status read_option(PackKind* kind, size_t* size);
  runtime::Status read_size(size_t otherwise, size_t* out);
  runtime::Status pad(size_t offset, size_t alignment, PackOption* out);
  bool read_number(size_t* out);

  runtime::Call& call_;
  std::string_view text_;
  size_t at_ = 0;
  size_t max_alignment_ = 1;
  bool little_endian_ = true;
};

inline constexpr size_t kMaxPackedInteger = 16;
// The reference's limit for sizes.
inline constexpr size_t kMaxPackedBytes = INT32_MAX;

}  // namespace strata::stdlib
