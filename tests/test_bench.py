#!/usr/bin/env python3
"""Runs the whole benchmark once with tiny sizes and looks at what it made: every section measured, every program's
result right and the same with every engine, the report complete, its charts drawn. No time is asserted.

usage: test_bench.py --vmrun PATH
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

BENCH = pathlib.Path(__file__).resolve().parent.parent / "bench"
sys.path.insert(0, str(BENCH))
import charts  # noqa: E402  (they stand in bench/)
import compare  # noqa: E402
import engines  # noqa: E402
import figures  # noqa: E402
import parts  # noqa: E402
import program_list  # noqa: E402
import report  # noqa: E402
import results  # noqa: E402
from measure import Sample, split_figures  # noqa: E402
from sections import ALL  # noqa: E402


class Checks:
    def __init__(self):
        self.passed, self.failed = 0, 0

    def check(self, good, what):
        self.passed, self.failed = self.passed + bool(good), self.failed + (not good)
        if not good:
            print(f"FAILED {what}", flush=True)


def bench(vmrun, *words):
    return subprocess.run([sys.executable, BENCH / "bench.py", "--vmrun", vmrun, "--tiny", *words], capture_output=True, text=True)


def check_samples(checks, found):
    """Every section has its rows, every program of the lists its samples, every peer a column."""
    throughput, utilities = found["throughput"].tables["programs"], found["cache"].tables["utilities"]
    for program in program_list.read():
        checks.check(throughput.get(program.name, {}).get(engines.STRATA), f"samples of the program {program.name}")
    for utility in program_list.read_utilities():
        checks.check(utilities.get(utility.name), f"samples of the utility {utility.name}")
    for section in ALL:
        rows = [row for table in found[section].tables.values() for row in table.values()]
        checks.check(rows or found[section].facts, f"what section {section} found")
        checks.check(all(sample.wall_s > 0 and sample.peak_kib > 0 for row in rows for runs in row.values() for sample in runs),
                     f"each run of section {section} took time and memory")
    checks.check(found["ablation"].tables["programs"]["fib"]["no typed arrays"], "ablations")
    checks.check(engines.NATIVE in throughput["nbody"] and engines.NATIVE not in throughput["strings"], "C++ where there is a program for it")
    checks.check(any("@region" not in name and sample.inside for name, row in found["scale"].tables["array"].items()
                     for sample in row[engines.STRATA]), "figures from inside a process")


def check_chart(checks, chart, path):
    """A picture that names every series and shows each of its figures in its colour."""
    try:
        text = path.read_text()
        xml.etree.ElementTree.fromstring(text)
    except (OSError, xml.etree.ElementTree.ParseError) as problem:
        return checks.check(False, f"{path.name}: {problem}")
    drawn = re.sub(r"rgb\( *(\d+), *(\d+), *(\d+)\)", lambda rgb: "#" + "".join(f"{int(n):02x}" for n in rgb.groups()), text)
    for name, color, values in zip(chart.series, charts.colors(chart.series).split(), zip(*chart.values)):
        count = sum(value is not None and value == value and value > 0 for value in values)
        checks.check(count > 0 and f"<text>{name}</text>" in text and drawn.count(color) > count,
                     f"{path.name} shows the {count} figures of {name}: {drawn.count(color)}")


def check_report(checks, folder, found):
    text = (folder / "REPORT.md").read_text()
    for section in ALL.values():
        checks.check(f"\n## {section.TITLE}\n" in text, f"the report has the section {section.TITLE}")
    for program in program_list.read():
        checks.check(f"\n| {program.name} " in text, f"the report has {program.name}")
    shown = re.findall(r"!\[[^]]*\]\((figures/[^)]*\.svg)\)", text)
    drawn = {str(path.relative_to(folder)) for path in (folder / "figures").glob("*.svg")}
    checks.check(len(shown) >= 10 and set(shown) == drawn, f"the report shows the charts that were drawn: {sorted(set(shown) ^ drawn)}")
    for chart in (part for name, result in found.items() for part in ALL[name].render(result) if isinstance(part, parts.Chart)):
        check_chart(checks, chart, folder / "figures" / f"{chart.name}.svg")
    warm = "strata warm" in text
    checks.check(warm == found["cache"].facts["cached"], "columns for the second run where vmrun keeps a cache")


def check_readme(checks, folder, described, found):
    readme = folder / "README.md"
    readme.write_text("before\n<!-- bench: begin -->\nold\n<!-- bench: end -->\nafter\n")
    report.update_readme(readme, described, found)
    text = readme.read_text()
    checks.check(text.startswith("before\n") and text.endswith("after\n") and "\nold\n" not in text, "the README's part is replaced")
    checks.check("utilities.svg" in text and "| CPU time, " in text and described["machine"] in text, "the README's part has chart, table, machine")
    readme.write_text("no marks\n")
    report.update_readme(readme, described, found)
    checks.check(readme.read_text() == "no marks\n", "a README without the marks stays as it is")


def check_everything(checks, vmrun, folder):
    done = bench(vmrun, "--json", "--output", str(folder))
    checks.check(done.returncode == 0, f"the whole benchmark, tiny: status {done.returncode}\n{done.stderr[-1500:]}")
    if done.returncode != 0:
        return
    described, found = results.from_json(done.stdout)
    checks.check(set(found) == set(ALL), "every section ran")
    checks.check("lua5.4" in described and "strata" in described, "the versions")
    checks.check(json.loads(results.to_json(described, found)) == json.loads(done.stdout), "samples survive being read and written")
    check_samples(checks, found)
    check_report(checks, folder, found)
    check_readme(checks, folder, described, found)


def check_command_line(checks, vmrun, folder):
    out = ("--output", str(folder))
    wrong = bench(vmrun, "fib", "--also", "echo other", *out)
    checks.check(wrong.returncode == 1 and "printed" in wrong.stderr, "an engine that prints something else is a failure")
    broken = bench(vmrun, "fib", "--also", "false", *out)
    checks.check(broken.returncode == 1 and "status 1 from false" in broken.stderr, "an engine that fails is a failure")
    few = bench(vmrun, "throughput", "fib", "--peers", "lua5.4", *out)
    checks.check(few.returncode == 0 and "strata / lua5.4" in few.stdout and "luajit" not in few.stdout, "--peers leaves columns out")
    alone = bench(vmrun, "throughput", "startup", "memory", "cache", "fib", "empty", "word_count", "processes", "--peers", "", *out)
    checks.check(alone.returncode == 0 and "strata, ms" in alone.stdout and "lua5.4" not in alone.stdout.replace("of lua5.4", ""), "no peer at all")
    for words in (("nonsense",), ("startup", "fib"), ("--peers", "nonsense"), ("fib", "--compare", "never-saved")):
        checks.check(bench(vmrun, *words, *out).returncode == 1, f"refused: {' '.join(words)}")
    saved = bench(vmrun, "fib", "--save", "test", *out)
    compared = bench(vmrun, "fib", "--compare", "test", *out)
    checks.check(saved.returncode == 0 and "Nothing changed beyond the noise." in compared.stdout, "one run against one is no difference")
    decided = bench(vmrun, "decide", "fib", "--rounds", "8", *out)
    checks.check(re.search(r"^fib  .* lua5.4: ratio [0-9.]+, 99% interval", decided.stdout) and "\nslower than lua5.4: " in decided.stdout,
                 "decide says what it found")
    itself = bench(vmrun, "decide", "fib,tak", "--rounds", "2", "--against", vmrun, "--also", vmrun, *out)
    checks.check(itself.returncode == 0 and itself.stdout.count("not to be told from") == 2, "two pairs decide nothing")


def runs(*times):
    return [Sample(time, time, 0.0, 1000) for time in times]


def check_figures(checks):
    """The arithmetic, on figures whose answers are known."""
    seven, twice = (1.0, 1.1, 0.9, 1.0, 1.05, 0.95, 1.0), (2.0, 2.2, 1.8, 2.0, 2.1, 1.9, 2.0)
    checks.check(figures.paired_ratio(runs(*twice), runs(*seven), "cpu_s") == 2.0, "ratios are of runs of the same round")
    checks.check(figures.direction(figures.paired_ratios(runs(*twice), runs(*seven), "cpu_s")) == 1, "twice the time is slower")
    checks.check(figures.direction([0.9, 1.1, 1.0, 0.95, 1.2, 0.8, 1.05]) == 0, "ratios around 1 are no difference")
    checks.check(figures.direction([0.5] * 3) == 0, "three runs show nothing")
    checks.check(figures.direction([0.5] * 5) == -1, "five runs do")
    checks.check(figures.change([1.0] * 7, [1.5] * 7) == (1.5, 1) and figures.change([1.0, 2.0] * 4, [1.5] * 7)[1] == 0, "changes")
    before = {"throughput": results.Result("throughput", {"programs": {"p": {engines.STRATA: runs(*seven), engines.REFERENCE: runs(*seven)}}})}
    after = {"throughput": results.Result("throughput", {"programs": {"p": {engines.STRATA: runs(*twice), engines.REFERENCE: runs(*twice)}}})}
    checks.check("Nothing changed" in compare.compare(before, after), "a slower machine is no change")
    after["throughput"].tables["programs"]["p"][engines.REFERENCE] = runs(*seven)
    checks.check(re.search(r"^\| p .*\| +2\.00 \|$", compare.compare(before, after), re.M), "a slower Strata is one")
    checks.check(split_figures("@@ 1 2\na\n@region 0.5\n") == ("@@ 1 2\na\n", {"region": 0.5}), "figures in outputs")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vmrun", default="build/release/vmrun")
    vmrun = parser.parse_args().vmrun
    checks = Checks()
    check_figures(checks)
    with tempfile.TemporaryDirectory(dir=pathlib.Path(vmrun).parent) as folder:  # where files may be executed
        check_everything(checks, vmrun, pathlib.Path(folder))
        check_command_line(checks, vmrun, pathlib.Path(folder))
    print(f"{checks.passed} passed, {checks.failed} failed")
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main())
