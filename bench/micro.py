#!/usr/bin/env python3
"""Runs the programs that measure one part of the VM alone: collector, tables and strings, rewriter.

usage: micro.py BUILD_DIRECTORY [PART]...
"""
import pathlib
import subprocess
import sys
import tempfile

PROGRAMS = pathlib.Path(__file__).parent / "programs"
PARTS = ("gc", "table", "rewriter")
COMPILING = ("rewriter",)  # those that get a source to compile; the section `compile` shows them
REPEATED = 40


def all_functions(out):
    """Every benchmark program as functions of one large source."""
    out.write("local P = {}\n")
    for text in [path.read_text() for path in sorted(PROGRAMS.glob("*.lua"))] * REPEATED:
        out.write(f"P[#P + 1] = function(...)\n{text}\nend\n")
    out.flush()


def run(build, part, capture=False):
    """Runs bench_PART_micro; its output when `capture` is set."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as source:
        if part in COMPILING:
            all_functions(source)
        command = [pathlib.Path(build) / f"bench_{part}_micro", *([source.name] if part in COMPILING else [])]
        return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE if capture else None).stdout


def main():
    for part in sys.argv[2:] or PARTS:
        print(f"---- {part}", flush=True)
        run(sys.argv[1], part)


if __name__ == "__main__":
    main()
