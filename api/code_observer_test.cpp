// A host's CodeObserver, beside gdb's interface: every function that is compiled, and its end.
#include <doctest/doctest.h>

#include <map>
#include <string>

#include "api/strata.h"

namespace {

using namespace strata;

struct Seen {
  std::map<const uint8_t*, std::string> live;
  int compiled = 0, strangers = 0;

  CodeObserver observer() {
    CodeObserver observer;
    observer.self = this;
    observer.compiled = [](void* self, const CompiledFunction& f) {
      auto& seen = *static_cast<Seen*>(self);
      ++seen.compiled;
      seen.live[f.code] = std::string(f.name) + " " + std::string(f.source_name);
      uint32_t before = 0;
      for (const CompiledFunction::Line& row : f.lines) {
        CHECK(row.code_offset >= before);
        CHECK(row.code_offset < f.size_bytes);
        before = row.code_offset;
      }
      CHECK(f.lines.size() >= 1);
    };
    observer.removed = [](void* self, const uint8_t* code) {
      auto& seen = *static_cast<Seen*>(self);
      seen.strangers += seen.live.erase(code) == 0;
    };
    return observer;
  }
};

void check_observer(bool gdb_interface) {
  Seen seen;
  {
    Options options;
    options.tier = Tier::Jit;
    options.jit_threshold = 0;
    options.gdb_interface = gdb_interface;
    options.code_observer = seen.observer();
    Vm vm(options);
    REQUIRE(vm.run("local function inc(n)\n  return n + 1\nend\ntotal = inc(inc(40))", "@dir/inc.lua").ok());
    CHECK(vm.get("total").integer() == 42);
    CHECK(seen.compiled == 2);
    CHECK(vm.stats().functions_compiled == 2);
    CHECK(vm.stats().executable_bytes > 0);
    bool has_inc = false;
    for (const auto& [code, name] : seen.live) has_inc |= name == "inc dir/inc.lua";
    CHECK(has_inc);
  }
  CHECK(seen.live.empty());
  CHECK(seen.strangers == 0);
}

}  // namespace

TEST_CASE("a code observer is told of machine code and of its end") { check_observer(false); }

TEST_CASE("a code observer is told of machine code beside gdb") { check_observer(true); }
