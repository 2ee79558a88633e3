#!/usr/bin/env python3
"""What starting costs, line by line: an empty script in vmrun beside luajit, lua5.4 and a static C program.

Programs are copied before they are measured, as installing does it: what the linker has just written lies
in the page cache in single pages, which costs a start 5 % of luajit's.

usage: startup_budget.py BUILD_DIRECTORY [--rounds N] [--also VMRUN]...
"""
import argparse
import pathlib
import shutil
import subprocess
import sys
import tempfile

FLOOR, STRATA, UNCACHED, LUAJIT, LUA = "static C", "vmrun", "cache off", "luajit", "lua5.4"
ROWS = [  # what, its place in the output of bench_startup
    ("median, us", 0),
    ("lowest, us", 1),
    ("page faults", 2),
    ("peak memory, KiB", 3),
    ("system calls", 4),
    ("user instructions", 5),
    ("cpuid instructions", 6),
]


def commands(options, directory):
    """Name -> words of each command, the executables that we have built copied into the directory."""
    script = directory / "empty.lua"
    script.touch()

    def copied(path, name):
        return str(shutil.copy(path, directory / name))

    found = {FLOOR: [copied(options.build / "bench_startup_floor", "floor")],
             STRATA: [copied(options.build / "vmrun", "vmrun"), str(script)],
             UNCACHED: [str(directory / "vmrun"), "--cache=off", str(script)]}
    for name in (LUAJIT, LUA):
        if shutil.which(name):
            found[name] = [name, str(script)]
    for index, path in enumerate(options.also):
        found[path] = [copied(path, f"also{index}"), str(script)]
    return found


def measure(options, named):
    words = []
    for command in named.values():
        words += ["--"] * bool(words) + command
    done = subprocess.run([options.build / "bench_startup", str(options.rounds), *words],
                          stdout=subprocess.PIPE, text=True, check=True)
    return {name: line.split() for name, line in zip(named, done.stdout.splitlines())}


def print_table(figures):
    print(f"{'':20}" + "".join(f"{pathlib.PurePath(name).name:>12}" for name in figures))
    for what, place in ROWS:
        cells = [float(values[place]) for values in figures.values()]
        print(f"{what:20}" + "".join(f"{cell:>12.0f}" for cell in cells))
    for reference in (LUAJIT, LUA, FLOOR):
        if reference in figures:
            base = float(figures[reference][0])
            print(f"{'median / ' + reference:20}" + "".join(f"{float(v[0]) / base:>12.2f}" for v in figures.values()))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--also", action="append", default=[], metavar="VMRUN", help="an earlier build as a column")
    options = parser.parse_args()
    options.build = options.build.resolve()
    with tempfile.TemporaryDirectory(prefix="strata-startup-") as name:
        print_table(measure(options, commands(options, pathlib.Path(name))))


if __name__ == "__main__":
    sys.exit(main())
