// Reading pack formats; see pack_format.h.
#include "stdlib/pack_format.h"

#include "stdlib/byte_set.h"

namespace strata::stdlib {

using runtime::kOk;
using runtime::Status;

// A numeral; false: there is none. Reading stops before the number could exceed an int, and what
// follows is then refused as an option.
bool PackFormat::read_number(size_t* out) {
  if (at_end() || !is_digit(text_[at_])) return false;
  size_t n = 0;
  do {
    n = n * 10 + static_cast<size_t>(text_[at_++] - '0');
  } while (!at_end() && is_digit(text_[at_]) && n <= (kMaxPackedBytes - 9) / 10);
  *out = n;
  return true;
}

// Size of an integer, a length or an alignment.
Status PackFormat::read_size(size_t otherwise, size_t* out) {
  *out = otherwise;
  read_number(out);
  if (*out >= 1 && *out <= kMaxPackedInteger) return kOk;
  return call_.error("integral size (%d) out of limits [1,%d]", static_cast<int>(*out),
                     static_cast<int>(kMaxPackedInteger));
}

Status PackFormat::read_option(PackKind* kind, size_t* size) {
  auto fixed = [&](PackKind k, size_t n) {
    *kind = k;
    *size = n;
    return kOk;
  };
  auto sized = [&](PackKind k, size_t otherwise) {
    *kind = k;
    return read_size(otherwise, size);
  };
  char c = text_[at_++];
  switch (c) {
    case 'b': return fixed(PackKind::Integer, 1);
    case 'B': return fixed(PackKind::Unsigned, 1);
    case 'h': return fixed(PackKind::Integer, 2);
    case 'H': return fixed(PackKind::Unsigned, 2);
    case 'l':
    case 'j': return fixed(PackKind::Integer, 8);
    case 'L':
    case 'J':
    case 'T': return fixed(PackKind::Unsigned, 8);
    case 'f': return fixed(PackKind::Float, 4);
    case 'd':
    case 'n': return fixed(PackKind::Double, 8);
    case 'i': return sized(PackKind::Integer, 4);
    case 'I': return sized(PackKind::Unsigned, 4);
    case 's': return sized(PackKind::CountedString, 8);
    case 'c':
      *kind = PackKind::Characters;
      return read_number(size) ? kOk : call_.error("missing size for format option 'c'");
    case 'z': return fixed(PackKind::ZeroString, 0);
    case 'x': return fixed(PackKind::PaddingByte, 1);
    case 'X': return fixed(PackKind::Alignment, 0);
    case ' ': break;
    case '<':
    case '=': little_endian_ = true; break;
    case '>': little_endian_ = false; break;
    case '!': STRATA_TRY(read_size(8, &max_alignment_)); break;
    default: return call_.error("invalid format option '%c'", c);
  }
  return fixed(PackKind::Nothing, 0);
}

Status PackFormat::pad(size_t offset, size_t alignment, PackOption* out) {
  out->padding = 0;
  if (alignment <= 1 || out->kind == PackKind::Characters) return kOk;
  if (alignment > max_alignment_) alignment = max_alignment_;
  if (alignment & (alignment - 1)) return call_.argument_error(1, "format asks for alignment not power of 2");
  out->padding = (alignment - (offset & (alignment - 1))) & (alignment - 1);
  return kOk;
}

Status PackFormat::next(size_t offset, PackOption* out) {
  STRATA_TRY(read_option(&out->kind, &out->size));
  size_t alignment = out->size;
  if (out->kind == PackKind::Alignment) {
    PackKind next = PackKind::Characters;
    if (!at_end()) STRATA_TRY(read_option(&next, &alignment));
    if (next == PackKind::Characters || alignment == 0)
      return call_.argument_error(1, "invalid next option for option 'X'");
  }
  return pad(offset, alignment, out);
}

}  // namespace strata::stdlib
