"""The lists of what is measured: reads programs.txt and utilities.txt and checks them against their folders."""
import dataclasses
import pathlib
import re
import sys

FOLDER = pathlib.Path(__file__).parent
SIZES = ("tiny", "short", "long")
SETS = ("core", "main", "holdout")


@dataclasses.dataclass
class Program:
    name: str
    set: str
    groups: list
    sizes: dict
    without: dict  # engine -> why it can't run this program

    @property
    def path(self):
        return FOLDER / "programs" / f"{self.name}.lua"


@dataclasses.dataclass
class Utility:
    name: str
    inputs: list   # kinds of inputs.py
    digests: dict  # of the output: tiny -> digest, full -> digest

    @property
    def path(self):
        return FOLDER / "utilities" / f"{self.name}.lua"


def lines_of(name):
    return [line for line in (FOLDER / name).read_text().splitlines() if line and not line.startswith("#")]


def parse_program(line):
    name, chosen_set, groups, tiny, short, long, *rest = line.split(maxsplit=6)
    without = {}
    if rest:
        engine, reason = rest[0].split(":", 1)
        without[engine] = reason.strip()
    return Program(name, chosen_set, groups.split(","), dict(zip(SIZES, map(int, (tiny, short, long)))), without)


def parse_utility(line):
    name, kinds, tiny, full = line.split()
    return Utility(name, kinds.split(","), {"tiny": tiny, "full": full})


def unlisted(folder, listed):
    for path in sorted((FOLDER / folder).glob("*.lua")):
        if path.stem not in {item.name for item in listed}:
            yield f"{path.name} is not in {folder}.txt"
    for item in listed:
        if not item.path.exists():
            yield f"{item.name}: no file {item.path}"


def complaints(programs):
    """What is wrong with the list: a program that checks nothing would be a benchmark of nothing."""
    for program in programs:
        if program.set not in SETS:
            yield f"{program.name}: no such set: {program.set}"
        text = program.path.read_text() if program.path.exists() else ""
        for name, size in program.sizes.items():
            if not re.search(rf"^(local expected = {{)?[^\n]*\[{size}\] = ", text, re.M):
                yield f"{program.name}: no expected result for its {name} size {size}"


def stop_at(wrong):
    if wrong:
        sys.exit("\n".join(f"bench: {text}" for text in wrong))


def read():
    programs = [parse_program(line) for line in lines_of("programs.txt")]
    stop_at([*unlisted("programs", programs), *complaints(programs)])
    return programs


def read_utilities():
    utilities = [parse_utility(line) for line in lines_of("utilities.txt")]
    stop_at(list(unlisted("utilities", utilities)))
    return utilities


def choose(programs, sets, names):
    """The programs of these sets, or those of `names`, which holds names and groups (a group: of these sets)."""
    if not names:
        return [p for p in programs if p.set in sets]
    return [p for p in programs if p.name in names or (set(names) & set(p.groups) and p.set in sets)]
