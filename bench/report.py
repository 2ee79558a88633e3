"""Writes the report: REPORT.md with its charts in figures/, and the README's part between its two marks. The same
tables go to the terminal."""
import re

import charts
import parts
import summary
from sections import ALL

FIGURES = "figures"
MARKS = re.compile(r"(<!-- bench: begin -->\n).*?(<!-- bench: end -->)", re.S)


def details(title, text):
    inside = text.strip("\n")  # the spaces before the first line are part of a table
    return f"{title}:\n\n```\n{inside}\n```"


def rendered(name, result):
    return [*ALL[name].render(result), *(details(title, text) for title, text in result.texts.items())]


def as_text(section_parts, with_charts):
    """Markdown of parts; charts only where there are files to show."""
    texts = []
    for part in section_parts:
        if isinstance(part, str):
            texts.append(part)
        elif isinstance(part, parts.Table):
            texts.append(part.markdown())
        elif with_charts:
            texts.append(part.markdown(FIGURES))
    return "\n\n".join(texts)


def heading(machine, results):
    lines = ["# Where Strata stands", "", "Made by `./dev bench` ([CONTRIBUTING.md](../CONTRIBUTING.md)): whole processes, engines in turn run by run, "
             "medians with half the distance between the quartiles, ratios of runs of the same round. A ratio with ~ lies inside the noise.", ""]
    lines += ["| | |", "|---|---|"] + [f"| {name} | {text} |" for name, text in machine.items()]
    lines += [f"| duration | {sum(r.seconds for r in results.values()) / 60:.1f} min: "
              + ", ".join(f"{name} {result.seconds:.0f} s" for name, result in results.items()) + " |"]
    table = summary.table(results)
    if table:
        lines += ["", "Geometric means; below 1 is better than the reference.", "", table.markdown()]
    losses = summary.losses(results)
    if losses:
        lines += ["", "Where Strata is behind:", "", *(f"- {text}" for text in losses)]
    return "\n".join(lines)


def terminal(results):
    """What a person sees who runs some sections."""
    texts = [f"## {ALL[name].TITLE}\n\n{as_text(rendered(name, result), False)}" for name, result in results.items()]
    table = summary.table(results)
    return "\n\n".join(texts + ([table.markdown()] if table else []) + summary.losses(results))


def draw(section_parts, folder, scratch):
    for part in section_parts:
        if isinstance(part, parts.Chart) and part.rows:
            charts.draw(part, folder, scratch)


def write(machine, results, folder, scratch):
    """REPORT.md and its charts."""
    with_charts = charts.available()
    texts = [heading(machine, results)]
    for name, result in results.items():
        found = rendered(name, result)
        if with_charts:
            draw(found, folder / FIGURES, scratch)
        texts.append(f"## {ALL[name].TITLE}\n\n{as_text(found, with_charts)}")
    if not with_charts:
        texts.insert(1, "There are no charts: gnuplot is not installed.")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "REPORT.md").write_text("\n\n".join(texts) + "\n")


def readme_part(machine, results):
    engines = ", ".join(f"{name}: {text}" for name, text in machine.items() if name in ("lua5.4", "luajit", "C++"))
    lines = ["![short utilities: first run, second run, lua5.4, luajit, C++](bench/figures/utilities.svg)", "",
             summary.table(results).markdown(), "",
             f"Geometric means as a part of `lua5.4`'s figure, less is better; `strata interp` compiles nothing, `strata warm` has what "
             f"earlier runs kept. Measured on {machine['date']} on {machine['machine']} ({engines}) by `./dev bench`; "
             "[bench/REPORT.md](bench/REPORT.md) has everything. Where Strata is behind:", "",
             *(f"- {text}" for text in summary.losses(results))]
    return "\n".join(lines) + "\n"


def update_readme(path, machine, results):
    """Replaces what stands between the marks; a README without them stays as it is."""
    text = path.read_text()
    if MARKS.search(text) and summary.table(results):
        path.write_text(MARKS.sub(lambda found: found.group(1) + readme_part(machine, results) + found.group(2), text))
