#!/usr/bin/env python3
"""What fusing and inline caches are worth: every program with and without them, in alternating runs.

usage: ablation.py --vmrun PATH [--quick | --tiny] [--pairs N] [--only NAME,GROUP...]

Prints the CPU time of vmrun and how many times longer it takes with --no-fusing, with --no-inline-caches
and with both (medians of the ratios of the same round), then the geometric means per group. The outputs
must be the same.
"""
import argparse
import pathlib

import measure
import program_list
import report

OPTIONS = {"no fusing": ["--no-fusing"], "no caches": ["--no-inline-caches"],
           "neither": ["--no-fusing", "--no-inline-caches"]}
PAIRS = {"tiny": 1, "quick": 3, "full": 7}


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vmrun", required=True)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_const", dest="size", const="quick", help="a third of the work, 3 rounds")
    size.add_argument("--tiny", action="store_const", dest="size", const="tiny", help="every program once: shows that all of it works")
    parser.add_argument("--pairs", type=int, help="rounds; 7, with --quick 3")
    parser.add_argument("--only", default="", help="names of programs or groups, with commas")
    parser.set_defaults(size="full")
    return parser.parse_args()


def row(name, figures):
    return f"{name:16}" + "".join(f" {figure:>10}" for figure in figures)


def main():
    options = parse_options()
    runner = measure.Runner(options.vmrun, [])
    vmrun = str(pathlib.Path(options.vmrun).resolve())
    runner.engines = {measure.STRATA: [vmrun], **{name: [vmrun, *more] for name, more in OPTIONS.items()}}
    chosen_set = "all" if options.size == "tiny" else "main"
    programs = program_list.choose(program_list.read(), chosen_set, [w for w in options.only.split(",") if w])
    results = {}
    print(row("", ["CPU s", *OPTIONS]))
    for program in programs:
        samples = runner.measure(program, options.size, options.pairs or PAIRS[options.size])
        base = samples[measure.STRATA]
        ratios = [f"{report.paired_ratio(samples[name], base, 'cpu_s'):.2f}" for name in OPTIONS]
        results[program.name] = samples
        print(row(program.name, [f"{report.median(base, 'cpu_s'):.3f}", *ratios]), flush=True)
    groups = {group: [p.name for p in programs if group in p.groups] for p in programs for group in p.groups}
    print("\ngeometric means")
    for group, names in [*sorted(groups.items()), ("all", list(results))]:
        means = [report.mean_ratio([results[n] for n in names], name, "cpu_s", measure.STRATA) for name in OPTIONS]
        print(row(group, ["", *(f"{mean:.2f}" for mean in means)]))
    print(f"{len(results)} passed, 0 failed")


if __name__ == "__main__":
    main()
