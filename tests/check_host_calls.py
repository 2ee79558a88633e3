#!/usr/bin/env python3
"""Fails when guest-reachable code calls libc for files, processes, environment, time or
randomness: those belong to the host services, which an embedder replaces or refuses.

usage: check_host_calls.py BUILD      (a build directory, such as build/release)

It asks the object files for their undefined symbols, so neither a macro nor a header can
hide a call. What takes a FILE* or descriptor that a host service handed out (fwrite,
fflush) is harmless; what makes one is not.
"""
import pathlib
import re
import subprocess
import sys

# snippet_cache/ is not among them: it is all file calls, with paths that api/ gives it and none from a guest, whose own
# file functions refuse what it keeps (snippet_cache/protect.h).
FOLDERS = "base isa assembler lua gc runtime interpreter baseline_jit stdlib api".split()
FORBIDDEN = re.compile(r"""(
    open(at)?|creat|f(d|re)?open|(tmp|p)open|opendir|scandir|pclose|dup2?|pipe2?|socket|connect
  | f?l?stat(at|x)?|f?access(at)?|unlink(at)?|rename(at2?)?|remove|f?mkdir(at)?|rmdir|f?truncate|readlink|realpath|link|symlink
  | chdir|getcwd|chmod|chown|utime.*|tmpfile|mk[sd]temp|tmpnam|tempnam
  | v?fork|clone|exec[vl]p?e?|execveat|posix_spawn.*|system|kill|raise|waitpid|_?exit|_Exit|quick_exit|sig(nal|action|procmask)|setitimer|timer_.*
  | (secure_)?getenv|(set|unset|put)env|environ|setlocale|getpid|getuid|geteuid|getpw.*|gethostname|uname
  | time|clock|clock_gettime|gettimeofday|localtime(_r)?|mktime|nanosleep|usleep|sleep|ctime(_r)?|tzset
  | getrandom|getentropy|rand|rand_r|random|[dlm]rand48|srand|arc4random.*|randombytes.*
  | std(in|out|err)|mmap|mprotect|memfd_create|syscall|dlopen|dlsym
  )(64)?""", re.X)
# Object -> what it may call, and why.
ALLOWED = {
    "api/host.cpp": (".*", "the default host services themselves"),
    "api/guarded_host.cpp": ("fopen|stdin", "the default host's reading, with a question asked between opening and reading"),
    "api/deadline.cpp": ("clock_gettime", "wakes the guest when its time limit is over"),
    "api/packed.cpp": ("open|fstat", "the running executable itself, where a program is packed into it"),
    "api/file_levels.cpp": ("stderr", "taking the value of a failed Result says so before it ends the process"),
    "base/check.cpp": ("stderr", "a failed CHECK says so before it aborts"),
    "base/fmt_impl.cpp": ("std(out|err)", "fmt's print functions, which nothing calls"),
    "base/memory.cpp": ("mmap", "large blocks, as an allocator takes them"),
    "baseline_jit/code_memory.cpp": ("mmap|mprotect", "pages for machine code"),
    "baseline_jit/jit.cpp": ("clock_gettime", "time spent compiling, for the statistics"),
    "gc/chunks.cpp": ("mmap", "the collector's blocks"),
    "gc/mark.cpp": ("clock_gettime", "lengths of pauses"),
    "gc/pace.cpp": ("clock_gettime", "lengths of pauses"),
    "stdlib/os_date.cpp": ("localtime_r|mktime", "the time zone's rules, for a time that the host gave"),
}


def undefined_symbols(build, folder):
    """(source, symbol) for every symbol that the folder's objects need from elsewhere."""
    for path in sorted((build / "folders" / folder).rglob("*.o")):
        if "strata_stub_maker.dir" in path.parts:
            continue  # it runs when Strata is built
        source = f"{folder}/{path.name.removesuffix('.o')}"
        listing = subprocess.run(["nm", "-u", path], capture_output=True, text=True, check=True)
        for line in listing.stdout.splitlines():
            yield source, line.split()[-1].split("@")[0]


def main():
    build = pathlib.Path(sys.argv[1])
    looked, wrong = set(), []
    for folder in FOLDERS:
        for source, symbol in undefined_symbols(build, folder):
            looked.add(source)
            allowed = ALLOWED.get(source, ("", ""))[0]
            if FORBIDDEN.fullmatch(symbol) and not re.fullmatch(allowed, symbol):
                wrong.append(f"{source} calls {symbol}; only the host services may")
    print("\n".join(wrong + [f"looked at {len(looked)} objects"]))
    passed = bool(looked) and not wrong
    print(f"{int(passed)} passed, {max(len(wrong), int(not looked))} failed")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
