// What an embedder writes: built by check_install.sh against an installed Strata.
#include <cstdio>
#include <string>

#include <strata/strata.h>

int main() {
  strata::Vm vm;
  vm.set_function("greet", [](std::string name) { return "Hello, " + name + "!"; });
  auto done = vm.run("print(greet('world'), 1 // 1, ('x'):rep(3))");
  if (!done) {
    std::fprintf(stderr, "%s\n", done.error().text().c_str());
    return 1;
  }
  return 0;
}
