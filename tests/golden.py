"""One golden file: a Lua program on top, what is expected below it as comments.

  --> text   one line of standard output        --< text   one line of standard input
  --! text   standard error contains this       --? 3      exit code (0 when absent)
  --~ NAME   reason: not run under the setting NAME

Expectations are all lines that start with one of these marks; the program simply runs
with them in place, so line numbers in messages stay true.
"""
import dataclasses
import pathlib

MARKS = ("-->", "--!", "--?", "--<", "--~")


@dataclasses.dataclass
class Outcome:
    stdout: str
    stderr: str
    code: int


def body(line):
    return line[4:] if line[3:4] == " " else line[3:]


class Golden:
    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.lines = self.path.read_bytes().decode("utf-8", "surrogateescape").split("\n")

    def marked(self, mark):
        return [body(line) for line in self.lines if line.startswith(mark)]

    @property
    def stdin(self):
        return "".join(line + "\n" for line in self.marked("--<"))

    @property
    def excluded_settings(self):
        return {text.split()[0].rstrip(":") for text in self.marked("--~")}

    @property
    def has_expectation(self):
        return any(line.startswith(("-->", "--!", "--?")) for line in self.lines)

    def complaints(self, outcome):
        """What differs from the expectation, as printable lines; empty when nothing does."""
        found = []
        expected, actual = self.marked("-->"), lines_of(outcome.stdout)
        if expected != actual:
            found.append(first_difference(expected, actual))
        for text in self.marked("--!"):
            if text not in outcome.stderr:
                found.append(f"stderr lacks {text!r}; it is {outcome.stderr[-400:]!r}")
        code = int((self.marked("--?") or ["0"])[0])
        if code != outcome.code:
            found.append(f"exit code {outcome.code}, expected {code}; stderr {outcome.stderr[-400:]!r}")
        return found

    def rewrite(self, outcome, program_name):
        """Replaces the expectation by what was seen; standard input and exclusions stay."""
        program = [line for line in self.lines if not line.startswith(("-->", "--!", "--?"))]
        while program and program[-1] == "":
            program.pop()
        result = program + [""] + [f"--> {line}".rstrip(" ") if line == "" else f"--> {line}"
                                   for line in lines_of(outcome.stdout)]
        result += [f"--! {line}" for line in messages(outcome.stderr, program_name)]
        if outcome.code:
            result.append(f"--? {outcome.code}")
        self.lines = result + [""]
        self.path.write_bytes("\n".join(self.lines).encode("utf-8", "surrogateescape"))


def lines_of(text):
    lines = text.split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def messages(stderr, program_name):
    """The lines of stderr before a traceback, without the program's own name."""
    kept = []
    for line in lines_of(stderr):
        if line == "stack traceback:":
            break
        kept.append(line.removeprefix(program_name + ": "))
    return kept


def first_difference(expected, actual):
    for number, (want, got) in enumerate(zip(expected, actual), 1):
        if want != got:
            return f"stdout line {number}: expected {want!r}, got {got!r}"
    if len(expected) > len(actual):
        return f"stdout ends after {len(actual)} lines; next expected {expected[len(actual)]!r}"
    return f"stdout goes on after {len(expected)} lines with {actual[len(expected)]!r}"
