"""Start to end of small programs, spawned from a small parent: what an engine costs before it does anything."""
import subprocess
import sys

from context import FOLDER
import engines
import figures
import parts
from results import Result

TITLE = "Start-up"
EMPTY, HELLO, UTILITY, SOURCE = "empty script", "hello", "JSON printer over 1 MB", "50,000 lines, 1 function in 100 runs"
ROWS = {"empty": EMPTY, "hello": HELLO, "utility": UTILITY, "source": SOURCE}
BUDGET = FOLDER / "startup_budget.py"


def names(_):
    return set(ROWS)


def many(bench):
    return bench.rounds(2, 40, 200)


def programs(bench):
    """Name -> (path, arguments, rounds)."""
    few = bench.rounds(1, 5, 15)
    return {"empty": (FOLDER / "startup/empty.lua", [], many(bench)), "hello": (FOLDER / "startup/hello.lua", [], many(bench)),
            "utility": (FOLDER / "utilities/json_print.lua", [bench.input("json")], few), "source": (bench.input("source"), [], few)}


def measure(bench):
    result = Result("startup", {"start": {}})
    chosen = {name: program for name, program in programs(bench).items() if bench.wanted(name)}
    columns = [name for name in bench.engines if name not in (engines.INTERPRETED, engines.FIRST)]
    for done, (name, (path, arguments, rounds)) in enumerate(chosen.items()):
        bench.progress(done, len(chosen), ROWS[name])
        result.tables["start"][ROWS[name]] = bench.runner.alternate(name, bench.commands(columns, path, arguments), rounds)
    if BUDGET.exists() and not bench.names and bench.size == "full":  # it counts instructions step by step: half a minute
        done = subprocess.run([sys.executable, BUDGET, bench.build, "--rounds", str(many(bench))], capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"bench: {BUDGET.name} failed:\n{done.stdout}{done.stderr}")
        result.texts["Where an empty script's time goes"] = done.stdout
    return result


def render(result):
    rows = result.tables["start"]
    order = parts.present(rows, engines.COLORS)
    memory = parts.Table(["peak memory, KiB", *order], [])
    for row, samples in rows.items():
        memory.rows.append([row, *(f"{figures.median(samples[n], 'peak_kib'):.0f}" if n in samples else "" for n in order)])
    return ["Wall time from spawn to end, milliseconds (median and spread); C++ is a static program that does the same.",
            parts.timing_table(rows, "wall_s", "ms", order=order), memory,
            parts.time_chart("startup", "Start to end of small programs (logarithmic)", rows, "wall_s", "ms", order, log=True)]
