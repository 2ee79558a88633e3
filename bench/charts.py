"""Draws charts with gnuplot: writes the figures into a file and runs the script for the kind of chart (charts/)."""
import math
import pathlib
import shutil
import subprocess
import sys

import engines

SCRIPTS = pathlib.Path(__file__).parent / "charts"
SPARE_COLORS = ("#444444", "#a0522d", "#2f8f8f", "#c0392b", "#6b8e23", "#9370db")


def colors(series):
    spare = iter(SPARE_COLORS * len(series))
    return " ".join(engines.COLORS.get(name) or next(spare) for name in series)


def block(chart, rows):
    """One panel's lines; a label's commas and tabs would be separators."""
    lines = ["\t".join(["label", *chart.series])]
    for row, values in rows:
        lines.append("\t".join([str(row), *("-" if value is None or value != value else f"{value:.9g}" for value in values)]))
    return "\n".join(lines)


def panels_of(chart):
    rows = list(zip(chart.rows, chart.values))
    if chart.kind == "growth":
        return [rows[first:end] for _, first, end in chart.panels]
    return [rows[panel] for panel in chart.panels] or [rows]


def assignment(name, value):
    text = str(value)
    return f"{name}={text}" if isinstance(value, (int, float)) else "{}='{}'".format(name, text.replace("'", "''"))


def command(chart, data, out):
    """gnuplot with the variables that the script reads."""
    panels = panels_of(chart)
    variables = {"data": data, "out": out, "heading": chart.title, "unit": chart.unit, "panels": len(panels),
                 "series": len(chart.series), "colors": colors(chart.series)}
    if chart.kind == "growth":
        variables["names"] = "|".join(name for name, _, _ in chart.panels)
    else:
        width = max(640, 140 + max(map(len, panels)) * (len(chart.series) * 11 + 16))
        variables.update(width=width, line=math.nan if chart.line is None else chart.line, log=int(chart.log))
    settings = "; ".join(assignment(name, value) for name, value in variables.items()).replace("=nan", "=NaN")
    return ["gnuplot", "-e", settings, SCRIPTS / f"{chart.kind}.gp"]


def available():
    return shutil.which("gnuplot") is not None


def draw(chart, folder, scratch):
    """Writes folder/NAME.svg."""
    folder.mkdir(parents=True, exist_ok=True)
    data = scratch / f"{chart.name}.dat"
    data.write_text("\n\n\n".join(block(chart, rows) for rows in panels_of(chart)) + "\n")
    done = subprocess.run(list(map(str, command(chart, data, folder / f"{chart.name}.svg"))), capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"bench: gnuplot cannot draw {chart.name}:\n{done.stderr}")
