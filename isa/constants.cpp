// Encoding of constants: a kind byte, then the value as isa/module.h says.
#include "isa/constants.h"

namespace strata::isa {

Constant Constant::of_integer(int64_t v) {
  Constant c;
  c.kind = ConstantKind::Int;
  c.integer = v;
  return c;
}

Constant Constant::of_float(double v) {
  Constant c;
  c.kind = ConstantKind::Float;
  c.real = v;
  return c;
}

Constant Constant::of_string(std::string_view v) {
  Constant c;
  c.kind = ConstantKind::String;
  c.string = v;
  return c;
}

void write_constant(const Constant& constant, base::ByteWriter* out) {
  out->u8(static_cast<uint8_t>(constant.kind));
  switch (constant.kind) {
    case ConstantKind::Int: out->sleb(constant.integer); break;
    case ConstantKind::Float: out->f64(constant.real); break;
    case ConstantKind::String: out->string(constant.string); break;
  }
}

bool ConstantReader::next(Constant* out) {
  if (in_.at_end() || failed_) return false;
  out->kind = static_cast<ConstantKind>(in_.u8());
  out->string = {};
  switch (out->kind) {
    case ConstantKind::Int: out->integer = in_.sleb(); break;
    case ConstantKind::Float: out->real = in_.f64(); break;
    case ConstantKind::String: out->string = in_.string(); break;
    default: failed_ = true;
  }
  if (in_.failed()) failed_ = true;
  return !failed_;
}

bool decode_constants(std::span<const uint8_t> bytes, std::vector<Constant>* out) {
  out->clear();
  ConstantReader in(bytes);
  for (Constant c; in.next(&c);) out->push_back(c);
  return !in.failed();
}

}  // namespace strata::isa
