// programs/sieve.lua in C++.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

int main(int argument_count, char** words) {
  const int64_t n = argument_count > 1 ? std::atoll(words[1]) : 2400000;
  int64_t count = 0;
  for (int round = 0; round < 5; round++) {
    std::vector<uint8_t> composite(static_cast<size_t>(n) + 1, 0);
    count = 0;
    for (int64_t i = 2; i <= n; i++) {
      if (composite[static_cast<size_t>(i)]) continue;
      count++;
      for (int64_t j = i * i; j <= n; j += i) composite[static_cast<size_t>(j)] = 1;
    }
  }
  std::printf("%lld\n", static_cast<long long>(count));
}
