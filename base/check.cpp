// Where a failed CHECK ends: one line on stderr that names the place and the values.
#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace strata::base {

void check_failed(const char* file, int line, const char* expression, long long a, long long b) {
  std::fprintf(stderr, "%s:%d: CHECK failed: %s (%lld, %lld)\n", file, line, expression, a, b);
  std::abort();
}

}  // namespace strata::base
