"""The paired test: alternating runs of Strata and the reference alone, of the long programs."""
import sys

import figures
import program_list
from engines import REFERENCE, STRATA

PAIRS, CONFIDENCE = 30, 0.99
WORDS = {1: f"slower than {REFERENCE}", -1: f"faster than {REFERENCE}", 0: f"not to be told from {REFERENCE}"}


def decide(bench):
    """Prints a line for each program; the number of those that are slower beyond the noise."""
    if REFERENCE not in bench.engines:
        sys.exit(f"bench: {REFERENCE} is not installed")
    slower = 0
    for program in program_list.choose(bench.programs, program_list.SETS, bench.names):
        size = str(program.sizes["tiny" if bench.size == "tiny" else "long"])
        commands = bench.commands((STRATA, REFERENCE), program.path, [size])
        samples = bench.runner.alternate(program.name, commands, bench.given_rounds or PAIRS)
        ratios = figures.paired_ratios(samples[STRATA], samples[REFERENCE], "cpu_s")
        low, high = figures.interval_of_median(ratios, CONFIDENCE)
        found = figures.direction(ratios, CONFIDENCE)
        print(f"{program.name:16} {WORDS[found]}: ratio {figures.statistics.median(ratios):.3f}, "
              f"{CONFIDENCE:.0%} interval {low:.3f} to {high:.3f}, {len(ratios)} pairs", flush=True)
        slower += found > 0
    return slower
