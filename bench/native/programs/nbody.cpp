// programs/nbody.lua in C++.
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace {

struct Body {
  double x, y, z, vx, vy, vz, mass;
};

Body bodies[] = {
    {0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 39.47841760435743},
    {4.84143144246472090, -1.16032004402742839, -0.103622044471123109, 0.606326392995832, 2.81198684491626,
     -0.0252183616598876, 0.0376936749096657},
    {8.34336671824457987, 4.12479856412430479, -0.403523417114321381, -1.01077434617879, 1.82566237123041,
     0.00841576137658415, 0.0112863261319687},
    {12.8943695621391310, -15.1111514016986312, -0.223307578892655734, 1.08279100644154, 0.868713018169608,
     -0.0108326374013636, 0.00172372405705971},
    {15.3796971148509165, -25.9193146099879641, 0.179258772950371181, 0.979090732243898, 0.594698998647676,
     -0.0347559555504078, 0.00203368686992463},
};
constexpr int kCount = sizeof bodies / sizeof bodies[0];

void advance(double dt) {
  for (int i = 0; i < kCount; i++) {
    Body& a = bodies[i];
    for (int j = i + 1; j < kCount; j++) {
      Body& b = bodies[j];
      const double dx = a.x - b.x, dy = a.y - b.y, dz = a.z - b.z;
      const double d2 = dx * dx + dy * dy + dz * dz;
      const double mag = dt / (d2 * std::sqrt(d2));
      const double am = a.mass * mag, bm = b.mass * mag;
      a.vx -= dx * bm, a.vy -= dy * bm, a.vz -= dz * bm;
      b.vx += dx * am, b.vy += dy * am, b.vz += dz * am;
    }
  }
  for (Body& a : bodies) a.x += dt * a.vx, a.y += dt * a.vy, a.z += dt * a.vz;
}

double energy() {
  double e = 0.0;
  for (int i = 0; i < kCount; i++) {
    const Body& a = bodies[i];
    e += 0.5 * a.mass * (a.vx * a.vx + a.vy * a.vy + a.vz * a.vz);
    for (int j = i + 1; j < kCount; j++) {
      const Body& b = bodies[j];
      const double dx = a.x - b.x, dy = a.y - b.y, dz = a.z - b.z;
      e -= a.mass * b.mass / std::sqrt(dx * dx + dy * dy + dz * dz);
    }
  }
  return e;
}

}  // namespace

int main(int count, char** words) {
  const long n = count > 1 ? std::atol(words[1]) : 350000;
  for (long i = 0; i < n; i++) advance(0.01);
  std::printf("%.6f\n", energy());
}
