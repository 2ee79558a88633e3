"""What strata pack and strata strip make of programs: binaries with machine code in them, and executables that need
nothing else. Part of test_strata.py, whose Tests run it, with the helpers of strata_cache_tests.py."""
import json
import os
import pathlib
import random
import shutil
import struct
import subprocess
import tempfile

import run_examples
from strata_cache_tests import HOT_AND_COLD, PRINTS

NOBODY = 65534
MODULES = {
    "main.lua": "local shapes = require 'lib.shapes'\nlocal total = 0\nfor i = 1, 3000 do total = total + shapes.area(i) end\n"
                "print(total, ...)\nprint(pcall(shapes.fail))\nos.exit(arg[1] == 'three' and 3 or 0)\n",
    "lib/shapes.lua": "local two = require('two')\nlocal M = {path = select(2, ...)}\nfunction M.area(r) return two * r * r end\n"
                      "function M.fail() error(M.path) end\nreturn M\n",
    "two.lua": "return 2\n",
}
PROCESS_ERRORS = (-4, -7, -11)  # an illegal instruction, a bus error, a bad access


class Elsewhere:
    """A directory that everybody may enter, in which a copy of a program runs with an empty environment, as nobody
    where that is possible."""

    def __enter__(self):
        self.directory = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.directory.name)
        self.path.chmod(0o755)
        return self

    def __exit__(self, *_):
        self.directory.cleanup()

    def run(self, program, *args, stats=True, directory="/"):
        """Exit code, standard output, and statistics or standard error."""
        copy = self.path / "copy-of-it"
        copy.unlink(missing_ok=True)
        shutil.copy(program, copy)
        user = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
        done = subprocess.run([str(copy), *args], cwd=directory, env={"STRATA_STATS": "json"} if stats else {}, capture_output=True,
                              stdin=subprocess.DEVNULL, timeout=60, **user)
        errors = done.stderr.decode(errors="replace")
        has_stats = stats and errors.rstrip().endswith("}")
        return done.returncode, done.stdout, json.loads(errors.splitlines()[-1]) if has_stats else errors


