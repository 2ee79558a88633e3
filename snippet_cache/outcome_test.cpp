// The outcomes' keys, which scripts read.
#include "snippet_cache/outcome.h"

#include <doctest/doctest.h>

#include <set>
#include <string_view>

using namespace strata::snippet_cache;

TEST_CASE("outcome: every one has its own key and text") {
  std::set<std::string_view> keys, texts;
  for (unsigned i = 0; i < kOutcomes; ++i) {
    keys.insert(outcome_key(Outcome(i)));
    texts.insert(outcome_text(Outcome(i)));
  }
  CHECK(keys.size() == kOutcomes);
  CHECK(texts.size() == kOutcomes);
  CHECK(outcome_key(Outcome::Hit) == "hit");
  CHECK(outcome_key(Outcome::WrongMac) == "wrong-mac");
  CHECK(outcome_key(Outcome::OtherCpuLevel) == "other-cpu-level");
  CHECK(outcome_text(Outcome::NoKey) == "there is no key to check it with");
}

TEST_CASE("outcome: a reject is no miss") {
  unsigned misses = 0, rejects = 0;
  for (unsigned i = 0; i < kOutcomes; ++i) {
    misses += is_miss(Outcome(i));
    rejects += is_reject(Outcome(i));
    CHECK_FALSE((is_miss(Outcome(i)) && is_reject(Outcome(i))));
  }
  CHECK(misses == 4);
  CHECK(rejects == 11);
}
