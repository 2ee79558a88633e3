#!/usr/bin/env python3
"""What the snippet cache is for, measured: processes share its pages, and it comes to rest.

usage: cache_sharing.py [--vmrun PROGRAM] [NAME...]
"""
import contextlib
import os
import re
import subprocess

from cache_runs import PATIENCE, Skipped, program, require, run_named

MOST_PRIVATE_KIB = 400
PROCESSES = 50


def waiting_script(place):
    """A script that says when it has done its work, and waits for a line; published and served from the cache."""
    # With less garbage: this is not about the guest's own memory.
    small = program().replace("3000", "300")
    script = place.write("small.lua", small + 'print("ready") io.stdout:flush() io.read()\n')
    place.run(script, input=b"\n")
    run = place.run(script, input=b"\n", mode="read")
    require(run.stats["functions_compiled"] == 0 and run.stats["functions_from_cache"] > 0, f"not served: {run.stats}")
    return script


@contextlib.contextmanager
def waiting(place, script, count):
    command = place.command(script, mode="read")
    processes = [subprocess.Popen(command, cwd=place.work, env=place.environment(), stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) for _ in range(count)]
    try:
        for process in processes:
            while (line := process.stdout.readline()) != b"ready\n":
                require(line, "ended before it was ready")
        yield processes
    finally:
        for process in processes:
            process.communicate(b"\n", timeout=PATIENCE)
    require(all(process.returncode == 0 for process in processes), "some failed")


def kib(text, name):
    return sum(int(n) for n in re.findall(rf"^{name}:\s+(\d+) kB", text, re.M))


def mappings_of(pid, path):
    """(permissions, the lines about it) for each mapping of the file; None: of no file."""
    with open(f"/proc/{pid}/smaps") as smaps:
        parts = re.split(r"^(?=[0-9a-f]+-[0-9a-f]+ )", smaps.read(), flags=re.M)[1:]
    named = [(part.split("\n", 1)[0].split(maxsplit=5), part) for part in parts]
    return [(fields[1], part) for fields, part in named if (fields[5] if len(fields) > 5 else None) == path]


def two_processes_share_the_code(place):
    script = waiting_script(place)
    entry = place.entry()
    with open(entry, "rb") as published:
        os.fsync(published.fileno())  # until it is on disk, its pages count as dirty, though nobody's own
    with waiting(place, script, 2) as processes:
        for process in processes:
            found = mappings_of(process.pid, str(entry))
            require(any("x" in permissions for permissions, _ in found), f"no code is mapped: {found}")
            require(all("w" not in permissions for permissions, _ in found), f"a mapping can be written: {found}")
            text = "".join(part for _, part in found)
            require(kib(text, "Private_Dirty") == 0, f"pages of its own:\n{text}")
            require(kib(text, "Shared_Clean") > 0, f"nothing is shared:\n{text}")
            copies = [part for permissions, part in mappings_of(process.pid, None) if "x" in permissions]
            require(not copies, f"code that is in no file: {copies}")


def fifty_processes_cost_little_each(place):
    script = waiting_script(place)
    if "asan" in place.vmrun:
        raise Skipped("a sanitizer's shadow is no memory of Strata's")
    with waiting(place, script, PROCESSES) as processes:
        private = []
        for process in processes:
            with open(f"/proc/{process.pid}/smaps_rollup") as rollup:
                text = rollup.read()
            private.append(kib(text, "Private_Clean") + kib(text, "Private_Dirty"))
    print(f"private memory of each of {PROCESSES} processes: {min(private)} to {max(private)} KiB")
    require(max(private) <= MOST_PRIVATE_KIB, f"more than {MOST_PRIVATE_KIB} KiB")


# Functions, types and shapes that depend on the input.
VARYING = """\
local kind = tonumber(arg[1])
local function add(a, b) return a + b end
local function sum(t) local s = 0 for i = 1, #t do s = add(s, t[i]) end return s end
local function build(n) local t = {} for i = 1, n do t[i] = kind % 2 == 0 and i or i / 2 end return t end
local makers = {
  function() return {x = 1, y = 2} end, function() return {y = 1, x = 2} end,
  function() return {z = 1, x = 2, y = 3} end, function() return setmetatable({x = 1}, {__index = {y = 5}}) end,
  function() local o = {} for c in ("xyz"):gmatch(".") do o[c] = #c end return o end,
}
local function area(o) return o.x * o.y end
local total = 0
for i = 1, 300 do total = total + sum(build(i % 9)) + area(makers[kind % 5 + 1]()) end
for i = 1, 40 do total = add(total, kind == 3 and "2" or 2) end
print(kind, total)
"""


def the_file_comes_to_rest(place):
    """After five runs on varying inputs nothing is compiled or written any more, whatever the input."""
    script = place.write("varying.lua", VARYING)
    mlb = place.build(script, "varying.mlb")
    sidecar = place.work / "varying.mlb.snip"
    for path in (script, mlb):
        expected = {kind: place.run(path, kind, mode="off").stdout for kind in range(1, 6)}
        changes = []
        for round_number in range(3):
            for kind in range(1, 6):
                image = sidecar if path == mlb else (place.files("programs") or [place.cache / "none"])[0]
                before = image.read_bytes() if image.exists() else None
                run = place.run("--jit-threshold=20", path, kind)
                require(run.stdout == expected[kind], f"{run}")
                image = sidecar if path == mlb else place.entry()
                if image.read_bytes() != before:
                    changes.append((round_number, kind))
                elif run.stats["functions_compiled"]:
                    changes.append(("compiled only", round_number, kind))
        print(f"{path.name} changed in {changes}")
        require(all(round_number == 0 for round_number, *_ in changes), f"still changing: {changes}")


def counters_that_were_loaded_compile_nothing(place):
    """What is a little too rare to be compiled stays so, however many runs there were."""
    script = place.write("rare.lua", """
local function rare(n) return n * 2 end
local function often(n) return n + 1 end
local s = 0
for i = 1, 90 do s = s + (i % 2 == 0 and rare(i) or 0) end
for i = 1, 500 do s = often(s) end
print(s)""")
    compiled = [place.run("--jit-threshold=120", script).stats["functions_compiled"] for _ in range(8)]
    require(compiled[0] > 0 and not any(compiled[1:]), f"functions compiled in eight runs: {compiled}")


TESTS = [two_processes_share_the_code, fifty_processes_cost_little_each, the_file_comes_to_rest,
         counters_that_were_loaded_compile_nothing]


if __name__ == "__main__":
    raise SystemExit(run_named(TESTS, __doc__))
