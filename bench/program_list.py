"""The list of benchmark programs: reads programs.txt and checks it against the folder programs/."""
import dataclasses
import pathlib
import re
import sys

FOLDER = pathlib.Path(__file__).parent
SIZES = ("tiny", "quick", "full")
SETS = ("main", "holdout")


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


def parse_row(line):
    name, chosen_set, groups, tiny, quick, full, *rest = line.split(maxsplit=6)
    without = {}
    if rest:
        engine, reason = rest[0].split(":", 1)
        without[engine] = reason.strip()
    sizes = dict(zip(SIZES, map(int, (tiny, quick, full))))
    return Program(name, chosen_set, groups.split(","), sizes, without)


def complaints(programs):
    """What is wrong with the list: a program that checks nothing would be a benchmark of nothing."""
    listed = {p.name for p in programs}
    for path in sorted((FOLDER / "programs").glob("*.lua")):
        if path.stem not in listed:
            yield f"{path.name} is not in programs.txt"
    for program in programs:
        if program.set not in SETS:
            yield f"{program.name}: no such set: {program.set}"
        if not program.path.exists():
            yield f"{program.name}: no file {program.path}"
            continue
        text = program.path.read_text()
        for name, size in program.sizes.items():
            if not re.search(rf"^(local expected = {{)?[^\n]*\[{size}\] = ", text, re.M):
                yield f"{program.name}: no expected result for its {name} size {size}"


def read():
    lines = (FOLDER / "programs.txt").read_text().splitlines()
    programs = [parse_row(line) for line in lines if line and not line.startswith("#")]
    wrong = list(complaints(programs))
    if wrong:
        sys.exit("\n".join(f"bench: {text}" for text in wrong))
    return programs


def choose(programs, chosen_set, only):
    """The programs of a set ('all' for every one); `only` holds names and groups."""
    known = {p.name for p in programs} | {g for p in programs for g in p.groups}
    for word in only:
        if word not in known:
            sys.exit(f"bench: no program or group is called {word}")
    if only:
        return [p for p in programs if p.name in only or (set(only) & set(p.groups) and chosen_set in (p.set, "all"))]
    return [p for p in programs if chosen_set in (p.set, "all")]
