"""Compiling: source to bytecode side by side with the peers' front ends, and what the JIT takes and makes."""
import pathlib

from context import FOLDER
import engines
import figures
import measure as measuring
import micro
import parts
from results import Result
from sections import throughput

TITLE = "Compiling"
KEYS = ("functions_compiled", "bytecodes_compiled", "machine_code_bytes", "compile_us", "cpu_seconds")


def names(bench):
    return throughput.names(bench) | {"source"}


def measure_jit(bench):
    """Program -> the medians of vmrun's own figures over the rounds."""
    found, programs = {}, bench.chosen_programs(("core",), ("core", "main"))
    rounds = bench.rounds(1, 3, 7)
    for done, program in enumerate(programs):
        bench.progress(done, len(programs), program.name)
        command = bench.command(bench.strata, program.path, [bench.program_size(program)])
        runs = [measuring.stats_run(bench.runner, bench.strata, command) for _ in range(rounds)]
        found[program.name] = {key: [run[key] for run in runs] for key in KEYS}
    return found


def measure(bench):
    result = Result("compile", {"front end": {}}, {"programs": {}, "source_lines": 0})
    if bench.wanted("source"):
        source = bench.input("source")
        result.facts["source_lines"] = pathlib.Path(source).read_text().count("\n")
        columns = [n for n in bench.strata_and_peers if n != "luajit -joff"]
        row = f"{result.facts['source_lines']:,} lines"
        result.tables["front end"][row] = bench.runner.alternate(
            "load", bench.commands(columns, FOLDER / "regions/load.lua", [source]), bench.rounds(1, 5, 15))
    if bench.names != ["source"]:
        result.facts["programs"] = measure_jit(bench)
    if bench.size == "full" and not bench.names:
        for part in micro.COMPILING:
            bench.show_micro(result, part, f"The {part} alone")
    return result


def jit_table(programs):
    table = parts.Table(["program", "functions", "instructions", "machine code, bytes", "bytes per instruction", "compiling, us",
                         "us per function", "ns per instruction", "of the run"], [])
    for name, runs in programs.items():
        functions, count, size, us, cpu = (figures.statistics.median(runs[key]) for key in KEYS)
        if functions > 0 and count > 0:
            table.rows.append([name, f"{functions:.0f}", f"{count:.0f}", f"{size:.0f}", parts.number(size / count), f"{us:.0f}",
                               f"{us / functions:.0f}", f"{us * 1000 / count:.0f}", f"{us / 1e6 / cpu:.1%}" if cpu > 0 else ""])
    return table


def jit_chart(table):
    values = [[float(row[5]), float(row[3])] for row in table.rows]
    return parts.Chart("compile", "What the JIT compiles (logarithmic)", "us, bytes", ["compile time, us", "machine code, bytes"],
                       [row[0] for row in table.rows], values, log=True, panels=[slice(at, at + 31) for at in range(0, len(values), 31)])


def render(result):
    rows, lines, found = result.tables["front end"], result.facts["source_lines"], []
    if rows:
        order = parts.present(rows, engines.COLORS)
        samples = next(iter(rows.values()))
        speed = parts.Table(["million lines a second", *order],
                            [["", *(parts.number(lines / 1e6 / figures.median(samples[n], "@region")) for n in order)]])
        found += ["Source to bytecode, `load` of a generated source, CPU time inside the process:",
                  parts.timing_table(rows, "@region", "ms", order=order), speed]
    table = jit_table(result.facts["programs"])
    if table.rows:
        found += ["What the JIT makes of each program, in the run that is measured (medians):", table, jit_chart(table)]
    return found
