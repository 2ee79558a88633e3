"""Ablations: what single ideas are worth, by taking one away at a time. A row is the geometric mean over the programs
of how many times longer they take without it, in alternating runs with and without."""
import figures
import parts
from engines import WARM, Engine
from results import Result
from sections import throughput

TITLE = "Ablations"
FULL, INTERPRETER = "with everything", "interpreted, with everything"
BASES = {FULL: (), INTERPRETER: ("--tier=interp",)}
# Name -> (what it is compared with, options, what the row says).
ROWS = {
    "no fusing": (INTERPRETER, ("--tier=interp", "--no-fusing"), "interpreter: every stack instruction by itself, operands on the stack"),
    "no fusing, JIT": (FULL, ("--no-fusing",), "JIT: the same"),
    "no inline caches": (FULL, ("--no-inline-caches",), "no inline caches"),
    "no inline caches, interpreted": (INTERPRETER, ("--tier=interp", "--no-inline-caches"), "interpreter: no inline caches"),
    "neither": (INTERPRETER, ("--tier=interp", "--no-fusing", "--no-inline-caches"), "interpreter: neither fusing nor inline caches"),
    "no typed arrays": (FULL, ("--no-typed-arrays",), "no arrays of plain integers and floats"),
    "no profile": (FULL, ("--jit-threshold=0",), "no profile: everything compiled at its first call, without recorded types"),
    "no JIT": (FULL, ("--tier=interp",), "no machine code"),
    "no cache": (WARM, (), "no cache: against the second run"),
}


def names(bench):
    return throughput.names(bench)


def variants(bench):
    """The engines that are compared: both bases, the ablations, and the second run where there is a cache."""
    command = bench.strata.command
    found = [Engine(name, (*command, *options)) for name, options in BASES.items()]
    found += [Engine(name, (*command, *options)) for name, (_, options, _) in ROWS.items() if options]
    return [*found, bench.engines[WARM]] if bench.cached else found


def measure(bench):
    programs = bench.chosen_programs(("core",), ("core",))
    if bench.size == "quick" and not bench.names:
        programs = programs[::4]  # of the two minutes
    engines, rows = variants(bench), {}
    for done, program in enumerate(programs):
        bench.progress(done, len(programs), program.name)
        commands = [(e, bench.command(e, program.path, [bench.program_size(program)])) for e in engines]
        rows[program.name] = bench.runner.alternate(program.name, commands, bench.rounds(1, 3, 7))
    return Result("ablation", {"programs": rows}, {"groups": throughput.group_members(programs)})


def samples_of(row, name):
    return row[FULL] if name == "no cache" else row[name]


def ratios_of(rows, name, base):
    return {program: figures.paired_ratio(samples_of(row, name), row[base], "cpu_s") for program, row in rows.items()}


def memory_of(rows, name, base):
    return figures.statistics.geometric_mean([figures.paired_ratio(samples_of(row, name), row[base], "peak_kib") for row in rows.values()])


def render(result):
    rows = result.tables["programs"]
    table = parts.Table(["without", "CPU time", "most", "in", "least", "in", "memory"], [])
    details = parts.Table(["program", *ROWS], [[program] for program in rows])
    for name, (base, _, text) in ROWS.items():
        if not all(base in row for row in rows.values()):
            details.header.remove(name)
            continue
        ratios = ratios_of(rows, name, base)
        most, least = max(ratios, key=ratios.get), min(ratios, key=ratios.get)
        table.rows.append([text, f"x {figures.statistics.geometric_mean(ratios.values()):.2f}", f"x {ratios[most]:.2f}", most,
                           f"x {ratios[least]:.2f}", least, f"x {memory_of(rows, name, base):.2f}"])
        for line in details.rows:
            line.append(parts.number(ratios[line[0]]))
    chart = parts.Chart("ablation", "CPU time without one idea, of the time with it (geometric means)", "times", ["times as long"],
                        details.header[1:], [[float(row[1][2:])] for row in table.rows], line=1.0)
    return [f"How many times longer the programs take without one idea (geometric means over {len(rows)} programs). There is no switch that runs "
            "stack code itself: with fusing off it is still rewritten, one threaded operation for each stack instruction.", table, details, chart]
