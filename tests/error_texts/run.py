#!/usr/bin/env python3
"""Compares error messages, whole and with their lines, with the reference's, case by case.

usage: run.py [--vmrun PROGRAM] [--reference PROGRAM] [--seed S] [--only WORD] [--show N] [--case TEXT]

The cases are generated from the lists beside this file; the same seed gives the same ones. differences.toml
says where Strata answers otherwise on purpose: such an answer must be exactly what is written there, and a
row that no case needs any more is a failure too. STRATA_SOAK_MINUTES tries more seeds for that long.
"""
import argparse
import collections
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import time
import tomllib

import flow
import formats
import library
import operands
import programs
import syntax

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import own_cache  # noqa: E402, F401

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
MINIMUM_FAILING = 10000
ADDRESS = re.compile(r"0x[0-9a-f]{6,}")
SPACES = re.compile(r"""('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")| +""")


def over_lines(source, rng):
    """The source with line breaks for some of its spaces, so that each operand may stand in a line of its own."""
    return SPACES.sub(lambda m: m[1] or rng.choice(["\n", " "]), source)


def all_cases(seed, only):
    for module in (operands, library, formats, syntax, flow):
        rng = random.Random(f"{seed}/{module.__name__}")
        for name, source in module.cases(rng):
            # Callees that span lines: see operands.py; 5.4.4 also gives divisions by zero another line.
            whole = module is flow and (re.search(r"\)\s*\(|[/%] '?0", source) or "hook" in name)
            spread = over_lines(source, rng) if rng.random() < 0.15 and not whole else source
            if only and only not in name: continue
            yield name, source.replace(operands.UNBROKEN, " ")
            if module in (operands, flow, library) and spread != source:
                yield name + " over lines", spread.replace(operands.UNBROKEN, " ")


def escape(text):
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")


def environment():
    return {"PATH": os.environ["PATH"], "LUA_INIT": "", "TZ": "UTC", "LC_ALL": "C", "LUA_PATH": "./?.lua;./?/init.lua", "LUA_CPATH": "./?.so",
            "HOME": os.environ.get("HOME", "/")}


def answers(program, cases, folder):
    """What the driver answers to each case; a process that dies is told by the answers that lack."""
    folder.mkdir()
    (folder / "cases").write_bytes("".join(f"{escape(n)}\t{escape(s)}\n" for n, s in cases).encode("utf-8", "surrogateescape"))
    done = subprocess.run([program, HERE / "driver.lua", "cases", "answers"], cwd=folder, env=environment(), stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=300)
    given = (folder / "answers").read_text(errors="replace").split("\n")[:-1] if (folder / "answers").exists() else []
    given = [ADDRESS.sub("ADDRESS", line) for line in given]
    if len(given) < len(cases):
        at = cases[len(given)]
        print(f"{program} ends with {done.returncode} at or after {at[0]!r}: {at[1]!r}\n{done.stderr.decode(errors='replace')[-500:]}")
    return given + ["no answer"] * (len(cases) - len(given))


def program_answer(program, arguments, folder):
    # Both programs get the same name, as it stands in their messages.
    done = subprocess.run(["PROGRAM", *arguments], executable=program, cwd=folder, env=environment(), input=b"error('from stdin')",
                          capture_output=True, timeout=60)
    return ADDRESS.sub("ADDRESS", f"exit {done.returncode}\n" + (done.stdout + b"--\n" + done.stderr).decode(errors="replace"))


def program_answers(program, only, folder):
    folder.mkdir()
    for name, source in programs.PROGRAMS.items():
        if only and only not in "program " + name: continue
        (folder / "script.lua").write_text(source + "\n")
        yield "program " + name, source, program_answer(program, ["script.lua", "argument"], folder)
    for name, arguments in programs.COMMANDS.items():
        if only and only not in "command " + name: continue
        yield "command " + name, " ".join(arguments), program_answer(program, arguments, folder)


class Differences:
    """The rows of differences.toml: what the reference says, rewritten to what Strata says."""

    def __init__(self, path):
        self.rows = tomllib.loads(path.read_text())["difference"]
        self.used = collections.Counter()

    def expected(self, name, source, reference, ours):
        """Our answer when one row makes the reference's agree with it, else the reference's."""
        for i, row in enumerate(self.rows):
            if "cases" in row and not re.search(row["cases"], name): continue
            if "source" in row and not re.search(row["source"], source): continue
            if "ignore" in row:
                agree = re.sub(row["ignore"], "", reference) == re.sub(row["ignore"], "", ours)
            else:
                agree = re.sub(row["reference"], row["strata"], reference) == ours
            if agree:
                self.used[i] += 1
                return ours
        return reference

    def unused(self):
        return [row for i, row in enumerate(self.rows) if not self.used[i] and not row.get("by_chance")]


def compare(options, seed, differences, temporary):
    """(passed, failed, failing cases) of one seed."""
    cases = list(all_cases(seed, options.only))
    ours = answers(options.vmrun, cases, temporary / "ours")
    reference = answers(options.reference, cases, temporary / "reference")
    results = [(n, s, o, r) for (n, s), o, r in zip(cases, ours, reference)]
    programs_of = lambda program, name: program_answers(program, options.only, temporary / name)
    results += [(n, s, o, r) for (n, s, o), (_, _, r) in zip(programs_of(options.vmrun, "our programs"),
                                                             programs_of(options.reference, "its programs"))]
    passed = failed = 0
    for name, source, our, its in results:
        if our == its or our == differences.expected(name, source, its, our):
            passed += 1
            continue
        failed += 1
        if failed <= options.show:
            print(f"differs: {name}\n  source:    {source[:options.width]!r}\n  reference: {its[:options.width]!r}\n  ours:      {our[:options.width]!r}")
    failing = sum(1 for _, _, _, r in results if not r.startswith("returned") and not r.startswith("exit 0"))
    return passed, failed, failing


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vmrun", default=ROOT / "build/release/vmrun", type=os.path.abspath)
    parser.add_argument("--reference", default="/usr/bin/lua5.4")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--only", help="only cases with this in their names")
    parser.add_argument("--show", type=int, default=30, help="how many differences to print")
    parser.add_argument("--width", type=int, default=600)
    options = parser.parse_args()
    differences = Differences(HERE / "differences.toml")
    deadline = time.monotonic() + 60 * float(os.environ.get("STRATA_SOAK_MINUTES") or 0)
    passed = failed = failing = rounds = 0
    while rounds == 0 or time.monotonic() < deadline:
        seed = options.seed if rounds == 0 else f"{options.seed}-{rounds}"
        with tempfile.TemporaryDirectory() as temporary:
            counts = compare(options, seed, differences, pathlib.Path(temporary))
        passed, failed, failing, rounds = passed + counts[0], failed + counts[1], failing + counts[2], rounds + 1
    print(f"{failing} of {passed + failed} cases fail in the reference")
    if not options.only:
        for row in differences.unused():
            failed += 1
            print(f"no case needs this row of differences.toml any more: {row['reason']}")
        if failing < MINIMUM_FAILING:
            failed += 1
            print(f"fewer than {MINIMUM_FAILING} failing cases")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
