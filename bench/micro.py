#!/usr/bin/env python3
"""Runs the programs that measure one part of the VM alone: collector, tables and strings, rewriter, JIT.

usage: micro.py BUILD_DIRECTORY [gc | table | rewriter | jit]...
"""
import pathlib
import subprocess
import sys
import tempfile

PROGRAMS = pathlib.Path(__file__).parent / "programs"
REPEATED = 40


def all_functions(out):
    """Every benchmark program as functions of one large source, for the rewriter."""
    out.write("local P = {}\n")
    for text in [path.read_text() for path in sorted(PROGRAMS.glob("*.lua"))] * REPEATED:
        out.write(f"P[#P + 1] = function(...)\n{text}\nend\n")
    out.flush()


def main():
    build, parts = pathlib.Path(sys.argv[1]), sys.argv[2:] or ["gc", "table", "rewriter", "jit"]
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as source:
        all_functions(source)
        for part in parts:
            print(f"---- {part}", flush=True)
            more = {"rewriter": [source.name], "jit": [PROGRAMS.parent / "programs.txt", PROGRAMS]}
            subprocess.run([build / f"bench_{part}_micro", *more.get(part, [])], check=True)


if __name__ == "__main__":
    main()
