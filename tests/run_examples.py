#!/usr/bin/env python3
"""Runs every program of examples/ and compares its output with the checked one.

usage: run_examples.py [--vmrun PROGRAM] [--rewrite]

examples/expected/NAME.out or NAME.CASE.out is the expected output of examples/NAME.lua
(or .vasm), run in examples/; beside it, .args holds the arguments, one a line, .in the
standard input and .code the exit code, when it is not 0. Every example needs a case, so that none is left to rot. --rewrite
takes what was seen as the expectation of the cases that have an .out, .args or .in.
"""
import argparse
import os
import pathlib
import subprocess
import sys

import own_cache  # noqa: F401

EXAMPLES = pathlib.Path(__file__).resolve().parent.parent / "examples"
EXPECTED = EXAMPLES / "expected"


def programs():
    return {p.stem: p for p in sorted(EXAMPLES.iterdir()) if p.suffix in {".lua", ".vasm"}}


def cases():
    return sorted({p.with_suffix("") for p in EXPECTED.iterdir() if p.suffix in {".out", ".args", ".in"}})


def content(case, suffix):
    path = case.parent / (case.name + suffix)
    return path.read_bytes() if path.exists() else b""


def check(vmrun, program, case, rewrite):
    """What is wrong with one case, or None."""
    arguments = content(case, ".args").decode().splitlines()
    try:
        done = subprocess.run([vmrun, program.name, *arguments], cwd=EXAMPLES, timeout=120,
                              input=content(case, ".in"), capture_output=True)
    except subprocess.TimeoutExpired:
        return "still running after 120 s"
    if done.returncode != int(content(case, ".code") or 0):
        return f"exit code {done.returncode}: {done.stderr.decode(errors='replace')[-400:]}"
    if rewrite:
        (case.parent / (case.name + ".out")).write_bytes(done.stdout)
    elif done.stdout != content(case, ".out"):
        return "other output than expected:\n" + done.stdout.decode(errors="backslashreplace")[:600]
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vmrun", default="build/release/vmrun")
    parser.add_argument("--rewrite", action="store_true")
    arguments = parser.parse_args()
    vmrun = arguments.vmrun if "/" not in arguments.vmrun else os.path.abspath(arguments.vmrun)

    results = {}
    for name, program in programs().items():
        own = [case for case in cases() if case.name.split(".")[0] == name]
        for case in own:
            results[case.name] = check(vmrun, program, case, arguments.rewrite)
        if not own:
            results[name] = "examples/expected has no case for it"
    failed = {name: why for name, why in results.items() if why}
    for name, why in failed.items():
        print(f"FAILED {name}: {why}")
    print(f"{len(results) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed or not results else 0


if __name__ == "__main__":
    sys.exit(main())
