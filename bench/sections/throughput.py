"""CPU time of the benchmark programs, whole processes, engines side by side; the tiers of Strata among them."""
import figures
import parts
from engines import COLORS, FIRST, INTERPRETED, NATIVE, NODE, OTHER_JIT, PYTHON, REFERENCE, STRATA, WARM
from results import Result

TITLE = "Throughput"
COLUMNS = (STRATA, INTERPRETED, WARM, REFERENCE, "luajit -joff", OTHER_JIT, NATIVE)


def names(bench):
    return {p.name for p in bench.programs} | {g for p in bench.programs for g in p.groups}


def columns(bench):
    also = [name for name in bench.engines if name not in COLUMNS and name not in (FIRST, NODE, PYTHON)]
    return [*COLUMNS, *also]


def measure_programs(bench, programs, chosen, rounds):
    rows = {}
    for done, program in enumerate(programs):
        bench.progress(done, len(programs), program.name)
        commands = bench.commands(chosen, program.path, [bench.program_size(program)], program.without)
        rows[program.name] = bench.runner.alternate(program.name, commands, rounds)
    return rows


def measure(bench):
    programs = bench.chosen_programs(("core",), ("core", "main", "holdout"))
    rows = measure_programs(bench, programs, columns(bench), bench.rounds(1, 5, 7))
    without = {p.name: p.without for p in programs if p.without}
    return Result("throughput", {"programs": rows}, {"groups": group_members(programs), "without": without})


def group_members(programs):
    """Group -> names of its programs; the set `holdout` is one, and `all` holds the others."""
    groups = {group: [p.name for p in programs if group in p.groups and p.set != "holdout"] for p in programs for group in p.groups}
    found = {**dict(sorted(groups.items())), "holdout": [p.name for p in programs if p.set == "holdout"],
             "all": [p.name for p in programs if p.set != "holdout"]}
    return {group: members for group, members in found.items() if members}


def means_table(rows, groups, order, what, base=REFERENCE):
    compared = [n for n in order if n != base]
    table = parts.Table([f"of {base}", *compared, "programs"], [])
    for group, members in groups.items():
        chosen = [rows[name] for name in members]
        table.rows.append([group, *(parts.number(figures.mean_ratio(chosen, n, base, what)) for n in compared), str(len(members))])
    return table


def means_chart(name, title, rows, groups, order, what):
    series = [n for n in order if n not in (REFERENCE, NATIVE)]
    values = [[figures.mean_ratio([rows[m] for m in members], n, REFERENCE, what) for n in series] for members in groups.values()]
    return parts.Chart(name, title, f"of {REFERENCE}", series, list(groups), values, line=1.0)


def slower_than(rows, other, what="cpu_s"):
    """The programs that Strata is slower in than `other`, beyond the noise, worst first, with the ratios."""
    found = {name: figures.paired_ratios(samples[STRATA], samples[other], what) for name, samples in rows.items() if other in samples}
    slower = {name: figures.statistics.median(ratios) for name, ratios in found.items() if ratios and figures.direction(ratios) > 0}
    return sorted(slower.items(), key=lambda item: -item[1])


def tiers_table(rows):
    """Interpreter, machine code made by the run, machine code of an earlier run."""
    table = parts.Table(["tier", f"CPU time of {REFERENCE}", "of strata, cold", "peak memory, of cold"], [])
    every = list(rows.values())
    for name, text in ((INTERPRETED, "interpreter"), (STRATA, "JIT, cold"), (WARM, "JIT, warm from the cache")):
        if any(name in row for row in every):
            table.rows.append([text, *(parts.number(figures.mean_ratio(every, name, base, what)) for base, what in
                                       ((REFERENCE, "cpu_s"), (STRATA, "cpu_s"), (STRATA, "peak_kib")))])
    return table


def render(result):
    rows, groups = result.tables["programs"], result.facts["groups"]
    order = parts.present(rows, [*COLORS, *next(iter(rows.values()))])
    order = list(dict.fromkeys(order))
    found = ["CPU time of whole processes; below 1 is faster than the engine behind the stroke, ~ marks a ratio inside the noise.",
             parts.timing_table(rows, "cpu_s", "ms", order=order)]
    if result.facts["without"]:
        found.append("Left out: " + "; ".join(f"{name} for {engine} ({reason})" for name, without in result.facts["without"].items()
                                              for engine, reason in without.items()) + ".")
    found += ["The tiers side by side, geometric means:", tiers_table(rows)]
    if REFERENCE in order:
        found += ["Geometric means of CPU time by kind of program:", means_table(rows, groups, order, "cpu_s"),
                  means_chart("means", f"CPU time by kind of program (geometric means, below 1 is faster than {REFERENCE})", rows, groups, order, "cpu_s"),
                  parts.ratio_chart("programs", f"CPU time of every program (below 1 is faster than {REFERENCE})", rows, "cpu_s", REFERENCE,
                                    order, panels=4 if len(rows) > 30 else 1)]
    for other in (REFERENCE, OTHER_JIT):
        if other in order:
            slower = slower_than(rows, other)
            text = ", ".join(f"{name} {ratio:.2f}" for name, ratio in slower) or "none"
            found.append(f"Slower than `{other}` beyond the noise ({len(slower)} of {sum(other in row for row in rows.values())}): {text}.")
    return found
