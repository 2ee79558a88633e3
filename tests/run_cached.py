#!/usr/bin/env python3
"""Benchmark programs (at their tiny size) and examples, three runs each: with an empty cache, with what that run has
published, and once more. All print the same, and the second and third compile nothing.

usage: run_cached.py [--vmrun PROGRAM] [--size tiny|quick|full] [--jobs N] [NAME...]

Programs run as scripts and as .mlb files, with the usual threshold and, to compile all that runs, with that of one
call. Every program has a cache directory of its own, which goes with the run.
"""
import argparse
import concurrent.futures
import dataclasses
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import run_examples

ROOT = pathlib.Path(__file__).resolve().parent.parent
BENCH = ROOT / "bench"
RUNS = ("cold", "warm", "warm again")


@dataclasses.dataclass
class Job:
    name: str
    program: pathlib.Path
    arguments: list
    stdin: bytes = b""
    options: tuple = ()
    as_mlb: bool = False


def benchmark_jobs(size):
    column = {"tiny": 3, "quick": 4, "full": 5}[size]
    for line in (BENCH / "programs.txt").read_text().splitlines():
        row = line.split()
        if row and not line.startswith("#"):
            program = BENCH / "programs" / f"{row[0]}.lua"
            yield Job(row[0], program, [row[column]])
            yield Job(row[0] + " compiled at once", program, [row[column]], options=("--jit-threshold=1",))
            yield Job(row[0] + ".mlb", program, [row[column]], options=("--jit-threshold=20",), as_mlb=True)


def example_jobs():
    programs = run_examples.programs()
    for case in run_examples.cases():
        program = programs[case.name.split(".")[0]]
        arguments = run_examples.content(case, ".args").decode().splitlines()
        for threshold in ((), ("--jit-threshold=1",)):
            yield Job(" ".join((f"example {case.name}", *threshold)), program, arguments,
                      run_examples.content(case, ".in"), threshold)


def run_once(vmrun, job, target, cache):
    command = [vmrun, "--stats=json", f"--cache-dir={cache}", *job.options, target, *job.arguments]
    done = subprocess.run(command, cwd=job.program.parent, input=job.stdin, capture_output=True, timeout=300)
    lines = done.stderr.decode(errors="replace").rstrip("\n").split("\n")
    if not lines[-1].startswith('{"wall_seconds"'):
        raise RuntimeError(f"no statistics; exit code {done.returncode}: {lines[-1][-300:]}")
    return (done.stdout, done.returncode, lines[:-1]), json.loads(lines[-1])


def target_of(vmrun, job, scratch):
    if not job.as_mlb:
        return job.program.name if job.program.parent != BENCH / "programs" else job.program
    target = scratch / (job.program.stem + ".mlb")
    strata = pathlib.Path(vmrun).with_name("strata")
    subprocess.run([strata, "build", job.program, "-o", target], check=True, capture_output=True,
                   env={**os.environ, "STRATA_CACHE": str(scratch / "cache")})
    return target


def check(vmrun, job):
    """What is wrong with one program, or None."""
    with tempfile.TemporaryDirectory(prefix="strata-cached-") as scratch:
        scratch = pathlib.Path(scratch)
        try:
            target = target_of(vmrun, job, scratch)
            runs = [run_once(vmrun, job, target, scratch / "cache") for _ in RUNS]
        except (RuntimeError, subprocess.SubprocessError) as failure:
            return str(failure)
        for name, (seen, stats) in zip(RUNS[1:], runs[1:]):
            if seen != runs[0][0]:
                return f"{name}: {seen}, not {runs[0][0]}"[:1000]
            if stats["functions_compiled"] or stats["cache_rejects"]:
                return (f"{name}: {stats['functions_compiled']:g} functions compiled, {stats['functions_from_cache']:g} "
                        f"served, {stats['cache_rejects']:g} rejected, {stats['side_exits']:g} side exits; "
                        f"cold: {runs[0][1]['functions_compiled']:g} compiled")
        if job.options == ("--jit-threshold=1",) and not runs[1][1]["functions_from_cache"]:
            return "nothing was served from the cache"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vmrun", default="build/release/vmrun")
    parser.add_argument("--size", choices=("tiny", "quick", "full"), default="tiny")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    vmrun = os.path.abspath(arguments.vmrun)
    jobs = [job for job in (*benchmark_jobs(arguments.size), *example_jobs())
            if not arguments.names or any(name in job.name for name in arguments.names)]
    passed = failed = 0
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        for job, wrong in zip(jobs, pool.map(lambda job: check(vmrun, job), jobs)):
            passed += wrong is None
            failed += wrong is not None
            if wrong:
                print(f"FAILED {job.name}: {wrong}", flush=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
