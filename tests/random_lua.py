#!/usr/bin/env python3
"""Random Lua programs from a grammar, run by vmrun and by lua5.4: both must print the same.

usage: random_lua.py [--vmrun PROGRAM] [--reference PROGRAM] [--count N] [--seconds S] [--seed S] [--stop]

Program number i of a run depends on the seed and i only; a failing one is kept in --keep (default
build/test-logs), and beside it the shortest form of it that still fails. Programs print every value they
make, so a wrong jump, slot or order shows. They end by themselves: loops and calls are counted. It ends
after --count programs and --seconds (STRATA_SOAK_MINUTES, where set); with --stop at the first failure.
"""
import argparse
import os
import pathlib
import random
import subprocess
import time

import shrink

ROOT = pathlib.Path(__file__).resolve().parent.parent

# What programs call: T and P trace, N makes a number of anything, C needs closing. (IT has nothing to
# close: lua5.4 up to 5.4.4 loses the closing value of some loops.)
PROLOGUE = """\
local steps = 0
local function step() steps = steps + 1; if steps > 20000 then error("too many steps", 0) end end
local function text(x)
  local kind = math.type(x) or type(x)
  if kind == "float" then return string.format("%.6g", x) end
  return (kind == "table" or kind == "function") and kind or tostring(x)
end
local function print(...)
  step()
  local all = table.pack(...)
  for i = 1, all.n do all[i] = text(all[i]) end
  io.write(table.concat(all, " "), "\\n")
end
local function N(x)
  step()
  if math.type(x) == "integer" then return x % 1000 end
  if type(x) == "number" and x > -1e15 and x < 1e15 then return x end
  return x and 2 or 1
end
local function T(...) print("T", ...) return ... end
local function D(t)
  local all = {}
  for k, v in pairs(t) do all[#all + 1] = text(k) .. "=" .. text(v) end
  table.sort(all)
  print("D", table.concat(all, ","))
  return #all
end
local logged = {__newindex = function(t, k, v) print("set", rawget(t, "id"), k, v) end,
                __index = function() return 5 end}
local function P(i) print("P", i) return setmetatable({id = i}, logged) end
local function C(x) return setmetatable({}, {__close = function(_, e) print("close", x, e ~= nil) end}) end
local function IT(n)
  return function(_, i) if i < n then return i + 1, i * 2 end end, nil, 0
end
g1, g2, G = 1, "q", {x = 1, y = 2.5}
local t, fs = {k = "v", 10}, {}
local a, b, c = 1, 2.0, "s"
local ok, e = pcall(function()
"""
EPILOGUE = """
end)
print(ok, (tostring(e):gsub("^[^:]*:%d+: ", "")))
print(a, b, c, g1, g2, G.x, G.y, t[1], t[2], t.k)
for i = 1, math.min(#fs, 20) do print(i, pcall(fs[i])) end
"""

CONSTANTS = ["nil", "true", "false", "0", "1", "2", "3", "-1", "0.5", "2.0", "1e10", '"x"', '"10"', "7 // 2",
             "-(3)", "1 << 3", "0x10", '""', "2 ^ 3", "not nil", '#"abc"', "3 | 4", "~5"]
PLACES = ["g1", "g2", "G.x", "G.y", "t[1]", "t[2]", "t.k"]
ARITHMETIC = ["+", "-", "*", "//", "%", "/"]
COMPARISONS = ["<", ">", "<=", ">=", "==", "~="]


