// programs/queens.lua in C++.
#include <cstdio>
#include <cstdlib>

namespace {

constexpr int kSize = 10;
bool columns[kSize + 1], up[2 * kSize + 1], down[2 * kSize + 1];
long solutions = 0;

void place(int row) {
  if (row > kSize) {
    solutions++;
    return;
  }
  for (int c = 1; c <= kSize; c++) {
    bool &column = columns[c], &rising = up[row + c], &falling = down[row - c + kSize];
    if (column || rising || falling) continue;
    column = rising = falling = true;
    place(row + 1);
    column = rising = falling = false;
  }
}

}  // namespace

int main(int count, char** words) {
  const int rounds = count > 1 ? std::atoi(words[1]) : 55;
  for (int i = 0; i < rounds; i++) place(1);
  std::printf("%ld\n", solutions);
}
