"""From samples to figures: medians, spreads, ratios of paired runs, geometric means, and when two figures differ."""
import math
import statistics

CONFIDENCE = 0.9  # of "differs": with 5 to 7 runs the interval is all of them
FEWEST = 5        # runs that can show a difference with this confidence


def values(samples, what):
    if what.startswith("@"):
        return [sample.inside[what[1:]] for sample in samples]
    return [getattr(sample, what) for sample in samples]


def median(samples, what):
    return statistics.median(values(samples, what))


def spread_percent(samples, what):
    """Half the distance between the quartiles, in percent of the median."""
    middle = median(samples, what)
    if len(samples) < 4 or middle == 0:
        return 0.0
    low, _, high = statistics.quantiles(values(samples, what), n=4)
    return 50.0 * (high - low) / middle


def paired_ratios(samples, base, what):
    return [a / b for a, b in zip(values(samples, what), values(base, what)) if b > 0]


def paired_ratio(samples, base, what):
    """The median of the ratios of runs of the same round."""
    ratios = paired_ratios(samples, base, what)
    return statistics.median(ratios) if ratios else math.nan


def mean_ratio(rows, engine, base, what):
    """The geometric mean over the rows that both have; nan when there is none."""
    ratios = [paired_ratio(row[engine], row[base], what) for row in rows if engine in row and base in row]
    ratios = [ratio for ratio in ratios if ratio > 0]
    return statistics.geometric_mean(ratios) if ratios else math.nan


def interval_of_median(ratios, confidence):
    """A distribution-free interval: each run of the pair is as likely the larger one if both are equal."""
    ordered, count = sorted(ratios), len(ratios)
    tail, rank = 0.0, 0
    while rank < count // 2:
        tail += math.comb(count, rank) / 2.0 ** count
        if 2.0 * tail > 1.0 - confidence:
            break
        rank += 1
    if rank == 0:
        return -math.inf, math.inf
    return ordered[rank - 1], ordered[count - rank]


def direction(ratios, confidence=CONFIDENCE):
    """-1: below 1 beyond the noise, 1: above it, 0: not to be told from 1."""
    low, high = interval_of_median(ratios, confidence)
    return 1 if low > 1.0 else -1 if high < 1.0 else 0


def change(before, after, confidence=CONFIDENCE):
    """Of two series of ratios: how the median changed, and whether beyond the noise of both."""
    low_before, high_before = interval_of_median(before, confidence)
    low_after, high_after = interval_of_median(after, confidence)
    ratio = statistics.median(after) / statistics.median(before)
    return ratio, 1 if low_after > high_before else -1 if high_after < low_before else 0
