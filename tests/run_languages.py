#!/usr/bin/env python3
"""Programs in other languages that compile to Lua: TypeScript by typescript-to-lua, Haxe by its own compiler.

usage: run_languages.py --vmrun PATH [--work DIR] [--only typescript|haxe] [--lines N]

Each program of tests/languages/ reads thousands of lines that languages/inputs.py makes and ends with
"N assertions". What vmrun prints must equal what lua5.4 prints for the same generated Lua, and what the
language's own engine prints for the same source (node; Haxe's interpreter); a short input is run under
each kind of stress, too. Everything generated or fetched stays in DIR (default build/languages); the npm
packages are those of the committed lock file.
"""
import argparse
import dataclasses
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

import own_cache  # noqa: F401

sys.path.insert(0, str(pathlib.Path(__file__).parent / "languages"))
import inputs

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCES = ROOT / "tests/languages"

# How each engine gets a TypeScript program going: checks.ts says what the program is given.
LUA_DRIVER = """\
package.path = "{directory}/?.lua"
local file <close> = assert(io.open("{input}"))
inputText, emit = file:read("a"), function(_, line) print(line) end
require "main"
"""
# Haxe's library asks for the bit32 of Lua 5.2 where it finds no other.
HAXE_DRIVER = """\
local function fold(combine)
  return function(first, ...)
    for _, value in ipairs{{...}} do first = combine(first, value) end
    return first & 0xffffffff
  end
end
package.preload.bit32 = function()
  return {{
    band = fold(function(a, b) return a & b end), bor = fold(function(a, b) return a | b end),
    bxor = fold(function(a, b) return a ~ b end), bnot = function(a) return ~a & 0xffffffff end,
    lshift = function(a, n) return a << n & 0xffffffff end,
    rshift = function(a, n) return (a & 0xffffffff) >> n end,
    arshift = function(a, n) return ((a & 0xffffffff ~ 0x80000000) - 0x80000000) // (1 << n) & 0xffffffff end,
  }}
end
dofile "{program}"
"""
NODE_DRIVER = """\
globalThis.inputText = require("fs").readFileSync("{input}", "utf8");
globalThis.emit = line => console.log(line);
require("./main");
"""


class Failure(Exception):
    pass


def run(*command, directory=ROOT, environment=None):
    """The output of a command that has to succeed, and its seconds."""
    began = time.monotonic()
    try:
        done = subprocess.run([str(c) for c in command], cwd=directory, stdin=subprocess.DEVNULL, timeout=600,
                              env=dict(os.environ, LUA_INIT="", **(environment or {})),
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    except FileNotFoundError:
        raise Failure(f"there is no program {command[0]}: ./dev setup test installs it")
    text = done.stdout.decode(errors="replace")
    if done.returncode != 0:
        raise Failure(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{text[-3000:]}")
    return text, time.monotonic() - began


def npm_packages(work):
    """The folder of the compilers' programs, filled anew when the lock file has changed."""
    npm, source = work / "npm", SOURCES / "typescript"
    stamp = npm / "installed"
    wanted = hashlib.sha256((source / "package-lock.json").read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text() != wanted:
        npm.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(source / name, npm / name)
        run("npm", "ci", "--ignore-scripts", directory=npm, environment={"npm_config_cache": str(work / "npm-cache")})
        stamp.write_text(wanted)
    return npm / "node_modules/.bin"


def fresh_folder(path):
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    return path


def typescript(work, text):
    """Compiles the program; what to run under each Lua, and the command of the language's own engine."""
    programs = npm_packages(work)
    made = {}
    for compiler, folder, driver, suffix in (("tstl", "lua", LUA_DRIVER, "lua"), ("tsc", "js", NODE_DRIVER, "js")):
        out = fresh_folder(work / "typescript" / folder)
        run(programs / compiler, "-p", SOURCES / "typescript/tsconfig.json", "--outDir", out)
        made[suffix] = out / f"start.{suffix}"
        made[suffix].write_text(driver.format(directory=out, input=text))
    return [made["lua"]], ["node", made["js"]]


def haxe(work, text):
    out = fresh_folder(work / "haxe") / "main.lua"
    start = out.with_name("start.lua")
    start.write_text(HAXE_DRIVER.format(program=out))
    run("haxe", "-cp", SOURCES / "haxe", "-main", "Main", "-lua", out, "-D", "lua-vanilla", "-D", "lua-ver=5.3")
    return [start, text], ["haxe", "-cp", SOURCES / "haxe", "--run", "Main", text]


@dataclasses.dataclass(frozen=True)
class Language:
    compile: object
    make_input: object
    lines: int
    least_assertions: int


LANGUAGES = {"typescript": Language(typescript, inputs.records, 2500, 15000),
             "haxe": Language(haxe, inputs.commands, 1500, 45000)}
STRESS_LINES = 25


def first_difference(ours, reference):
    for number, (a, b) in enumerate(zip(ours.splitlines(), reference.splitlines()), 1):
        if a != b:
            return f"line {number}: {a!r} instead of {b!r}"
    return "one output ends early:\n" + ours[-500:]


def compare(what, ours, reference):
    if ours != reference:
        raise Failure(f"not as with {what}: {first_difference(ours, reference)}")


def check(name, vmrun, work, lines):
    language = LANGUAGES[name]
    text = work / f"{name}.txt"
    work.mkdir(parents=True, exist_ok=True)
    text.write_text("\n".join(language.make_input(lines or language.lines)))
    program, own_engine = language.compile(work, text)
    ours, seconds = run(vmrun, *program)
    reference, reference_seconds = run("lua5.4", *program)
    compare("lua5.4", ours, reference)
    own, own_seconds = run(*own_engine)
    compare(own_engine[0], ours, own)
    assertions = re.search(r"^(\d+) assertions$", ours, re.M)
    if not assertions or (not lines and int(assertions[1]) < language.least_assertions):
        raise Failure(f"fewer than {language.least_assertions} assertions; it ended with\n{ours[-500:]}")
    text.write_text("\n".join(language.make_input(STRESS_LINES)))
    reference = run("lua5.4", *program)[0]
    for stress in ("gc", "stack"):
        compare(f"lua5.4 under stress of the {stress}",
                run(vmrun, *program, environment={"STRATA_STRESS": stress})[0], reference)
    print(f"{name}: {assertions[1]} assertions; {seconds:.2f} s, lua5.4 {reference_seconds:.2f} s, "
          f"{own_engine[0]} {own_seconds:.2f} s")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vmrun", required=True)
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / "build/languages")
    parser.add_argument("--only", choices=LANGUAGES)
    parser.add_argument("--lines", type=int, help="input of another length than usual")
    options = parser.parse_args()
    passed = failed = 0
    for name in [options.only] if options.only else LANGUAGES:
        try:
            check(name, os.path.abspath(options.vmrun), options.work.resolve(), options.lines)
            passed += 1
        except (Failure, subprocess.TimeoutExpired) as failure:
            failed += 1
            print(f"FAILED {name}: {failure}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
