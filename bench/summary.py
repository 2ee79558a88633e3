"""The figures that Strata is judged by, from the results of the sections: for the head of the report and the README."""
import figures
import parts
from engines import FIRST, INTERPRETED, OTHER, OTHER_JIT, REFERENCE, STRATA, WARM
from sections import startup, throughput

COLUMNS = (STRATA, INTERPRETED, WARM, OTHER, OTHER_JIT)


def mean_cells(rows, what):
    return [parts.number(figures.mean_ratio(rows, name, REFERENCE, what)) for name in COLUMNS]


def program_rows(results):
    if "throughput" not in results:
        return []
    result = results["throughput"]
    rows, groups = result.tables["programs"], result.facts["groups"]
    found = []
    for group, text in (("all", "CPU time, {} programs"), ("holdout", "CPU time, {} programs of other kinds")):
        chosen = [rows[name] for name in groups.get(group, [])]
        if chosen:
            found.append([text.format(len(chosen)), *mean_cells(chosen, "cpu_s")])
    chosen = [rows[name] for name in groups.get("all", [])]
    return found + [[f"peak memory, {len(chosen)} programs", *mean_cells(chosen, "peak_kib")]]


def start_rows(results):
    rows = results["startup"].tables["start"] if "startup" in results else {}
    return [[f"start to end, {name}", *mean_cells([rows[name]], "wall_s")] for name in (startup.EMPTY, startup.SOURCE) if name in rows]


def utility_rows(results):
    rows = list(results["cache"].tables["utilities"].values()) if "cache" in results else []
    if not rows:
        return []
    first = FIRST if any(FIRST in row for row in rows) else STRATA
    cells = [parts.number(figures.mean_ratio(rows, first if name == STRATA else name, REFERENCE, "wall_s")) for name in COLUMNS]
    return [[f"start to end, {len(rows)} short utilities", *cells]]


def table(results):
    """Everything as a part of the reference's figure; None when nothing of it was measured."""
    rows = [*program_rows(results), *start_rows(results), *utility_rows(results)]
    rows = [row for row in rows if any(row[1:])]
    kept = [i for i, _ in enumerate(COLUMNS, 1) if any(row[i] for row in rows)]
    return parts.Table([f"of {REFERENCE}", *(COLUMNS[i - 1] for i in kept)], [[row[0], *(row[i] for i in kept)] for row in rows]) if rows else None


def loss_line(text, rows, other, what):
    """Where Strata is behind one peer, beyond the noise; nothing where the peer is missing."""
    rows = {name: row for name, row in rows.items() if other in row}
    if not rows:
        return []
    if min(len(row[other]) for row in rows.values()) < figures.FEWEST:
        return [f"{text} against `{other}`: too few runs to say."]
    slower = throughput.slower_than(rows, other, what)
    names = ", ".join(f"{name} ({ratio:.2f})" for name, ratio in slower[:8]) + (" and others" if len(slower) > 8 else "")
    return [f"{text}: behind `{other}` in {len(slower)} of {len(rows)}{': ' + names if slower else ''}."]


LOSSES = (("startup", "start", "wall_s", "Start to end of small programs"), ("throughput", "programs", "cpu_s", "CPU time of programs"),
          ("cache", "utilities", "cpu_s", "CPU time of short utilities, first run"))


def losses(results):
    """Where Strata is behind, beyond the noise, in sentences."""
    found = []
    for section, table_name, what, text in LOSSES:
        rows = results[section].tables[table_name] if section in results else {}
        first = FIRST if any(FIRST in row for row in rows.values()) else STRATA
        rows = {name: {**row, STRATA: row[first]} for name, row in rows.items()}
        for other in (REFERENCE, OTHER_JIT):
            found += loss_line(text, rows, other, what)
    return found + memory_losses(results)


def memory_losses(results):
    result = results.get("throughput")
    if not result or not any(REFERENCE in row for row in result.tables["programs"].values()):
        return []
    groups = {group: figures.mean_ratio([result.tables["programs"][m] for m in members], STRATA, REFERENCE, "peak_kib")
              for group, members in result.facts["groups"].items()}
    more = [f"{group} {ratio:.2f}" for group, ratio in sorted(groups.items(), key=lambda item: -item[1]) if ratio > 1.05]
    return [f"Peak memory above `{REFERENCE}`'s by kind of program: {', '.join(more)}."] if more else []
