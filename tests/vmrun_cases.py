"""Invocations of vmrun: what each must print and how it must end. See test_vmrun.py.

In arguments and expectations {vmrun} stands for the program's name as it was called and {dir}
for the directory of the test, which is also the current and the home directory.
"""
import dataclasses
import pathlib


@dataclasses.dataclass
class Case:
    name: str
    args: list = dataclasses.field(default_factory=list)
    stdout: object = ""            # exact text, or parts in order
    stderr: object = ""
    code: int = 0
    stdin: str = ""
    env: dict = dataclasses.field(default_factory=dict)
    files: dict = dataclasses.field(default_factory=dict)
    shell: str = ""                # instead of args
    own: bool = False              # not the reference's behaviour, or not tested with it


ARG_TABLE = """
local keys = {}
for k in pairs(arg) do keys[#keys + 1] = k end
table.sort(keys)
for _, k in ipairs(keys) do print(k, arg[k]) end
print(...)
"""

COUNTING = "local function f(n) return n == 0 and 0 or n + f(n - 1) end print(f(100))"

# 500 functions; the sum of what they give.
MANY_FUNCTIONS = """
local all, sum = {}, 0
for i = 1, 500 do all[i] = load("local a, b = ... return a * " .. i .. " + b") end
for round = 1, 20 do for i = 1, 500 do sum = sum + all[i](i, round) end end
print(sum)
"""
COMPILE_ALL = ["--tier=jit", "--jit-threshold=0"]
REFUSE_EXECUTABLE = f"python3 '{pathlib.Path(__file__).resolve().parent}/refuse_executable.py'"
# Of the JSON line of --stats=json, on standard error after the program's own output.
SHOW_STATS = "python3 -c 'import json, sys; d = json.loads(sys.stdin.read()); print({shown})'"

HOT = "local function f(n) local s = 0 for i = 1, n do s = s + i end return s end print(f(10000))"
# Of two runs: was something compiled, was machine code served from the cache (beside the main chunk's), written to it?
TWICE = "; ".join("{{vmrun}} {%s} --stats=json a.lua 2> stats; " % run + SHOW_STATS.format(
    shown='d["functions_compiled"] > 0, int(d["functions_from_cache"] > 0), d["cache_published_files"] > 0').replace("{", "{{").replace("}", "}}")
    + " < stats >&2" for run in ("first", "second"))

USAGE = ["usage: {vmrun} [options] [script [args]]\n", "-e stat", "-"]

