// programs/mandelbrot.lua in C++.
#include <cstdio>
#include <cstdlib>

int main(int count, char** words) {
  const int n = count > 1 ? std::atoi(words[1]) : 950;
  int inside = 0;
  for (int py = 0; py < n; py++) {
    for (int px = 0; px < n; px++) {
      const double cr = 2.0 * px / n - 1.5, ci = 2.0 * py / n - 1.0;
      double zr = 0.0, zi = 0.0;
      bool escaped = false;
      for (int i = 0; i < 50 && !escaped; i++) {
        const double r = zr * zr - zi * zi + cr;
        zi = 2.0 * zr * zi + ci;
        zr = r;
        escaped = zr * zr + zi * zi > 4.0;
      }
      inside += !escaped;
    }
  }
  std::printf("%d\n", inside);
}
