"""What the sections of the benchmark share: engines, sizes, where things are, and telling how far it is."""
import pathlib
import shutil
import sys
import time

import engines
import inputs
import measure
import micro
import program_list

FOLDER = pathlib.Path(__file__).resolve().parent
SUFFIXES = {engines.NODE: ".js", engines.PYTHON: ".py"}


def copied(program, folder):
    """As installing does it: what a linker has just written lies in the page cache in single pages, which slows starts."""
    place = folder / pathlib.Path(program).name
    place.unlink(missing_ok=True)
    return shutil.copy(program, place)


class Bench:
    def __init__(self, options):
        self.size = options.size  # tiny: shows that all of it works; quick; full
        self.long = options.long
        self.given_rounds = options.rounds
        self.build = pathlib.Path(options.vmrun).resolve().parent
        self.scratch = options.output / "work" if options.output else self.build / "bench"
        self.runner = measure.Runner(self.build, self.scratch)
        self.engines = engines.find(copied(options.vmrun, self.scratch), options.peers, options.also)
        self.programs = program_list.read()
        self.utilities = program_list.read_utilities()
        self.names = options.names
        self.results = {}  # section -> Result, of the sections that have been run
        self.started = time.monotonic()
        self.section = ""

    @property
    def cached(self):
        return engines.WARM in self.engines

    @property
    def strata(self):
        return self.engines[engines.STRATA]

    @property
    def strata_and_peers(self):
        """Without the ways of running Strata that only some sections show."""
        return [name for name in self.engines if name not in (engines.INTERPRETED, engines.WARM, engines.FIRST)]

    def rounds(self, tiny, quick, full):
        return self.given_rounds or {"tiny": tiny, "quick": quick, "full": full}[self.size]

    def pick(self, tiny, quick, full):
        return {"tiny": tiny, "quick": quick, "full": full}[self.size]

    def wanted(self, name):
        return not self.names or name in self.names

    def chosen_programs(self, quick_sets, full_sets):
        sets = program_list.SETS if self.size == "tiny" else quick_sets if self.size == "quick" else full_sets
        return program_list.choose(self.programs, ("core", "main") if self.names else sets, self.names)

    def program_size(self, program):
        return str(program.sizes["tiny" if self.size == "tiny" else "long" if self.long else "short"])

    def input(self, kind):
        return str(inputs.make(self.scratch / "inputs", kind, self.size == "tiny"))

    def command(self, engine, path, arguments=()):
        """How an engine runs the program that `path` (.lua) names; None: it has none of its own."""
        path = pathlib.Path(path)
        if engine.name == engines.NATIVE:
            own = self.build / "bench_native" / path.relative_to(FOLDER).with_suffix("") if path.is_relative_to(FOLDER) else None
            return [str(own), *arguments] if own and own.exists() else None
        if engine.name in SUFFIXES:
            path = path.with_suffix(SUFFIXES[engine.name])
            if not path.exists():
                return None
        return [*engine.command, str(path), *arguments]

    def commands(self, names, path, arguments=(), without=()):
        """(Engine, command) of those of the engines `names` that are there and can run it."""
        there = [self.engines[name] for name in names if name in self.engines]
        pairs = [(engine, self.command(engine, path, arguments)) for engine in there if engine.peer not in without]
        return [(engine, command) for engine, command in pairs if command]

    def show_micro(self, result, part, title):
        """What bench_PART_micro prints goes into the report, if it was built."""
        self.progress(0, 1, title)
        text = micro.run(self.build, part, capture=True)
        if text:
            result.texts[title] = text

    def progress(self, done, count, what):
        """On standard error: on a terminal in one line, otherwise ten lines for a section."""
        spent = int(time.monotonic() - self.started)
        text = f"bench: {spent // 60}:{spent % 60:02} {self.section} {done + 1}/{count} {what}"
        if sys.stderr.isatty():
            print(f"\r{text:78.78}", end="", file=sys.stderr, flush=True)
        elif done % max(1, count // 10) == 0:
            print(text, file=sys.stderr, flush=True)
