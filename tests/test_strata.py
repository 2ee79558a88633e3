#!/usr/bin/env python3
"""The command line of strata, the toolbox.

usage: test_strata.py [--strata PROGRAM] [--vmrun PROGRAM] [NAME...]

A name selects the tests whose name contains it. strata_cache_tests.py has those of the cache, strata_pack_tests.py
those of packing.
"""
import argparse
import json
import os
import pathlib
import re
import subprocess
import tempfile

from strata_cache_tests import CacheTests
from strata_pack_tests import PackTests

ROOT = pathlib.Path(__file__).resolve().parent.parent
SQUARE = """.function main(...)
  .upvalue _ENV local 0
  get.upvalue _ENV
  get.field "print"
  int 6
  int 7
  mul
  call 1 0
  return 0
.end
"""


ORDINARY = """local Point = {}
Point.__index = Point
function Point.move(point, dx)
  point.x = point.x + dx
  return point:norm()
end
local function count(list, limit)
  local n = 0
  for i = 1, #list do
    local v = list[i]
    if v < limit then n = n + v end
    if v == 0 then break end
  end
  while n > 100 do n = n - 1 end
  return tostring(n)
end
return count
"""


class Tests(CacheTests, PackTests):
    def __init__(self, strata, vmrun, directory):
        self.strata, self.vmrun, self.directory = strata, vmrun, directory

    def environment(self, more=None):
        return {**os.environ, "STRATA_CACHE": str(self.directory / "cache"), **(more or {})}

    def start(self, *args, stderr):
        """`strata ARGS`, its standard output dropped."""
        return subprocess.Popen([self.strata, *args], cwd=self.directory, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                stderr=stderr, env=self.environment())

    def run(self, *args, program=None, code=0, stdin=b"", environment=None, directory=None):
        """Standard output of `strata ARGS`; checks the exit code."""
        done = subprocess.run([program or self.strata, *args], cwd=directory or self.directory, input=stdin, capture_output=True,
                              timeout=60, env=self.environment(environment))
        self.errors = done.stderr.decode()
        assert done.returncode == code, f"exit code {done.returncode}, not {code}: {self.errors}"
        return done.stdout

    def write(self, name, text):
        (self.directory / name).write_text(text)

    def vmrun_prints(self, name, expected):
        assert self.run(name, program=self.vmrun) == expected, name

    def test_asm_makes_a_binary_that_runs(self):
        self.write("square.vasm", SQUARE)
        self.run("asm", "square.vasm")
        self.vmrun_prints("square.mlb", b"42\n")
        self.vmrun_prints("square.vasm", b"42\n")
        self.run("asm", "square.vasm", "-o", "other.mlb", "--strip")
        self.vmrun_prints("other.mlb", b"42\n")

    def test_asm_reads_and_writes_streams(self):
        binary = self.run("asm", "-", stdin=SQUARE.encode())
        assert binary.startswith(b"\x1bMLB")
        (self.directory / "stream.mlb").write_bytes(binary)
        self.vmrun_prints("stream.mlb", b"42\n")

    def test_asm_names_file_line_and_column(self):
        self.write("wrong.vasm", ".function main()\n  addd\n  get.local x\n.end\n")
        self.run("asm", "wrong.vasm", code=1)
        assert "wrong.vasm:2:3: expected an instruction" in self.errors, self.errors
        assert not (self.directory / "wrong.mlb").exists()

    def test_build_compiles_lua(self):
        self.write("hello.lua", "#!/usr/bin/env vmrun\nlocal function f() return 'hello' end\nprint(f())\n")
        self.run("build", "hello.lua")
        self.vmrun_prints("hello.mlb", b"hello\n")
        self.write("broken.lua", "print(\n")
        self.run("build", "broken.lua", code=1)
        assert self.errors.startswith("strata: broken.lua:"), self.errors

    def test_dis_assembles_back_to_the_same_functions(self):
        self.write("loop.lua", "local n = 0\nfor i = 1, 10 do n = n + i end\nreturn n\n")
        self.run("build", "loop.lua")
        (self.directory / "loop.vasm").write_bytes(self.run("dis", "loop.mlb"))
        self.run("asm", "loop.vasm", "-o", "again.mlb")
        first, again = (json.loads(self.run("inspect", "--json", name)) for name in ("loop.mlb", "again.mlb"))
        assert [f["identity"] for f in first["functions"]] == [f["identity"] for f in again["functions"]]
        assert b"for.loop" in self.run("dis", "--offsets", "--blocks", "loop.mlb")
        assert b"for i = 1, 10 do" in self.run("dis", "loop.mlb")
        assert b"; main" in self.run("dis", "--threaded", "loop.lua")

    def listing(self, lua):
        """Threaded code by function, in the order of the source; main last."""
        self.write("ordinary.lua", lua)
        text = self.run("dis", "--threaded", "ordinary.lua").decode()
        main, *functions = re.split(r"^; .*\n", text, flags=re.M)[1:]
        return [*functions, main]

    def test_threaded_code_of_ordinary_lua_names_locals_and_constants(self):
        _, count, _ = self.listing(ORDINARY)
        assert re.search(r"\tAdd\S* s2 s2 s7$", count, re.M), count   # n = n + v: no copy to the stack
        assert re.search(r"\tSub\S* s2 s2 1$", count, re.M), count    # n = n - 1
        assert re.search(r"\tGetIndex\S* s7 s0 s6$", count, re.M), count  # local v = list[i]

    def test_threaded_code_of_ordinary_lua_has_fused_compare_and_branch(self):
        _, count, _ = self.listing(ORDINARY)
        assert re.search(r"\tJNotLt\S* s7 s1 ->\d+$", count, re.M), count  # if v < limit
        assert re.search(r"\tJ(Not)?Eq\S* s7 0 ->\d+$", count, re.M), count  # if v == 0
        assert re.search(r"\tJ(Not)?Lt\S* 100 s2 ->\d+$", count, re.M), count  # while n > 100
        assert not re.search(r"\t(Lt|Le|Eq|JTrue|JFalse)\b", count), count
        assert re.search(r"\tForLoop\S* s3 ->\d+$", count, re.M), count

    def test_threaded_code_of_ordinary_lua_has_cached_accesses(self):
        move, count, main = self.listing(ORDINARY)
        assert re.search(r"\tGetField\S* s\d+ s0 .*\"x\"$", move, re.M), move
        assert re.search(r"\tSetField\S* s0 s\d+ .*\"x\"$", move, re.M), move
        assert re.search(r"\tMethod\S* s\d+ s0 .*\"norm\"$", move, re.M), move
        assert re.search(r"\tGetGlobal\S* s\d+ u0 .*\"tostring\"$", count, re.M), count
        assert re.search(r"\tSetField\S* .*\"__index\"$", main, re.M), main

    def test_native_code_stands_beside_source_and_bytecode(self):
        self.write("half.lua", "local function half(a)\n  local b = a * 0.5\n  return b + 0.25\nend\nreturn half\n")
        text = self.run("dis", "--native", "--function", "1", "half.lua").decode()
        assert re.match(r"; f1, lines 1-4, \d+ bytes of machine code\n; entry\n", text), text
        order = ["; context.interrupt", "; line 2:   local b = a * 0.5\n", "\n1   MulRK s1 s0 0.5 ", "; s0\n",
                 " get.local 0 ", "; line 3:   return b + 0.25\n", "\nslow path of 1 ", "; stub S", "; ways out\n", "; constants\n"]
        places = [text.find(part) for part in order]
        assert -1 not in places and places == sorted(places), (places, text)
        assert re.findall(r"\| [0-9a-f]{4}  (0\.\d+)$", text, re.M) == ["0.5", "0.25"], text
        offsets = [int(o, 16) for o in re.findall(r"\| ([0-9a-f]{4})  ", text)]
        assert offsets == sorted(set(offsets)) and offsets[0] == 0, text
        # Jumps and calls inside the function lead to instructions that are shown.
        targets = [int(t, 16) for t in re.findall(r"  j\w+ 0x([0-9a-f]+)$", text, re.M)]
        assert targets and set(targets) <= set(offsets), text
        self.run("build", "half.lua")
        both = self.run("dis", "--native", "half.mlb").decode()
        assert both.startswith("; main, ") and "\n; f1, " in both, both
        assert both.split("\n\n")[1].count("\n") == text.count("\n"), both
        self.run("dis", "--native", "--function", "2", "half.lua", code=1)
        assert "has 2 functions" in self.errors, self.errors
        self.run("dis", "--native", "--threaded", "half.lua", code=2)
        self.run("dis", "--function", "1", "half.lua", code=2)

    def test_native_code_of_the_golden_scripts_is_all_instructions(self):
        for script in sorted((ROOT / "tests/scripts/language").glob("*.lua")):
            assert b"; entry" in self.run("dis", "--native", str(script)), script

    def test_inspect_shows_sections_functions_and_graph(self):
        self.write("two.lua", "local function f(x) while x do x = g(x) end end\nreturn f\n")
        self.run("build", "two.lua")
        table = self.run("inspect", "two.mlb").decode()
        assert "annotations" in table and "f1" in table
        facts = json.loads(self.run("inspect", "--json", "two.mlb"))
        assert facts["functions"][1]["loops"] == 1 and len(facts["sections"]) >= 7
        graph = self.run("inspect", "--dot", "--function", "1", "two.mlb").decode()
        assert graph.startswith("digraph") and "br.false" in graph and "f1_" in graph and "f0_" not in graph
        self.run("inspect", "--dot", "--function", "9", "two.mlb", code=1)

    def test_profile_runs_a_program_and_lists_what_was_seen(self):
        self.write("hot.lua", "local function half(x) if x > 1e9 then return 0 end return x / 2 end\n"
                              "local sum = 0\nfor i = 1, 2000 do sum = sum + half(i) end\nprint(sum, ...)\n"
                              "if ... == 'exit' then os.exit(3) elseif ... == 'fail' then error('failed') end\n")
        text = self.run("profile", "hot.lua", "a", "-b").decode()
        program, _, listing = text.partition("\n")
        assert program == "1000500.0\ta\t-b", program
        assert listing.startswith("hot.lua:0 main chunk: compiled, 500 or more calls and rounds"), listing[:200]
        assert "hot.lua:1 f1: compiled" in listing and "calls f1 (line 1)" in listing
        assert re.search(r"JNotLt\w+ .*float and integer; taken [0-9]+ times, not taken 0", listing), listing
        for code, argument in ((3, "exit"), (1, "fail")):
            assert b"main chunk: compiled" in self.run("profile", "hot.lua", argument, code=code)
        facts = json.loads(self.run("profile", "--json", "-o", "-", "hot.lua").partition(b"\n")[2])
        main, half = facts["functions"]
        assert main["state"] == half["state"] == "compiled" and half["line_defined"] == 1
        assert any(place.get("callee") == "f1 (line 1)" for place in main["places"])
        assert any(place.get("taken", 0) > 0 and place["operands"] == ["float", "integer"] for place in half["places"])
        self.run("profile", "--json", "-o", "facts.json", "--jit-threshold", "100000", "hot.lua")
        counts = {f["index"]: (f["state"], f["counted"]) for f in json.loads((self.directory / "facts.json").read_text())["functions"]}
        assert counts == {0: ("interpreted", 2000), 1: ("interpreted", 2000)}, counts
        self.run("profile", "missing.lua", code=1)
        assert "missing.lua" in self.errors

    def test_damaged_files_are_refused(self):
        self.write("square.vasm", SQUARE)
        binary = bytearray(self.run("asm", "square.vasm", "-o", "-"))
        (self.directory / "cut.mlb").write_bytes(binary[:-5])
        for command in ("dis", "inspect"):
            self.run(command, "cut.mlb", code=1)
            assert self.errors.startswith("strata: cut.mlb: is truncated"), self.errors
        self.write("lie.vasm", ".function main()\n.block depth 3\nreturn 0\n.end\n")
        self.run("asm", "--no-verify", "lie.vasm")
        self.run("dis", "lie.mlb", code=1)
        self.run("inspect", "lie.mlb", code=1)
        assert "claims a depth beyond max_stack" in self.errors, self.errors

    def test_usage_errors_exit_with_2(self):
        self.run(code=2)
        self.run("frobnicate", code=2)
        self.run("asm", code=2)
        self.run("inspect", "--json", "--dot", "x.mlb", code=2)
        self.run("dis", "missing.mlb", code=1)
        assert "missing.mlb: No such file" in self.errors
        assert b"Usage" in self.run("asm", "--help")

    def test_reference_prints_the_manual(self):
        assert self.run("reference") == (ROOT / "REFERENCE.md").read_bytes()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--strata", default="build/release/strata")
    parser.add_argument("--vmrun", default="build/release/vmrun")
    parser.add_argument("names", nargs="*")
    args = parser.parse_args()
    failed = passed = 0
    names = [n for n in dir(Tests) if n.startswith("test_") and (not args.names or any(part in n for part in args.names))]
    for name in names:
        with tempfile.TemporaryDirectory() as directory:
            tests = Tests(str(pathlib.Path(args.strata).resolve()), str(pathlib.Path(args.vmrun).resolve()),
                          pathlib.Path(directory))
            try:
                getattr(tests, name)()
                passed += 1
            except Exception as why:  # whatever it is, the next ones still run
                failed += 1
                print(f"FAILED {name}: {type(why).__name__}: {why}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
