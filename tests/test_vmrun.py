#!/usr/bin/env python3
"""The command line and the interactive mode of vmrun.

usage: test_vmrun.py [--vmrun PROGRAM] [NAME...]

Invocations with their expected output stand in vmrun_cases.py; here are the runner and what
needs a pseudo-terminal: typing, editing, recalling, interrupting. A name selects the tests
whose name contains it. With `--vmrun lua5.4` the cases that are Strata's own are skipped, so
the table can be checked against the reference. Where pseudo-terminals can't be had (a container without
/dev/pts) the sessions are skipped, and said to be.
"""
import argparse
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from vmrun_cases import CASES

ROOT = pathlib.Path(__file__).resolve().parent.parent


# For whatever has to happen: long enough for a busy machine, since nothing waits longer than it takes.
PATIENCE = 120


class Failure(Exception):
    pass


def environment(home, **more):
    """Each test has a home of its own, and with it a cache."""
    keep = {k: v for k, v in os.environ.items()
            if k.startswith(("ASAN_", "UBSAN_", "TSAN_", "STRATA_", "LD_")) and k != "STRATA_CACHE" or k == "PATH"}
    return {**keep, "HOME": str(home), "TERM": "xterm", "LC_ALL": "C.UTF-8", **more}


# ---- Invocations

def check_stream(name, seen, wanted):
    """`wanted`: the exact text, or a list of parts that must be there, in this order."""
    if isinstance(wanted, str):
        if seen != wanted:
            raise Failure(f"{name} is {seen!r}, not {wanted!r}")
        return
    at = 0
    for part in wanted:
        found = seen.find(part, at)
        if found < 0:
            raise Failure(f"{name} lacks {part!r}: {seen!r}")
        at = found + len(part)


def run_case(case, vmrun, directory):
    def fill(text):
        return text.replace("{vmrun}", vmrun).replace("{dir}", str(directory))

    for name, content in case.files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else fill(content).encode())
        if name.endswith(".sh") or name.startswith("bin/"):
            path.chmod(0o755)

    command = [vmrun, *map(fill, case.args)]
    if case.shell:
        command = ["sh", "-c", fill(case.shell)]
    done = subprocess.run(command, cwd=directory, input=case.stdin.encode(), capture_output=True, timeout=PATIENCE,
                          env=environment(directory, **{k: fill(v) for k, v in case.env.items()}))
    stdout, stderr = done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")

    def filled(wanted):
        return fill(wanted) if isinstance(wanted, str) else [fill(part) for part in wanted]

    try:
        check_stream("stdout", stdout, filled(case.stdout))
        check_stream("stderr", stderr, filled(case.stderr))
        if done.returncode != case.code:
            raise Failure(f"exit code {done.returncode}, not {case.code}")
    except Failure as failure:
        raise Failure(f"{failure}\n    command: {command}\n    stderr: {stderr[:600]!r}")


# ---- Sessions on a pseudo-terminal

