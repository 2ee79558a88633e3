#!/usr/bin/env python3
"""Compares the speed of engines side by side: each round runs every engine once, so that a noisy
machine moves all of them; medians and ratios against lua5.4 of the same round.

usage: bench.py --vmrun PATH [--rounds N] [--quick] [--json] [NAME...]

CPU time (user + system) and peak memory of whole processes. An engine that prints something else than
the first one fails the run. A peer that is not installed is a column less.
"""
import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

PROGRAMS = pathlib.Path(__file__).parent / "programs"
TINY = {"fib": 20, "loops": 100, "nbody": 500, "spectral_norm": 30, "sieve": 5000, "queens": 6, "objects": 5000,
        "binary_trees": 6, "strings": 1, "word_count": 5000, "closures": 100, "coroutines": 5000, "mandelbrot": 30}


def engines(vmrun):
    found = {"strata": [os.path.abspath(vmrun), "--tier=interp"]}
    if shutil.which("lua5.4"):
        found["lua5.4"] = ["lua5.4"]
    if shutil.which("luajit"):
        found["luajit -joff"] = ["luajit", "-joff"]
    return found


def run_once(command):
    """Runs a command; returns its output, CPU seconds and peak memory in KiB."""
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read().decode(errors="replace")
    if process.returncode != 0:
        sys.exit(f"bench: {' '.join(command)} failed:\n{text}")
    return text, usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def memory_floor():
    """Peak memory that every child inherits from this process; smaller peaks can't be seen."""
    return run_once(["true"])[2]


def measure(program, commands, rounds, size):
    samples = {name: [] for name in commands}
    expected = None
    for _ in range(rounds):
        for name, command in commands.items():
            arguments = [str(program)] + ([str(size)] if size else [])
            text, seconds, kib = run_once(command + arguments)
            expected = expected if expected is not None else text
            if text != expected:
                sys.exit(f"bench: {program.stem}: {name} printed\n{text}instead of\n{expected}")
            samples[name].append((seconds, kib))
    return samples


def geometric_mean(values):
    return statistics.geometric_mean(values) if values else float("nan")


def print_row(name, samples, base, floor_kib):
    cells = []
    for engine, values in samples.items():
        seconds = [s for s, _ in values]
        cell = f"{statistics.median(seconds):7.3f}"
        if base in samples:
            ratios = [s / b for (s, _), (b, _) in zip(values, samples[base])]
            cell += f" {statistics.median(ratios):5.2f}"
        kib = statistics.median(k for _, k in values)
        cell += f" {'<' if kib < floor_kib * 1.05 else ' '}{kib / 1024:5.1f}"
        cells.append(cell)
    print(f"{name:16}" + " |".join(cells), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vmrun", required=True)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--quick", action="store_true", help="3 rounds")
    parser.add_argument("--tiny", action="store_true", help="one round of tiny sizes: shows that all of it works")
    parser.add_argument("--json", action="store_true", help="every raw sample, on stdout")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    rounds = 1 if options.tiny else 3 if options.quick else options.rounds
    commands = engines(options.vmrun)
    programs = [p for p in sorted(PROGRAMS.glob("*.lua")) if not options.names or p.stem in options.names]
    base = "lua5.4"
    floor_kib = memory_floor()
    results = {}
    if not options.json:
        print(f"{'':16}" + " |".join(f"{name:>20}" for name in commands))
        print(f"{'':16}" + " |".join("  CPU s ratio    MiB" for _ in commands))
    for program in programs:
        size = TINY.get(program.stem) if options.tiny else None
        results[program.stem] = measure(program, commands, rounds, size)
        if not options.json:
            print_row(program.stem, results[program.stem], base, floor_kib)
    if options.json:
        json.dump(results, sys.stdout, indent=1)
    elif base in commands:
        for name in commands:
            ratios = [statistics.median(s / b for (s, _), (b, _) in zip(r[name], r[base])) for r in results.values()]
            print(f"geometric mean of the ratios, {name}: {geometric_mean(ratios):.2f}")
    if options.tiny:
        print(f"{len(results)} passed, 0 failed")


if __name__ == "__main__":
    main()
