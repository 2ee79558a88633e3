// string.pack, string.packsize and string.unpack: values to bytes and back.
#include <cstring>

#include "stdlib/long_work.h"
#include "stdlib/pack_format.h"
#include "stdlib/string_natives.h"
#include "stdlib/string_positions.h"

namespace strata::stdlib {

using runtime::Call;
using runtime::kOk;
using runtime::Status;
using runtime::String;
using runtime::Value;

namespace {

// Writes the `size` low bytes of v, sign-extended beyond 8 when `negative`.
void write_integer(uint64_t v, bool negative, size_t size, bool little_endian, char* out) {
  for (size_t i = 0; i < size; ++i) {
    uint8_t byte = i < 8 ? static_cast<uint8_t>(v >> 8 * i) : (negative ? 0xff : 0);
    out[little_endian ? i : size - 1 - i] = static_cast<char>(byte);
  }
}

// The 8 low bytes of an integer of `size` bytes; *lossy: the bytes beyond are no extension of it.
int64_t read_integer(const char* in, size_t size, bool little_endian, bool is_signed, bool* lossy) {
  auto byte_at = [&](size_t i) { return static_cast<uint8_t>(in[little_endian ? i : size - 1 - i]); };
  uint64_t v = 0;
  for (size_t i = 0; i < size && i < 8; ++i) v |= static_cast<uint64_t>(byte_at(i)) << 8 * i;
  if (size < 8 && is_signed) {
    uint64_t sign = uint64_t{1} << (8 * size - 1);
    v = (v ^ sign) - sign;
  }
  uint8_t extension = is_signed && static_cast<int64_t>(v) < 0 ? 0xff : 0;
  *lossy = false;
  for (size_t i = 8; i < size; ++i) *lossy |= byte_at(i) != extension;
  return static_cast<int64_t>(v);
}

// Floats are integers with the same bits.
uint64_t float_bits(double v, size_t size) {
  if (size == 8) return std::bit_cast<uint64_t>(v);
  return std::bit_cast<uint32_t>(static_cast<float>(v));
}
double float_from_bits(uint64_t bits, size_t size) {
  if (size == 8) return std::bit_cast<double>(bits);
  return std::bit_cast<float>(static_cast<uint32_t>(bits));
}

class Packer {
 public:
  explicit Packer(Call& call, std::string_view format) : call_(call), format_(call, format), result_(call.vm) {}

  Status run() {
    Pace pace;
    while (!format_.at_end()) {
      STRATA_TRY(pace.step(call_));
      STRATA_TRY(format_.next(result_.size(), &option_));
      STRATA_TRY(add_zeros(option_.padding));
      STRATA_TRY(add_value());
    }
    return result_of(call_, result_);
  }

 private:
  Status add_value();
  Status add_integer();
  Status add_float();
  Status add_characters();
  Status add_counted_string();
  Status add_zero_string();
  Status add_bytes_of(uint64_t v, bool negative, size_t size) {
    char bytes[kMaxPackedInteger];
    write_integer(v, negative, size, format_.little_endian(), bytes);
    return append(call_, result_, {bytes, size});
  }
  Status add_zeros(size_t n);

  Call& call_;
  PackFormat format_;
  runtime::Buffer result_;
  PackOption option_;
  uint32_t argument_ = 1;
};

Status Packer::add_value() {
  switch (option_.kind) {
    case PackKind::Integer:
    case PackKind::Unsigned: return add_integer();
    case PackKind::Float:
    case PackKind::Double: return add_float();
    case PackKind::Characters: return add_characters();
    case PackKind::CountedString: return add_counted_string();
    case PackKind::ZeroString: return add_zero_string();
    case PackKind::PaddingByte: return add_zeros(1);
    case PackKind::Alignment:
    case PackKind::Nothing: break;
  }
  return kOk;
}

Status Packer::add_zeros(size_t n) {
  if (n == 0) return kOk;
  if (!result_.reserve(n)) STRATA_TRY(make_room(call_, result_, n));
  for (;;) {
    size_t piece = n < kPieceBytes ? n : kPieceBytes;
    std::memset(result_.end(), 0, piece);
    result_.add_written(piece);
    n -= piece;
    if (n == 0) return kOk;
    STRATA_TRY(pause(call_));
  }
}

Status Packer::add_integer() {
  int64_t v;
  STRATA_TRY(call_.check_integer(++argument_, &v));
  bool is_signed = option_.kind == PackKind::Integer;
  if (option_.size < 8) {
    uint64_t bound = uint64_t{1} << (8 * option_.size - (is_signed ? 1 : 0));
    uint64_t magnitude = is_signed && v < 0 ? ~static_cast<uint64_t>(v) : static_cast<uint64_t>(v);
    if (magnitude >= bound)
      return call_.argument_error(argument_, is_signed ? "integer overflow" : "unsigned overflow");
  }
  return add_bytes_of(static_cast<uint64_t>(v), is_signed && v < 0, option_.size);
}

Status Packer::add_float() {
  double v;
  STRATA_TRY(call_.check_number(++argument_, &v));
  return add_bytes_of(float_bits(v, option_.size), false, option_.size);
}

Status Packer::add_characters() {
  String* s;
  STRATA_TRY(call_.check_string(++argument_, &s));
  if (s->length > option_.size) return call_.argument_error(argument_, "string longer than given size");
  STRATA_TRY(append(call_, result_, s->view()));
  return add_zeros(option_.size - s->length);
}

Status Packer::add_counted_string() {
  String* s;
  STRATA_TRY(call_.check_string(++argument_, &s));
  if (option_.size < 8 && s->length >= uint64_t{1} << 8 * option_.size)
    return call_.argument_error(argument_, "string length does not fit in given size");
  STRATA_TRY(add_bytes_of(s->length, false, option_.size));
  return append(call_, result_, s->view());
}

Status Packer::add_zero_string() {
  String* s;
  STRATA_TRY(call_.check_string(++argument_, &s));
  if (s->view().find('\0') != std::string_view::npos)
    return call_.argument_error(argument_, "string contains zeros");
  STRATA_TRY(append(call_, result_, s->view()));
  return append(call_, result_, '\0');
}

}  // namespace

Status string_pack(Call& call) {
  String* format;
  STRATA_TRY(call.check_string(1, &format));
  // The first missing argument is a nil, as errors about it say in the reference.
  call.push(Value::nil());
  ++call.frame().argument_count;
  Packer packer(call, format->view());
  return packer.run();
}

Status string_packsize(Call& call) {
  String* text;
  STRATA_TRY(call.check_string(1, &text));
  PackFormat format(call, text->view());
  size_t total = 0;
  Pace pace;
  while (!format.at_end()) {
    STRATA_TRY(pace.step(call));
    PackOption option;
    STRATA_TRY(format.next(total, &option));
    if (option.kind == PackKind::CountedString || option.kind == PackKind::ZeroString)
      return call.argument_error(1, "variable-length format");
    size_t size = option.size + option.padding;
    if (total > kMaxPackedBytes - size) return call.argument_error(1, "format result too large");
    total += size;
  }
  return call.result(Value::integer(static_cast<int64_t>(total)));
}

namespace {

class Unpacker {
 public:
  Unpacker(Call& call, std::string_view format, std::string_view bytes, size_t offset)
      : call_(call), format_(call, format), bytes_(bytes), offset_(offset) {}

