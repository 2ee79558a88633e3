#!/usr/bin/env python3
"""Runs the golden files of tests/scripts under each setting of vmrun and compares.

usage: run_scripts.py [--vmrun PROGRAM] [--settings A,B] [--rewrite] [FILE or DIR...]
       run_scripts.py --reference lua5.4    is the expectation the reference's too?

A new tier, cache mode or stress is one more entry of SETTINGS: there is one golden per
program, never one per tier. --rewrite takes what was seen as the expectation (read the
diff!). The format is described in golden.py, deliberate differences from the reference
stand in differences.md.
"""
import argparse
import concurrent.futures
import dataclasses
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import own_cache  # noqa: F401
from golden import Golden, Outcome

HERE = pathlib.Path(__file__).resolve().parent
SCRIPTS = HERE / "scripts"


@dataclasses.dataclass(frozen=True)
class Setting:
    name: str
    environment: tuple = ()
    options: tuple = ()
    through_mlb: bool = False  # compile with `strata build` first, run the .mlb file
    cached_runs: int = 0  # with a cache that begins empty; the last one counts


SETTINGS = [
    Setting("default"),
    Setting("stress-gc", environment=(("STRATA_STRESS", "gc"),)),
    Setting("stress-stack", environment=(("STRATA_STRESS", "stack"),)),
    Setting("plain", options=("--no-fusing", "--no-inline-caches", "--no-typed-arrays")),
    Setting("mlb", through_mlb=True),
    Setting("interpreted", options=("--tier=interp",)),
    Setting("jit", options=("--tier=jit", "--jit-threshold=0")),
    Setting("jit-hot", options=("--jit-threshold=1",)),
    Setting("cold", environment=(("STRATA_STRESS", "tierup"),), cached_runs=1),
    Setting("warm", environment=(("STRATA_STRESS", "tierup"),), cached_runs=2),
    Setting("jit-gc", environment=(("STRATA_STRESS", "gc"),), options=("--jit-threshold=1",)),
    Setting("jit-stack", environment=(("STRATA_STRESS", "stack"),), options=("--tier=jit", "--jit-threshold=0")),
]
REFERENCE = Setting("reference")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vmrun", default="build/release/vmrun")
    parser.add_argument("--reference", metavar="PROGRAM")
    parser.add_argument("--settings", default=",".join(s.name for s in SETTINGS))
    parser.add_argument("--rewrite", action="store_true")
    parser.add_argument("--timeout", type=float, default=120, help="seconds for one run")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("files", nargs="*", type=pathlib.Path)
    return parser.parse_args()


def find_goldens(files):
    """Every .lua file below the given places, but for lib/ folders (modules to require)."""
    for place in files or [SCRIPTS]:
        place = place.resolve()
        if not place.exists():
            sys.exit(f"run_scripts.py: {place} does not exist")
        for path in [place] if place.is_file() else sorted(place.rglob("*.lua")):
            if "lib" not in path.relative_to(SCRIPTS).parts[:-1]:
                yield Golden(path)


def deliberate_differences():
    """The scripts named in differences.md, as paths from tests/scripts."""
    return set(re.findall(r"`scripts/([^`]+\.lua)`", (HERE / "differences.md").read_text()))


def run(program, golden, setting, timeout):
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("LUA_", "STRATA_STRESS"))}
    environment.update(setting.environment)
    with tempfile.TemporaryDirectory() as scratch:
        environment["TMPDIR"] = scratch
        target = golden.path.name
        if setting.through_mlb:
            target = os.path.join(scratch, golden.path.stem + ".mlb")
            strata = os.path.join(os.path.dirname(program), "strata")
            built = subprocess.run([strata, "build", golden.path.name, "-o", target],
                                   cwd=golden.path.parent, capture_output=True, text=True)
            if built.returncode:
                return Outcome("", "strata build: " + built.stderr, built.returncode)
        for number in range(setting.cached_runs):
            # Each with its own place for files.
            environment["TMPDIR"] = os.path.join(scratch, f"run{number}")
            os.mkdir(environment["TMPDIR"])
            environment["STRATA_CACHE"] = os.path.join(scratch, "cache")
            outcome = run_program([program, target], golden, environment, timeout)
        if setting.cached_runs:
            return outcome
        return run_program([program, *setting.options, target], golden, environment, timeout)


def run_program(command, golden, environment, timeout):
    try:
        done = subprocess.run(command, cwd=golden.path.parent, env=environment, timeout=timeout,
                              input=golden.stdin.encode("utf-8", "surrogateescape"),
                              capture_output=True)
    except subprocess.TimeoutExpired:
        return Outcome("", f"still running after {timeout:g} s", -1)
    decode = lambda data: data.decode("utf-8", "surrogateescape")
    return Outcome(decode(done.stdout), decode(done.stderr), done.returncode)


def check(program, golden, setting, arguments):
    outcome = run(program, golden, setting, arguments.timeout)
    if arguments.rewrite:
        golden.rewrite(outcome, os.path.basename(program))
    if not golden.has_expectation:
        return ["the file expects nothing (write some, or use --rewrite)"]
    return golden.complaints(outcome)


def relative(golden):
    return str(golden.path.relative_to(SCRIPTS))


def jobs_of(arguments, goldens, settings):
    """(golden, setting, must_differ) for everything to run."""
    different = deliberate_differences() if arguments.reference else set()
    for golden in goldens:
        for setting in settings:
            if setting.name not in golden.excluded_settings:
                must_differ = relative(golden) in different
                if not (must_differ and arguments.rewrite):
                    yield golden, setting, must_differ


def main():
    arguments = parse_arguments()
    program = shutil.which(arguments.reference or os.path.abspath(arguments.vmrun))
    if not program:
        sys.exit(f"run_scripts.py: no program {arguments.reference or arguments.vmrun}")
    names = arguments.settings.split(",")
    unknown = set(names) - {s.name for s in SETTINGS}
    if unknown:
        sys.exit(f"run_scripts.py: no such setting: {', '.join(sorted(unknown))}")
    settings = [REFERENCE] if arguments.reference else [s for s in SETTINGS if s.name in names]
    if arguments.rewrite:
        settings = settings[:1]

    passed = failed = 0
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        jobs = list(jobs_of(arguments, find_goldens(arguments.files), settings))
        futures = [pool.submit(check, program, g, s, arguments) for g, s, _ in jobs]
        for (golden, setting, must_differ), future in zip(jobs, futures):
            complaints = future.result()
            if must_differ:
                complaints = [] if complaints else ["agrees with the reference, yet stands in differences.md"]
            passed += not complaints
            failed += bool(complaints)
            for line in complaints:
                print(f"FAILED {relative(golden)} [{setting.name}]: {line}".encode("ascii", "backslashreplace").decode())
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