class Terminal:
    """vmrun on a terminal of 80 columns; what it shows is collected in self.seen."""

    def __init__(self, vmrun, home, *arguments, **variables):
        self.seen = ""
        self.at = 0
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(home)
            os.execve(shutil.which(vmrun) or vmrun, [vmrun, *arguments], environment(home, **variables))

    def read(self, seconds):
        """False: nothing came, or the program has gone."""
        if not select.select([self.fd], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            return False
        text = data.decode(errors="replace").replace("\r", "")
        self.seen += re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]", "", text)
        return bool(data)

    def expect(self, wanted, seconds=PATIENCE):
        """Waits until `wanted` is shown behind what was expected before."""
        end = time.monotonic() + seconds
        while (found := self.seen.find(wanted, self.at)) < 0:
            if time.monotonic() > end:
                raise Failure(f"{wanted!r} was not shown; seen: {self.seen[self.at:]!r}")
            self.read(0.1)
        self.at = found + len(wanted)

    def type(self, text):
        os.write(self.fd, text.replace("\n", "\r").encode())  # the Enter key sends a return

    def line(self, text, prompt="> "):
        """Waits for the prompt: what is typed before is at the mercy of the terminal's modes."""
        self.expect(prompt)
        self.type(text + "\n")

    def leave(self):
        """Ctrl-D at the prompt."""
        self.expect("> ")
        self.type(CTRL_D)
        self.end()

    def end(self, code=0):
        """The exit code must be this one; returns the processor time of the whole run."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            self.read(0.05)
            pid, status, usage = os.wait4(self.pid, os.WNOHANG)
            if pid:
                os.close(self.fd)
                seen = os.waitstatus_to_exitcode(status)
                if seen != code:
                    raise Failure(f"exit code {seen}, not {code}; seen: {self.seen!r}")
                return usage.ru_utime + usage.ru_stime
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        raise Failure(f"did not end; seen: {self.seen!r}")


UP, DOWN, LEFT, CTRL_A, CTRL_C, CTRL_D, CTRL_U = "\x1b[A", "\x1b[B", "\x1b[D", "\x01", "\x03", "\x04", "\x15"


def session_prints_expressions(start):
    t = start()
    t.expect("(Lua 5.4)")
    t.line("1 + 1")
    t.expect("\n2\n")
    t.line("= 6 * 7")
    t.expect("\n42\n")
    t.line("x = 'set'")
    t.line("x, #x, nil")
    t.expect("\nset\t3\tnil\n")
    t.line("error('oops')")
    t.expect("stdin:1: oops\n")
    t.expect("stack traceback:")
    t.line("x y")
    t.expect("stdin:1: syntax error near 'y'")
    t.leave()


def session_continues_lines(start):
    t = start()
    t.line("for i = 1, 2 do")
    t.line("print('i = ' .. i)")
    t.line("end")
    t.expect("\ni = 1\ni = 2\n")
    t.line("text = [[a")
    t.line("b]] print(#text)")
    t.expect("\n3\n")
    t.leave()


def session_edits_a_line(start):
    t = start()
    t.expect("> ")
    t.type("pint('edited')" + CTRL_A + "\x1b[C" + "r" + "\n")
    t.expect("\nedited\n")
    t.expect("> ")
    t.type("nonsense" + CTRL_U + "print('fresh' .. 1)\n")
    t.expect("\nfresh1\n")
    t.expect("> ")
    t.type("print('ac')" + LEFT * 3 + "b" + "\n")
    t.expect("\nabc\n")
    t.expect("> ")
    t.type("print('größe')" + LEFT * 3 + "\x7f" + "ss\n")
    t.expect("\ngrösse\n")
    t.leave()


def session_recalls_lines(start):
    t = start()
    t.line("n = (n or 0) + 1 print('n is ' .. n)")
    t.expect("\nn is 1\n")
    t.line(UP)
    t.expect("\nn is 2\n")
    t.line("print('other')")
    t.expect("\nother\n")
    t.line(UP + UP)
    t.expect("\nn is 3\n")
    t.leave()
    again = start()
    again.line(UP + UP)
    again.expect("\nother\n")
    again.leave()


def session_is_interrupted(start):
    t = start()
    t.line("print('looping' .. 1) while true do end")
    t.expect("\nlooping1\n")
    t.type(CTRL_C)
    t.expect("interrupted!")
    t.expect("stack traceback:")
    t.line("print('alive')")
    t.expect("\nalive\n")
    t.line("for i = 1, 2 do")
    t.expect(">> ")
    t.type("half a line" + CTRL_C)
    t.expect("^C")
    t.line("print('dropped')")
    t.expect("\ndropped\n")
    t.expect("> ")
    t.type("unwanted" + CTRL_C)
    t.expect("^C")
    t.line("print('again')")
    t.expect("\nagain\n")
    t.line("print('looping' .. 2) pcall(function() while true do end end) print('caught')")
    t.expect("\nlooping2\n")
    t.type(CTRL_C)
    t.expect("caught\n")
    t.leave()


def session_keeps_its_own_prompts(start):
    t = start("-e", "_PROMPT = 'lua: ' _PROMPT2 = 'more: '", "-i")
    t.line("do", "lua: ")
    t.line("end", "more: ")
    t.line("os.exit(3)", "lua: ")
    t.end(3)


def session_reads_after_a_script(start, home):
    (home / "prep.lua").write_text("value = 'prepared ' .. (...)")
    t = start("-i", "prep.lua", "arg")
    t.line("value")
    t.expect("\nprepared arg\n")
    t.line("io.read()")
    t.type("typed for the guest\n")
    t.expect("typed for the guest\n")
    t.leave()


def session_without_a_home(start):
    t = start(HOME="", XDG_STATE_HOME="")
    t.line("print('homeless')")
    t.expect("\nhomeless\n")
    t.leave()


def history_is_private(start, home):
    t = start()
    t.line("secret = 1")
    t.leave()
    history = home / ".local/state/strata/history"
    if not history.exists():
        raise Failure(f"no history file {history}")
    if history.stat().st_mode & 0o077 or history.parent.stat().st_mode & 0o077:
        raise Failure("others may read the history")


def script_is_interrupted_in_time(start, home):
    """Ctrl-C on a script in an empty loop ends it at once: counted in its own time, which others can't use up."""
    (home / "loop.lua").write_text("print('looping') while true do end")
    t = start("loop.lua")
    t.expect("looping\n")
    used = processor_time(t.pid)
    t.type(CTRL_C)
    t.expect("interrupted!")
    t.expect("in main chunk")
    used = t.end(1) - used
    if used > 2:
        raise Failure(f"after the interruption it ran for {used:.1f} s of processor time")


def processor_time(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def why_no_terminal():
    try:
        for fd in pty.openpty():
            os.close(fd)
    except OSError as error:
        return str(error)
    return None


SESSIONS = [session_prints_expressions, session_continues_lines, session_edits_a_line, session_recalls_lines,
            session_is_interrupted, session_keeps_its_own_prompts, session_reads_after_a_script,
            session_without_a_home, history_is_private, script_is_interrupted_in_time]


def run_session(session, vmrun, home):
    def start(*arguments, **variables):
        return Terminal(vmrun, home, *arguments, **variables)

    session(start, home) if session.__code__.co_argcount == 2 else session(start)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vmrun", default=str(ROOT / "build/release/vmrun"))
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    vmrun = options.vmrun
    if "/" in vmrun:
        vmrun = str(pathlib.Path(vmrun).resolve())
    is_reference = "vmrun" not in pathlib.Path(vmrun).name

    tests = [(case.name, lambda home, c=case: run_case(c, vmrun, home)) for case in CASES
             if not (is_reference and case.own)]
    skipped, reason = 0, why_no_terminal()
    if not is_reference and reason:
        skipped = len(SESSIONS)
        print(f"SKIPPED {skipped} interactive sessions: no pseudo-terminal ({reason})")
    elif not is_reference:
        tests += [(s.__name__, lambda home, s=s: run_session(s, vmrun, home)) for s in SESSIONS]
    tests = [t for t in tests if not options.names or any(n in t[0] for n in options.names)]
    failed = 0
    for name, test in tests:
        with tempfile.TemporaryDirectory() as home:
            try:
                test(pathlib.Path(home))
            except (Failure, subprocess.TimeoutExpired) as failure:
                failed += 1
                print(f"FAILED {name}: {failure}")
    print(f"{len(tests) - failed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed or not tests else 0


if __name__ == "__main__":
    sys.exit(main())