  Status run();

 private:
  Status push_value();
  Status push_integer();
  Status push_characters(size_t length);
  Status push_counted_string();
  Status push_zero_string();
  int64_t integer(bool is_signed, bool* lossy) const {
    return read_integer(bytes_.data() + offset_, option_.size, format_.little_endian(), is_signed, lossy);
  }
  Status push(Value v) {
    ++count_;
    call_.push(v);
    return kOk;
  }

  Call& call_;
  PackFormat format_;
  std::string_view bytes_;
  size_t offset_;
  PackOption option_;
  uint32_t count_ = 0;
};

Status Unpacker::run() {
  Pace pace;
  while (!format_.at_end()) {
    STRATA_TRY(pace.step(call_));
    STRATA_TRY(format_.next(offset_, &option_));
    if (option_.padding + option_.size > bytes_.size() - offset_)
      return call_.argument_error(2, "data string too short");
    offset_ += option_.padding;
    STRATA_TRY(reserve_values(call_, 2, "too many results"));
    STRATA_TRY(push_value());
    offset_ += option_.size;
  }
  STRATA_TRY(push(Value::integer(static_cast<int64_t>(offset_) + 1)));
  return call_.results(count_);
}

Status Unpacker::push_value() {
  bool lossy;
  switch (option_.kind) {
    case PackKind::Integer:
    case PackKind::Unsigned: return push_integer();
    case PackKind::Float:
    case PackKind::Double:
      return push(Value::real(float_from_bits(static_cast<uint64_t>(integer(false, &lossy)), option_.size)));
    case PackKind::Characters: return push_characters(option_.size);
    case PackKind::CountedString: return push_counted_string();
    case PackKind::ZeroString: return push_zero_string();
    case PackKind::PaddingByte:
    case PackKind::Alignment:
    case PackKind::Nothing: break;
  }
  return kOk;
}

Status Unpacker::push_integer() {
  bool lossy;
  int64_t v = integer(option_.kind == PackKind::Integer, &lossy);
  if (lossy) return call_.error("%d-byte integer does not fit into Lua Integer", static_cast<int>(option_.size));
  return push(Value::integer(v));
}

Status Unpacker::push_characters(size_t length) {
  ++count_;
  return push_copied(call_, bytes_.substr(offset_, length));
}

Status Unpacker::push_counted_string() {
  bool lossy;
  size_t length = static_cast<size_t>(integer(false, &lossy));
  if (lossy) return call_.error("%d-byte integer does not fit into Lua Integer", static_cast<int>(option_.size));
  if (length > bytes_.size() - offset_ - option_.size)
    return call_.argument_error(2, "data string too short");
  offset_ += option_.size;
  STRATA_TRY(push_characters(length));
  offset_ += length - option_.size;
  return kOk;
}

Status Unpacker::push_zero_string() {
  size_t end = bytes_.find('\0', offset_);
  if (end == std::string_view::npos) return call_.argument_error(2, "unfinished string for format 'z'");
  STRATA_TRY(push_characters(end - offset_));
  offset_ = end + 1;
  return kOk;
}

}  // namespace

Status string_unpack(Call& call) {
  String *format, *bytes;
  int64_t position;
  STRATA_TRY(call.check_string(1, &format));
  STRATA_TRY(call.check_string(2, &bytes));
  STRATA_TRY(call.opt_integer(3, 1, &position));
  size_t offset = start_position(position, bytes->length) - 1;
  if (offset > bytes->length) return call.argument_error(3, "initial position out of string");
  Unpacker unpacker(call, format->view(), bytes->view(), offset);
  return unpacker.run();
}

}  // namespace strata::stdlib
