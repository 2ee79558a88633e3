"""What a report is made of: texts, tables and charts, and how figures are written in them."""
import dataclasses
import math

import engines
import figures


@dataclasses.dataclass
class Table:
    header: list
    rows: list

    def markdown(self):
        """Padded, so that it can be read in a terminal too; the first column to the left, figures to the right."""
        widths = [max(len(row[i]) for row in [self.header, *self.rows]) for i in range(len(self.header))]
        def line(cells):
            return "| " + " | ".join(c.ljust(w) if i == 0 else c.rjust(w) for i, (c, w) in enumerate(zip(cells, widths))) + " |"
        rule = "|" + "|".join("-" * (w + 1) + ("-" if i == 0 else ":") for i, w in enumerate(widths)) + "|"
        return "\n".join([line(self.header), rule, *map(line, self.rows)])


@dataclasses.dataclass
class Chart:
    """Figures of some series (engines) for each row; None where there is none. `panels` are slices of the rows for
    bars, or (name, first row, end) for growth, where rows are numbers."""
    name: str
    title: str
    unit: str
    series: list
    rows: list
    values: list  # one list per row
    kind: str = "bars"
    panels: list = dataclasses.field(default_factory=list)
    line: float = None
    log: bool = False

    def markdown(self, folder):
        return f"![{self.title}]({folder}/{self.name}.svg)"


def number(value, digits=3):
    """So many significant digits, and no exponent."""
    if value is None or math.isnan(value):
        return ""
    if value == 0:
        return "0"
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    return f"{value:.{min(decimals, 4)}f}"


def ratio_cell(samples, base, what="cpu_s"):
    """A ratio of paired runs; ~ when it is inside the noise, that is: no difference was seen."""
    ratios = figures.paired_ratios(samples, base, what)
    if not ratios:
        return ""
    mark = "" if figures.direction(ratios) != 0 else "~"
    return f"{mark}{number(figures.paired_ratio(samples, base, what))}"


def time_cell(samples, what, scale=1000.0):
    """Median and spread, in milliseconds unless said otherwise."""
    return f"{number(figures.median(samples, what) * scale)} ±{figures.spread_percent(samples, what):.0f}%"


def present(rows, order):
    """The engines that have samples in some row, in the order of the columns."""
    return [name for name in order if any(name in row for row in rows.values())]


def timing_table(rows, what, unit, scale=1000.0, base=engines.REFERENCE, order=None):
    """One row per program: time with spread of every engine, then its ratio to the reference."""
    names = present(rows, order or list(next(iter(rows.values()), {})))
    compared = [name for name in names if name != base and base in names]
    header = ["", *(f"{name}, {unit}" for name in names), *(f"{name} / {base}" for name in compared)]
    table = Table(header, [])
    for row, samples in rows.items():
        cells = [time_cell(samples[n], what, scale) if n in samples else "" for n in names]
        cells += [ratio_cell(samples[n], samples[base], what) if n in samples and base in samples else "" for n in compared]
        table.rows.append([row, *cells])
    return table


def ratio_chart(name, title, rows, what, base, order, panels=1):
    """Bars of ratios to an engine, which is the line at 1."""
    series = [n for n in present(rows, order) if n != base]
    values = [[figures.paired_ratio(samples[n], samples[base], what) if n in samples and base in samples else None
               for n in series] for samples in rows.values()]
    size = math.ceil(len(rows) / panels)
    return Chart(name, title, f"of {base}", series, list(rows), values, line=1.0,
                 panels=[slice(at, at + size) for at in range(0, len(rows), size)])


def time_chart(name, title, rows, what, unit, order, scale=1000.0, log=False):
    series = present(rows, order)
    values = [[figures.median(samples[n], what) * scale if n in samples else None for n in series] for samples in rows.values()]
    return Chart(name, title, unit, series, list(rows), values, log=log)
