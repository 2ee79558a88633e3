"""How time and memory grow with the work: each program of scale/ at sizes that grow tenfold."""
from context import FOLDER
import engines
import figures
import parts
from results import Result

TITLE = "Growth"
# Program -> (what grows, its sizes). The last size is the tests' and --quick's least important one: they stop earlier.
PROGRAMS = {"array": ("array elements", (1000, 10000, 100000, 1000000)), "map": ("string keys", (1000, 10000, 100000, 1000000)),
            "append": ("bytes of a string appended to", (100, 1000, 10000, 100000)),
            "search": ("bytes of a string searched", (1000, 10000, 100000, 1000000)),
            "functions": ("functions of a source", (10, 100, 1000, 10000)), "coroutines": ("coroutines alive", (100, 1000, 10000, 100000)),
            "objects": ("objects alive", (1000, 10000, 100000, 1000000))}


def names(_):
    return set(PROGRAMS)


def measure(bench):
    result = Result("scale", {name: {} for name in PROGRAMS if bench.wanted(name)})
    columns = [n for n in bench.strata_and_peers if n not in ("luajit -joff", engines.NATIVE, engines.NODE, engines.PYTHON)]
    count = bench.pick(2, 3, 4)
    jobs = [(name, n) for name in result.tables for n in PROGRAMS[name][1][:count]]
    for done, (name, n) in enumerate(jobs):
        bench.progress(done, len(jobs), f"{n} {PROGRAMS[name][0]}")
        commands = bench.commands(columns, FOLDER / "scale" / f"{name}.lua", [str(n)])
        result.tables[name][str(n)] = bench.runner.alternate(f"{name} {n}", commands, bench.rounds(1, 3, 7))
    return result


def growth(rows, engine, what):
    """By how much the cost of one more grew between the last two sizes: 1 is linear, 10 quadratic."""
    *_, (n, before), (m, after) = rows.items()
    return figures.median(after[engine], what) / figures.median(before[engine], what) / (int(m) / int(n))


def chart(tables, name, title, unit, what, scale, order):
    rows, values, panels = [], [], []
    for table, sizes in tables.items():
        panels.append((PROGRAMS[table][0], len(rows), len(rows) + len(sizes)))
        for n, samples in sizes.items():
            rows.append(n)
            values.append([figures.median(samples[e], what) * scale if e in samples else None for e in order])
    return parts.Chart(name, title, unit, order, rows, values, kind="growth", panels=panels)


def render(result):
    tables = result.tables
    order = parts.present({k: v for rows in tables.values() for k, v in rows.items()}, [*engines.COLORS, *next(iter(next(iter(tables.values())).values()))])
    order = list(dict.fromkeys(order))
    table = parts.Table(["n", "of", *(f"{e}, ns for each" for e in order), *(f"{e}, MiB" for e in order)], [])
    steep = parts.Table(["cost of each, last step", *order], [])
    for name, rows in tables.items():
        for n, samples in rows.items():
            each = [parts.number(figures.median(samples[e], "@region") * 1e9 / int(n)) if e in samples else "" for e in order]
            peak = [f"{figures.median(samples[e], 'peak_kib') / 1024:.1f}" if e in samples else "" for e in order]
            table.rows.append([n, PROGRAMS[name][0], *each, *peak])
        if len(rows) > 1:
            steep.rows.append([PROGRAMS[name][0], *(f"x {growth(rows, e, '@region'):.2f}" for e in order)])
    return ["Time inside the process for the whole work, divided by n, and peak memory of the process:", table,
            "How the cost of each changes when the work grows tenfold (x 1: linear, x 10: quadratic):", steep,
            chart(tables, "growth-time", "Time as the work grows (both axes logarithmic)", "ms", "@region", 1000, order),
            chart(tables, "growth-memory", "Peak memory as the work grows (both axes logarithmic)", "MiB", "peak_kib", 1 / 1024, order)]
