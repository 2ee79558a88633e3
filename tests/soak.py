#!/usr/bin/env python3
"""Runs the fuzzers and generators in turn, each with a new seed every time, for as long as asked.

usage: soak.py [--minutes M] [--slice SECONDS] [--seed S] [NAME...]

Ends at the first failure: build/soak then holds the failing turn's log, the command that repeats it, and
what the generator kept (random Lua and random bytecode are shrunk first). The seed of turn i is S + i, S
is the time unless given. A name selects the generators whose name contains it. Needs the builds release
and asan; `./dev test --soak` makes them.
"""
import argparse
import dataclasses
import itertools
import os
import pathlib
import shlex
import signal
import subprocess
import sys
import time

import count_results

ROOT = pathlib.Path(__file__).resolve().parent.parent
KEPT = ROOT / "build/soak"
RANDOM_BYTECODE = "random programs: machine*"


@dataclasses.dataclass(frozen=True)
class Generator:
    """`command`: {seed} and {seconds} are filled in. `environment` likewise."""
    name: str
    command: tuple
    environment: tuple = ()


def random_lua(preset, stress=""):
    return Generator(f"lua ({preset}{' ' + stress if stress else ''})",
                     ("python3", "tests/random_lua.py", "--vmrun", f"build/{preset}/vmrun", "--seed", "{seed}", "--count", "1",
                      "--seconds", "{seconds}", "--stop", "--keep", str(KEPT)),
                     (("STRATA_STRESS", stress),) if stress else ())


def tiers_of_lua(preset):
    return Generator(f"tiers of lua ({preset})",
                     ("python3", "tests/random_lua.py", "--tiers", "--vmrun", f"build/{preset}/vmrun", "--seed", "{seed}", "--count", "1",
                      "--seconds", "{seconds}", "--stop", "--keep", str(KEPT)))


# Seeds of programs: those of a turn are their own.
def tiers_of_bytecode(preset):
    return Generator(f"tiers of bytecode ({preset})",
                     (f"build/{preset}/random_tiers", "--bytecode", "{seed}000000", "--seconds", "{seconds}", "--stop"),
                     (("STRATA_RANDOM_KEEP", str(KEPT)),))


def random_bytecode(preset):
    return Generator(f"bytecode ({preset})", (f"build/{preset}/strata_tests", f"--test-case={RANDOM_BYTECODE}"),
                     (("STRATA_RANDOM_SEED", "{seed}"), ("STRATA_RANDOM_SECONDS", "{seconds}"), ("STRATA_RANDOM_KEEP", str(KEPT))))


def fuzz_targets(preset):
    for source in sorted((ROOT / "tests").glob("fuzz_*.cpp")):
        yield Generator(f"{source.stem} ({preset})",
                        (f"build/{preset}/{source.stem}", "--seed", "{seed}", "--seconds", "{seconds}"))


GENERATORS = [random_lua("release"), random_bytecode("release"), tiers_of_lua("release"), tiers_of_bytecode("release"), random_lua("release", "gc"), random_lua("release", "stack"),
              random_lua("release", "jit"), random_lua("release", "tierup,gc"), random_lua("release", "jit,stack"),
              *fuzz_targets("asan"), random_lua("asan"), random_lua("asan", "jit"),
              random_bytecode("asan")]


def run_turn(generator, seed, seconds):
    """Runs one turn; its summary, or None after a failure."""
    fill = lambda text: text.format(seed=seed, seconds=seconds) if "{" in text else text
    command = [fill(part) for part in generator.command]
    variables = {name: fill(value) for name, value in generator.environment}
    environment = {k: v for k, v in os.environ.items() if k != "STRATA_SOAK_MINUTES"}
    log = KEPT / "turn.log"
    with open(log, "wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env={**environment, **variables}, stdin=subprocess.DEVNULL,
                                   stdout=out, stderr=subprocess.STDOUT, start_new_session=True)
        try:
            status = process.wait(timeout=10 * seconds + 600)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            status = f"no end within {10 * seconds + 600} s"
    text = log.read_text(errors="replace")
    passed_failed = count_results.counts(text)
    if status == 0 and passed_failed and passed_failed[1] == 0:
        return text.strip().splitlines()[-2:]
    failure = KEPT / f"failure-{seed}.txt"
    assignments = " ".join(f"{name}={shlex.quote(value)}" for name, value in variables.items())
    failure.write_text(f"{generator.name}, seed {seed}, status {status}\nrepeat: {assignments} {shlex.join(command)}\n\n{text}")
    print(f"FAILED {generator.name} with seed {seed}: {failure.relative_to(ROOT)}\n{text[-3000:]}")
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--slice", type=int, default=60, help="seconds a turn")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    chosen = [g for g in GENERATORS if not options.names or any(n in g.name for n in options.names)]
    if not chosen:
        sys.exit(f"soak: nothing is called {' or '.join(options.names)}; there are: {', '.join(g.name for g in GENERATORS)}")
    KEPT.mkdir(parents=True, exist_ok=True)
    print(f"soak: {options.minutes:g} minutes, first seed {options.seed}", flush=True)
    end = time.monotonic() + 60 * options.minutes
    turns = 0
    for seed, generator in zip(itertools.count(options.seed), itertools.cycle(chosen)):
        left = end - time.monotonic()
        if left <= 0:
            break
        began = time.monotonic()
        summary = run_turn(generator, seed, max(1, min(options.slice, round(left))))
        turns += 1
        if summary is None:
            print(f"{turns - 1} passed, 1 failed")
            return 1
        print(f"{time.strftime('%H:%M:%S')} {generator.name:24} seed {seed}: {time.monotonic() - began:.0f} s, {summary[0].strip()}", flush=True)
    print(f"{turns} passed, 0 failed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
