#!/usr/bin/env python3
"""Random Lua programs from a grammar, run by vmrun and by lua5.4: both must print the same.

usage: random_lua.py [--vmrun PROGRAM] [--reference PROGRAM] [--count N] [--seconds S] [--seed S] [--stop] [--tiers | --warm]

Program number i of a run depends on the seed and i only; a failing one is kept in --keep (default
build/test-logs), and beside it the shortest form of it that still fails. It ends after --count programs and
--seconds (STRATA_SOAK_MINUTES, where set); with --stop at the first failure. With --tiers Strata is compared with
itself, hundreds of programs a process (random_tiers, beside vmrun): what it interprets, compiles at once, and compiles
after some calls, must print the same, fail with the same error, and leave the same heap behind, of which the program
then shows more. With --warm every program runs twice with a snippet cache that begins empty: the second time as machine
code that meets a new VM's inline caches. A run of 100 programs or more that never made one of the kinds of lua_grammar.py fails, too.
"""
import argparse
import collections
import os
import pathlib
import random
import re
import subprocess
import tempfile
import time

import lua_grammar
import own_cache  # noqa: F401
import shrink

ROOT = pathlib.Path(__file__).resolve().parent.parent
BATCH = 200

def run(command, path, seconds=60, errors=False):
    try:
        done = subprocess.run([*command, path], capture_output=True, timeout=seconds)
    except subprocess.TimeoutExpired:
        return "no end in time"
    return done.returncode, done.stdout, done.stderr if errors else b""


def differs(options, path, index, seconds=60):
    if options.warm:
        return differs_cached(options, path, index, seconds)
    if not options.tiers:
        return run([options.vmrun], path, seconds) != run([options.reference], path, seconds)
    command = [options.vmrun, "--cache=off", "--heap-digest"]
    interpreted = run([*command, "--tier=interp"], path, seconds, errors=True)
    return any(run([*command, f"--jit-threshold={threshold}"], path, seconds, errors=True) != interpreted
               for threshold in (0, 1 + index % 4))


def differs_cached(options, path, index, seconds):
    expected = run([options.reference], path, seconds)
    with tempfile.TemporaryDirectory(prefix="strata-random-") as cache:
        command = [options.vmrun, f"--cache-dir={cache}", f"--jit-threshold={(1, 2, 5, 20)[index % 4]}"]
        return any(run(command, path, seconds) != expected for _ in ("cold", "warm"))


def shrunk(source, path, options, index):
    """Writes the shortest form of a failing program that was found; its path."""
    short = path.with_name(path.stem + "-short.lua")

    prologue = lua_grammar.prologue(options.tiers)

    def whole(body):
        short.write_text(prologue + body)
        return short

    def still_fails(body):
        return differs(options, whole(body), index, 10)

    return whole(shrink.shrink_lines(source.removeprefix(prologue), still_fails))


def keep_failing(source, options, index):
    """Keeps a failing program, and its shortest form that was found; one that needs its fellows stays whole."""
    path = options.keep / f"random-{options.seed}-{index}.lua"
    path.write_text(source)
    short = shrunk(source, path, options, index) if differs(options, path, index) else "none, for it passes alone"
    print(f"differs: {path}, shorter: {short}", flush=True)


def failing_in_batch(sources, options, first):
    """Runs the programs in one process, in every tier: the indices of those that failed, and how many had guest errors and
    different heaps. Behind one that crashes, or never ends, another process goes on."""
    failing = []
    while sources:
        stream = b"".join(b"%d %d\n%s" % (first + i, len(text.encode()), text.encode()) for i, text in enumerate(sources))
        done = subprocess.run([pathlib.Path(options.vmrun).parent / "random_tiers", "--lua"], input=stream, capture_output=True)
        said = done.stdout.decode(errors="replace")
        failing += [int(index) for index in re.findall(r"^(?:differs|crashed): (\d+)", said, re.M)]
        counts = re.search(r"(\d+) with guest errors, (\d+) different heaps", said)
        if counts:
            return failing, [int(counts[1]), int(counts[2])]
        if not re.search(r"^crashed: ", said, re.M):
            raise SystemExit(f"random_tiers: status {done.returncode}, {said[-500:]!r} {done.stderr[-500:]!r}")
        behind = failing[-1] + 1 - first
        sources, first = sources[behind:], first + behind
    return failing, [0, 0]


def failing_alone(source, options, index):
    path = options.keep / f"random-{options.seed}-{index}.lua"
    path.write_text(source)
    failing = [index] if differs(options, path, index) else []
    path.unlink()
    return failing


def main():
    options = parse_options()
    options.keep.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + options.seconds
    done = failed = errors = heaps = 0
    made = collections.Counter()
    while (done < options.count or time.monotonic() < deadline) and not (failed and options.stop):
        size = BATCH if options.tiers else 1
        size = min(size, options.count - done) if done < options.count else size
        programs = [lua_grammar.Program(random.Random(f"{options.seed}/{done + i}")) for i in range(size)]
        sources = [lua_grammar.whole(program.block(4, 6), options.tiers) for program in programs]
        for program in programs:
            made += program.made
        if options.tiers:
            failing, (more_errors, more_heaps) = failing_in_batch(sources, options, done)
            errors, heaps = errors + more_errors, heaps + more_heaps
        else:
            failing = failing_alone(sources[0], options, done)
        for index in failing:
            keep_failing(sources[index - done], options, index)
        done, failed = done + size, failed + len(failing)
    if options.kinds:
        print(", ".join(f"{name} {made[name]}" for name in sorted(lua_grammar.Program.kinds())))
    if options.tiers:
        print(f"{done} programs in every tier, {errors} of them with guest errors; {heaps} different heaps")
    never = sorted(lua_grammar.Program.kinds() - set(made)) if done >= 100 else ()
    for name in never:
        print(f"never made: {name}")
    print(f"{done - failed} passed, {failed + len(never)} failed")
    return 1 if failed or never else 0


def parse_options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--vmrun", default=ROOT / "build/release/vmrun")
    parser.add_argument("--reference", default="lua5.4")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=60 * float(os.environ.get("STRATA_SOAK_MINUTES") or 0))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--stop", action="store_true")
    parser.add_argument("--tiers", action="store_true", help="compare the tiers of vmrun, not vmrun with the reference")
    parser.add_argument("--warm", action="store_true", help="each program twice, with a cache")
    parser.add_argument("--kinds", action="store_true", help="say how often each kind was made")
    parser.add_argument("--keep", type=pathlib.Path, default=ROOT / "build/test-logs")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