class Program:
    """One random program; every method returns the text of one construct."""

    def __init__(self, rng):
        self.rng = rng
        self.scopes = [["a", "b", "c"]]
        self.loops = 0        # loops around, in the current function
        self.functions = 0    # functions around
        self.numbered = 0

    def number(self):
        self.numbered += 1
        return self.numbered

    def choose(self, *weighted):
        return self.rng.choices([f for _, f in weighted], [w for w, _ in weighted])[0]()

    def chance(self, p):
        return self.rng.random() < p

    def inside_function(self, make):
        loops, self.loops = self.loops, 0
        text = make()
        self.loops = loops
        return text

    # ---- expressions

    def variable(self):
        return self.rng.choice([name for scope in self.scopes for name in scope] + PLACES)

    def constant(self):
        return self.rng.choice(CONSTANTS)

    def numeric(self, d):
        if d <= 0:
            return self.rng.choice(["1", "2", "3", "0.5", "10", f"N({self.variable()})", f"N({self.variable()})"])
        binary = lambda: f"{self.numeric(d - 1)} {self.rng.choice(ARITHMETIC)} {self.numeric(d - 1)}"
        return self.choose((2, lambda: self.numeric(0)), (2, lambda: f"({binary()})"), (2, binary),
                           (1, lambda: "- " + self.numeric(0)))

    def expression(self, d=3):
        e = self.expression
        if d <= 0:
            return self.choose((1, self.constant), (2, self.variable))
        logical = lambda: f"{e(d - 1)} {self.rng.choice(['and', 'or'])} {e(d - 1)}"
        return self.choose(
            (2, self.constant), (4, self.variable), (3, logical), (2, lambda: f"({logical()})"),
            (1, lambda: f"not {e(d - 1)}"), (1, lambda: f"not ({e(d - 1)})"),
            (2, lambda: f"({self.numeric(d - 1)} {self.rng.choice(COMPARISONS)} {self.numeric(d - 1)})"),
            (1, lambda: f"({e(d - 1)} {self.rng.choice(['==', '~='])} {e(d - 1)})"),
            (2, lambda: self.numeric(d - 1)),
            (2, lambda: f"T({self.expressions(d - 1)})"), (1, lambda: f"(T({self.expressions(d - 1)}))"),
            (1, lambda: f"text({e(d - 1)}) .. text({e(d - 1)})" + self.rng.choice(["", ' .. "z"', " .. 1"])),
            (1, lambda: f"#{{1, 2, {self.numeric(d - 1)}}}"), (1, lambda: f"D{{{self.items(d - 1)}}}"),
            (1, lambda: f"select('#', {self.expressions(d - 1)})"), (1, self.called_function))

    def expressions(self, d):
        return ", ".join(self.expression(d - 1) for _ in range(self.rng.choice([1, 1, 1, 2, 2, 3])))

    def items(self, d):
        item = lambda: self.choose(
            (6, lambda: self.expression(d - 1)),
            (2, lambda: f"{self.rng.choice('mnk')} = {self.expression(d - 1)}"),
            (2, lambda: f'["q{self.rng.randrange(3)}"] = {self.expression(d - 1)}'))
        return ", ".join(item() for _ in range(self.rng.randrange(5)))

    def called_function(self):
        if self.functions > 3:
            return "1"
        self.functions += 1
        parameter = f"p{self.functions}"
        self.scopes.append([parameter])
        vararg = self.chance(0.3)
        body = self.inside_function(lambda: self.block(2, 1))
        result = self.expressions(1) + (", ..." if vararg and self.chance(0.5) else "")
        self.scopes.pop()
        self.functions -= 1
        head = f"{parameter}, ..." if vararg else parameter
        return f"(function({head})\n{body}\nreturn {result} end)({self.expressions(1)})"

    # ---- statements

    def block(self, d, most=3):
        self.scopes.append([])
        text = "\n".join(self.statement(d) for _ in range(self.rng.randint(1, most + 1)))
        self.scopes.pop()
        return text

    def target(self):
        return self.rng.choice([self.variable(), 't[T(1)]', 't[T("k")]', "P(1).x", "P(2)[T(3)]"])

    def local(self):
        names = self.rng.sample([f"v{i}" for i in range(30)], self.rng.choice([1, 1, 1, 2, 3]))
        values = self.expressions(3)
        if self.chance(0.15):
            return f"do local {names[0]} <const> = {values}; print({names[0]}) end"
        self.scopes[-1].extend(names)
        return f"local {', '.join(names)}" + (f" = {values}" if self.chance(0.85) else "")

    def assignment(self):
        targets = [self.target() for _ in range(self.rng.choice([1, 1, 1, 2, 3, 4]))]
        return f"{', '.join(targets)} = {self.expressions(3)}"

    def statement(self, d):
        simple = [(4, self.local), (5, self.assignment), (1, lambda: f"print({self.expressions(3)})")]
        if d <= 0:
            return self.choose(*simple)
        kinds = simple + [(3, lambda: self.conditional(d)), (1, lambda: f"do {self.block(d - 1)} end"),
                          (1, lambda: self.stored_function(d)),
                          (1, lambda: f"do local c{self.number()} <close> = C({self.expression(1)}) {self.block(d - 1)} end")]
        if self.loops < 3:
            kinds += [(2, lambda: self.loop(d)), (1, lambda: self.goto_loop(d))]
        if self.loops > 0:
            kinds += [(2, lambda: f"if {self.expression()} then break end"),
                      (1, lambda: f"if {self.expression()} then print({self.expression(2)}) break end")]
        return self.choose(*kinds)

    def conditional(self, d):
        rest = self.choose((4, lambda: f"elseif {self.expression()} then {self.block(d - 1)}"),
                           (3, lambda: f"else {self.block(d - 1)}"), (3, str))
        return f"if {self.expression()} then {self.block(d - 1)} {rest} end"

    def stored_function(self, d):
        body = self.inside_function(lambda: self.block(d - 1, 1))
        return f"fs[#fs + 1] = function() {body}; return {self.inside_function(lambda: self.expression(2))} end"

    def goto_loop(self, d):
        n = self.number()
        body = self.inside_function(lambda: self.block(d - 1))
        extra = f"and ({self.expression()})" if self.chance(0.5) else ""
        return f"do local n{n} = 0 ::top{n}:: n{n} = n{n} + 1 {body} if n{n} < 3 {extra} then goto top{n} end end"

    def loop_body(self, d, names=()):
        self.scopes.append(list(names))
        body = self.block(d - 1)
        if self.chance(0.4):
            n = self.number()
            before = self.rng.choice(["", "", "T(1) "])
            body = f"if {self.expression()} then {before}goto next{n} end do {body} end ::next{n}::"
        self.scopes.pop()
        return body

    def loop(self, d):
        self.loops += 1
        n = self.number()
        bounds = ["1, 3", "3, 1, -1", "1, 2, 0.5", "1.0, 3", f"N({self.variable()}), 4", "1, 0"]
        lists = ["ipairs{3, 4, 5}", "next, {7}", "IT(3)", f"ipairs{{{self.expressions(2)}}}"]
        extra = f"and ({self.expression()})" if self.chance(0.6) else ""
        text = self.choose(
            (1, lambda: f"for i{n} = {self.rng.choice(bounds)} do {self.loop_body(d, [f'i{n}'])} end"),
            (1, lambda: f"for k{n}, w{n} in {self.rng.choice(lists)} do {self.loop_body(d, [f'k{n}', f'w{n}'])} end"),
            (1, lambda: f"do local n{n} = 0 while n{n} < 4 {extra} do n{n} = n{n} + 1 {self.loop_body(d)} end end"),
            (1, lambda: f"do local n{n} = 0 repeat n{n} = n{n} + 1 do {self.loop_body(d)} end "
                        f"until n{n} > 3 or {self.expression()} end"),
            (1, lambda: f"for j = 1, 3 do local u{n} = j fs[#fs + 1] = function() u{n} = N(u{n}) + 1 return u{n} end "
                        f"{self.loop_body(d, [f'u{n}'])} end"))
        self.loops -= 1
        return text


