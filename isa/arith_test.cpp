// Pure arithmetic at its edges. Expected values follow the Lua 5.4 manual and the reference.
#include "isa/arith.h"

#include <doctest/doctest.h>

#include <initializer_list>
#include <limits>
#include <vector>

namespace strata::isa {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

TEST_CASE("add.int, sub.int and mul.int wrap modulo 2^64") {
  CHECK(add_int(INT64_MAX, 1) == INT64_MIN);
  CHECK(sub_int(INT64_MIN, 1) == INT64_MAX);
  CHECK(mul_int(INT64_MIN, -1) == INT64_MIN);
  CHECK(mul_int(INT64_MAX, 2) == -2);
  CHECK(neg_int(INT64_MIN) == INT64_MIN);
}

TEST_CASE("integer idiv and mod round towards minus infinity") {
  struct { int64_t a, b, quotient, remainder; } rows[] = {
      {7, 2, 3, 1},    {-7, 2, -4, 1},          {7, -2, -4, -1},        {-7, -2, 3, -1},
      {6, 3, 2, 0},    {-6, 3, -2, 0},          {0, -5, 0, 0},          {5, INT64_MIN, -1, 5 + INT64_MIN},
      {INT64_MIN, -1, INT64_MIN, 0},            {INT64_MIN, 1, INT64_MIN, 0},
      {INT64_MIN, INT64_MAX, -2, INT64_MAX - 1}, {INT64_MAX, INT64_MIN, -1, -1}};
  for (const auto& r : rows) {
    CHECK(idiv_int(r.a, r.b) == r.quotient);
    CHECK(mod_int(r.a, r.b) == r.remainder);
  }
}

TEST_CASE("shl.int and shr.int are logical and take any count") {
  CHECK(shl_int(1, 63) == INT64_MIN);
  CHECK(shl_int(1, 64) == 0);
  CHECK(shl_int(-1, -63) == 1);
  CHECK(shl_int(-1, -64) == 0);
  CHECK(shl_int(-1, INT64_MIN) == 0);
  CHECK(shr_int(-1, 1) == INT64_MAX);
  CHECK(shr_int(1, -63) == INT64_MIN);
  CHECK(shr_int(-1, INT64_MIN) == 0);
  CHECK(shr_int(-1, INT64_MAX) == 0);
}

TEST_CASE("float mod has the sign of the divisor") {
  CHECK(mod_float(5.5, -2) == -0.5);
  CHECK(mod_float(-5.5, 2) == 0.5);
  CHECK(mod_float(-5, kInf) == kInf);
  CHECK(mod_float(5, kInf) == 5);
  CHECK(mod_float(5, -kInf) == -kInf);
  CHECK(std::signbit(mod_float(-6, 3)));
  CHECK(std::isnan(mod_float(1, 0)));
  CHECK(std::isnan(mod_float(kInf, 1)));
}

// Around the values where division takes another path, against the definition: a = q * b + r, and r has
// the sign of b and is nearer to 0 than b.
TEST_CASE("integer idiv and mod keep their definition around powers of two") {
  std::vector<int64_t> values = {0, 1, 2, 3, 7, 10, 1000003};
  for (int bit : {15, 31, 32, 33, 52, 62})
    for (int64_t near : {-2, -1, 0, 1, 2}) values.push_back((int64_t{1} << bit) + near);
  for (size_t i = 0, n = values.size(); i < n; ++i) values.push_back(-values[i]);
  values.insert(values.end(), {INT64_MIN, INT64_MIN + 1, INT64_MAX});
  for (int64_t a : values)
    for (int64_t b : values) {
      if (b == 0 || (a == INT64_MIN && b == -1)) continue;
      CAPTURE(a);
      CAPTURE(b);
      int64_t q = idiv_int(a, b), r = mod_int(a, b);
      REQUIRE(add_int(mul_int(q, b), r) == a);
      REQUIRE((b > 0 ? r >= 0 && r < b : r <= 0 && r > b));
    }
}

TEST_CASE("float idiv rounds down and divides by zero to an infinity") {
  CHECK(idiv_float(-1, 3) == -1);
  CHECK(idiv_float(5.5, 0) == kInf);
  CHECK(idiv_float(-5.5, 0) == -kInf);
  CHECK(std::isnan(idiv_float(0, 0)));
}

TEST_CASE("pow squares exactly") {
  CHECK(pow_float(3.1, 2) == 3.1 * 3.1);
  CHECK(pow_float(2, 0.5) == std::sqrt(2.0));
  CHECK(pow_float(0, 0) == 1);
}

TEST_CASE("floats convert to integers exactly or not at all") {
  int64_t i = 0;
  CHECK(float_to_integer(-0x1p63, &i));
  CHECK(i == INT64_MIN);
  for (double d : {0x1p63, -0x1.0000000000001p63, 0.5, -0.5, kInf, -kInf, kNan}) {
    CHECK(!float_to_integer(d, &i));
  }
  CHECK(float_to_integer(-0.0, &i));
  CHECK(i == 0);
  CHECK((float_floor_to_integer(-0.5, &i) && i == -1));
  CHECK((float_ceil_to_integer(-0.5, &i) && i == 0));
  CHECK((float_floor_to_integer(2.5, &i) && i == 2));
  CHECK((float_ceil_to_integer(2.5, &i) && i == 3));
  CHECK(!float_floor_to_integer(kNan, &i));
}

TEST_CASE("integers and floats compare by mathematical value") {
  // 2^53 + 1 is no float; the nearest ones lie on both sides.
  const int64_t odd = (int64_t{1} << 53) + 1;
  CHECK(lt_float_int(0x1p53, odd));
  CHECK(!le_int_float(odd, 0x1p53));
  CHECK(!eq_int_float(odd, 0x1p53));
  CHECK(lt_int_float(odd, 0x1.0000000000001p53));
  CHECK(lt_int_float(INT64_MAX, 0x1p63));
  CHECK(!le_float_int(0x1p63, INT64_MAX));
  CHECK(le_float_int(-0x1p63, INT64_MIN));
  CHECK(!lt_float_int(-0x1p63, INT64_MIN));
  CHECK(lt_int_float(INT64_MAX, kInf));
  CHECK(lt_float_int(-kInf, INT64_MIN));
  CHECK(lt_int_float(1, 1.5));
  CHECK(!le_int_float(2, 1.5));
  for (int64_t i : {int64_t{0}, INT64_MAX, INT64_MIN}) {
    CHECK(!lt_int_float(i, kNan));
    CHECK(!le_int_float(i, kNan));
    CHECK(!lt_float_int(kNan, i));
    CHECK(!le_float_int(kNan, i));
    CHECK(!eq_int_float(i, kNan));
  }
}

TEST_CASE("an integer loop is counted before it runs") {
  uint64_t more = 0;
  CHECK(!prepare_int_loop(2, 1, 1, &more));
  CHECK(!prepare_int_loop(1, 2, -1, &more));
  CHECK((prepare_int_loop(1, 10, 3, &more) && more == 3));
  CHECK((prepare_int_loop(10, 1, -3, &more) && more == 3));
  CHECK((prepare_int_loop(INT64_MIN, INT64_MAX, 1, &more) && more == UINT64_MAX));
  CHECK((prepare_int_loop(INT64_MAX, INT64_MIN, INT64_MIN, &more) && more == 1));
  CHECK((prepare_int_loop(INT64_MAX - 1, INT64_MAX, INT64_MAX, &more) && more == 0));
}

TEST_CASE("the float limit of an integer loop is clipped") {
  int64_t limit = 0;
  CHECK((clip_loop_limit(3.7, 1, &limit) && limit == 3));
  CHECK((clip_loop_limit(3.2, -1, &limit) && limit == 4));
  CHECK((clip_loop_limit(kInf, 1, &limit) && limit == INT64_MAX));
  CHECK((clip_loop_limit(-kInf, -1, &limit) && limit == INT64_MIN));
  CHECK(!clip_loop_limit(kInf, -1, &limit));
  CHECK(!clip_loop_limit(-kInf, 1, &limit));
  CHECK(!clip_loop_limit(kNan, 1, &limit));
  CHECK(clip_loop_limit(kNan, -1, &limit));
}

TEST_CASE("a float loop with NaN runs once") {
  CHECK(float_loop_starts(1, kNan, 1));
  CHECK(float_loop_starts(kNan, 1, 1));
  CHECK(!float_loop_continues(2, kNan, 1));
  CHECK(float_loop_continues(0.5, 0.5, -0.1));
  CHECK(!float_loop_starts(1, 0, 0.5));
}

}  // namespace
}  // namespace strata::isa
