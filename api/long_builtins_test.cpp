// No built-in function outlasts a time limit: each of these would work for long if it did not look at the
// interrupt word now and then. The limit is set after the preparation, so what is measured is how long
// after its time the guest still runs.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <string>
#include <thread>

#include "api/strata.h"

using namespace strata;

namespace {

struct Long {
  const char* name;
  const char* prepare;  // globals for the work
  const char* work;
};

constexpr Long kLong[] = {
    {"string.rep", "", "('x'):rep(big * 8)"},
    {"string.rep of a long text", "s = text(big)", "s:rep(8)"},
    {"string.rep with a long separator", "s = text(big)", "('x'):rep(9, s)"},
    {"string.lower", "s = text(big)", "s:lower()"},
    {"string.upper", "s = text(big)", "s:upper()"},
    {"string.reverse", "s = text(big)", "s:reverse()"},
    {"string.sub", "s = text(big * 4)", "s:sub(2)"},
    {"string.find, plain", "s = text(big)", "s:find('aaaaab', 1, true)"},
    {"string.find, backtracking", "s = text(1e6)", "s:find('.-.-b')"},
    {"string.find, one byte repeated", "s = text(big)", "s:find('a*b')"},
    {"string.find, a set", "s = text(big)", "s:find('[b-z]')"},
    {"string.find, a frontier", "s = text(big)", "s:find('%f[b]')"},
    {"string.find, balanced", "s = ('('):rep(1e6)", "s:find('%b()')"},
    {"string.find, one long balance", "s = '(' .. text(big)", "s:find('%b()')"},
    {"string.find, a back reference", "s = text(big)", "s:find('(a*)%1b')"},
    {"string.match", "s = text(big * 2)", "s:match('.*')"},
    {"string.gmatch", "s = text(1e6)", "for _ in s:gmatch('.-.-b') do end"},
    {"string.gsub to a text", "s = text(big)", "s:gsub('a', 'bb')"},
    {"string.gsub to nothing", "s = text(big)", "s:gsub('', 'b')"},
    {"string.gsub with captures", "s = text(big)", "s:gsub('(a)', '%1%1')"},
    {"string.gsub by a long text", "s = text(big / 128)", "('b'):rep(500):gsub('b', s)"},
    {"string.gsub by an expanded text", "s = ('%%'):rep(big / 2)", "('b'):gsub('b', s)"},
    {"string.gsub by a table", "s = text(big)", "s:gsub('a', {})"},
    {"string.gsub by a native function", "s = text(big)", "s:gsub('a', type)"},
    {"string.format, literal", "s = ('%%'):rep(big / 2)", "s:format()"},
    {"string.format, %s", "s = text(big)", "('%s%s%s%s'):format(s, s, s, s)"},
    {"string.format, %q", "s = ('\\n'):rep(big)", "('%q'):format(s)"},
    {"string.packsize", "s = (' '):rep(big)", "s:packsize()"},
    {"string.pack", "s = (' '):rep(big)", "s:pack()"},
    {"string.pack of bytes", "s = ('x'):rep(big)", "s:pack()"},
    {"string.pack of texts", "s = text(big)", "('s8s8s8s8'):pack(s, s, s, s)"},
    {"string.pack, wide", "w = 'c' .. big * 8", "w:pack('')"},
    {"string.unpack", "s = (' '):rep(big)", "s:unpack('')"},
    {"string.unpack of texts", "s = ('s8'):pack(text(big)) .. '' s = s .. s .. s .. s", "('s8s8s8s8'):unpack(s)"},
    {"string.byte and char", "s = text(9e5)", "for i = 1, 1e9 do string.char(s:byte(1, -1)) end"},
    {"string.dump", "f = load('local x ' .. ('x = x + 1 '):rep(1e4))", "for i = 1, 1e9 do string.dump(f) end"},
    {"concatenation", "s = text(big / 64)", "for i = 1, 1e9 do local t = s .. s .. s .. s end"},
    {"comparison", "s = text(big / 64) u = s:sub(1, -2) .. 'a'", "for i = 1, 1e9 do local t = s < u end"},
    {"equality", "s = text(big / 64) u = s:sub(1, -2) .. 'a'", "for i = 1, 1e9 do local t = s == u end"},
    {"long keys", "s = text(big / 64) t = {}", "for i = 1, 1e9 do t[s .. i] = i end"},
    {"tonumber", "s = ('1'):rep(big / 64)", "for i = 1, 1e9 do tonumber(s) end"},
    {"arithmetic on a text", "s = ('1'):rep(big / 64)", "for i = 1, 1e9 do local t = s + 1 end"},
    {"utf8.len", "s = ('\\u{e9}'):rep(big / 2)", "utf8.len(s)"},
    {"utf8.offset", "s = ('\\u{e9}'):rep(big / 2)", "utf8.offset(s, big // 2)"},
    {"utf8.offset, backwards", "s = ('\\u{e9}'):rep(big / 2)", "utf8.offset(s, -big // 2)"},
    {"utf8.offset of a continuation", "s = ('\\x80'):rep(big)", "utf8.offset(s, 0, big)"},
    {"utf8.codes", "s = 'a' .. ('\\x80'):rep(big)", "utf8.codes(s)(s, 1)"},
    {"utf8.codepoint", "s = text(9e5)", "for i = 1, 1e9 do utf8.codepoint(s, 1, -1) end"},
    {"table.concat", "t = {} for i = 1, many / 4 do t[i] = 'x' end s = ('y'):rep(2000)", "table.concat(t, s)"},
    {"table.concat of long texts", "s = text(1 << 20) t = {} for i = 1, big / 65536 do t[i] = s end", "table.concat(t)"},
    {"table.concat of short texts", "t = {} for i = 1, many * 4 do t[i] = 'x' end", "table.concat(t)"},
    {"table.concat of numbers", "t = {} for i = 1, many * 4 do t[i] = i end", "table.concat(t)"},
    {"table.concat through metamethods", "t = setmetatable({}, {__index = function() return '' end})",
     "table.concat(t, '', 1, math.maxinteger)"},
    {"table.insert", "t = {} for i = 1, many do t[i] = i end", "for i = 1, 1e9 do table.insert(t, 1, i) end"},
    {"table.insert through metamethods", "t = setmetatable({}, {__len = function() return 1e12 end})",
     "table.insert(t, 1, 0)"},
    {"table.remove", "t = {} for i = 1, many do t[i] = i end", "for i = 1, 1e9 do table.remove(t, 1) end"},
    {"table.remove through metamethods", "t = setmetatable({}, {__len = function() return 1e12 end})",
     "table.remove(t, 1)"},
    {"table.move", "", "table.move({}, 1, 1e12, 2, {})"},
    {"table.move, appending", "t = {} for i = 1, many do t[i] = tostring(i) end",
     "for i = 1, 1e9 do table.move(t, 1, #t, #t + 1) end"},
    {"table.move, overlapping", "t = {} for i = 1, many * 8 do t[i] = i end",
     "for i = 1, 1e9 do table.move(t, 1, #t - 1, 2) end"},
    {"table.unpack", "", "for i = 1, 1e9 do table.unpack({}, 1, 9e5) end"},
    {"table.unpack through metamethods", "t = setmetatable({}, {__index = {}})",
     "for i = 1, 1e9 do table.unpack(t, 1, 9e5) end"},
    {"table.pack", "t = {}", "for i = 1, 1e9 do table.pack(table.unpack(t, 1, 9e5)) end"},
    {"table.sort of numbers", "t = {} for i = 1, many * 4 do t[i] = i * 7919 % 1000003 end", "table.sort(t)"},
    {"table.sort of texts", "t = {} for i = 1, many / 2 do t[i] = 'a' .. i * 7919 % 1000003 end", "table.sort(t)"},
    {"table.sort of long texts", "s = text(big / 128) t = {} for i = 1, 200 do t[i] = s .. i * 7919 % 1000003 end",
     "table.sort(t)"},
    {"table.sort by a native function", "t = {} for i = 1, many do t[i] = i * 7919 % 1000003 end",
     "table.sort(t, rawequal)"},
    {"table.sort by a function", "t = {} for i = 1, many do t[i] = i * 7919 % 1000003 end",
     "table.sort(t, function(a, b) return a < b end)"},
    {"next over what was removed",
     "t = {} for i = 1, many do t[i .. ''] = i end for k in pairs(t) do t[k] = nil end",
     "for i = 1, 1e9 do next(t) end"},
    {"growing an array", "", "t = {} for i = 1, 1e9 do t[i] = i end"},
    {"growing a hash", "", "t = {} for i = 1, 1e9 do t[-i] = i end"},
    {"many texts", "", "t = {} for i = 1, 1e9 do t[i] = i .. '' end"},
    {"load of statements", "s = 'local x ' .. ('x = x + 1 '):rep(many)", "load(s)"},
    {"load of functions", "s = 'local f ' .. ('f = function() end '):rep(many)", "load(s)"},
    {"load of a constructor", "s = 'return {' .. ('1, '):rep(many * 8) .. '}'", "load(s)"},
    {"load of comments", "s = ('--\\n'):rep(many * 8)", "load(s)"},
    {"load of escapes", "s = 'x = \"' .. ('\\\\65'):rep(many * 6) .. '\"'", "load(s)"},
    {"load of a bracketed text", "s = 'x = [[' .. ('\\n'):rep(many * 12) .. ']]'", "load(s)"},
    {"load from a function", "", "load(function() return ' ' end)"},
    {"package.searchpath", "s = ('/nowhere/?;'):rep(many)", "package.searchpath('x', s)"},
    {"require", "package.path = ('/nowhere/?;'):rep(many)", "require 'nothing'"},
    {"os.date", "s = ('%c'):rep(many)", "os.date(s)"},
    {"os.date, literal", "s = text(big)", "os.date(s)"},
    {"collectgarbage", "t = {} for i = 1, 1e5 do t[i] = {} end", "for i = 1, 1e9 do collectgarbage() end"},
    {"collectgarbage 'step'", "t = {} for i = 1, 1e5 do t[i] = {} end",
     "for i = 1, 1e9 do collectgarbage('step', 1e6) end"},
    {"reading an endless file", "f = io.open('/dev/zero')", "f:read('a')"},
    {"reading an endless line", "f = io.open('/dev/zero')", "f:read('l')"},
    {"reading many bytes", "f = io.open('/dev/zero')", "f:read(1 << 40)"},
    {"reading a long file", "f = io.tmpfile() f:write(text(big * 4)) f:seek('set')", "f:read('a')"},
    {"waiting for all of a pipe", "f = io.popen('exec sleep 0.5')", "f:read('a')"},
    {"waiting for a line", "f = io.popen('exec sleep 0.5')", "f:read('l')"},
    {"waiting for a number", "f = io.popen('echo -n 12; exec sleep 0.5')", "f:read('n')"},
    {"waiting for bytes", "f = io.popen('echo -n 12; exec sleep 0.5')", "f:read(5)"},
    {"waiting in a loop over lines", "f = io.popen('echo 12; exec sleep 0.5')", "for l in f:lines() do end"},
    {"loading an endless file", "", "loadfile('/dev/zero')"},
    {"a finalizer that loops", "",
     "setmetatable({}, {__gc = function() while true do end end}) collectgarbage() while true do end"},
    {"a closing method that loops", "",
     "local x <close> = setmetatable({}, {__close = function() while true do end end}) error 'x'"},
    {"a message handler that loops", "", "while true do xpcall(error, function() while true do end end) end"},
    {"the text of an error", "", "error(setmetatable({}, {__tostring = function() while true do end end}))"},
    {"coroutines", "", "while true do coroutine.wrap(function() end)() end"},
    {"traceback", "s = text(1e5)", "for i = 1, 1e9 do debug.traceback(s) end"},
};

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int64_t kBig = 1 << 22, kMany = 1 << 14;
constexpr double kAllowedSeconds = 2;  // there it only has to end well
#else
constexpr int64_t kBig = 1 << 27, kMany = 1 << 20;
constexpr double kAllowedSeconds = 0.05;
#endif

double thread_seconds() {
  timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

// How many seconds the guest still ran after its time, and how it ended. On a loaded machine other
// programs' time is in that, so it counts as no more than what the whole run took of the processor.
double overrun(const Long& test, std::string* how) {
  using Clock = std::chrono::steady_clock;
  constexpr auto kLimit = std::chrono::milliseconds(15);
  Vm vm;
  vm.set("big", kBig);
  vm.set("many", kMany);
  Result<Values> ready = vm.run("function text(n) return ('a'):rep(n // 1) end", "=prepare");
  if (ready.ok()) ready = vm.run(test.prepare, "=prepare");
  REQUIRE_MESSAGE(ready.ok(), ready.error().message);
  double worked = thread_seconds();
  auto due = Clock::now() + kLimit;
  vm.set_time_limit(static_cast<uint64_t>(kLimit.count()));
  Result<Values> done = vm.run(test.work, "=t");
  *how = done.ok() ? "no error" : done.error().message;
  double late = std::chrono::duration<double>(Clock::now() - due).count();
  return std::min(late, thread_seconds() - worked);
}

}  // namespace

TEST_CASE("long: no built-in function outlasts a time limit") {
  double worst = 0;
  for (const Long& test : kLong) {
    CAPTURE(std::string(test.name));
    std::string how;
    double late = overrun(test, &how);
    for (int tries = 1; tries < 5 && late > kAllowedSeconds; tries++) late = overrun(test, &how);
    if (late > worst) worst = late;
    bool stopped = how.find("time limit reached") != std::string::npos;
    if (kBig >= 1 << 27) CHECK_MESSAGE(stopped, how);
    CHECK(late <= kAllowedSeconds);
  }
  MESSAGE("the guest ran for at most ", worst * 1e3, " ms after its time");
}

TEST_CASE("long: built-in functions end by a step limit and by an interruption, too") {
  constexpr const char* kWorks[] = {
      "(' '):rep(1 << 24):gsub(' ', 'x')",     "utf8.len(('x'):rep(1 << 24))",
      "table.sort(t, rawequal)",               "table.concat(setmetatable({}, {__index = t}), '', 1, 3e5)",
      "('%%'):rep(1 << 24):format()",          "(' '):rep(1 << 24):packsize()",
      "table.move({}, 1, 1e12, 2, {})",        "table.unpack(setmetatable({}, {__index = t}), 1, 9e5)",
      "('a'):rep(1e5):find('.-.-.-b')",        "assert(load(function() return ' ' end))",  // load catches what its reader raises
  };
  for (const char* work : kWorks) {
    CAPTURE(std::string(work));
    Vm vm;
    REQUIRE(vm.run("t = {} for i = 1, 300000 do t[i] = i end").ok());
    vm.set_step_limit(3000);
    Result<Values> r = vm.run(work, "=t");
    REQUIRE(!r.ok());
    CHECK(r.error().message.find("step limit reached") != std::string::npos);
    vm.set_step_limit(0);
    std::thread other([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
      vm.interrupt();
    });
    r = vm.run(std::string("for i = 1, 1e9 do ") + work + " end", "=t");
    other.join();
    REQUIRE(!r.ok());
    CHECK(r.error().message.find("interrupted!") != std::string::npos);
  }
}