def run(program, path, seconds=60):
    try:
        done = subprocess.run([program, path], capture_output=True, timeout=seconds)
    except subprocess.TimeoutExpired:
        return "no end in time"
    return done.returncode, done.stdout


def shrunk(source, path, options):
    """Writes the shortest form of a failing program that was found; its path."""
    short = path.with_name(path.stem + "-short.lua")

    def still_fails(text):
        short.write_text(text)
        return run(options.vmrun, short, 10) != run(options.reference, short, 10)

    short.write_text(shrink.shrink_lines(source, still_fails))
    return short


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--vmrun", default=ROOT / "build/release/vmrun")
    parser.add_argument("--reference", default="lua5.4")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=60 * float(os.environ.get("STRATA_SOAK_MINUTES") or 0))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--stop", action="store_true")
    parser.add_argument("--keep", type=pathlib.Path, default=ROOT / "build/test-logs")
    options = parser.parse_args()
    options.keep.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + options.seconds
    passed = failed = 0
    while passed + failed < options.count or time.monotonic() < deadline:
        if failed and options.stop:
            break
        index = passed + failed
        source = PROLOGUE + Program(random.Random(f"{options.seed}/{index}")).block(4, 6) + EPILOGUE
        path = options.keep / f"random-{options.seed}-{index}.lua"
        path.write_text(source)
        if run(options.vmrun, path) == run(options.reference, path):
            passed += 1
            path.unlink()
        else:
            failed += 1
            print(f"differs: {path}, shorter: {shrunk(source, path, options)}", flush=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