class PackTests:
    # ---- What they need

    def packed_binary(self):
        """a.mlb with machine code in it, and no sidecar."""
        self.write("a.lua", HOT_AND_COLD)
        self.run("build", "a.lua")
        self.stats("a.mlb")
        self.run("pack", "a.mlb")
        (self.directory / "a.mlb.snip").unlink()

    def native_section(self, path):
        """Offset and size; None where there is none."""
        contents = path.read_bytes()
        for k in range(struct.unpack_from("<I", contents, 12)[0]):
            kind, _, offset, size, _ = struct.unpack_from("<IIQQQ", contents, 32 + 32 * k)
            if kind == 10:
                return offset, size
        return None

    def packed_executable(self, *args, program="a.lua"):
        if program == "a.lua":
            self.write("a.lua", HOT_AND_COLD)
            self.stats("a.lua")
        self.run("pack", "--exe", program, "-o", "tool", *args)
        return self.directory / "tool"

    def write_modules(self):
        (self.directory / "lib").mkdir()
        for name, text in MODULES.items():
            self.write(name, text)

    def payload(self, tool):
        """Where the archive is in the executable: what is more than in vmrun, from its page on."""
        size = os.path.getsize(self.vmrun)
        start = (size + 4095) & ~4095
        return start, tool.stat().st_size - start

    # ---- pack

    def test_pack_puts_the_sidecar_into_the_binary(self):
        self.packed_binary()
        offset, size = self.native_section(self.directory / "a.mlb")
        assert offset % 4096 == 0 and size > 0
        run = self.stats("a.mlb")
        assert (run["functions_compiled"], run["functions_from_cache"], run["cache_published_files"]) == (0, 3, 0), run
        assert not (self.directory / "a.mlb.snip").exists()
        why = self.json("why", "a.mlb")
        assert (why["outcome"], why["trust"], why["image"]) == ("hit", "key", "a.mlb"), why
        self.run("pack", "a.mlb")
        assert self.stats("a.mlb")["functions_from_cache"] == 3, "packed twice"

    def test_pack_takes_the_entry_of_a_script(self):
        self.run_hot_and_cold()
        self.run("pack", "a.lua", "-o", "b.mlb")
        run = self.stats("b.mlb")
        assert (run["functions_compiled"], run["functions_from_cache"]) == (0, 3), run
        self.run("pack", "a.lua", code=1)
        assert "-o FILE is needed" in self.errors, self.errors

    def test_pack_says_what_is_missing(self):
        self.write("a.lua", HOT_AND_COLD)
        self.run("pack", "a.lua", "-o", "a.mlb", code=1)
        assert "nothing is kept of this program; run it with vmrun" in self.errors, self.errors
        assert not (self.directory / "a.mlb").exists()

    def test_what_a_packed_binary_still_lacks_goes_to_its_sidecar_with_the_rest(self):
        self.write("a.lua", "local function one(n) local s = 0 for i = 1, n do s = s + i end return s end\n"
                            "local function two(n) local s = 1 for i = 1, n do s = s + i end return s end\n"
                            "print((... == 'two' and two or one)(10000))\n")
        self.run("build", "a.lua")
        self.vmrun_prints("a.mlb", b"50005000\n")
        self.run("pack", "a.mlb")
        (self.directory / "a.mlb.snip").unlink()
        assert self.run("a.mlb", "two", program=self.vmrun) == b"50005001\n"
        assert (self.directory / "a.mlb.snip").exists()
        seen = self.outcomes("a.mlb")
        assert (seen["one"], seen["two"]) == ("hit", "hit"), seen

    def test_a_packed_binary_of_another_user_runs_from_its_bytecode(self):
        self.packed_binary()
        (self.cache / "key").unlink()
        run = self.stats("--cache=read", "a.mlb")
        assert run["functions_from_cache"] == 0 and run["cache_reasons"]["no-key"] > 0, run
        if os.geteuid() != 0:
            return
        with Elsewhere() as elsewhere:
            shutil.copy(self.directory / "a.mlb", elsewhere.path / "a.mlb")
            os.chown(elsewhere.path / "a.mlb", 12345, 12345)
            code, out, run = elsewhere.run(self.vmrun, "--stats=json", "--cache-dir=/nowhere", str(elsewhere.path / "a.mlb"))
            assert (code, out) == (0, PRINTS), (code, out, run)
            assert run["functions_from_cache"] == 0 and run["cache_reasons"]["wrong-owner"] > 0, run

    def test_a_packed_binary_that_is_roots_needs_no_key(self):
        run_directory = pathlib.Path("/run")
        if os.geteuid() != 0 or run_directory.stat().st_mode & 0o022:
            return
        self.packed_binary()
        with tempfile.TemporaryDirectory(dir=run_directory) as name, Elsewhere() as elsewhere:
            os.chmod(name, 0o755)
            shutil.copy(self.directory / "a.mlb", name)
            code, out, run = elsewhere.run(self.vmrun, "--stats=json", "--cache-dir=/nowhere", f"{name}/a.mlb")
            assert (code, out) == (0, PRINTS), (code, out, run)
            assert (run["functions_from_cache"], run["functions_compiled"]) == (3, 0), run

    def test_damage_in_the_native_section_costs_its_code_only(self):
        self.packed_binary()
        path = self.directory / "a.mlb"
        whole, (offset, size) = path.read_bytes(), self.native_section(path)
        rejected = 0
        for at in random.Random(1).sample(range(offset, offset + size), 60) + [offset, offset + 300, offset + 4096 + 20]:
            damaged = bytearray(whole)
            damaged[at] ^= 1 << at % 8
            path.write_bytes(damaged)
            rejected += self.stats("--cache=read", "a.mlb")["cache_rejects"] > 0
        assert rejected >= 10, rejected
        path.write_bytes(whole[:-100])
        self.run("a.mlb", program=self.vmrun, code=1)
        assert "is truncated" in self.errors, self.errors

    # ---- pack --exe

    def test_an_executable_needs_nothing_else(self):
        tool = self.packed_executable()
        with Elsewhere() as elsewhere:
            code, out, run = elsewhere.run(tool, "--stats=json", "-e")
            assert (code, out) == (0, PRINTS), (code, out, run)
            assert (run["functions_compiled"], run["functions_from_cache"], run["cache_published_files"]) == (0, 3, 0), run
            assert elsewhere.run(tool, stats=False) == (0, PRINTS, "")
            assert os.listdir(elsewhere.path) == ["copy-of-it"]

    def test_an_executable_has_code_of_functions_that_were_never_run(self):
        self.write("a.lua", HOT_AND_COLD)
        self.run("pack", "--exe", "a.lua", "-o", "tool")
        with Elsewhere() as elsewhere:
            code, out, run = elsewhere.run(self.directory / "tool")
            assert (code, out) == (0, PRINTS), (code, out, run)
            assert (run["functions_compiled"], run["functions_from_cache"], run["cache_misses"]) == (0, 3, 0), run

    def test_an_executable_has_its_modules_in_it(self):
        self.write_modules()
        path = {"LUA_PATH": "./?.lua"}
        expected = self.run("main.lua", "one", "two", program=self.vmrun, environment=path)
        assert b"\tone\ttwo\n" in expected and b"./lib/shapes.lua:4: ./lib/shapes.lua" in expected, expected
        self.run("pack", "--exe", "main.lua", "-o", "tool", environment=path)
        assert self.run("one", "two", program=self.directory / "tool") == expected
        with Elsewhere() as elsewhere:
            code, out, run = elsewhere.run(self.directory / "tool", "one", "two")
            assert (code, out) == (0, expected), (code, out, run)
            assert (run["functions_compiled"], run["cache_misses"], run["cache_rejects"]) == (0, 0, 0), run
            assert elsewhere.run(self.directory / "tool", "three")[0] == 3

    def test_examples_as_executables(self):
        for name, case, directory in ("nbody.lua", "nbody", "/"), ("json.lua", "json.path", run_examples.EXAMPLES), ("primes.vasm", "primes", "/"):
            case = run_examples.EXPECTED / case
            arguments = run_examples.content(case, ".args").decode().splitlines()
            for _ in range(2):  # the second run starts with the profile of the first
                self.run(str(run_examples.EXAMPLES / name), *arguments, program=self.vmrun, directory=directory)
            self.run("pack", "--exe", str(run_examples.EXAMPLES / name), "-o", "tool")
            with Elsewhere() as elsewhere:
                code, out, run = elsewhere.run(self.directory / "tool", *arguments, directory=directory)
                assert (code, out) == (0, run_examples.content(case, ".out")), (name, code, out, run)
                assert (run["functions_compiled"], run["functions_recompiled"], run["cache_misses"]) == (0, 0, 0), (name, run)

    def test_modules_that_are_not_found_are_an_error(self):
        self.write("main.lua", "local name = 'dynamic'\nprint((require(name)), pcall(require, 'other'), pcall(function() require 'gone' end))\n")
        self.write("elsewhere.lua", "return 'found'\n")
        self.run("pack", "--exe", "main.lua", "-o", "tool", code=1)
        assert "main.lua requires 'gone'" in self.errors and not (self.directory / "tool").exists(), self.errors
        self.run("pack", "--exe", "--module", "dynamic=elsewhere.lua", "--module", "main", "main.lua", "-o", "tool", "--allow-missing")
        with Elsewhere() as elsewhere:
            code, out, _ = elsewhere.run(self.directory / "tool")
            assert code == 0 and out.startswith(b"found\tfalse\t"), (code, out)

    def test_only_a_vmrun_of_this_build_is_packed_into(self):
        tool = self.packed_executable()
        self.run("pack", "--exe", "a.lua", "-o", "other", "--runtime", str(tool), code=1)
        assert "has a program packed in it already" in self.errors, self.errors
        self.run("pack", "--exe", "a.lua", "-o", "other", "--runtime", "/bin/sh", code=1)
        assert "is no vmrun" in self.errors, self.errors
        runtime = bytearray(pathlib.Path(self.vmrun).read_bytes())
        runtime[runtime.index(b"STRPLACE") + 8] ^= 1
        (self.directory / "vmrun").write_bytes(runtime)
        self.run("pack", "--exe", "a.lua", "-o", "other", "--runtime", "vmrun", code=1)
        assert "is of another build" in self.errors and not (self.directory / "other").exists(), self.errors

    def test_a_damaged_payload_is_an_error_or_costs_its_code(self):
        tool = self.packed_executable()
        whole, (start, size) = tool.read_bytes(), self.payload(tool)
        results = {"right": 0, "refused": 0}
        with Elsewhere() as elsewhere:
            for at in [*random.Random(2).sample(range(start, start + size), 80), start, start + 20, start + 4096, start + 8192 + 20]:
                damaged = bytearray(whole)
                damaged[at] ^= 1 << at % 8
                tool.write_bytes(damaged)
                self.note_damaged(elsewhere.run(tool, stats=False), results)
            assert results["right"] > 10 and results["refused"] > 5, results
            refused = results["refused"]
            lengths = [start + 1, start + 4096, start + size - 1, *random.Random(3).sample(range(start, start + size), 20)]
            for length in lengths:
                tool.write_bytes(whole[:length])
                self.note_damaged(elsewhere.run(tool, stats=False), results)
            assert results["refused"] == refused + len(lengths), results

    def note_damaged(self, run, results):
        code, out, errors = run
        assert code not in PROCESS_ERRORS, run
        if code == 0:
            assert out == PRINTS and errors == "", run
            results["right"] += 1
        else:
            assert code == 1 and out == b"" and "packed" in errors, run
            results["refused"] += 1

    # ---- strip

    def test_strip_takes_out_what_it_is_told(self):
        self.packed_binary()
        path = self.directory / "a.mlb"
        sizes = [path.stat().st_size]
        for option, served in ("--source", 3), ("--debug", 3), ("--profile", 3), ("--native", 0):
            text = self.run("strip", option, "a.mlb").decode()
            assert "taken out: " in text, text
            sizes.append(path.stat().st_size)
            assert self.stats("--cache=read", "a.mlb")["functions_from_cache"] == served, option
            text = self.run("strip", option, "a.mlb").decode()
            assert "there is no " in text and "nothing is taken out" in text and path.stat().st_size == sizes[-1], text
        assert sizes == sorted(sizes, reverse=True) and self.native_section(path) is None, sizes
        levels = json.loads(self.run("inspect", "--json", "a.mlb"))["levels"]
        assert levels["source_bytes"] == levels["debug_bytes"] == 0 < levels["bytecode_bytes"], levels

    def test_strip_leaves_the_bytecode_alone(self):
        self.packed_binary()
        whole = (self.directory / "a.mlb").read_bytes()
        self.run("strip", "a.mlb", "-o", "b.mlb")
        assert (self.directory / "a.mlb").read_bytes() == whole
        self.run("build", "--strip", "a.lua", "-o", "c.mlb")
        assert (self.directory / "b.mlb").read_bytes() == (self.directory / "c.mlb").read_bytes()
        self.vmrun_prints("b.mlb", PRINTS)
        self.run("strip", "a.lua", code=1)
        assert "is not a multi-level binary" in self.errors, self.errors

    def test_strip_of_a_profile_needs_the_key(self):
        self.packed_binary()
        (self.cache / "key").unlink()
        before = (self.directory / "a.mlb").read_bytes()
        self.run("strip", "--profile", "a.mlb", code=1)
        assert "--native takes out both" in self.errors and (self.directory / "a.mlb").read_bytes() == before, self.errors
