// The smallest host: one C++ function, one line of Lua.
//   g++ -std=c++20 hello.cpp -o hello $(pkg-config --cflags --libs strata)
#include <cstdio>
#include <strata/strata.h>

int main() {
  strata::Vm vm;
  vm.set_function("greet", [](std::string name) { return "Hello, " + name + "!"; });
  auto done = vm.run("print(greet('world'))");
  if (!done) std::fprintf(stderr, "%s\n", done.error().text().c_str());
  return done ? 0 : 1;
}
