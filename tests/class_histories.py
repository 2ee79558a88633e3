#!/usr/bin/env python3
"""Random histories of classes (class_histories.lua) end the same in every tier of vmrun, and with lua5.4.

usage: class_histories.py [--vmrun PROGRAM] [--reference PROGRAM] [--count N] [--first NUMBER]

A history is known by its number; a failure says how to see all of one. With STRATA_SOAK_MINUTES set it goes
on with further histories for so long.
"""
import argparse
import os
import pathlib
import subprocess
import time

import own_cache  # noqa: F401

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = "tests/class_histories.lua"
CHUNK = 500
RUNS = [("--tier=interp", ""), ("--jit-threshold=0", ""), ("--jit-threshold=2", ""), ("--jit-threshold=8", "")]
STRESSED = [("--jit-threshold=3", "gc"), ("--jit-threshold=0", "stack"), ("--jit-threshold=8", "stack")]
STRESSED_COUNT = 100


def sums(command, first, count, stress=""):
    environment = {**os.environ, "STRATA_STRESS": stress}
    done = subprocess.run([*command, PROGRAM, str(first), str(count)], cwd=ROOT, env=environment, capture_output=True,
                          text=True, timeout=600)
    return done.stdout.splitlines() + ([f"exit code {done.returncode}: {done.stderr[-500:]}"] if done.returncode else [])


def compare(options, first, count, runs):
    """How many histories of how many runs agreed with the reference, and how many did not."""
    expected = sums([options.reference], first, count)
    assert len(expected) == count, expected[-1]
    passed = failed = 0
    for option, stress in runs:
        actual = sums([options.vmrun, option], first, count, stress)
        wrong = [line for line, other in zip(expected, actual + [""] * count) if line != other]
        passed += count - len(wrong)
        failed += len(wrong)
        if wrong:
            number = wrong[0].split()[0]
            print(f"{len(wrong)} histories differ from {number} on; all of it: STRATA_STRESS={stress} {options.vmrun} "
                  f"{option} {PROGRAM} {number} 1 all{'' if len(actual) == count else '; ' + actual[-1]}", flush=True)
    return passed, failed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--vmrun", type=os.path.abspath, default=ROOT / "build/release/vmrun")
    parser.add_argument("--reference", default="lua5.4")
    parser.add_argument("--count", type=int, default=CHUNK)
    parser.add_argument("--first", type=int, default=1)
    options = parser.parse_args()
    deadline = time.monotonic() + 60 * float(os.environ.get("STRATA_SOAK_MINUTES") or 0)
    first = options.first
    passed, failed = compare(options, first, min(STRESSED_COUNT, options.count), STRESSED)
    while first < options.first + options.count or time.monotonic() < deadline:
        good, bad = compare(options, first, CHUNK, RUNS)
        passed, failed, first = passed + good, failed + bad, first + CHUNK
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
