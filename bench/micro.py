#!/usr/bin/env python3
"""Runs the programs that measure one part of the VM alone, bench_PART_micro of a build: without names, all there are.

usage: micro.py BUILD_DIRECTORY [PART]...
"""
import pathlib
import subprocess
import sys
import tempfile

FOLDER = pathlib.Path(__file__).resolve().parent
COMPILING = ("rewriter", "jit")  # the section `compile` shows them; `gc` and `cache` show what is called after them
REPEATED = 40


def parts(build):
    return sorted(path.name.split("_")[1] for path in pathlib.Path(build).glob("bench_*_micro"))


def all_functions(out):
    """Every benchmark program as functions of one large source."""
    out.write("local P = {}\n")
    for text in [path.read_text() for path in sorted((FOLDER / "programs").glob("*.lua"))] * REPEATED:
        out.write(f"P[#P + 1] = function(...)\n{text}\nend\n")
    out.flush()


def run(build, part, capture=False):
    """Runs bench_PART_micro; its output when `capture` is set, nothing where it is not there."""
    program = pathlib.Path(build) / f"bench_{part}_micro"
    if capture and not program.exists():
        return None
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as source:
        if part == "rewriter":
            all_functions(source)
        arguments = {"rewriter": [source.name], "jit": [FOLDER / "programs.txt", FOLDER / "programs"]}
        command = [program, *arguments.get(part, [])]
        return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE if capture else None).stdout


def main():
    for part in sys.argv[2:] or parts(sys.argv[1]):
        print(f"---- {part}", flush=True)
        run(sys.argv[1], part)


if __name__ == "__main__":
    main()
