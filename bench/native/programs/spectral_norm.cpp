// programs/spectral_norm.lua in C++.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace {

using Vector = std::vector<double>;

double a(double i, double j) {
  const double ij = i + j - 1;
  return 1.0 / (ij * (ij - 1) * 0.5 + i);
}

void times(const Vector& x, Vector& y, bool transposed) {
  for (size_t i = 0; i < x.size(); i++) {
    double sum = 0.0;
    for (size_t j = 0; j < x.size(); j++) {
      const double row = static_cast<double>(i + 1), column = static_cast<double>(j + 1);
      sum += x[j] * (transposed ? a(column, row) : a(row, column));
    }
    y[i] = sum;
  }
}

}  // namespace

int main(int count, char** words) {
  const size_t n = count > 1 ? std::strtoul(words[1], nullptr, 10) : 620;
  Vector u(n, 1.0), v(n), t(n);
  for (int round = 0; round < 10; round++) {
    times(u, t, false), times(t, v, true);
    times(v, t, false), times(t, u, true);
  }
  double vbv = 0.0, vv = 0.0;
  for (size_t i = 0; i < n; i++) vbv += u[i] * v[i], vv += v[i] * v[i];
  std::printf("%.9f\n", std::sqrt(vbv / vv));
}
