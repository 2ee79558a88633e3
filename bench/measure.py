"""Runs engines on programs and keeps what each run cost. Every run goes through bench_spawn, so that its peak
memory and start are the engine's own. A line `@name figure` in a program's output is what it measured inside; the
rest of the output must be the same for all engines."""
import dataclasses
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys

import engines


@dataclasses.dataclass
class Sample:
    wall_s: float
    user_s: float
    system_s: float
    peak_kib: int
    inside: dict = dataclasses.field(default_factory=dict)  # what the program measured itself

    @property
    def cpu_s(self):
        return self.user_s + self.system_s


FIGURE = re.compile(r"@([a-z]\w*) (-?[\d.]+)")
PRIMING_RUNS = 2  # before the first run that counts with a kept cache


def split_figures(text):
    """The output without its `@name figure` lines, and those."""
    inside, rest = {}, []
    for line in text.split("\n"):
        found = FIGURE.fullmatch(line)
        if found:
            inside[found.group(1)] = float(found.group(2))
        else:
            rest.append(line)
    return "\n".join(rest), inside


def environment():
    """Of the engines: nothing of the user's that changes what a program does."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("LUA_", "STRATA_CACHE"))}


class Runner:
    def __init__(self, build, folder):
        self.spawn = build / "bench_spawn"
        if not self.spawn.exists():
            sys.exit(f"bench: {self.spawn} is missing; it is built with vmrun")
        self.folder = pathlib.Path(folder)
        self.output = self.folder / "output"
        self.primed = set()
        self.folder.mkdir(parents=True, exist_ok=True)
        for name in ("kept", "fresh", "other"):
            self.cache_folder(name, emptied=True)
        self.environment = {**environment(), "STRATA_CACHE": self.cache_folder("other")}  # never the user's own

    def cache_folder(self, name, emptied=False):
        path = self.folder / f"cache-{name}"
        if emptied:
            shutil.rmtree(path, ignore_errors=True)
            path.mkdir(mode=0o700)
        return str(path)

    def prepare(self, engine, command):
        """The environment of a run of this command, its cache brought into the state that the engine asks for."""
        if not engine.cache:
            return self.environment
        place = self.cache_folder(engine.cache, emptied=engine.cache == "fresh")
        variables = {**self.environment, "STRATA_CACHE": place}
        if engine.cache == "kept" and tuple(command) not in self.primed:
            self.primed.add(tuple(command))
            for _ in range(PRIMING_RUNS):
                self.spawn_once(command, variables)
        return variables

    def spawn_once(self, command, variables):
        done = subprocess.run([self.spawn, self.output, *command], stdout=subprocess.PIPE, text=True, check=True, env=variables)
        status, wall_us, user_us, system_us, peak_kib = map(int, done.stdout.split())
        text = self.output.read_text(errors="replace")
        if status != 0:
            sys.exit(f"bench: status {status} from {' '.join(map(str, command))}\n{text[-2000:]}")
        return text, Sample(wall_us / 1e6, user_us / 1e6, system_us / 1e6, peak_kib)

    def run(self, engine, command):
        """Runs a command; returns its output and Sample."""
        text, sample = self.spawn_once(command, self.prepare(engine, command))
        text, sample.inside = split_figures(text)
        return text, sample

    def alternate(self, row, commands, rounds, digest=None):
        """Runs each engine's command in turn, every other round in reverse order. `commands` is a list of
        (Engine, command). All must print the same, and what `digest` says. Returns engine name -> Samples."""
        samples, expected, first = {engine.name: [] for engine, _ in commands}, None, None
        for number in range(rounds):
            for engine, command in commands if number % 2 == 0 else reversed(commands):
                text, sample = self.run(engine, command)
                expected, first = (text, engine.name) if expected is None else (expected, first)
                if text != expected:
                    sys.exit(f"bench: {row}: {engine.name} printed\n{text[-500:]}\nwhere {first} printed\n{expected[-500:]}")
                samples[engine.name].append(sample)
        if digest and expected is not None and digest_of(expected) != digest:
            sys.exit(f"bench: {row}: the output is not the expected one; its digest is {digest_of(expected)}:\n{expected[-500:]}")
        return samples


def digest_of(text):
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def stats_run(runner, engine, command):
    """One run of vmrun with --stats=json: its figures."""
    text, _ = runner.spawn_once([command[0], "--stats=json", *command[1:]], runner.prepare(engine, command))
    return engines.stats_of(text)[1]
