#!/usr/bin/env python3
"""Random Lua programs from a grammar, run by vmrun and by lua5.4: both must print the same.

usage: random_lua.py [--vmrun PROGRAM] [--reference PROGRAM] [--count N] [--seconds S] [--seed S] [--stop] [--tiers]

Program number i of a run depends on the seed and i only; a failing one is kept in --keep (default
build/test-logs), and beside it the shortest form of it that still fails. It ends after --count programs and
--seconds (STRATA_SOAK_MINUTES, where set); with --stop at the first failure. With --tiers vmrun is compared with
itself: what it interprets, compiles at once, and compiles after some calls, must print the same, errors included. A run of 100 programs or more
that never made one of the kinds of lua_grammar.py fails, too.
"""
import argparse
import collections
import os
import pathlib
import random
import subprocess
import time

import lua_grammar
import shrink

ROOT = pathlib.Path(__file__).resolve().parent.parent

def run(command, path, seconds=60, errors=False):
    try:
        done = subprocess.run([*command, path], capture_output=True, timeout=seconds)
    except subprocess.TimeoutExpired:
        return "no end in time"
    return done.returncode, done.stdout, done.stderr if errors else b""


def differs(options, path, index, seconds=60):
    if not options.tiers:
        return run([options.vmrun], path, seconds) != run([options.reference], path, seconds)
    interpreted = run([options.vmrun, "--tier=interp"], path, seconds, errors=True)
    return any(run([options.vmrun, f"--jit-threshold={threshold}"], path, seconds, errors=True) != interpreted
               for threshold in (0, 1 + index % 4))


def shrunk(source, path, options, index):
    """Writes the shortest form of a failing program that was found; its path."""
    short = path.with_name(path.stem + "-short.lua")

    def whole(body):
        short.write_text(lua_grammar.PROLOGUE + body)
        return short

    def still_fails(body):
        return differs(options, whole(body), index, 10)

    return whole(shrink.shrink_lines(source.removeprefix(lua_grammar.PROLOGUE), still_fails))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--vmrun", default=ROOT / "build/release/vmrun")
    parser.add_argument("--reference", default="lua5.4")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=60 * float(os.environ.get("STRATA_SOAK_MINUTES") or 0))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--stop", action="store_true")
    parser.add_argument("--tiers", action="store_true", help="compare the tiers of vmrun, not vmrun with the reference")
    parser.add_argument("--kinds", action="store_true", help="say how often each kind was made")
    parser.add_argument("--keep", type=pathlib.Path, default=ROOT / "build/test-logs")
    options = parser.parse_args()
    options.keep.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + options.seconds
    passed = failed = 0
    made = collections.Counter()
    while passed + failed < options.count or time.monotonic() < deadline:
        if failed and options.stop:
            break
        index = passed + failed
        program = lua_grammar.Program(random.Random(f"{options.seed}/{index}"))
        source = lua_grammar.PROLOGUE + program.block(4, 6) + lua_grammar.EPILOGUE
        made += program.made
        path = options.keep / f"random-{options.seed}-{index}.lua"
        path.write_text(source)
        if not differs(options, path, index):
            passed += 1
            path.unlink()
        else:
            failed += 1
            print(f"differs: {path}, shorter: {shrunk(source, path, options, index)}", flush=True)
    if options.kinds:
        print(", ".join(f"{name} {made[name]}" for name in sorted(lua_grammar.Program.kinds())))
    for name in sorted(lua_grammar.Program.kinds() - set(made)) if passed >= 100 else ():
        failed += 1
        print(f"never made: {name}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
