"""The paired test: alternating runs of Strata and one other engine alone."""
import sys

import figures
import program_list
from engines import STRATA

PAIRS, CONFIDENCE = 30, 0.99
WORDS = {1: "slower than", -1: "faster than", 0: "not to be told from"}


def size_of(program, bench):
    return str(program.sizes[bench.pick("tiny", "short", "long")])


def decide(bench, other):
    """Prints a line for each program that is named, or for all; the names of those that are slower beyond the noise."""
    if other not in bench.engines:
        sys.exit(f"bench: there is no engine called {other}; there are: {', '.join(bench.engines)}")
    slower = []
    for program in program_list.choose(bench.programs, program_list.SETS, bench.names):
        commands = bench.commands((STRATA, other), program.path, [size_of(program, bench)], program.without)
        if len(commands) < 2:
            continue
        samples = bench.runner.alternate(program.name, commands, bench.given_rounds or PAIRS)
        ratios = figures.paired_ratios(samples[STRATA], samples[other], "cpu_s")
        low, high = figures.interval_of_median(ratios, CONFIDENCE)
        found = figures.direction(ratios, CONFIDENCE)
        print(f"{program.name:16} {figures.median(samples[STRATA], 'cpu_s') * 1000:7.2f} ms, {WORDS[found]} {other}: ratio "
              f"{figures.statistics.median(ratios):.3f}, {CONFIDENCE:.0%} interval {low:.3f} to {high:.3f}, {len(ratios)} pairs", flush=True)
        slower += [program.name] if found > 0 else []
    print(f"slower than {other}: {', '.join(slower) or 'none'}")
    return slower
