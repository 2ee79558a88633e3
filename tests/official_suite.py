#!/usr/bin/env python3
"""Runs the official Lua 5.4 test files, each in its own process.

usage: official_suite.py [--vmrun PROGRAM] [--vmrun-options="--tier=jit ..."] DIR [FILE...]

DIR is the directory `testes` of the Lua sources; the files are not part of this project.
Each file runs with _soft, _port and _nomsg true (what _U=true does inside all.lua), once
as source and once through string.dump and load; all.lua runs with _U=true; main.lua and
files.lua also run without _port, where more of them is exercised: standard input is then
a pipe, as files.lua wants it, and the one test of main.lua that loads a C module is cut.
"""
import argparse
import concurrent.futures
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import own_cache  # noqa: F401

FILES = """attrib big bitwise calls closure code constructs coroutine cstack db errors events
files gc gengc goto literals locals math nextvar pm sort strings tpack utf8 vararg
verybig""".split()
PORTABLE = "_soft = true; _port = true; _nomsg = true"
UNPORTABLE = "_soft = true; _nomsg = true"
RUN = 'local f = assert(loadfile("%s")); f()'
RUN_DUMPED = 'local f = assert(loadfile("%s")); f = assert(load(string.dump(f))); f()'
# These two look at constants that string.dump need not keep shared; all.lua, too, runs
# them from source only.
SOURCE_ONLY = {"strings", "literals"}
running = set()  # sessions of ours, to be ended with this program
NEEDS_C_MODULE = re.compile(rb'RUN\("env LUA_CPATH.*?checkout\("true\\n"\)', re.S)


def commands(vmrun, options, files):
    """(label, command) for everything to run, in the suite's order."""
    for name in files:
        file = name + ".lua"
        if name == "all":
            yield "all.lua", [vmrun, *options, "-e", "_U = true", "all.lua"]
        elif name == "main":
            yield "main.lua without _port", [vmrun, *options, "-e", UNPORTABLE, file]
        else:
            yield file, [vmrun, *options, "-W", "-e", PORTABLE, "-e", RUN % file]
            if name not in SOURCE_ONLY:
                yield file + " dumped", [vmrun, *options, "-W", "-e", PORTABLE, "-e", RUN_DUMPED % file]
            if name == "files":
                yield "files.lua without _port", [vmrun, *options, "-W", "-e", UNPORTABLE, "-e", RUN % file]


def run(label, command, directory, timeout):
    # main.lua's Ctrl-C test reads a background script's pid and its output from one pipe,
    # in an order that only timing gives: on a busy machine it may need another try.
    tries = 3 if label.startswith("main.lua") else 1
    for _ in range(tries):
        result = run_once(label, command, directory, timeout)
        if result[1] == 0:
            break
    return result


def run_once(label, command, directory, timeout):
    """(label, exit code or None after a timeout, output, seconds) of one process."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        # Some files write beside themselves, so each process gets its own copy.
        work = pathlib.Path(scratch) / "testes"
        shutil.copytree(directory, work)
        main = work / "main.lua"
        main.write_bytes(NEEDS_C_MODULE.sub(b"", main.read_bytes()))
        log = pathlib.Path(scratch) / "log"
        with log.open("wb") as output:
            process = subprocess.Popen(command, cwd=work, stdin=subprocess.PIPE, stdout=output,
                                       stderr=subprocess.STDOUT, start_new_session=True,
                                       env={k: v for k, v in os.environ.items() if not k.startswith("LUA_")})
            running.add(process.pid)
            process.stdin.close()
            try:
                code = process.wait(timeout)
            except subprocess.TimeoutExpired:
                code = None
            end_group(process)
        return label, code, log.read_text(errors="backslashreplace"), time.monotonic() - started


def end_group(process):
    """A failing main.lua leaves endless background scripts behind: end its session's processes."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()
    running.discard(process.pid)


def end_everything(*_):
    for group in list(running):
        os.killpg(group, signal.SIGKILL)
    os._exit(1)


def report(label, code, output, seconds):
    if code == 0:
        print(f"pass  {label} ({seconds:.1f} s)", flush=True)
        return True
    why = "timed out" if code is None else f"exit code {code}"
    print(f"FAIL  {label} ({seconds:.1f} s): {why}", flush=True)
    print("\n".join("        " + line for line in output.split("\n")[-12:]), flush=True)
    return False


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vmrun", default="build/release/vmrun")
    parser.add_argument("--vmrun-options", default="", help="options for every run of it, in one word")
    parser.add_argument("--timeout", type=float, default=180, help="seconds for one file")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("directory", type=pathlib.Path)
    parser.add_argument("files", nargs="*", help="names without .lua; default: all of them")
    arguments = parser.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end_everything)
    vmrun = os.path.abspath(shutil.which(arguments.vmrun) or arguments.vmrun)
    if not (arguments.directory / "all.lua").exists():
        sys.exit(f"official_suite.py: {arguments.directory} has no all.lua")

    files = [f.removesuffix(".lua") for f in arguments.files] or FILES + ["main", "all"]
    passed = failed = 0
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        futures = [pool.submit(run, label, command, arguments.directory, arguments.timeout)
                   for label, command in commands(vmrun, arguments.vmrun_options.split(), files)]
        for future in futures:
            if report(*future.result()):
                passed += 1
            else:
                failed += 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
