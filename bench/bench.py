#!/usr/bin/env python3
"""Compares the speed of engines side by side: each round runs every engine once, so that a noisy machine
moves all of them. The programs and their groups stand in programs.txt; each checks its own result.

usage: bench.py --vmrun PATH [--quick | --tiny] [--pairs N] [--only NAME,GROUP...] [--json]
       bench.py --vmrun PATH --decide PROGRAM[,PROGRAM...] [--against ENGINE] [--quick | --tiny]

Prints medians of CPU time with their spread, peak memory, the ratios to lua5.4 (median of the ratios of
the same round), geometric means per group, the time that an empty script takes, and one line with the
figures that count. An engine that is not installed is a column less.
"""
import argparse
import dataclasses
import json
import sys

import measure
import program_list
import report

PAIRS = {"tiny": 1, "quick": 5, "full": 7}
START_ROUNDS = {"tiny": 2, "quick": 200, "full": 200}
DECIDING_PAIRS = 30


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vmrun", required=True)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_const", dest="size", const="quick", help="a third of the work")
    size.add_argument("--tiny", action="store_const", dest="size", const="tiny", help="every program once: shows that all of it works")
    parser.add_argument("--pairs", type=int, help="rounds; 7, with --quick 5, with --decide 30")
    parser.add_argument("--only", default="", help="names of programs or groups, with commas")
    parser.add_argument("--set", choices=(*program_list.SETS, "all"), help="which programs (main; with --tiny all)")
    parser.add_argument("--also", action="append", default=[], metavar="COMMAND", help="one more engine, such as an earlier vmrun")
    parser.add_argument("--against", default=measure.REFERENCE, metavar="ENGINE", help="with --decide: another engine than lua5.4, "
                        "such as 'strata interp' or a command of --also")
    parser.add_argument("--no-start", action="store_true", help="leave out the empty script")
    parser.add_argument("--decide", metavar="PROGRAM", help="is it slower than lua5.4 beyond the noise? Names, groups or all; exit 1 if so")
    parser.add_argument("--json", action="store_true", help="every raw sample, on stdout")
    parser.set_defaults(size="full")
    return parser.parse_args()


def decide(runner, programs, options):
    """The paired test: alternating runs of Strata and one other engine alone."""
    other = options.against
    if other not in runner.engines:
        sys.exit(f"bench: there is no engine called {other}; there are: {', '.join(runner.engines)}")
    words = [] if options.decide == "all" else options.decide.split(",")
    slower = []
    for program in program_list.choose(programs, "all", words):
        if other.split()[0] in program.without:
            continue
        samples = runner.measure(program, options.size, options.pairs or DECIDING_PAIRS, (measure.STRATA, other))
        word, text = report.verdict(samples, other)
        print(f"{program.name:16} {report.median(samples[measure.STRATA], 'cpu_s') * 1000:7.2f} ms, {text}", flush=True)
        slower += [program.name] if word == "slower" else []
    print(f"slower than {other}: {', '.join(slower) or 'none'}")
    return 1 if slower else 0


def as_json(programs, results, start):
    def raw(samples):
        return {name: [dataclasses.asdict(sample) for sample in runs] for name, runs in samples.items()}
    listed = {p.name: {"set": p.set, "groups": p.groups, "samples": raw(results[p.name])} for p in programs}
    return json.dumps({"programs": listed, "empty script": raw(start)}, indent=1)


def compare(runner, programs, options):
    chosen_set = options.set or ("all" if options.size == "tiny" else "main")
    chosen = program_list.choose(programs, chosen_set, [w for w in options.only.split(",") if w])
    results, engines = {}, list(runner.engines)
    if not options.json:
        print(report.head(engines))
    for program in chosen:
        results[program.name] = runner.measure(program, options.size, options.pairs or PAIRS[options.size])
        if not options.json:
            print(report.row(program, results[program.name], engines), flush=True)
    start = {} if options.no_start else runner.measure_start(START_ROUNDS[options.size])
    if options.json:
        print(as_json(chosen, results, start))
        return
    if measure.REFERENCE in engines:
        print(report.means(chosen, results, engines))
    if start:
        print(report.start_lines(start))
    if measure.REFERENCE in engines:
        print(report.targets(chosen, results, start))
    if options.size == "tiny":
        print(f"{len(results)} passed, 0 failed")


def main():
    options = parse_options()
    programs = program_list.read()
    runner = measure.Runner(options.vmrun, options.also)
    if options.decide:
        return decide(runner, programs, options)
    compare(runner, programs, options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
