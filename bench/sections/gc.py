"""The collector: how long a program stands still while objects stay alive, and what collecting costs."""
from context import FOLDER
import engines
import figures
import parts
from results import Result

TITLE = "Garbage collection"
PROGRAM = FOLDER / "regions/gc_pauses.lua"
MODES = {"incremental": [], "generational": ["generational"]}
GENERATIONAL = (engines.STRATA, engines.REFERENCE)  # luajit has no such mode
INCREMENTAL = (*GENERATIONAL, engines.OTHER_JIT)


def names(_):
    return set(MODES)


def measure(bench):
    result = Result("gc", {"pauses": {}})
    steps, rounds = str(bench.pick(2000, 30000, 60000)), bench.rounds(1, 3, 7)
    jobs = [(mode, live_kb) for mode in MODES if bench.wanted(mode) for live_kb in bench.pick((100,), (1000, 20000), (1000, 10000, 40000))]
    for done, (mode, live_kb) in enumerate(jobs):
        row = f"{live_kb / 1000:g} MB alive, {mode}"
        bench.progress(done, len(jobs), row)
        columns = [n for n in bench.strata_and_peers if n in (GENERATIONAL if mode == "generational" else INCREMENTAL)]
        result.tables["pauses"][row] = bench.runner.alternate(row, bench.commands(columns, PROGRAM, [str(live_kb), steps, *MODES[mode]]), rounds)
    if bench.size == "full" and not bench.names:
        bench.show_micro(result, "gc", "The collector alone, without a VM")
    return result


def pauses_table(rows, order):
    table = parts.Table(["longest standstill, ms", *order, *(f"{n}, above 1 ms" for n in order)], [])
    for row, samples in rows.items():
        cells = [parts.number(figures.median(samples[n], "@longest_ms")) if n in samples else "" for n in order]
        cells += [f"{figures.median(samples[n], '@above_1_ms'):.0f}" if n in samples else "" for n in order]
        table.rows.append([row, *cells])
    return table


def render(result):
    rows = result.tables["pauses"]
    order = parts.present(rows, engines.COLORS)
    return ["A program replaces some of the objects that it keeps while others come and go. The longest time that 20 allocations took (median of "
            "the runs, CPU time, which other programs don't disturb), and how many such steps took over a millisecond:", pauses_table(rows, order),
            "CPU time of the same work, without building the objects up:", parts.timing_table(rows, "@region", "ms", order=order),
            parts.time_chart("pauses", "Longest standstill for the collector (logarithmic)", rows, "@longest_ms", "ms", order, scale=1.0, log=True)]
