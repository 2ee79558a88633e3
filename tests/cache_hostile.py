#!/usr/bin/env python3
"""The snippet cache through vmrun against what a machine can do to it: foreign files and modes, files that vanish or
shrink under a running program, full disks, odd mounts and homes, kill -9, many processes at once.

usage: cache_hostile.py [--vmrun PROGRAM] [NAME...]

Every run gives the right results (or, where its own code was cut off, one clear message), nothing crashes, and no file
is left behind. Byte by byte, tests/hostile_cache_test.cpp damages the files. STRATA_SOAK_MINUTES, where set, makes
the test of many processes last a minute. What needs root or a mount is skipped, and said to be, where it is refused.
"""
import itertools
import os
import pathlib
import random
import re
import resource
import signal
import subprocess
import sys
import time

from cache_runs import PATIENCE, Skipped, parse, program, replace, require, run_named
from kill_at_call import CALLS

NOBODY = 65534
KNOWN_FILE = re.compile(r"(key|counters|swept|paths/[0-9a-f]{32}|(programs|sidecars|hints)/[0-9a-f]{2}/[0-9a-f]{14,})$")


def needs_root():
    if os.geteuid() != 0:
        raise Skipped("needs to run as root")


def published(place):
    """A script with its entry, an .mlb with its sidecar, and what both print."""
    script = place.write("x.lua", program())
    mlb = place.build(script, "x.mlb")
    expected = place.run(script).stdout
    place.run(mlb)
    served(place, script, expected)
    served(place, mlb, expected)
    return script, mlb, place.entry(), place.work / "x.mlb.snip", expected


def served(place, path, expected, **options):
    run = place.run(path, mode="read", **options)
    require(run.stdout == expected, f"wrong output: {run.stdout!r}")
    require(run.stats["functions_compiled"] == 0 and run.stats["functions_from_cache"] > 0,
            f"not served from the cache: {run.stats}")
    return run


def rejected(place, path, expected):
    run = place.run(path, mode="read")
    require(run.stdout == expected, f"wrong output: {run.stdout!r}")
    require(run.stats["cache_rejects"] > 0 and run.stats["functions_from_cache"] == 0, f"not rejected: {run.stats}")


def no_leftovers(place, when=""):
    left = [p for p in place.files() if not KNOWN_FILE.match(str(p.relative_to(place.cache)))]
    left += [p for p in place.work.rglob(".*") if not p.is_dir()]
    require(not left, f"left behind {when}: {left}")


# ---- files that are not what they should be

def foreign_and_writable_files_are_rejected(place):
    script, mlb, entry, sidecar, expected = published(place)
    for path, image in ((script, entry), (mlb, sidecar)):
        for mode in (0o420, 0o402, 0o422, 0o666):
            image.chmod(mode)
            rejected(place, path, expected)
        image.chmod(0o400)
        served(place, path, expected)
        if os.geteuid() == 0:
            os.chown(image, NOBODY, -1)
            rejected(place, path, expected)
            os.chown(image, 0, -1)
            served(place, path, expected)


def links_are_rejected(place):
    script, mlb, entry, sidecar, expected = published(place)
    for path, image in ((script, entry), (mlb, sidecar)):
        other = place.work / f"other-{image.name}"
        os.link(image, other)
        rejected(place, path, expected)
        image.unlink()
        image.symlink_to(other)
        rejected(place, path, expected)
        image.unlink()
        image.mkdir()
        rejected(place, path, expected)
        image.rmdir()
        os.mkfifo(image)
        rejected(place, path, expected)
        image.unlink()
        os.rename(other, image)
        served(place, path, expected)


# ---- files that change under a running program

# Functions that run before and after the wait for a line, one that never ran before, and one that most runs leave out.
WAITING = """\
local function early(n) local s = 0 for i = 1, n do s = s + i % 7 end return s end
local function late(n) local t = {} for i = 1, n do t[#t + 1] = i * 2 end return #t + t[#t] end
local function never(n) local s = "" for i = 1, n do s = s .. i % 10 end return #s end
local function other(n) local s = 1 for i = 1, n do s = s * 3 % 1001 end return s end
print(early(2000), LATE and late(500))
if OTHER then other(1000) end
io.stdout:flush()
io.read()
print(early(3000), late(600), LATE and never(900) or never(901), pcall(error, "x"))
"""


def waiting_program(place):
    """Published by runs in which everything was hot; its output, split where it waits."""
    script = place.write("waiting.lua", WAITING)
    early = "-e", "LATE = true"
    for _ in range(2):
        expected = place.run(*early, script, input=b"\n").stdout
    mlb = place.build(script, "waiting.mlb")
    for _ in range(2):
        place.run(*early, mlb, input=b"\n")
    return early, ((script, place.entry()), (mlb, place.work / "waiting.mlb.snip")), expected


