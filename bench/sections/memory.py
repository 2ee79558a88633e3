"""Memory: what programs need at most, and what a process costs when many of the same program run at once."""
import pathlib
import subprocess

from context import FOLDER
import engines
import figures
import parts
from results import Result
from sections import throughput

TITLE = "Memory"
WAITING = FOLDER / "regions/waiting.lua"
KINDS = {"private": ("Private_Clean", "Private_Dirty"), "private, written": ("Private_Dirty",),
         "shared": ("Shared_Clean", "Shared_Dirty"), "proportional": ("Pss",)}


def names(bench):
    return throughput.names(bench) | {"processes"}


def memory_of(process):
    """KiB of a process by kind, from its smaps_rollup."""
    sizes = {}
    for line in pathlib.Path(f"/proc/{process.pid}/smaps_rollup").read_text().splitlines()[1:]:
        name, size, _ = line.split()
        sizes[name.rstrip(":")] = int(size)
    return {kind: sum(sizes[field] for field in fields) for kind, fields in KINDS.items()}


def run_together(bench, engine, command, count):
    """Starts so many, waits until all are ready, and reads the memory of each while all are there."""
    variables = bench.runner.prepare(engine, command)
    running = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=variables) for _ in range(count)]
    try:
        answers = [process.stdout.readline() for process in running]
        if set(answers) != {b"ready\n"}:
            raise SystemExit(f"bench: {' '.join(command)} printed {answers[0]!r} where it should have been ready")
        return [memory_of(process) for process in running]
    finally:
        for process in running:
            process.communicate()


def measure_processes(bench):
    """Engine -> count -> kind -> mean KiB per process."""
    found = {}
    commands = bench.commands([*bench.engines], WAITING)
    counts = bench.pick((1, 3), (1, 10), (1, 10, 50))
    for done, (engine, command) in enumerate(commands):
        bench.progress(done, len(commands), f"processes at once: {engine.name}")
        if engine.name == engines.FIRST:
            continue
        for count in counts:
            sizes = run_together(bench, engine, command, count)
            found.setdefault(engine.name, {})[str(count)] = {kind: sum(s[kind] for s in sizes) / count for kind in KINDS}
    return found


def measure_peaks(bench):
    """The peaks of the throughput section when it was run before, else those of allocating programs."""
    if "throughput" in bench.results:
        found = bench.results["throughput"]
        return found.tables["programs"], found.facts["groups"]
    programs = bench.chosen_programs(("core",), ("core", "main"))
    if not bench.names:
        programs = [p for p in programs if {"alloc", "maps"} & set(p.groups)]
    rows = throughput.measure_programs(bench, programs, throughput.columns(bench), bench.rounds(1, 3, 3))
    return rows, throughput.group_members(programs)


def measure(bench):
    result = Result("memory", {"peaks": {}}, {"groups": {}, "processes": {}})
    if bench.names != ["processes"]:
        result.tables["peaks"], result.facts["groups"] = measure_peaks(bench)
    if bench.wanted("processes"):
        result.facts["processes"] = measure_processes(bench)
    return result


def processes_table(processes):
    table = parts.Table(["KiB per process", "at once", *KINDS], [])
    for engine, counts in processes.items():
        for count, sizes in counts.items():
            table.rows.append([engine, count, *(f"{sizes[kind]:.0f}" for kind in KINDS)])
    return table


def processes_chart(processes):
    most = {engine: list(counts)[-1] for engine, counts in processes.items()}
    count = next(iter(most.values()))
    values = [[processes[e][most[e]][kind] for e in processes] for kind in KINDS]
    return parts.Chart("processes", f"Memory per process, {count} of the same program at once", "KiB", list(processes), list(KINDS), values)


def peaks_table(rows, order):
    table = parts.Table(["peak, MiB", *order], [])
    for row, samples in rows.items():
        table.rows.append([row, *(f"{figures.median(samples[n], 'peak_kib') / 1024:.1f}" if n in samples else "" for n in order)])
    return table


def render(result):
    rows, processes = result.tables["peaks"], result.facts["processes"]
    order = parts.present(rows, engines.COLORS)
    found = []
    if rows:
        found += ["Peak memory of the programs' processes:", peaks_table(rows, order)]
    if engines.REFERENCE in order:
        found += ["Geometric means of peak memory:", throughput.means_table(rows, result.facts["groups"], order, "peak_kib"),
                  throughput.means_chart("memory", f"Peak memory by kind of program (geometric means, below 1 is less than {engines.REFERENCE})",
                                         rows, result.facts["groups"], order, "peak_kib")]
    if processes:
        found += ["Processes at once, each having worked and waiting (`smaps_rollup`; proportional: a shared page counts for each by its share):",
                  processes_table(processes), processes_chart(processes)]
    return found
