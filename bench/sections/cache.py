"""First run and second run: what machine code and profile kept from earlier runs are worth to short programs. Where
vmrun keeps no cache, Strata's only run takes the place of the first."""
import subprocess
import tempfile

from context import FOLDER
import engines
import figures
import measure as measuring
import parts
from engines import FIRST, NATIVE, OTHER_JIT, REFERENCE, STRATA, WARM
from results import Result
from sections import cache_targets

TITLE = "First run and second run"
SOURCE_ROW, COUNTERS = "generated source", ("functions_compiled", "functions_from_cache", "cache_hits", "cache_misses",
                                            "cache_rejects", "cache_published_bytes")


def names(bench):
    return {u.name for u in bench.utilities} | {"source", "empty"}


def columns(bench):
    return [*((FIRST, WARM) if bench.cached else (STRATA,)), REFERENCE, OTHER_JIT, NATIVE]


def measure_utilities(bench, result):
    utilities = [u for u in bench.utilities if bench.wanted(u.name)]
    digest = "tiny" if bench.size == "tiny" else "full"
    rows = result.tables["utilities"] = {}
    for done, utility in enumerate(utilities):
        bench.progress(done, len(utilities), utility.name)
        commands = bench.commands(columns(bench), utility.path, [bench.input(kind) for kind in utility.inputs])
        rows[utility.name] = bench.runner.alternate(utility.name, commands, bench.rounds(1, 5, 11), utility.digests[digest])
        for engine, command in commands:
            if engine.name == WARM:
                stats = measuring.stats_run(bench.runner, engine, command)
                result.facts["second runs"][utility.name] = {key: stats.get(key, 0) for key in COUNTERS}


def measure_source(bench, result):
    bench.progress(0, 1, SOURCE_ROW)
    commands = bench.commands(columns(bench), bench.input("source"))
    result.tables["source"] = {SOURCE_ROW: bench.runner.alternate("source", commands, bench.rounds(1, 5, 15))}


def measure_empty(bench, result):
    """An empty script and an empty program, without the cache and with it, a few rounds of each in turn."""
    with tempfile.TemporaryDirectory() as folder:
        binary, script = f"{folder}/empty.mlb", str(FOLDER / "startup/empty.lua")
        subprocess.run([bench.build / "strata", "build", script, "-o", binary], check=True, stdout=subprocess.DEVNULL)
        rows = result.tables["empty"] = {"empty script": {STRATA: [], WARM: []}, "empty program (.mlb)": {STRATA: [], WARM: []}}
        bench.progress(0, 1, "empty script and program")
        for _ in range(bench.rounds(1, 15, 50)):
            for row, path in zip(rows, (script, binary)):
                for engine, samples in bench.runner.alternate(row, bench.commands([STRATA, WARM], path), 4).items():
                    rows[row][engine] += samples


def measure(bench):
    result = Result("cache", {"utilities": {}, "source": {}, "empty": {}}, {"cached": bench.cached, "second runs": {}, "kept against fresh": None})
    measure_utilities(bench, result)
    if bench.wanted("source"):
        measure_source(bench, result)
    if bench.wanted("empty") and bench.cached:
        measure_empty(bench, result)
    if "throughput" in bench.results:  # which has measured kept code against fresh code
        rows = bench.results["throughput"].tables["programs"].values()
        result.facts["kept against fresh"] = figures.mean_ratio(list(rows), WARM, STRATA, "cpu_s") if bench.cached else None
    if not bench.names:
        bench.show_micro(result, "cache", "Opening, checking and mapping sidecars")
    return result


def ratios_of(rows, engine, base):
    return {name: figures.paired_ratio(row[engine], row[base], "wall_s") for name, row in rows.items() if engine in row and base in row}


def against(rows, engine, base, text):
    """How one engine stands against another over the utilities: mean, worst, and where it is behind."""
    ratios = ratios_of(rows, engine, base)
    if not ratios:
        return []
    worst = max(ratios, key=ratios.get)
    behind = [name for name, row in rows.items() if name in ratios and figures.direction(figures.paired_ratios(row[engine], row[base], "wall_s")) > 0]
    return [f"{text}: {figures.mean_ratio(list(rows.values()), engine, base, 'wall_s'):.2f} of `{base}`'s wall time in the geometric mean, "
            f"{ratios[worst]:.2f} at worst ({worst}); behind beyond the noise: {', '.join(behind) or 'none'}."]


def counters_table(second_runs):
    table = parts.Table(["second run", *COUNTERS], [])
    for name, counts in second_runs.items():
        table.rows.append([name, *(f"{counts[key]:.0f}" for key in COUNTERS)])
    return table


def source_lines(rows, second):
    return [f"The generated source, {second}: {1 / figures.paired_ratio(rows[second], rows[base], 'wall_s'):.1f} times as fast as `{base}`."
            for base in (REFERENCE, OTHER_JIT) if second in rows and base in rows]


def empty_line(rows):
    script, program = rows["empty script"], rows["empty program (.mlb)"]
    def us(samples):
        return figures.median(samples, "wall_s") * 1e6
    return (f"An empty script: {us(script[STRATA]):.0f} us without a cache, {us(script[WARM]):.0f} us warm; an empty program (.mlb): "
            f"{us(program[STRATA]):.0f} us without a cache, {us(program[WARM]):.0f} us warm.")


def render(result):
    rows, second = result.tables["utilities"], WARM if result.facts["cached"] else STRATA
    order = parts.present(rows, engines.COLORS)
    found = ["Short utilities, whole processes from spawn to end."]
    if result.facts["cached"]:
        found.append(f"`{FIRST}` starts with an empty cache and publishes into it, `{WARM}` runs with what earlier runs left.")
    else:
        found.append("This vmrun keeps no cache yet: every run is a first run.")
    if rows:
        found += [parts.timing_table(rows, "wall_s", "ms", order=order),
                  parts.time_chart("utilities", "Short utilities, start to end (shorter is better)", rows, "wall_s", "ms", order)]
        if result.facts["cached"]:
            found += against(rows, FIRST, REFERENCE, "First run")
        for base in (REFERENCE, OTHER_JIT):
            found += against(rows, second, base, "Second run" if result.facts["cached"] else "Run")
    if result.facts["second runs"]:
        found.append(counters_table(result.facts["second runs"]))
    for samples in result.tables["source"].values():
        found += [parts.timing_table(result.tables["source"], "wall_s", "ms", order=order), *source_lines(samples, second)]
    if result.tables["empty"]:
        found.append(empty_line(result.tables["empty"]))
    if result.facts["cached"]:
        found.append(cache_targets.table(result.tables, result.facts["kept against fresh"]))
    return found
