"""What the tests of the snippet cache through vmrun share: a place with a home, a cache directory and room for
programs, runs in it with their statistics, and the running of tests by name.

Nothing here touches the cache of the user who tests: every run is given its directory and its home.
"""
import argparse
import dataclasses
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

PATIENCE = 120  # seconds; nothing waits longer than it takes

# Some functions, a loop that gets hot, an error that is caught, tables; prints what it came to.
PROGRAM = """\
local function gcd(a, b) while b ~= 0 do a, b = b, a % b end return a end
local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end
local Point = {}
Point.__index = Point
function Point.new(x, y) return setmetatable({x = x, y = y}, Point) end
function Point:dot(o) return self.x * o.x + self.y * o.y end
local sum = 0
for i = 1, 3000 do
  sum = sum + Point.new(i, 0.5):dot(Point.new(2, i)) + gcd(i, 360)
end
print(SEED, sum, fib(15), pcall(function() return nil + sum end))
"""


def program(seed=1):
    """Another program for every seed, with functions in common."""
    return PROGRAM.replace("SEED", str(seed))


class Failure(Exception):
    pass


class Skipped(Exception):
    pass


def require(condition, what):
    if not condition:
        raise Failure(what)


@dataclasses.dataclass
class Run:
    stdout: str
    stderr: str
    code: int
    stats: dict


def parse(done):
    """A Run from a finished process that was told --stats=json."""
    out, err = done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")
    text, stats = err, {}
    lines = err.splitlines()
    if lines and lines[-1].startswith('{"wall_seconds"'):
        text, stats = "\n".join(lines[:-1]), json.loads(lines[-1])
    return Run(out, text, done.returncode, stats)


class Place:
    def __init__(self, vmrun, directory):
        self.vmrun, self.path = vmrun, pathlib.Path(directory)
        self.home, self.work = self.path / "home", self.path / "work"
        self.cache = self.home / ".cache" / "strata"
        for made in (self.home, self.work):
            made.mkdir()
        self.path.chmod(0o755)

    @property
    def strata(self):
        return os.path.join(os.path.dirname(self.vmrun), "strata")

    def environment(self, **more):
        keep = {k: v for k, v in os.environ.items() if k.startswith(("ASAN_", "UBSAN_", "LD_")) or k == "PATH"}
        return {**keep, "HOME": str(self.home), "LC_ALL": "C.UTF-8", **more}

    def write(self, name, text):
        path = self.work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def command(self, *arguments, mode="write"):
        return [self.vmrun, "--stats=json", f"--cache={mode}", f"--cache-dir={self.cache}", *map(str, arguments)]

    def run(self, *arguments, mode="write", code=0, env=None, **options):
        """Runs vmrun with this place's cache; the exit code must be `code` (None: any)."""
        done = subprocess.run(self.command(*arguments, mode=mode), cwd=self.work, capture_output=True, timeout=PATIENCE,
                              env=env or self.environment(), **options)
        run = parse(done)
        require(code is None or run.code == code, f"exit code {run.code}: {run.stderr[-600:]!r}")
        return run

    def build(self, source, name):
        """An .mlb file of the source."""
        path = self.work / name
        done = subprocess.run([self.strata, "build", source, "-o", path], capture_output=True, text=True,
                              env=self.environment(STRATA_CACHE=str(self.cache)))
        require(done.returncode == 0, f"strata build: {done.stderr}")
        return path

    def files(self, kind=""):
        """Everything below the cache directory, or one kind of it."""
        return sorted(p for p in (self.cache / kind).rglob("*") if not p.is_dir())

    def entry(self):
        """The one entry of a program."""
        found = self.files("programs")
        require(len(found) == 1, f"entries: {found}")
        return found[0]

    def contents(self):
        """To see whether anything changed: counters aside, which count every run."""
        return {str(p): os.readlink(p) if p.is_symlink() else p.read_bytes() for p in self.files() if p.name != "counters"}


def replace(path, contents, mode=0o400):
    """Puts a file in the place of another, as nobody of the cache would."""
    path.unlink(missing_ok=True)
    path.write_bytes(contents)
    path.chmod(mode)


def run_tests(tests, vmrun, wanted):
    """`tests`: functions of a Place; those are run whose names contain one of the words. Returns the exit code."""
    passed = failed = 0
    vmrun = shutil.which(os.path.abspath(vmrun)) or sys.exit(f"no program {vmrun}")
    for test in tests:
        if wanted and not any(word in test.__name__ for word in wanted):
            continue
        with tempfile.TemporaryDirectory(prefix="strata-cache-") as directory:
            try:
                test(Place(vmrun, directory))
                passed += 1
            except Skipped as why:
                passed += 1
                print(f"skipped {test.__name__}: {why}")
            except (Failure, subprocess.TimeoutExpired, OSError) as failure:
                failed += 1
                print(f"FAILED {test.__name__}: {failure}", flush=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


def run_named(tests, description):
    """What the command line asks for: --vmrun, and names of tests."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vmrun", default="build/release/vmrun")
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    return run_tests(tests, arguments.vmrun, arguments.names)
