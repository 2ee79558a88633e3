// programs/fib.lua in C++.
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace {

// Not inlined into itself: the calls are what is measured.
[[gnu::noinline]] int64_t fib(int64_t n) {
  if (n < 2) return n;
  return fib(n - 1) + fib(n - 2);
}

}  // namespace

int main(int count, char** words) {
  std::printf("%lld\n", static_cast<long long>(fib(count > 1 ? std::atoll(words[1]) : 35)));
}
