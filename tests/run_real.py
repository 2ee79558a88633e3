#!/usr/bin/env python3
"""Runs pure-Lua software from Debian's packages on real input and compares with lua5.4's output.

usage: run_real.py --vmrun PATH [--only NAME]

Each tests/real/use_NAME.lua drives one package and ends with "N assertions". Fails when an output differs
from lua5.4's, or when fewer programs or assertions ran than the minimum below says.
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys

import own_cache  # noqa: F401

HERE = pathlib.Path(__file__).parent / "real"
MINIMUM_PROGRAMS, MINIMUM_ASSERTIONS = 10, 29000
# Packages for older versions of Lua stand in those versions' paths.
LUA_PATH = ";".join(f"{root}/?.lua;{root}/?/init.lua" for root in
                    [".", "/usr/share/lua/5.4", "/usr/share/lua/5.3", "/usr/share/lua/5.1"])


def run(engine, driver):
    environment = dict(os.environ, LUA_PATH=LUA_PATH, LUA_INIT="")
    done = subprocess.run([engine, driver.name], cwd=HERE, env=environment, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)
    # Addresses and run times differ from run to run.
    text = re.sub(r"0x[0-9a-f]+", "ADDRESS", done.stdout.decode(errors="replace"))
    return done.returncode, re.sub(r"Started on .*|Ran \d+ tests in [0-9.]+ seconds", "TIME", text)


def first_difference(ours, reference):
    for number, (a, b) in enumerate(zip(ours.splitlines(), reference.splitlines()), 1):
        if a != b:
            return f"line {number}: {a!r} instead of {b!r}"
    return "one output ends early:\n" + ours[-500:]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vmrun", required=True)
    parser.add_argument("--only")
    options = parser.parse_args()
    vmrun = os.path.abspath(options.vmrun)
    drivers = [d for d in sorted(HERE.glob("use_*.lua")) if options.only in (None, d.stem[4:])]
    assertions = passed = failed = 0
    for driver in drivers:
        code, ours = run(vmrun, driver)
        reference_code, reference = run("lua5.4", driver)
        if code == reference_code == 0 and ours == reference:
            passed += 1
            assertions += int(re.search(r"(\d+) assertions", ours)[1])
        else:
            failed += 1
            print(f"{driver.stem}: exit {code} (lua5.4: {reference_code}); {first_difference(ours, reference)}")
    print(f"{passed} programs, {assertions} assertions")
    if not options.only and (passed < MINIMUM_PROGRAMS or assertions < MINIMUM_ASSERTIONS):
        print(f"fewer than {MINIMUM_PROGRAMS} programs or {MINIMUM_ASSERTIONS} assertions")
        failed += 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
