"""From samples to tables: medians, spreads, ratios of paired runs, means over groups, verdicts."""
import math
import statistics

from measure import INTERPRETED, OTHER, OTHER_JIT, REFERENCE, STRATA


def values(samples, what):
    return [getattr(sample, what) for sample in samples]


def median(samples, what):
    return statistics.median(values(samples, what))


def spread_percent(samples, what):
    """Half the distance between the quartiles, in percent of the median."""
    if len(samples) < 4:
        return 0.0
    low, middle, high = statistics.quantiles(values(samples, what), n=4)
    return 50.0 * (high - low) / middle


def paired_ratio(samples, base, what):
    """The median of the ratios of runs of the same round."""
    ratios = [a / b for a, b in zip(values(samples, what), values(base, what)) if b > 0]
    return statistics.median(ratios) if ratios else math.nan


def mean_ratio(results, engine, what, base=REFERENCE):
    ratios = [paired_ratio(r[engine], r[base], what) for r in results if engine in r and base in r]
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


def head(engines):
    columns = "".join(f" | {name:>20}" for name in engines)
    units = "".join(f" | {'CPU s   +-%   MiB':>20}" for _ in engines)
    ratios = "".join(f" | {name + ' / ' + REFERENCE:>23}" for name in engines if name != REFERENCE)
    ratio_units = "".join(f" | {'CPU    wall  memory':>23}" for name in engines if name != REFERENCE)
    return f"{'':16}{columns}{ratios}\n{'':16}{units}{ratio_units}"


def row(program, samples, engines):
    cells = [f"{program.name:16}"]
    for name in engines:
        if name not in samples:
            cells.append(f"{'without':>20}")
            continue
        runs = samples[name]
        cells.append(f"{median(runs, 'cpu_s'):7.3f} {spread_percent(runs, 'cpu_s'):5.1f} {median(runs, 'peak_kib') / 1024:6.1f}")
    for name in engines:
        if name == REFERENCE:
            continue
        if name in samples and REFERENCE in samples:
            pair = [paired_ratio(samples[name], samples[REFERENCE], what) for what in ("cpu_s", "wall_s", "peak_kib")]
            cells.append("{:9.2f} {:6.2f} {:6.2f}".format(*pair))
        else:
            cells.append(f"{program.without.get(name.split()[0], ''):>23}")
    return " | ".join(cells)


def means(programs, results, engines):
    """One line per group and one for all: geometric means of the ratios to the reference."""
    groups = sorted({g for p in programs for g in p.groups})
    lines = [f"{'geometric means':16}" + "".join(f" | {name:>14} CPU memory" for name in engines if name != REFERENCE)]
    for group in groups + ["all"]:
        chosen = [results[p.name] for p in programs if group == "all" or group in p.groups]
        cells = "".join(f" | {mean_ratio(chosen, name, 'cpu_s'):18.2f} {mean_ratio(chosen, name, 'peak_kib'):6.2f}"
                        for name in engines if name != REFERENCE)
        lines.append(f"{group:16}{cells}   ({len(chosen)})")
    return "\n".join(lines)


def start_lines(samples):
    lines = ["an empty script, start to end:"]
    for name, runs in samples.items():
        lines.append(f"{name:16} | {median(runs, 'wall_s') * 1e6:8.0f} us wall, least {min(values(runs, 'wall_s')) * 1e6:.0f}"
                     f" | {median(runs, 'cpu_s') * 1e6:6.0f} us CPU | {median(runs, 'peak_kib'):6.0f} KiB")
    return "\n".join(lines)


def ratio_text(samples, other, what):
    return f"{median(samples[STRATA], what) / median(samples[other], what):.2f} of {other}" if other in samples else ""


def targets(programs, results, start):
    """One line with the figures that Strata is judged by."""
    everything = list(results.values())
    slower = [p.name for p in programs if REFERENCE in results[p.name]
              and paired_ratio(results[p.name][STRATA], results[p.name][REFERENCE], "cpu_s") > 1.0]
    alloc = [results[p.name] for p in programs if "alloc" in p.groups]
    parts = [f"CPU time {mean_ratio(everything, STRATA, 'cpu_s'):.3f} of {REFERENCE}",
             f"{mean_ratio(everything, STRATA, 'cpu_s', OTHER_JIT):.3f} of {OTHER_JIT}",
             f"interpreted {mean_ratio(everything, INTERPRETED, 'cpu_s'):.3f} of {REFERENCE}, "
             f"{mean_ratio(everything, INTERPRETED, 'cpu_s', OTHER):.3f} of {OTHER}"]
    if alloc:
        parts.append(f"alloc {mean_ratio(alloc, STRATA, 'cpu_s'):.3f}")
    parts.append(f"memory {mean_ratio(everything, STRATA, 'peak_kib'):.3f}")
    parts.append(f"{len(slower)} of {len(programs)} above {REFERENCE}" + (f" ({' '.join(slower)})" if slower else ""))
    if start:
        parts.append("start " + ", ".join(filter(None, (ratio_text(start, e, "wall_s") for e in (OTHER, REFERENCE)))))
        parts.append("empty script's memory " + ratio_text(start, REFERENCE, "peak_kib"))
    return "targets: " + "; ".join(parts)


def verdict(samples, other, confidence=0.99):
    """Is Strata slower than the other engine beyond the noise of paired runs? Returns the verdict and a line."""
    ratios = [a / b for a, b in zip(values(samples[STRATA], "cpu_s"), values(samples[other], "cpu_s"))]
    low, high = interval_of_median(ratios, confidence)
    word = "slower" if low > 1.0 else "faster" if high < 1.0 else "not to be told from"
    text = f"{word} {'than ' if word != 'not to be told from' else ''}{other}: "
    text += f"ratio {statistics.median(ratios):.3f}, {confidence:.0%} interval {low:.3f} to {high:.3f}, {len(ratios)} pairs"
    return word, text
