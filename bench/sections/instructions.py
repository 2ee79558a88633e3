"""Instruction counts of a few programs at small sizes: they don't depend on what else the machine does. From the
processor's counters where perf has them, else from callgrind."""
import re
import shutil
import subprocess
import sys

from context import FOLDER
import engines
import parts
from results import Result

TITLE = "Instruction counts"
CHOSEN = ("fib", "nbody", "binary_trees", "json_encode", "word_count")


def names(bench):
    return {p.name for p in bench.programs} | {"empty"}


def perf_command(scratch):
    return ["perf", "stat", "-x", ",", "-e", "instructions:u", "-o", str(scratch / "counts"), "--"]


def callgrind_command(scratch):
    return ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", f"--log-file={scratch / 'counts'}"]


def perf_count(text):
    found = re.search(r"^(\d+),,instructions", text, re.M)
    return int(found.group(1)) if found else None


def callgrind_count(text):
    found = re.search(r"Collected : (\d+)", text)
    return int(found.group(1)) if found else None  # None: a script, which callgrind leaves when another program starts


def counter(bench):
    """(name, function from a command to its count), or None where neither tool is there."""
    def counting(prefix, parse):
        def count(command):
            variables = bench.runner.environment
            done = subprocess.run([*prefix(bench.scratch), *command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=variables, text=True)
            if done.returncode != 0:
                sys.exit(f"bench: {' '.join(command)} failed while its instructions were counted:\n{done.stdout[-1000:]}")
            return parse((bench.scratch / "counts").read_text())
        return count
    if shutil.which("perf") and counting(perf_command, perf_count)(["true"]):
        return "perf", counting(perf_command, perf_count)
    return ("callgrind", counting(callgrind_command, callgrind_count)) if shutil.which("valgrind") else None


def jobs_of(bench):
    """Row -> (path, arguments). The tests take one; the sizes are the smallest: callgrind takes fifty times as long."""
    chosen = [p for p in bench.programs if (p.name in bench.names if bench.names else p.name in bench.pick(CHOSEN[:1], CHOSEN[:2], CHOSEN))]
    rows = {p.name: (p.path, [str(p.sizes["tiny"])]) for p in chosen}
    return {"empty script": (FOLDER / "startup/empty.lua", []), **rows} if bench.wanted("empty") else rows


def measure(bench):
    result, found = Result("instructions", facts={"tool": None, "counts": {}}), counter(bench)
    if not found:
        return result
    result.facts["tool"], count = found
    jobs = jobs_of(bench)
    for done, (row, (path, arguments)) in enumerate(jobs.items()):
        bench.progress(done, len(jobs), row)
        chosen = [n for n in (engines.STRATA, engines.INTERPRETED, engines.REFERENCE, engines.OTHER, engines.OTHER_JIT) if n in bench.engines]
        counts = {engine.name: count(command) for engine, command in bench.commands(chosen, path, arguments)}
        result.facts["counts"][row] = {name: number for name, number in counts.items() if number}
    return result


def render(result):
    tool, rows = result.facts["tool"], result.facts["counts"]
    if not tool:
        return ["Neither perf with counters nor valgrind is installed."]
    order = parts.present(rows, engines.COLORS)
    compared = [n for n in order if n != engines.REFERENCE and engines.REFERENCE in order]
    table = parts.Table(["millions of instructions", *order, *(f"{n} / {engines.REFERENCE}" for n in compared)], [])
    for row, counts in rows.items():
        cells = [parts.number(counts[n] / 1e6) if n in counts else "" for n in order]
        table.rows.append([row, *cells, *(parts.number(counts[n] / counts[engines.REFERENCE]) for n in compared)])
    return [f"Instructions of the process from its first to its last, by {tool}, at the programs' smallest sizes:", table]
