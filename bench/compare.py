"""--save and --compare: one's own change against an earlier run. What is compared are Strata's ratios to the
reference of the same round, so that a machine that has become slower is no change."""
import statistics
import sys

import engines
import figures
import parts
import results as results_files

OWN = (engines.STRATA, engines.INTERPRETED, engines.WARM, engines.FIRST)
MEASURES = {"startup": ("wall_s",), "cache": ("wall_s",), "scale": ("@region", "peak_kib"), "gc": ("@region", "@longest_ms"), "compile": ("@region",)}


def path_of(scratch, name):
    return scratch / "saved" / f"{name}.json"


def save(scratch, name, text):
    path = path_of(scratch, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def load(scratch, name):
    path = path_of(scratch, name)
    if not path.exists():
        known = ", ".join(sorted(p.stem for p in path.parent.glob("*.json"))) or "nothing"
        sys.exit(f"bench: nothing was saved as {name}; there is {known}")
    return results_files.from_json(path.read_text())[1]


def series(row, engine, what):
    """Ratios to the reference, or plain values where there is none."""
    if engines.REFERENCE in row:
        return figures.paired_ratios(row[engine], row[engines.REFERENCE], what)
    return figures.values(row[engine], what)


def rows_of(before, after):
    """(section, table, row, engine, measure, series before, series after) of all that both runs have."""
    for section in (name for name in after if name in before):
        for table, rows in after[section].tables.items():
            for row, samples in rows.items():
                old = before[section].tables.get(table, {}).get(row, {})
                for engine in (name for name in OWN if name in samples and name in old):
                    for what in MEASURES.get(section, ("cpu_s", "peak_kib")):
                        pair = series(old, engine, what), series(samples, engine, what)
                        if section != "memory" and all(pair) and min(pair[0]) > 0:
                            yield section, row, engine, what, *pair


def compare(before, after):
    """A text: what changed beyond the noise of both runs, and the means over each section."""
    changed, means = parts.Table(["changed", "section", "engine", "measure", "before", "after", "times"], []), {}
    for section, row, engine, what, old, new in rows_of(before, after):
        ratio, found = figures.change(old, new)
        if ratio > 0:
            means.setdefault((section, engine, what), []).append(ratio)
        if found:
            changed.rows.append([row, section, engine, what.lstrip("@"), parts.number(statistics.median(old)),
                                 parts.number(statistics.median(new)), parts.number(ratio)])
    table = parts.Table(["section", "engine", "measure", "times (geometric mean)", "rows"], [
        [section, engine, what.lstrip("@"), parts.number(statistics.geometric_mean(ratios)), str(len(ratios))]
        for (section, engine, what), ratios in means.items()])
    beyond = changed.markdown() if changed.rows else "Nothing changed beyond the noise."
    return f"{beyond}\n\n{table.markdown()}\n"
