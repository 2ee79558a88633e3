// The n-th request for memory fails, for many n: the guest gets "not enough memory" or the right answer,
// the heap keeps its invariants, and the Vm goes on working. Two kinds of requests are counted apart:
// cells of the collected heap, and blocks (large objects, buffers, mappings, stacks, compiler memory).
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include "api/vm_state.h"
#include "base/memory.h"

using namespace strata;

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr uint64_t kDense = 40;    // every n up to here,
constexpr double kGrowth = 1.5;    // then by this factor
#else
constexpr uint64_t kDense = 300;
constexpr double kGrowth = 1.1;
#endif

enum class Fault { Cell, Block, BlocksFrom };
constexpr Fault kFaults[] = {Fault::Cell, Fault::Block, Fault::BlocksFrom};

gc::Heap& heap_of(Vm& vm) { return detail::Access::state(vm)->vm->heap; }

// While it lives the fault is armed.
class Armed {
 public:
  Armed(Vm& vm, Fault fault, uint64_t n) : vm_(vm), fault_(fault) {
    if (fault == Fault::Cell) heap_of(vm).fail_allocation_after(n);
    else base::refuse_block_after(n, fault == Fault::BlocksFrom);
  }
  // Whether a request was refused.
  bool disarm() {
    bool refused = fault_ == Fault::Cell      ? heap_of(vm_).allocations_until_failure() == 0
                   : fault_ == Fault::Block   ? base::blocks_until_refusal() == 0
                                              : base::blocks_until_refusal() == 1;
    heap_of(vm_).fail_allocation_after(0);
    base::refuse_block_after(0);
    return refused;
  }

 private:
  Vm& vm_;
  Fault fault_;
};

void check_alive(Vm& vm) {
  const char* violation = heap_of(vm).check_invariants();
  CHECK_MESSAGE(violation == nullptr, violation);
  Result<Values> r = vm.run("collectgarbage() local t = {} for i = 1, 100 do t[i] = {tostring(i)} end return #t");
  CHECK_MESSAGE(r.ok(), r.error().message);
  if (r.ok()) CHECK(r->first().integer() == 100);
  violation = heap_of(vm).check_invariants();
  CHECK_MESSAGE(violation == nullptr, violation);
}

// Runs `program` once for each n, in a new Vm, until no request is refused any more; check(result).
template <typename Check>
void sweep(const Options& options, const std::string& program, Fault fault, Check check) {
  for (uint64_t n = 1;; n = n < kDense ? n + 1 : static_cast<uint64_t>(static_cast<double>(n) * kGrowth)) {
    CAPTURE(n);
    CAPTURE(static_cast<int>(fault));
    Vm vm(options);
    Armed armed(vm, fault, n);
    Result<Values> result = vm.run(program, "=t");
    bool refused = armed.disarm();
    check(result, refused);
    check_alive(vm);
    if (!refused) break;
  }
}

struct Row {
  const char* program;
  const char* result;
};

constexpr Row kRows[] = {
    {"local t = {} for i = 1, 300 do t[i] = {i, name = 'n' .. i} end return t[300].name", "n300"},
    {"local t = {} for i = 1, 300 do t['k' .. i] = i end for i = 1, 300 do t['k' .. i] = nil end t.x = 1 return next(t)", "x"},
    {"local t = {} for i = 1, 2000 do t[i * 7919 % 2003] = i end return #t", "2002"},
    {"local t = {} for i = 1, 40 do t[i] = coroutine.wrap(function(a) while true do a = coroutine.yield(a + i) end end) end "
     "local s = 0 for i = 1, 40 do s = s + t[i](1) + t[i](2) end return s", "1760"},
    {"local function f(n) if n == 0 then return 0 end return 1 + f(n - 1) end return f(20000)", "20000"},
    {"local s = '' for i = 1, 300 do s = s .. i end return #s", "792"},
    {"local s = ('x'):rep(100000) return #s:upper():gsub('X', 'ab')", "200000"},
    {"local s = ('x'):rep(5 << 20) return #(s .. s)", "10485760"},
    {"local t = {} for i = 1, 20000 do t[i] = 'v' .. i end return #table.concat(t, ',')", "128893"},
    {"return select('#', table.unpack({}, 1, 5000))", "5000"},
    {"return #string.format('%s %q %5.2f %s', ('a'):rep(1000), ('b\\n'):rep(1000), 1.5, {}) > 4000", "true"},
    {"local t = {} for i = 1, 1000 do t[i] = i * 7919 % 1009 end table.sort(t, function(a, b) return a > b end) "
     "return t[1]", "1008"},
    {"local f = assert(load('local a = ... return function(b) return a + b, \\'text\\' end')) return (f(1)(2))", "3"},
    {"local parts = {} for i = 1, 400 do parts[i] = 'local function f' .. i % 50 .. '(x) return x + ' .. i .. ' end' end "
     "return assert(load('do ' .. table.concat(parts, ' end do ') .. ' end return 7', 'c'))()", "7"},
    {"local f = assert(load(string.dump(function(a) return a * 2 end))) return f(21)", "42"},
    {"local up = 0 local fs = {} for i = 1, 200 do fs[i] = function() up = up + i return up end end "
     "for i = 1, 200 do fs[i]() end return up", "20100"},
    {"local mt = {__index = function(t, k) return k .. '!' end, __add = function(a, b) return 5 end} "
     "local s = '' for i = 1, 50 do local o = setmetatable({}, mt) s = s .. o['k' .. i] .. o + o end return #s", "241"},
    {"local n = 0 do local weak = setmetatable({}, {__mode = 'k'}) for i = 1, 200 do weak[{}] = {} end end "
     "for i = 1, 200 do setmetatable({}, {__gc = function() n = n + 1 end}) end collectgarbage() return n <= 200", "true"},
    {"local r = {} for i = 1, 100 do local ok, e = pcall(function() local x <close> = "
     "setmetatable({}, {__close = function() r[#r + 1] = i end}) end) if not ok then error(e, 0) end end return #r", "100"},
    {"return #utf8.char(table.unpack(setmetatable({}, {__index = function(_, i) return i + 200 end}), 1, 200)) "
     "+ #string.pack('s4', ('p'):rep(3000))", "3404"},
    {"collectgarbage('generational') local t = {} for i = 1, 3000 do t[i % 100] = {i} end return #t", "99"},
    {"local ok, e = pcall(error, {code = 7}) return type(e) == 'table' and e.code or e", "7"},
};

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("allocation failures: a program gives its result or runs out of memory") {
  for (const Row& row : kRows) {
    CAPTURE(std::string(row.program));
    CAPTURE(std::string(row.result));
    for (Fault fault : kFaults) {
      sweep({}, row.program, fault, [&](const Result<Values>& result, bool refused) {
        if (result.ok()) CHECK(result->first().text() == row.result);
        else CHECK(result.error().message.ends_with("not enough memory"));  // assert adds a position
        if (!refused) CHECK(result.ok());
      });
    }
  }
}

