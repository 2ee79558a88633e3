#include "stdlib/math_random.h"

#include <doctest/doctest.h>

using strata::stdlib::RandomState;

TEST_CASE("a seed gives the reference's random numbers") {
  RandomState state;
  state.seed(42, 0);
  CHECK(static_cast<int64_t>(state.next()) == -1276290044721465627);
  CHECK(static_cast<int64_t>(state.next()) == 8333941968102511665);
  CHECK(strata::stdlib::random_to_float(state.next()) == doctest::Approx(0.54688311243421).epsilon(1e-13));
  CHECK(state.project(state.next(), 5) == 5);
  CHECK(state.project(state.next(), 999999) == 545717);
  CHECK(static_cast<int64_t>(state.next()) + (-9223372036854775807 - 1) == -9046270629122405825);
  state.seed(1, 2);
  CHECK(static_cast<int64_t>(state.next()) == 8291693048688576641);
}

TEST_CASE("projected random numbers stay within their limit and reach it") {
  RandomState state;
  state.seed(7, 0);
  for (uint64_t limit : {uint64_t{0}, uint64_t{1}, uint64_t{2}, uint64_t{5}, uint64_t{7}}) {
    uint64_t seen = 0;
    for (int i = 0; i < 400; ++i) {
      uint64_t n = state.project(state.next(), limit);
      REQUIRE(n <= limit);
      seen |= uint64_t{1} << n;
    }
    CHECK(seen == (uint64_t{2} << limit) - 1);
  }
}
