// The constants of a function: writing them, and walking over their encoding (isa/module.h).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "isa/module.h"

namespace strata::isa {

// One constant. `string` points into the module's bytes.
struct Constant {
  ConstantKind kind = ConstantKind::Int;
  union {
    int64_t integer;
    double real;
  };
  std::string_view string;

  Constant() : integer(0) {}
  static Constant of_integer(int64_t v);
  static Constant of_float(double v);
  static Constant of_string(std::string_view v);
};

void write_constant(const Constant& constant, base::ByteWriter* out);

// Walks over a function's constants in order, once:
//   ConstantReader in(function.constants); for (Constant c; in.next(&c);) ...
// Afterwards failed() says whether it stopped at malformed bytes instead of the end.
class ConstantReader {
 public:
  explicit ConstantReader(std::span<const uint8_t> bytes) : in_(bytes.data(), bytes.size()) {}

  bool next(Constant* out);
  bool failed() const { return failed_; }

 private:
  base::ByteReader in_;
  bool failed_ = false;
};

// All constants of a function at once; false when malformed.
bool decode_constants(std::span<const uint8_t> bytes, std::vector<Constant>* out);

}  // namespace strata::isa