def start_waiting(place, early, path, mode="read"):
    process = subprocess.Popen(place.command(*early, path, mode=mode), cwd=place.work, env=place.environment(),
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    first = process.stdout.readline()
    return process, first


def finish(process, first):
    out, err = process.communicate(b"\n", timeout=PATIENCE)
    return parse(subprocess.CompletedProcess(process.args, process.returncode, first + out, err))


def deletion_and_replacement_do_not_matter(place):
    """What runs has all that it needs of its image, of functions too that it calls for the first time afterwards."""
    early, kept, expected = waiting_program(place)
    for path, image in kept:
        genuine = image.read_bytes()
        undisturbed = finish(*start_waiting(place, early, path)).stats["functions_from_cache"]

        def publish_more():
            run = place.run("-e", "OTHER = true", path, input=b"\n")
            require(run.stats["cache_published_files"] == 1 and image.read_bytes() != genuine, f"not replaced: {run.stats}")

        for change in (image.unlink, lambda: replace(image, b"\0" * len(genuine)), lambda: replace(image, genuine[:99]),
                       publish_more):
            for mode in ("read", "write"):
                replace(image, genuine)
                process, first = start_waiting(place, early, path, mode)
                change()
                run = finish(process, first)
                require(run.code == 0 and run.stdout == expected, f"{run}")
                require(run.stats["functions_from_cache"] == undisturbed and run.stats["functions_compiled"] == 0,
                        f"not {undisturbed} functions served: {run.stats}")
        replace(image, genuine)
    no_leftovers(place)


def truncation_ends_with_one_message(place):
    early, kept, expected = waiting_program(place)
    told = 0
    for path, image in kept:
        genuine = image.read_bytes()
        for size in (0, 300, 4096, 4200, 5000, 6000, len(genuine) - 100):
            replace(image, genuine, 0o600)
            process, first = start_waiting(place, early, path)
            os.truncate(image, size)
            run = finish(process, first)
            message = f"{place.vmrun}: {image}: was cut short while its machine code was running\n"
            if run.code == 0:
                require(run.stdout == expected, f"cut to {size}: wrong output {run.stdout!r}")
                require(size > 4096, f"cut to {size}: nobody noticed")
                continue
            require(run.code == 1 and run.stderr == message, f"cut to {size}: {run}")
            told += 1
            require(expected.startswith(run.stdout), f"cut to {size}: wrong output {run.stdout!r}")
        replace(image, genuine)
    require(told >= 6, f"only {told} times told")


# ---- places that do not hold files, or not for long

def a_full_disk_costs_the_cache_only(place):
    script, expected = place.write("x.lua", program()), None
    for limit in (1, 200, 4096, 8192, 12000):
        def limited(limit=limit):
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        run = place.run(script, preexec_fn=limited)
        expected = expected or run.stdout
        require(run.stdout == expected and run.stdout.startswith("1\t"), f"limit {limit}: {run}")
        require(run.stats["cache_rejects"] == 0, f"limit {limit}: a part of a file was there: {run.stats}")
        no_leftovers(place)
    place.run(script)
    served(place, script, expected)


def in_a_mount(place, options, command):
    """Runs the shell command with a file system of its own on the place's cache directory; its lines."""
    place.cache.mkdir(parents=True, exist_ok=True)
    probe = ["unshare", "-m", "mount", "-t", "tmpfs", "-o", options, "none", str(place.cache)]
    if subprocess.run(probe, capture_output=True).returncode != 0:
        raise Skipped("nothing can be mounted here")
    script = f"mount -t tmpfs -o {options} none {place.cache} && {command}"
    done = subprocess.run(["unshare", "-m", "sh", "-ec", script], cwd=place.work, env=place.environment(),
                          capture_output=True, text=True, timeout=PATIENCE)
    require(done.returncode == 0, f"{done.stderr[-600:]}")
    return done.stdout.splitlines(), [parse_line(line) for line in done.stderr.splitlines() if line.startswith("{")]


def parse_line(line):
    return parse(subprocess.CompletedProcess([], 0, b"", line.encode())).stats


def a_tiny_disk_costs_the_cache_only(place):
    script = place.write("x.lua", program())
    once = " ".join(place.command(script))
    lines, stats = in_a_mount(place, "size=12k,mode=700", f"{once}; {once}; find {place.cache} -name '.*' -type f")
    require(len(lines) == 2 and lines[0] == lines[1], f"two lines, and no name of a file that was left: {lines}")
    require(stats[1]["functions_from_cache"] == 0, f"it had room: {stats[1]}")
    require(stats[0]["cache_published_files"] == 0 and stats[1]["cache_rejects"] == 0, f"a part of a file was published: {stats}")


def a_noexec_mount_is_copied_from(place):
    script = place.write("x.lua", program())
    once = " ".join(place.command(script))
    lines, stats = in_a_mount(place, "noexec,mode=700", f"{once}; {once}")
    require(len(lines) == 2 and lines[0] == lines[1], f"{lines}")
    require(stats[1]["functions_compiled"] == 0 and stats[1]["functions_from_cache"] > 0, f"not served: {stats[1]}")
    require(stats[1]["executable_bytes"] > 0, f"the copies are not counted: {stats[1]}")


def as_nobody(place, *arguments, cache=None, env=None):
    command = [place.vmrun, "--stats=json", *([f"--cache-dir={cache}"] if cache else []), *map(str, arguments)]
    done = subprocess.run(command, cwd=place.work, capture_output=True, timeout=PATIENCE, user=NOBODY, group=NOBODY,
                          extra_groups=[], env=env or place.environment())
    run = parse(done)
    require(run.code == 0, f"{run}")
    return run


def read_only_directories_are_left_alone(place):
    needs_root()
    script = place.write("x.lua", program())
    mlb = place.build(script, "x.mlb")
    expected = place.run(script).stdout
    for directory, mode in ((place.path / "mine", 0o500), (place.path / "none", 0)):
        directory.mkdir()
        os.chown(directory, NOBODY, NOBODY)
        directory.chmod(mode)
        for path in (script, mlb):
            require(as_nobody(place, path, cache=directory).stdout == expected, "wrong output")
        require(not list(directory.iterdir()), "something was written")
    # Where the directory of x.mlb can't be written, its sidecar is in the cache.
    writable = place.path / "writable"
    writable.mkdir()
    os.chown(writable, NOBODY, NOBODY)
    for compiled in (True, False):
        run = as_nobody(place, mlb, cache=writable)
        require(run.stdout == expected and (run.stats["functions_compiled"] > 0) == compiled, f"{run}")
    require(list((writable / "sidecars").iterdir()), "no sidecar")


def without_a_home_nothing_is_kept(place):
    script = place.write("x.lua", program())
    place.work.chmod(0o777)  # or a directory found from here could not be written anyway
    for home in (None, "", "relative", "/nonexistent/home"):
        env = place.environment()
        env.pop("HOME")
        if home is not None:
            env["HOME"] = home
        before = sorted(place.path.rglob("*"))
        done = subprocess.run([place.vmrun, "--stats=json", script], cwd=place.work, env=env, capture_output=True,
                              user=NOBODY if os.geteuid() == 0 else None, extra_groups=[] if os.geteuid() == 0 else None)
        run = parse(done)
        require(run.code == 0 and run.stdout.startswith("1\t"), f"HOME={home!r}: {run}")
        require(sorted(place.path.rglob("*")) == before, f"HOME={home!r}: something was written")
        require(run.stats["cache_published_files"] == 0, f"HOME={home!r}: something was published elsewhere: {run.stats}")


def the_home_of_another_user_is_left_alone(place):
    needs_root()
    script = place.write("x.lua", program())
    os.chown(place.home, NOBODY, NOBODY)
    done = subprocess.run([place.vmrun, "--stats=json", script], cwd=place.work, env=place.environment(), capture_output=True)
    run = parse(done)
    require(run.code == 0 and run.stdout.startswith("1\t"), f"{run}")
    require(not list(place.home.iterdir()), "something was written into a foreign home")
    require(run.stats["cache_published_bytes"] == 0, f"{run.stats}")


# ---- other processes, and the end of one's own

def kill_at_any_moment(place):
    """200 times: a run that publishes is killed; what it leaves is right, or removed by the next that publishes."""
    rng = random.Random(11)
    scripts = [place.write(f"k{i}.lua", program(i)) for i in range(6)]
    mlbs = [place.build(script, f"k{i}.mlb") for i, script in enumerate(scripts)]
    paths = scripts + mlbs
    began = time.monotonic()
    expected = {path: place.run(path).stdout for path in paths}
    typical = (time.monotonic() - began) / len(paths)
    for moment in range(200):
        path = paths[moment % len(paths)]
        for image in (place.files("programs") if path in scripts else [place.work / (path.name + ".snip")]):
            if rng.random() < 0.5:
                image.unlink(missing_ok=True)
        process = subprocess.Popen(place.command(path), cwd=place.work, env=place.environment(),
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(rng.uniform(0, 1.2 * typical))
        process.kill()
        require(process.wait() in (0, -signal.SIGKILL), f"ended with {process.returncode}")
        if moment % 20 == 19:
            for check in paths:
                run = place.run(check, mode="read")
                require(run.stdout == expected[check] and run.stats["cache_rejects"] == 0, f"{check}: {run}")
    for image in (*place.files("programs"), *place.work.glob("*.snip")):
        image.unlink()
    for path in paths:
        place.run(path)
        served(place, path, expected[path])
    no_leftovers(place)


def killed_at(place, call, how, path):
    """A run that publishes, and ends at the system call; without unnamed files there are calls that it does not need."""
    killer = [sys.executable, pathlib.Path(__file__).with_name("kill_at_call.py"), call, *how]
    done = subprocess.run([*killer, *place.command("-e", "OTHER = true", path)], cwd=place.work, input=b"\n",
                          env=place.environment(), capture_output=True, timeout=PATIENCE)
    may_end = call in ("linkat", "renameat2")
    require(done.returncode == -signal.SIGSYS or (may_end and done.returncode == 0), f"{call} {how}: {done}")


def killed_at_each_step_of_publishing(place):
    """Where nothing was published yet, and over an image that lacks a function."""
    early, kept, expected = waiting_program(place)
    for path, image in kept:
        genuine = image.read_bytes()
        for call, how, before in itertools.product(CALLS, ((), ("--named",)), (None, genuine)):
            image.unlink(missing_ok=True)
            if before:
                replace(image, before)
            killed_at(place, call, how, path)
            what = f"by {call} {how}, {path.name} {'over an image' if before else 'the first time'}"
            run = place.run(*early, path, mode="read", input=b"\n")
            require(run.stdout == expected and run.stats["cache_rejects"] == 0, f"{what}: {run}")
            place.run("-e", "LATE, OTHER = true, true", path, input=b"\n")
            run = place.run("-e", "LATE, OTHER = true, true", path, mode="read", input=b"\n")
            require(run.stdout == expected and run.stats["functions_compiled"] == 0, f"{what}: not published: {run}")
            image.unlink()
            place.run(path, input=b"\n")  # publishes anew, the hint as well
            no_leftovers(place, what)


def many_processes_publish_at_once(place):
    """16 at a time, on the same few programs, each making others of their functions hot."""
    seconds = 60 if os.environ.get("STRATA_SOAK_MINUTES") else 10
    functions = "".join(f"local function f{i}(n) local s = {i} for k = 1, n do s = s + k % {i + 2} end return s end\n"
                        for i in range(12))
    table = ", ".join(f"f{i}" for i in range(12))
    script = place.write("many.lua", f"{functions}local all = {{{table}}}\n"
                                     "local i = tonumber(arg[1])\nprint(all[i % 12 + 1](400), all[i * 5 % 12 + 1](300))\n")
    paths = [script, place.build(script, "many.mlb"), place.write("other.lua", script.read_text() + "print('other')\n")]
    expected = {(path, i): place.run(path, i, mode="off").stdout for path in paths for i in range(12)}
    rng, running, done = random.Random(5), [], 0
    end = time.monotonic() + seconds
    while running or time.monotonic() < end:
        while len(running) < 16 and time.monotonic() < end:
            job = rng.choice(paths), rng.randrange(12)
            running.append((job, subprocess.Popen(place.command(*job), cwd=place.work, env=place.environment(),
                                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE)))
            if rng.random() < 0.02:
                for image in (*place.files("programs"), place.work / "many.mlb.snip"):
                    image.unlink(missing_ok=True)
        job, process = running.pop(0)
        out, err = process.communicate(timeout=PATIENCE)
        require(process.returncode == 0 and out.decode() == expected[job], f"{job}: {process.returncode} {out} {err[-300:]}")
        require(b'"cache_rejects": 0' in err, f"{job}: something was rejected: {err}")
        done += 1
    print(f"{done} runs of publishers in {seconds} s, 16 at a time")
    require(done > 50, f"only {done} runs")
    for path in paths:
        for i in range(12):
            place.run(path, i)
    for path, i in expected:
        run = place.run(path, i, mode="read")
        require(run.stdout == expected[path, i] and run.stats["functions_compiled"] == 0, f"{path} {i}: {run}")
    no_leftovers(place)


TESTS = [
    foreign_and_writable_files_are_rejected, links_are_rejected, deletion_and_replacement_do_not_matter,
    truncation_ends_with_one_message, a_full_disk_costs_the_cache_only, a_tiny_disk_costs_the_cache_only,
    a_noexec_mount_is_copied_from, read_only_directories_are_left_alone, without_a_home_nothing_is_kept,
    the_home_of_another_user_is_left_alone, kill_at_any_moment, killed_at_each_step_of_publishing,
    many_processes_publish_at_once,
]


if __name__ == "__main__":
    raise SystemExit(run_named(TESTS, __doc__))
