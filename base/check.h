// CHECK for our own bugs: prints the expression and its values, then aborts.
// Bad input never reaches a CHECK (see base/result.h) and a script's mistake is a guest error
// (runtime/status.h); these three kinds are kept apart everywhere.
#pragma once

namespace strata::base {

[[noreturn]] void check_failed(const char* file, int line, const char* expression, long long a = 0,
                               long long b = 0);

}  // namespace strata::base

#define STRATA_CHECK(condition)                                                     \
  (__builtin_expect(!!(condition), 1)                                               \
       ? (void)0                                                                    \
       : ::strata::base::check_failed(__FILE__, __LINE__, #condition))

#define STRATA_CHECK_OP(a, op, b)                                                          \
  (__builtin_expect((a)op(b), 1) ? (void)0                                                 \
                                 : ::strata::base::check_failed(__FILE__, __LINE__,         \
                                                                #a " " #op " " #b,          \
                                                                (long long)(a), (long long)(b)))

#ifdef STRATA_DEBUG
#define STRATA_DCHECK(condition) STRATA_CHECK(condition)
#else
#define STRATA_DCHECK(condition) ((void)0)
#endif

#define STRATA_LIKELY(x) __builtin_expect(!!(x), 1)
#define STRATA_UNLIKELY(x) __builtin_expect(!!(x), 0)
#define STRATA_NOINLINE __attribute__((noinline))
#define STRATA_COLD __attribute__((noinline, cold))
#define STRATA_INLINE inline __attribute__((always_inline))