CASES = [
    # Scripts and their arguments
    Case("script", ["a.lua"], files={"a.lua": "print('hello', ...)"}, stdout="hello\n"),
    Case("script with arguments", ["a.lua", "x", "-y", "--", ""],
         files={"a.lua": "print(#arg, ...)"}, stdout="4\tx\t-y\t--\t\n"),
    Case("arg table", ["-e", " ", "--", "a.lua", "one", "two"], files={"a.lua": ARG_TABLE},
         stdout="-4\t{vmrun}\n-3\t-e\n-2\t \n-1\t--\n0\ta.lua\n1\tone\n2\ttwo\none\ttwo\n"),
    Case("arg table without a script", ["-e", "print(arg[0], arg[1], arg[2], arg[-1])"],
         stdout="{vmrun}\t-e\tprint(arg[0], arg[1], arg[2], arg[-1])\tnil\n"),
    Case("the script sees a changed arg", ["-e", "arg[1] = 100", "a.lua", "x", "y"],
         files={"a.lua": "print(...)"}, stdout="100\ty\n"),
    Case("arg is no table any more", ["-e", "arg = 1", "a.lua"], files={"a.lua": ""}, code=1,
         stderr=["{vmrun}: 'arg' is not a table\n"]),
    Case("many arguments", ["a.lua", *["a"] * 300], files={"a.lua": "print(select('#', ...), (select(300, ...)))"},
         stdout="300\ta\n"),
    Case("script from standard input", ["-", "x"], stdin="print('in', ...)", stdout="in\tx\n"),
    Case("standard input without arguments", stdin="print('piped')\nprint(arg[0])", stdout="piped\n{vmrun}\n"),
    Case("-- before a script named -", ["--", "-"], files={"-": "print('a file')"}, stdout="a file\n"),
    Case("first line with #!", ["a.lua"], files={"a.lua": "#!/usr/bin/env vmrun\nprint(debug.getinfo(1).currentline)"},
         stdout="2\n"),
    Case("only a comment line", ["a.lua"], files={"a.lua": "#comment without an end of line"}),
    Case("byte order mark", ["a.lua"], files={"a.lua": b"\xef\xbb\xbf# x\nprint(3)"}, stdout="3\n"),
    Case("half a byte order mark", ["a.lua"], files={"a.lua": b"\xef\xbb"}, code=1, stderr=["unexpected symbol"]),
    Case("executable script", shell="PATH={dir}/bin:$PATH; export PATH; ./a.sh 1 2",
         files={"a.sh": "#!/usr/bin/env vmrun\nprint(...)",
                "bin/vmrun": "#!/bin/sh\nexec {vmrun} \"$@\"\n"}, stdout="1\t2\n", own=True),
    Case("results of the script are dropped", ["a.lua"], files={"a.lua": "return 1, 2, 3"}),
    Case("script that is missing", ["nofile.lua"], code=1,
         stderr=["{vmrun}: cannot open nofile.lua", "No such file or directory\n"]),
    Case("script that is a directory", ["{dir}"], code=1, stderr=["{vmrun}: cannot read {dir}"]),

    # -e, -l, -i, -v, -W, -E
    Case("-e", ["-e", "print(1)"], stdout="1\n"),
    Case("-e several, joined and apart", ["-eprint(1)", "-ea = 3", "-e", "print(a)"], stdout="1\n3\n"),
    Case("-e and a script", ["-e", "x = 5", "a.lua"], files={"a.lua": "print(x)"}, stdout="5\n"),
    Case("-e with a syntax error", ["-e", "a"], code=1,
         stderr="{vmrun}: (command line):1: syntax error near <eof>\n"),
    Case("-e that fails keeps the script from running", ["-e", "error('x')", "a.lua"], code=1,
         files={"a.lua": "print('not reached')"},
         stderr=["{vmrun}: (command line):1: x\nstack traceback:\n\t[C]: in function 'error'\n"]),
    Case("-l", ["-l", "mod", "-e", "print(mod.x)"], files={"mod.lua": "return {x = 'from mod'}"}, stdout="from mod\n"),
    Case("-l joined, standard library", ["-lstring", "-e", "print(string.upper'a')"], stdout="A\n"),
    Case("-l with a name", ["-l", "m=math", "-e", "print(m.max(10, 20))"], stdout="20\n"),
    Case("-l with a version", ["-l", "mod-v2", "-e", "print(mod)"], files={"mod-v2.lua": "return 'v2'"}, stdout="v2\n", own=True),
    Case("-l of what is not there", ["-l", "nomodule"], code=1,
         stderr=["{vmrun}: module 'nomodule' not found:", "no field package.preload['nomodule']",
                 "no file './nomodule.lua'", "stack traceback:"]),
    Case("-v", ["-v"], stdout="Strata 0.1 (Lua 5.4), for the language of Lua.org, PUC-Rio\n", own=True),
    Case("-v and a script", ["-v", "a.lua"], files={"a.lua": "print('ran')"}, stdout=["(Lua 5.4)", "\nran\n"], own=True),
    Case("no warnings by default", ["-e", "warn('unheard')"]),
    Case("-W", ["-W", "-e", "warn('a', 'b')"], stderr="Lua warning: ab\n"),
    Case("warnings are switched by the program", ["-e", "warn('@on') warn('x') warn('@off') warn('y')"],
         stderr="Lua warning: x\n"),
    Case("errors in finalizers at the end are warnings", ["-W", "a.lua"],
         files={"a.lua": "u = setmetatable({}, {__gc = function() error('XYZ') end})"}, stderr=["Lua warning: ", "XYZ"]),
    Case("-E", ["-E", "-e", "print(os.getenv('LUA_PATH'), package.path:find('nowhere'))"],
         env={"LUA_PATH": "nowhere", "LUA_INIT": "error(10)"}, stdout="nowhere\tnil\n"),

    # The environment
    Case("LUA_PATH", ["-e", "print(package.path)"], env={"LUA_PATH": "x"}, stdout="x\n"),
    Case("LUA_PATH_5_4 wins", ["-e", "print(package.path)"], env={"LUA_PATH_5_4": "y", "LUA_PATH": "x"}, stdout="y\n"),
    Case("LUA_PATH with ;;", ["-e", "print((package.path:gsub('^a;.*share/lua.*;b$', 'both')))"],
         env={"LUA_PATH": "a;;b"}, stdout="both\n"),
    Case("LUA_CPATH", ["-e", "print(package.cpath)"], env={"LUA_CPATH": "xuxu"}, stdout="xuxu\n"),
    Case("LUA_INIT", ["-e", "print(X)", "a.lua", "3"], env={"LUA_INIT": "X = arg[1]"}, files={"a.lua": ""},
         stdout="3\n"),
    Case("LUA_INIT_5_4 wins", ["-e", "print(X)"], env={"LUA_INIT_5_4": "X = 10", "LUA_INIT": "X = 3"}, stdout="10\n"),
    Case("LUA_INIT as a file", ["a.lua"], env={"LUA_INIT": "@{dir}/a.lua"},
         files={"a.lua": "x = (x or 10) print(x) x = x + 1"}, stdout="10\n11\n"),
    Case("error in LUA_INIT", ["-e", "print('not reached')"], env={"LUA_INIT": "error('msg')"}, code=1,
         stderr=["{vmrun}: LUA_INIT:1: msg\nstack traceback:"]),
    Case("an empty environment", shell="env -i {vmrun} -e 'print(os.getenv(\"HOME\"))'", stdout="nil\n", own=True),

    # Errors
    Case("error with traceback", ["a.lua"],
         files={"a.lua": "local function inner() error('deep') end\nfunction outer() inner() end\nouter()"}, code=1,
         stderr="{vmrun}: a.lua:1: deep\nstack traceback:\n\t[C]: in function 'error'\n"
                "\ta.lua:1: in upvalue 'inner'\n\ta.lua:2: in function 'outer'\n\ta.lua:3: in main chunk\n"
                "\t[C]: in ?\n"),
    Case("syntax error", ["a.lua"], files={"a.lua": "x = = 1"}, code=1,
         stderr="{vmrun}: a.lua:1: unexpected symbol near '='\n"),
    Case("error object with __tostring", ["-e", "error(setmetatable({}, {__tostring = function() return 'T' end}))"],
         code=1, stderr="{vmrun}: T\n"),
    Case("error object without", ["-e", "error({})"], code=1,
         stderr=["{vmrun}: (error object is a table value)\n"]),
    Case("error with nil", ["-e", "error()"], code=1, stderr=["{vmrun}: (error object is a nil value)\n"]),
    Case("error with a number", ["-e", "error(12)"], code=1, stderr=["{vmrun}: 12\nstack traceback:"]),
    Case("error without position", ["-e", "error('plain', 0)"], code=1, stderr=["{vmrun}: plain\nstack traceback:"]),
    Case("output before the error comes first", own=True, shell="{vmrun} -e 'io.write(1) error(2)' 2>&1", code=1,
         stdout=["1{vmrun}: 2\n"]),
    Case("error in a coroutine", ["-e", "coroutine.wrap(function() error('inside') end)()"], code=1,
         stderr=["{vmrun}: (command line):1: (command line):1: inside\nstack traceback:"]),
    Case("stack overflow", ["-e", "local function f() return 1 + f() end f()"], code=1,
         stderr=["stack overflow", "stack traceback:", "..."]),

    # The end
    Case("os.exit with a number", ["-e", "os.exit(7)"], code=7),
    Case("os.exit with true", ["-e", "os.exit(true)"]),
    Case("os.exit with false", ["-e", "os.exit(false)"], code=1),
    Case("os.exit writes what is buffered", ["-e", "io.write('buffered') os.exit(0)"], stdout="buffered"),
    Case("os.exit that closes", ["a.lua"], stdout="120\nOk\ngone\n",
         files={"a.lua": """
           local function closing(f) return setmetatable({}, {__close = f}) end
           keep = setmetatable({}, {__gc = function() print('gone') end})
           local x <close> = closing(function(_, e) assert(e == nil) print('Ok') end)
           local y <close> = closing(function() print(120) end)
           os.exit(true, true)"""}),
    Case("standard input that was not read is left to the next program", stdin="1\n2\n3\n", stdout="1\n2\n3\n",
         shell="cat > in; exec < in; {vmrun} -e 'print(io.read())'; cat"),
    Case("likewise with os.exit", stdin="1\n2\n3\n", stdout="1\n2\n3\n",
         shell="cat > in; exec < in; {vmrun} -e 'print(io.read()) os.exit(0)'; cat"),
    Case("a file that the script left open is complete", shell="{vmrun} a.lua; cat b",
         files={"a.lua": "f = io.open('b', 'w') f:write('text') keep = f"}, stdout="text"),
    Case("finalizers run at the end", ["-e", "x = setmetatable({}, {__gc = function() print('gc') end})"], stdout="gc\n"),
    Case("files are flushed at the end", shell="{vmrun} a.lua; cat out", stdout="alo",
         files={"a.lua": "io.output('out') io.write('alo')"}),

    # Bad options
    Case("unknown option", ["-h"], code=1, stderr=["{vmrun}: unrecognized option '-h'\n", *USAGE]),
    Case("---", ["---"], code=1, stderr=["unrecognized option '---'"]),
    Case("-vv", ["-vv"], code=1, stderr=["unrecognized option '-vv'"]),
    Case("-iv", ["-iv"], code=1, stderr=["unrecognized option '-iv'"]),
    Case("-Ex", ["-Ex"], code=1, stderr=["unrecognized option '-Ex'"]),
    Case("-e without argument", ["-e"], code=1, stderr=["'-e' needs argument"]),
    Case("-l before an option", ["-l", "-v"], code=1, stderr=["'-l' needs argument"]),
    Case("unknown long option", ["--fast"], code=1, stderr=["unrecognized option '--fast'"], own=True),
    Case("bad value", ["--max-memory=lots"], code=1,
         stderr=["'--max-memory=lots': a number of bytes, such as 64M expected\n"], own=True),
    Case("--perf writes both files", own=True, stdout="1\nboth\n",
         shell="{vmrun} --perf -e 'print(1)' & pid=$!; wait $pid; test -f /tmp/perf-$pid.map && "
               "test \"$(head -c 4 /tmp/jit-$pid.dump)\" = DTiJ && echo both; rm /tmp/perf-$pid.map /tmp/jit-$pid.dump"),
    Case("--perf names functions and their lines", own=True, stdout="5050\nlua:f a.lua:2\nlua:main chunk a.lua:3\n",
         files={"a.lua": "local function f(n)\n  return n == 0 and 0 or n + f(n - 1)\nend\nprint(f(100))\n"},
         shell="{vmrun} --perf --tier=jit --jit-threshold=0 a.lua & pid=$!; wait $pid; "
               "cut -d ' ' -f 3- /tmp/perf-$pid.map | sort; rm /tmp/perf-$pid.map /tmp/jit-$pid.dump"),
    Case("--gdb", ["--gdb", *COMPILE_ALL, "-e", COUNTING], stdout="5050\n", own=True),
    Case("functions become machine code", files={"a.lua": MANY_FUNCTIONS}, stdout="835940000\n501 False\n", own=True,
         shell="{vmrun} --tier=jit --jit-threshold=0 --stats=json a.lua 2> stats && "
               + SHOW_STATS.format(shown='d["functions_compiled"], d["machine_code_bytes"] < 501 * 30') + " < stats"),
    Case("--tier=interp compiles nothing", files={"a.lua": MANY_FUNCTIONS}, stdout="835940000\n0 0\n", own=True,
         shell="env -u STRATA_STRESS {vmrun} --tier=interp --stats=json a.lua 2> stats && "
               + SHOW_STATS.format(shown='d["functions_compiled"], d["executable_bytes"]') + " < stats"),
    Case("when executable memory is used up, functions are interpreted", files={"a.lua": MANY_FUNCTIONS}, own=True,
         shell="{vmrun} --tier=jit --jit-threshold=0 --jit-memory=128K --stats=json a.lua 2> stats && "
               + SHOW_STATS.format(shown='0 < d["functions_compiled"] <= 32, d["executable_memory_refused"]') + " < stats",
         stdout="835940000\nTrue 0\n"),
    *[Case(f"a system that refuses executable memory: functions are interpreted ({' '.join(options) or 'auto'})", own=True,
           shell=f"{REFUSE_EXECUTABLE} {{vmrun}} {' '.join(options)} --stats a.lua",
           files={"a.lua": MANY_FUNCTIONS}, stdout="835940000\n",
           stderr=["functions compiled                              0\n",
                   "the system refused executable memory: functions are interpreted\n"])
      for options in (COMPILE_ALL, ["--jit-threshold=1"])],
    Case("bad tier", ["--tier=warp"], code=1, stderr=["{vmrun}: '--tier=warp': interp, jit or auto expected\n"], own=True),
    Case("--help", ["--help"], stdout=[*USAGE, "--max-memory", "--cache"], own=True),

    # Interactive mode without a terminal
    Case("-i with standard input", ["-i", "-e", "_PROMPT = '' _PROMPT2 = ''"], own=True,
         stdin="(6*2-6)\na =\n10\nprint(a)\na", stdout=["(Lua 5.4)", "\n6\n", "\n10\n", "\n10\n"]),
    Case("-i shows prompts", ["-i"], stdin="a = 2\n", stdout=["> ", "> "], own=True),
    Case("prompt with __tostring", ["-i", "-e", "local c = 0 _PROMPT = setmetatable({}, {__tostring = function() "
                                    "c = c + 1 return tostring(c) end})"],
         stdin=" --\na = 2\n", stdout=["1 --\n2a = 2\n3\n"], own=True),
    Case("print that fails", ["-i", "-e", "print = nil"], stdin="10\n", stdout=["> "],
         stderr=["error calling 'print'"], own=True),
    Case("error in interactive mode has no program name", ["-i"], stdin="error('x', 0)\n", stdout=["> "],
         stderr=["x\nstack traceback:"], own=True),
    Case("a chunk in many lines", ["-i"], stdin="function f(x)\n\n  return x +\n 1\nend\nreturn f(\n100)\n",
         stdout=["\n101\n"], own=True),

    # Other levels
    Case("assembler text", ["a.vasm"], own=True, stdout="[[7]]\n",
         files={"a.vasm": "; prints\n.function main(...)\n  .upvalue _ENV local 0\n  get.upvalue _ENV\n  get.field \"print\"\n"
                          "  const \"[[7]]\"\n  call 1 0\n  return 0\n.end\n"}),
    Case("binary chunk", shell="{vmrun} -e 'io.open(\"a.mlb\", \"wb\"):write(string.dump(load(\"print(3, ...)\")))' "
                               "&& {vmrun} a.mlb x", stdout="3\tx\n", own=True),
    Case("binary chunk behind a comment line",
         shell="{vmrun} -e 'io.open(\"a.mlb\", \"wb\"):write(\"#!x\\n\", string.dump(load(\"print(3)\")))' && {vmrun} a.mlb",
         stdout="3\n"),
    Case("damaged binary chunk", ["a.mlb"], files={"a.mlb": b"\x1bMLB\r\n\x1a\nrubbish"}, code=1,
         stderr=["{vmrun}: a.mlb: "], own=True),

    # Limits and figures
    Case("--max-time", ["--max-time=0.05", "-e", "while true do pcall(string.rep, 'x') end"], code=1,
         stderr=["time limit reached\nstack traceback:"], own=True),
    Case("--max-steps", ["--max-steps=1000", "-e", "while true do end"], code=1, stderr=["step limit reached"], own=True),
    Case("--max-memory", ["--max-memory=4M", "-e", "local t = {} while true do t[#t + 1] = {} end"], code=1,
         stderr=["{vmrun}: not enough memory"], own=True),
    Case("--max-memory in bytes is too little", ["--max-memory=1", "-e", "x = {} print(1)"], code=1,
         stderr=["not enough memory"], own=True),
    Case("--no-fusing, --no-inline-caches and --no-typed-arrays change no result",
         ["--no-fusing", "--no-inline-caches", "--no-typed-arrays", "-e", "local t = {n = 1} for i = 1, 9 do t.n = t.n + i end print(t.n)"],
         stdout="46\n", own=True),
    Case("--heap-digest is the same in every tier, and another for another heap", own=True,
         shell="for n in 1 1 2; do for tier in interp jit; do {vmrun} --heap-digest --tier=$tier -e \"x = {n = $n} error(n)\" 2>&1"
               " | grep 'heap digest: [0-9a-f]\\{16\\}$'; done; done | uniq -c | sed 's/ *\\([0-9]\\).*/\\1/'",
         stdout="4\n2\n"),
    Case("--max-depth", ["--max-depth=50", "-e", "local function f() return 1 + f() end f()"], code=1,
         stderr=["stack overflow"], own=True),

    # What is kept
    Case("the second run compiles nothing", shell=TWICE.format(first="", second=""), own=True, files={"a.lua": HOT},
         stdout="50005000\n50005000\n", stderr=["True 0 True\n", "False 1 False\n"]),
    Case("--cache=off keeps nothing", shell=TWICE.format(first="--cache=off", second="--cache=off") + "; ls -d .cache/strata",
         own=True, files={"a.lua": HOT}, stdout="50005000\n50005000\n", code=2,
         stderr=["True 0 False\n", "True 0 False\n", "No such file"]),
    Case("--cache=read adds nothing", shell=TWICE.format(first="--cache=read", second="--cache=write"), own=True,
         files={"a.lua": HOT}, stdout="50005000\n50005000\n", stderr=["True 0 False\n", "True 0 True\n"]),
    *[Case(f"the cache is where {name} says", own=True, files={"a.lua": HOT}, env=variables,
           shell=f"{{vmrun}} {option} a.lua && ls -d {where}/key .cache", code=2, stdout=f"50005000\n{where}/key\n",
           stderr=["'.cache': No such file"])
      for name, option, variables, where in [("--cache-dir", "--cache-dir=there", {"STRATA_CACHE": "{dir}/not"}, "there"),
                                             ("STRATA_CACHE", "", {"STRATA_CACHE": "{dir}/a/b"}, "a/b"),
                                             ("XDG_CACHE_HOME", "", {"XDG_CACHE_HOME": "{dir}/x"}, "x/strata")]],
    Case("without a home nothing is kept", own=True, files={"a.lua": HOT}, env={"HOME": ""},
         shell="{vmrun} --stats=json a.lua 2> stats; grep -o 'cache_reasons.*no-directory' stats",
         stdout="50005000\ncache_reasons\": {\"no-directory\n"),
    Case("--stats says why the cache did not serve", ["--stats", "a.lua"], files={"a.lua": "print(1)"}, own=True, stdout="1\n",
         stderr=["functions from the cache                        0\n", "not in the cache                                2\n",
                 "in the cache, not to be used                    0\n",
                 "                                                2  nothing is kept of this program\n"]),
    Case("bad --cache", ["--cache=maybe"], code=1, stderr=["'--cache=maybe': off, read or write expected\n"], own=True),
    Case("bad --cache-dir", ["--cache-dir="], code=1, stderr=["'--cache-dir=': a directory expected\n"], own=True),
    *[Case(f"--tier={tier}", [f"--tier={tier}", "-e", "local n = 0 for i = 1, 1000 do n = n + i end print(n)"],
           stdout="500500\n", own=True) for tier in ("interp", "jit", "auto")],
    *[Case(f"--jit-threshold={n}", ["--tier=auto", f"--jit-threshold={n}", "-e", COUNTING], stdout="5050\n", own=True)
      for n in (0, 1, 7, 4294967295)],
    *[Case(f"--jit-memory={size}", ["--tier=jit", f"--jit-memory={size}", "-e", COUNTING], stdout="5050\n", own=True)
      for size in ("1", "64K", "1G")],
    *[Case(f"--jit-threshold={n} is no number", [f"--jit-threshold={n}", "-e", ""], code=1, own=True,
           stderr=[f"{{vmrun}}: '--jit-threshold={n}': a number of calls and loop iterations expected\n", "usage:"])
      for n in ("", "-1", "x", "4294967296", "1.5")],
    *[Case(f"--jit-memory={size} is no size", [f"--jit-memory={size}", "-e", ""], code=1, own=True,
           stderr=[f"{{vmrun}}: '--jit-memory={size}': a number of bytes, such as 64M expected\n", "usage:"])
      for size in ("", "0", "-4", "1T", "99999999999G")],
    Case("--stats", ["--stats", "-e", "collectgarbage()"],
         stderr=["wall time, s", "peak memory, bytes", "collections", "functions prepared"], own=True),
    Case("--stats=json", own=True,
         shell="{vmrun} --stats=json -e 'collectgarbage()' 2>&1 | python3 -c '"
               "import json, sys; d = json.loads(sys.stdin.read()); assert d[\"wall_seconds\"] > 0; "
               "assert d[\"peak_memory_bytes\"] > 1e5; assert d[\"collections\"] >= 1; print(sorted(d))'",
         stdout=["bytecodes_compiled", "compile_us", "cpu_seconds", "executable_bytes", "executable_memory_refused",
                 "functions_compiled", "functions_prepared", "functions_recompiled", "heap_peak_bytes",
                 "longest_pause_ns", "machine_code_bytes", "side_exits", "typed_from_annotations"]),
    Case("--stats=json at os.exit", ["--stats=json", "-e", "os.exit(3)"], code=3, stderr=["{\"wall_seconds\": "], own=True),
]
