"""What the snippet cache is asked to reach, beside what this run found: rows of the section `cache`."""
import figures
import parts
from engines import FIRST, OTHER_JIT, REFERENCE, WARM


def ratios(rows, engine, base, what="wall_s"):
    return [figures.paired_ratio(row[engine], row[base], what) for row in rows.values() if engine in row and base in row]


def empty_us(rows, row, engine):
    return figures.median(rows[row][engine], "wall_s") * 1e6


def found(tables, kept):
    """(what, what is asked, what was found) where it was measured; `kept`: the programs' time with kept code, of that
    with fresh code, or None."""
    utilities, source, empty = tables["utilities"], tables["source"], tables["empty"]
    first, second = ratios(utilities, FIRST, REFERENCE), ratios(utilities, WARM, OTHER_JIT)
    if first:
        yield f"first run of a utility, of {REFERENCE}'s, the worst", "at most 1", max(first)
    if second:
        yield f"second run of a utility, of {OTHER_JIT}'s, the worst", "below 1", max(second)
    if first:
        yield f"second runs, of {REFERENCE}'s, geometric mean", "at most 0.33", figures.mean_ratio(list(utilities.values()), WARM, REFERENCE, "wall_s")
    for base, times in ((REFERENCE, 20), (OTHER_JIT, 10)):
        for ratio in ratios(source, WARM, base):
            yield f"generated source, second run: times as fast as {base}", f"at least {times}", 1 / ratio
    if empty:
        yield ("empty script, second run, above an empty cached program, us", "at most 40",
               empty_us(empty, "empty script", WARM) - empty_us(empty, "empty program (.mlb)", WARM))
    if kept:
        yield "kept code against fresh code, CPU time of the programs", "at most 1.03", kept


def table(tables, kept):
    rows = [[what, asked, ("-" if value < 0 else "") + parts.number(abs(value))] for what, asked, value in found(tables, kept)]
    return parts.Table(["the cache", "asked", "found"], rows)