TEST_CASE("allocation failures: a Vm is made or refused") {
  for (bool later : {false, true}) {
    for (uint64_t n = 1;; n++) {
      CAPTURE(n);
      base::refuse_block_after(n, later);
      Vm vm;
      bool refused = base::blocks_until_refusal() == (later ? 1 : 0);
      base::refuse_block_after(0);
      if (!refused) CHECK(vm.ok());
      if (vm.ok()) check_alive(vm);
      else CHECK(vm.run("return 1").error().message == "not enough memory");
      if (!refused) break;
    }
  }
}

TEST_CASE("allocation failures: a host function is made or refused, and never leaks") {
  auto witness = std::make_shared<int>(7);
  for (Fault fault : kFaults) {
    for (uint64_t n = 1;; n++) {
      CAPTURE(n);
      bool refused;
      {
        Vm vm;
        for (int i = 0; i < 14; i++) vm.set_function("f" + std::to_string(i), [witness] { return *witness; });
        Armed armed(vm, fault, n);
        for (int i = 0; i < 20; i++) vm.set_function("g" + std::to_string(i), [witness] { return *witness; });
        refused = armed.disarm();
        check_alive(vm);
        CHECK(vm.run("return f1()")->first().integer() == 7);
      }
      CHECK(witness.use_count() == 1);
      if (!refused) break;
    }
  }
}

// One that a script had no memory to remove again, and that raises an error, say.
void remove_hook(runtime::VM& vm) {
  vm.main->hook_mask = 0;
  (void)vm.upward.hooks_changed(*vm.main);
}

// Scripts catch errors and print them, so that any outcome may be right, but not a crash or a broken heap.
TEST_CASE("allocation failures: golden scripts survive them") {
  std::FILE* nowhere = std::fopen("/dev/null", "r+");
  REQUIRE(nowhere != nullptr);
  Options options;
  options.host = sandbox_host();
  options.host.self = nowhere;
  options.host.standard_stream = [](void* self, int) { return static_cast<std::FILE*>(self); };
  options.limits.max_steps = 200'000;  // some loop until an operation succeeds
  uint64_t runs = 0;
  std::vector<std::filesystem::path> scripts;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(STRATA_SOURCE_DIR "/tests/scripts"))
    if (entry.path().extension() == ".lua") scripts.push_back(entry.path());
  std::sort(scripts.begin(), scripts.end());
  for (const auto& path : scripts) {
    CAPTURE(path.string());
    std::string program = text_of(path);
    for (Fault fault : kFaults) {
      for (uint64_t n = 3;; n = n * 3 + runs % 7) {
        CAPTURE(n);
        Vm vm(options);
        Armed armed(vm, fault, n);
        (void)vm.run(program, "=t");
        bool refused = armed.disarm();
        vm.set_step_limit(0);
        remove_hook(*detail::Access::state(vm)->vm);
        check_alive(vm);
        runs++;
        if (!refused) break;
      }
    }
  }
  MESSAGE(runs, " runs of ", scripts.size(), " scripts");
  std::fclose(nowhere);
}
