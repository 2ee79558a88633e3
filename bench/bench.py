#!/usr/bin/env python3
"""Shows where Strata stands against its peers, side by side in one run.

usage: bench.py --vmrun PATH [SECTION | NAME]...          sections: {sections}
       bench.py --vmrun PATH decide [NAME]...             is Strata slower than lua5.4, or the engine --against, beyond the noise?
                                                          30 pairs of runs, exit 1 if so
       bench.py --vmrun PATH report                       writes the report of the last run again

Without a section everything is measured. NAMEs are programs or groups of programs.txt, or what a section names;
alone they mean throughput. Engines run in turn; tables show medians with their spread and the ratios to lua5.4 of
the same round; an engine that is not installed is a column less. The report is bench/REPORT.md after a run of
everything, otherwise one in the build folder. Every raw sample of the last run is in bench/last.json there.
"""
import argparse
import pathlib
import sys
import time

import charts
import compare
import context
import decide
import engines
import machine
import report
import results as results_files
from sections import ALL

ALIASES = {"--ablation": "ablation", "--decide": "decide"}  # options that were there before the sections


def parse_options():
    words = [ALIASES.get(word, word) for word in sys.argv[1:]]
    parser = argparse.ArgumentParser(description=__doc__.format(sections=" ".join(ALL)), formatter_class=argparse.RawDescriptionHelpFormatter,
                                     usage=argparse.SUPPRESS)
    parser.add_argument("words", nargs="*", metavar="SECTION or NAME")
    parser.add_argument("--vmrun", required=True)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_const", dest="size", const="quick", help="two minutes: fewer programs, 3 to 5 rounds")
    size.add_argument("--tiny", action="store_const", dest="size", const="tiny", help="everything once, small: shows that all of it works")
    parser.add_argument("--long", action="store_true", help="the benchmark programs at three times the size")
    parser.add_argument("--rounds", "--pairs", type=int, help="runs of every engine (7 and more; with --quick 3 to 5)")
    parser.add_argument("--peers", default=",".join(engines.PEERS), help="which peers, with commas (%(default)s)")
    parser.add_argument("--also", action="append", default=[], metavar="COMMAND", help="one more engine, such as 'old/vmrun --cache=off'")
    parser.add_argument("--against", default=engines.REFERENCE, metavar="ENGINE", help="with decide: another engine than lua5.4, such as "
                        "'strata interp' or a command of --also")
    parser.add_argument("--only", default="", help="names with commas, as if they stood behind the sections")
    parser.add_argument("--save", metavar="NAME", help="keeps the samples under this name")
    parser.add_argument("--compare", metavar="NAME", help="what has changed since the samples saved under this name")
    parser.add_argument("--output", type=pathlib.Path, help="a folder for the report and all files of the run")
    parser.add_argument("--json", action="store_true", help="every raw sample on stdout, in place of the tables")
    parser.set_defaults(size="full")
    options = parser.parse_intermixed_args(words)
    options.words = [name for word in [*options.words, options.only] for name in word.split(",") if name]
    options.peers = [word for word in options.peers.split(",") if word]
    engines.check_peers(options.peers)
    return options


def split_words(options):
    """Sets options.action, .sections and .names."""
    first = options.words[0] if options.words else ""
    options.action = first if first in ("decide", "report") else "measure"
    words = options.words[1:] if options.action != "measure" else options.words
    options.sections = [word for word in ALL if word in words]
    options.names = [word for word in words if word not in ALL and word != "all"]
    options.everything = options.action == "measure" and not words
    if options.names and not options.sections:
        options.sections = ["throughput"]
    elif not options.sections:
        options.sections = list(ALL)


def check_names(bench, sections):
    known = set().union(*(ALL[section].names(bench) for section in sections))
    for name in bench.names:
        if name not in known:
            sys.exit(f"bench: nothing is called {name}; {' '.join(sections)}: {', '.join(sorted(known))}")


def keep(bench, described):
    """The samples so far are on disk, whatever comes."""
    text = results_files.to_json(described, bench.results)
    (bench.scratch / "last.json").write_text(text)
    return text


def run_sections(bench, sections, described):
    for name in sections:
        bench.section, began = name, time.monotonic()
        bench.results[name] = ALL[name].measure(bench)
        bench.results[name].seconds = time.monotonic() - began
        keep(bench, described)
    if sys.stderr.isatty():
        print(file=sys.stderr)


def show(options, bench, described):
    """The report in its place, and the tables or samples on stdout."""
    text, results = keep(bench, described), bench.results
    committed = options.everything and options.size == "full"
    folder = options.output or (context.FOLDER if committed else bench.scratch / "report")
    report.write(described, results, folder, bench.scratch)
    if committed and not options.output:
        report.update_readme(context.FOLDER.parent / "README.md", described, results)
    print(text if options.json else report.terminal(results))
    if options.save:
        compare.save(bench.scratch, options.save, text)
    if options.compare:
        print("\n" + compare.compare(compare.load(bench.scratch, options.compare), results), file=sys.stderr if options.json else sys.stdout)
    print(f"bench: {folder / 'REPORT.md'}{'' if charts.available() else ' (without charts: no gnuplot)'}", file=sys.stderr)


def main():
    options = parse_options()
    split_words(options)
    bench = context.Bench(options)
    if options.action == "decide":
        check_names(bench, ["throughput"])
        return 1 if decide.decide(bench, options.against) else 0
    if options.action == "report":
        described, bench.results = results_files.from_json((bench.scratch / "last.json").read_text())
        options.size, _, parts = described["run"].partition(", ")
        options.everything = not parts
        show(options, bench, described)
        return 0
    check_names(bench, options.sections)
    if options.compare:
        compare.load(bench.scratch, options.compare)  # before the work: is it there?
    described = machine.describe(bench, "" if options.everything else f", {' '.join(options.words)}")
    run_sections(bench, options.sections, described)
    show(options, bench, described)
    return 0


if __name__ == "__main__":
    sys.exit(main())
