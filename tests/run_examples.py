#!/usr/bin/env python3
"""Runs every program of examples/ and compares its output with the checked one.

usage: run_examples.py [--vmrun PROGRAM] [--rewrite]

examples/x.lua (or .vasm) is checked by tests/examples/x.txt: the first lines that start
with `$ ` are the arguments (one per line, from the repository's root), the lines that
start with `< ` are standard input, the rest is the expected output. Every example must
have such a file, so that none is left to rot.
"""
import argparse
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
EXPECTED = ROOT / "tests/examples"


def split_expectation(text):
    """(arguments, standard input, expected output) of one expectation file."""
    lines, arguments, stdin = text.split("\n"), [], []
    while lines and lines[0].startswith(("$ ", "< ")):
        (arguments if lines[0][0] == "$" else stdin).append(lines.pop(0)[2:])
    return arguments, "".join(line + "\n" for line in stdin), "\n".join(lines)


def check(vmrun, example, rewrite):
    """What is wrong with one example, or None."""
    path = EXPECTED / (example.stem + ".txt")
    if not path.exists() and not rewrite:
        return f"there is no {path.relative_to(ROOT)}"
    text = path.read_text() if path.exists() else ""
    arguments, stdin, expected = split_expectation(text)
    try:
        done = subprocess.run([vmrun, example.relative_to(ROOT), *arguments], cwd=ROOT,
                              input=stdin.encode(), capture_output=True, timeout=120)
    except subprocess.TimeoutExpired:
        return "still running after 120 s"
    if done.returncode:
        return f"exit code {done.returncode}: {done.stderr.decode(errors='replace')[-400:]}"
    actual = done.stdout.decode(errors="backslashreplace")
    if rewrite:
        head = "".join(line + "\n" for line in text.split("\n") if line.startswith(("$ ", "< ")))
        path.write_text(head + actual)
        return None
    if actual != expected:
        return f"other output than in {path.relative_to(ROOT)}:\n{actual[:600]}"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vmrun", default="build/release/vmrun")
    parser.add_argument("--rewrite", action="store_true")
    arguments = parser.parse_args()
    examples = sorted(p for p in (ROOT / "examples").glob("*") if p.suffix in {".lua", ".vasm"})
    failed = 0
    for example in examples:
        why = check(os.path.abspath(arguments.vmrun), example, arguments.rewrite)
        if why:
            failed += 1
            print(f"FAILED examples/{example.name}: {why}")
    print(f"{len(examples) - failed} passed, {failed} failed")
    return 1 if failed or not examples else 0


if __name__ == "__main__":
    sys.exit(main())
