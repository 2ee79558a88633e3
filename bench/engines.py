"""The engines that are compared, as far as they are installed: an engine that is missing is a column less. What
vmrun can do (does it keep a cache?) is found out once, by asking it."""
import dataclasses
import json
import pathlib
import re
import shutil
import subprocess
import sys

STRATA, INTERPRETED, WARM, FIRST = "strata", "strata interp", "strata warm", "strata first"
REFERENCE, OTHER, OTHER_JIT, NATIVE = "lua5.4", "luajit -joff", "luajit", "C++"
NODE, PYTHON = "node", "python3"
PEERS = (REFERENCE, OTHER_JIT, NATIVE, NODE, PYTHON)  # what --peers may name
COLORS = {STRATA: "#1b6ca8", INTERPRETED: "#7fb3d9", FIRST: "#5fa3d3", WARM: "#0b3c5d", REFERENCE: "#d98c1f",
          OTHER: "#b7d7a0", OTHER_JIT: "#4f9a4a", NATIVE: "#8a8a8a", NODE: "#8e6bb0", PYTHON: "#c46a8a"}


@dataclasses.dataclass(frozen=True)
class Engine:
    name: str
    command: tuple
    cache: str = ""  # "fresh": an empty one for each run; "kept": of earlier runs of the same program

    @property
    def peer(self):
        """Its name in --peers and in programs.txt: `luajit -joff` is luajit."""
        return self.name.split()[0]


def stats_of(text):
    """What vmrun --stats=json wrote behind its output: (the output, the figures)."""
    before, start, rest = text.rstrip("\n").rpartition('{"wall_seconds"')
    return (before, json.loads(start + rest)) if start else (text, {})


def keeps_cache(vmrun):
    done = subprocess.run([vmrun, "--cache=off", "--stats=json", "-e", ""], stderr=subprocess.PIPE, text=True)
    return done.returncode == 0 and "cache_hits" in stats_of(done.stderr)[1]


def off(cached):
    return ("--cache=off",) if cached else ()


def check_peers(words):
    for word in words:
        if word not in PEERS:
            sys.exit(f"bench: {word} is no peer; there are {', '.join(PEERS)}")


def installed(program):
    """Debian's, before one that a user has put in front of it: that may be a script."""
    return shutil.which(program, path="/usr/bin:/bin") or shutil.which(program)


def find(vmrun, peers, also):
    """Name -> Engine, Strata first. C++, node and python3 run programs of their own: see Programs.command."""
    vmrun = str(pathlib.Path(vmrun).resolve())
    cached = keeps_cache(vmrun)
    found = [Engine(STRATA, (vmrun, *off(cached))), Engine(INTERPRETED, (vmrun, *off(cached), "--tier=interp"))]
    if cached:
        found += [Engine(WARM, (vmrun,), cache="kept"), Engine(FIRST, (vmrun,), cache="fresh")]
    for name in (REFERENCE, OTHER, OTHER_JIT, NODE, PYTHON):
        program, *options = name.split()
        path = installed(program) if program in peers else None
        if path:
            found.append(Engine(name, (path, *options)))
    if NATIVE in peers:
        found.append(Engine(NATIVE, ()))
    found += [Engine(command, tuple(command.split())) for command in also]
    return {engine.name: engine for engine in found}


VERSION_OPTIONS = {REFERENCE: "-v", OTHER_JIT: "-v", NODE: "--version", PYTHON: "--version", STRATA: "--version"}


def version(engine):
    """One line, without what does not belong to it."""
    if engine.name not in VERSION_OPTIONS:
        return ""
    done = subprocess.run([engine.command[0], VERSION_OPTIONS[engine.name]], capture_output=True, text=True)
    line = (done.stdout or done.stderr).strip().split("\n")[0]
    return re.split(r"\s+(?:Copyright|--)|,", line)[0]


def compiler_version():
    """Of the C++ compiler that the programs in native/ are made with, as far as it is the usual one."""
    done = subprocess.run(["c++", "--version"], capture_output=True, text=True) if shutil.which("c++") else None
    return done.stdout.split("\n")[0] if done else ""
