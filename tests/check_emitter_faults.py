#!/usr/bin/env python3
"""Breaks emitters of the JIT on purpose, one at a time; each time the comparison of the tiers must turn red.

usage: check_emitter_faults.py [--build DIR] [--only NAME] [--programs N]

The faulty emitter is a copy of its source, compiled and linked in place of the right one, into a random_tiers of its
own. Random bytecode and random Lua then run up to the first difference: how many programs that took, and how long, is
printed. The unbroken program passes as many. Costs about a minute.
"""
import argparse
import pathlib
import random
import re
import shlex
import subprocess
import sys
import time
import types

import check_verifier_checks
import lua_grammar
import random_lua

ROOT = pathlib.Path(__file__).resolve().parent.parent
# name, file of baseline_jit/, what stands there, what takes its place
FAULTS = [
    ("integer subtraction adds", "emit_arith.cpp", "case Op::SubRR: a_.sub(to, value);", "case Op::SubRR: a_.add(to, value);"),
    ("a numeric loop loses its last round", "emit_loop.cpp", "a_.jc(finished);", "a_.jbe(finished);"),
    ("NaN is not unequal to NaN", "emit_compare.cpp", "else a_.jp(target);", "else a_.short_().jp(over);"),
    ("an appended element counts twice", "emit_table.cpp", "a_.lea(x86::eax, x86::dword_ptr(x86::rcx, 1));",
     "a_.lea(x86::eax, x86::dword_ptr(x86::rcx, 2));"),
    ("false counts as true", "emit_compare.cpp", "compare_tag(slot, runtime::kFalse);", "compare_tag(slot, runtime::kNil);"),
]
BATCH = 50


def link_command(build):
    """The words that link random_tiers, from the build's own directory."""
    commands = subprocess.run(["ninja", "-C", build, "-t", "commands", "random_tiers"], capture_output=True, text=True, check=True)
    line = commands.stdout.strip().splitlines()[-1]
    return shlex.split(line.removeprefix(": && ").removesuffix(" && :"))


def faulty_program(build, directory, name, file, right, wrong):
    text = (ROOT / "baseline_jit" / file).read_text()
    if text.count(right) == 0:
        raise SystemExit(f"baseline_jit/{file} has no more: {right}")
    copy = directory / file
    copy.write_text(f'#line 1 "{ROOT}/baseline_jit/{file}"\n' + text.replace(right, wrong))
    compiled = directory / (copy.stem + ".o")
    command = check_verifier_checks.compile_command(build, ROOT / "baseline_jit" / file, copy, compiled)
    done = subprocess.run(command, capture_output=True, text=True, cwd=build)
    if done.returncode != 0:
        raise SystemExit(done.stderr)
    program = directory / "random_tiers"
    link = link_command(build)
    at = link.index("-o")
    link[at + 1] = str(program)
    subprocess.run(link[:at] + [str(compiled)] + link[at:], check=True, cwd=build)  # it comes before the library that has the right one
    return program


def bytecode_programs_until_red(program, most):
    done = subprocess.run([program, "--bytecode", "0", "--count", str(most), "--stop"], capture_output=True, text=True, errors="replace")
    found = re.search(r"^(?:differs|crashed): bytecode (\d+)", done.stdout, re.M)
    return int(found[1]) + 1 if found else None


def lua_programs_until_red(program, most):
    options = types.SimpleNamespace(vmrun=program.parent / "vmrun")
    for first in range(0, most, BATCH):
        made = [lua_grammar.Program(random.Random(f"1/{first + i}")) for i in range(BATCH)]
        failing, _ = random_lua.failing_in_batch([lua_grammar.whole(p.block(4, 6), True) for p in made], options, first)
        if failing:
            return failing[0] + 1
    return None


def tells(what, count, seconds):
    return f"{what} at program {count}, {seconds:.1f} s" if count else f"{what} never, {seconds:.1f} s"


def search(program, bytecode, lua):
    """Whether anything differed, and what to say."""
    began = time.monotonic()
    in_bytecode = bytecode_programs_until_red(program, bytecode)
    middle = time.monotonic()
    in_lua = lua_programs_until_red(program, lua)
    said = f"{tells('bytecode', in_bytecode, middle - began)}; {tells('Lua', in_lua, time.monotonic() - middle)}"
    return bool(in_bytecode or in_lua), said


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default="build/release", type=pathlib.Path)
    parser.add_argument("--only", default="", help="faults whose name contains it")
    parser.add_argument("--programs", type=int, default=4000, help="of random bytecode; a twentieth of as many of Lua")
    options = parser.parse_args()
    build = options.build.resolve()
    failed = 0
    red, said = search(build / "random_tiers", options.programs, options.programs // 20)
    print(f"no fault: {said}", flush=True)
    failed += red
    faults = [fault for fault in FAULTS if options.only in fault[0]]
    for fault in faults:
        directory = build / "emitter-faults"
        directory.mkdir(exist_ok=True)
        red, said = search(faulty_program(build, directory, *fault), options.programs, options.programs // 20)
        failed += not red
        print(f"{fault[0]} ({fault[1]}): {said}{'' if red else ': NOT FOUND'}", flush=True)
    print(f"{1 + len(faults) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
