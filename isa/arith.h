// What pure instructions compute, written once: the interpreter, the constant folder, the test oracle
// and the JIT's slow paths call these functions, so that every tier gives bit-equal results.
//
// Integers are 64-bit two's complement and wrap. Floats are IEEE doubles in the default rounding mode,
// without contraction. Sources of the rules: Lua 5.4 manual 3.4.1 (arithmetic), 3.4.2 (bits), 3.4.3
// (conversions), 3.4.4 (comparison), 3.3.5 (for loops).
#pragma once

#include <cmath>
#include <cstdint>
#include <type_traits>

namespace strata::isa {

// ---- integers

constexpr int64_t add_int(int64_t a, int64_t b) {
  return static_cast<int64_t>(static_cast<uint64_t>(a) + static_cast<uint64_t>(b));
}
constexpr int64_t sub_int(int64_t a, int64_t b) {
  return static_cast<int64_t>(static_cast<uint64_t>(a) - static_cast<uint64_t>(b));
}
constexpr int64_t mul_int(int64_t a, int64_t b) {
  return static_cast<int64_t>(static_cast<uint64_t>(a) * static_cast<uint64_t>(b));
}
constexpr int64_t neg_int(int64_t a) { return sub_int(0, a); }

// Both are in [0, 2^32), as most operands of divisions are. Dividing 32 bits takes two thirds of the time
// or less (3.9 against 5.6 ns, one remainder after the other, on a Rocket Lake).
constexpr bool divide_as_32_bits(int64_t a, int64_t b) { return (static_cast<uint64_t>(a | b) >> 32) == 0; }

// Quotient rounded towards minus infinity. Precondition: b != 0.
constexpr int64_t idiv_int(int64_t a, int64_t b) {
  if (divide_as_32_bits(a, b)) return static_cast<uint32_t>(a) / static_cast<uint32_t>(b);
  if (b == -1) return neg_int(a);  // the machine's division traps on INT64_MIN / -1
  int64_t quotient = a / b;
  return (a % b != 0 && (a ^ b) < 0) ? quotient - 1 : quotient;
}

// Remainder with the sign of b. Precondition: b != 0.
constexpr int64_t mod_int(int64_t a, int64_t b) {
  if (divide_as_32_bits(a, b)) return static_cast<uint32_t>(a) % static_cast<uint32_t>(b);
  if (b == -1) return 0;
  int64_t remainder = a % b;
  return (remainder != 0 && (remainder ^ b) < 0) ? remainder + b : remainder;
}

constexpr int64_t band_int(int64_t a, int64_t b) { return a & b; }
constexpr int64_t bor_int(int64_t a, int64_t b) { return a | b; }
constexpr int64_t bxor_int(int64_t a, int64_t b) { return a ^ b; }
constexpr int64_t bnot_int(int64_t a) { return ~a; }

// Logical shifts: a negative count shifts the other way, 64 and more give 0.
constexpr int64_t shl_int(int64_t a, int64_t count) {
  uint64_t bits = static_cast<uint64_t>(a);
  if (count >= 0) return count < 64 ? static_cast<int64_t>(bits << count) : 0;
  return count > -64 ? static_cast<int64_t>(bits >> -count) : 0;
}
constexpr int64_t shr_int(int64_t a, int64_t count) { return shl_int(a, neg_int(count)); }

constexpr bool eq_int(int64_t a, int64_t b) { return a == b; }
constexpr bool lt_int(int64_t a, int64_t b) { return a < b; }
constexpr bool le_int(int64_t a, int64_t b) { return a <= b; }

// ---- floats
//
// Of two NaNs the machine's instructions pass on the first, sign and all. A compiler may swap the
// operands of + and *, and tiers would print -nan and nan: so these two name their instruction, and
// machine code must keep `a` as the first operand too.

constexpr double add_float(double a, double b) {
  if (std::is_constant_evaluated()) return a + b;
  asm("addsd %1, %0" : "+x"(a) : "xm"(b));
  return a;
}
constexpr double mul_float(double a, double b) {
  if (std::is_constant_evaluated()) return a * b;
  asm("mulsd %1, %0" : "+x"(a) : "xm"(b));
  return a;
}
constexpr double sub_float(double a, double b) { return a - b; }
constexpr double div_float(double a, double b) { return a / b; }
constexpr double neg_float(double a) { return -a; }

inline double idiv_float(double a, double b) { return std::floor(a / b); }

// a - floor(a / b) * b as if computed exactly: the result has the sign of b, or is a zero of a's sign.
inline double mod_float(double a, double b) {
  double remainder = std::fmod(a, b);
  bool other_side = remainder > 0 ? b < 0 : (remainder < 0 && b > 0);
  return other_side ? remainder + b : remainder;
}

inline double pow_float(double a, double b) { return b == 2 ? mul_float(a, a) : std::pow(a, b); }

constexpr bool eq_float(double a, double b) { return a == b; }
constexpr bool lt_float(double a, double b) { return a < b; }
constexpr bool le_float(double a, double b) { return a <= b; }

// ---- conversions

// Bounds of the floats that have an integer part in int64: [-2^63, 2^63).
inline constexpr double kLeastIntegerFloat = -0x1p63;
inline constexpr double kBeyondIntegerFloat = 0x1p63;

constexpr double integer_to_float(int64_t a) { return static_cast<double>(a); }

// The integer equal to `a`; false when there is none (a fraction, too large, NaN).
constexpr bool float_to_integer(double a, int64_t* out) {
  if (!(a >= kLeastIntegerFloat && a < kBeyondIntegerFloat)) return false;
  *out = static_cast<int64_t>(a);
  return static_cast<double>(*out) == a;
}

// The greatest integer <= a; false when int64 does not hold it.
constexpr bool float_floor_to_integer(double a, int64_t* out) {
  if (!(a >= kLeastIntegerFloat && a < kBeyondIntegerFloat)) return false;
  int64_t truncated = static_cast<int64_t>(a);
  *out = truncated - (static_cast<double>(truncated) > a ? 1 : 0);
  return true;
}

// The least integer >= a; false when int64 does not hold it.
constexpr bool float_ceil_to_integer(double a, int64_t* out) {
  if (!(a >= kLeastIntegerFloat && a < kBeyondIntegerFloat)) return false;
  int64_t truncated = static_cast<int64_t>(a);
  *out = truncated + (static_cast<double>(truncated) < a ? 1 : 0);
  return true;
}

// ---- comparison of an integer with a float: by mathematical value, false when the float is NaN

// Integers up to 2^53 in size are exact as floats.
constexpr bool fits_float(int64_t a) {
  constexpr int64_t kLimit = int64_t{1} << 53;
  return a >= -kLimit && a <= kLimit;
}

constexpr bool eq_int_float(int64_t a, double b) {
  int64_t integer;
  return float_to_integer(b, &integer) && a == integer;
}
constexpr bool lt_int_float(int64_t a, double b) {
  if (fits_float(a)) return static_cast<double>(a) < b;
  int64_t up;
  return float_ceil_to_integer(b, &up) ? a < up : b > 0;
}
constexpr bool le_int_float(int64_t a, double b) {
  if (fits_float(a)) return static_cast<double>(a) <= b;
  int64_t down;
  return float_floor_to_integer(b, &down) ? a <= down : b > 0;
}
constexpr bool lt_float_int(double a, int64_t b) {
  if (fits_float(b)) return a < static_cast<double>(b);
  int64_t down;
  return float_floor_to_integer(a, &down) ? down < b : a < 0;
}
constexpr bool le_float_int(double a, int64_t b) {
  if (fits_float(b)) return a <= static_cast<double>(b);
  int64_t up;
  return float_ceil_to_integer(a, &up) ? up <= b : a < 0;
}

// ---- for loops

// Prepares a loop over integers: the number of rounds after the first, so that the loop variable never
// overflows. False when the loop does not run at all. Precondition: step != 0.
constexpr bool prepare_int_loop(int64_t start, int64_t limit, int64_t step, uint64_t* more_rounds) {
  if (step > 0 ? start > limit : start < limit) return false;
  uint64_t from = static_cast<uint64_t>(start);
  uint64_t to = static_cast<uint64_t>(limit);
  if (step > 0) {
    *more_rounds = to - from;
    if (step != 1) *more_rounds /= static_cast<uint64_t>(step);
  } else {
    *more_rounds = (from - to) / (0 - static_cast<uint64_t>(step));
  }
  return true;
}

// Clips the float limit of a loop over integers to an integer. False when the loop does not run.
constexpr bool clip_loop_limit(double limit, int64_t step, int64_t* out) {
  bool fits = step < 0 ? float_ceil_to_integer(limit, out) : float_floor_to_integer(limit, out);
  if (fits) return true;
  *out = limit > 0 ? INT64_MAX : INT64_MIN;
  return limit > 0 ? step > 0 : step < 0;
}

// A loop over floats runs at all: unlike in the later rounds, a NaN does not keep it from running.
// Precondition, here and below: step != 0.
constexpr bool float_loop_starts(double start, double limit, double step) {
  return step > 0 ? !(limit < start) : !(start < limit);
}

// A loop over floats goes on with loop variable `a`, the one before plus step.
constexpr bool float_loop_continues(double a, double limit, double step) {
  return step > 0 ? a <= limit : limit <= a;
}

}  // namespace strata::isa
