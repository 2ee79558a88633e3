"""Every library function x a wrong argument at each position x the ways a program may reach the function."""

# Each function with arguments that it accepts. Functions that end the process, wait for input, sleep, or
# make files elsewhere are called with care: see REFUSED.
FUNCTIONS = {
    "assert": "1, 'm'", "collectgarbage": "'count'", "dofile": "'none.lua'", "error": "'m', 1",
    "getmetatable": "{}", "ipairs": "{}", "load": "'return 1', '=n', 't', {}", "loadfile": "'none.lua', 't', {}",
    "next": "{}, nil", "pairs": "{}", "pcall": "print", "print": "1", "rawequal": "1, 2", "rawget": "{}, 1",
    "rawlen": "{}", "rawset": "{}, 1, 2", "require": "'string'", "select": "1, 2", "setmetatable": "{}, {}",
    "tonumber": "'10', 10", "tostring": "1", "type": "1", "warn": "'@off'", "xpcall": "print, print",
    "coroutine.create": "print", "coroutine.resume": "coroutine.create(print), 1", "coroutine.running": "",
    "coroutine.status": "coroutine.running()", "coroutine.wrap": "print", "coroutine.yield": "1",
    "coroutine.isyieldable": "coroutine.running()", "coroutine.close": "coroutine.create(print)",
    "debug.gethook": "coroutine.running()", "debug.getinfo": "coroutine.running(), 1, 'l'",
    "debug.getlocal": "coroutine.running(), 1, 1", "debug.getmetatable": "{}", "debug.getregistry": "",
    "debug.getupvalue": "print, 1", "debug.getuservalue": "io.stdout, 1",
    "debug.sethook": "coroutine.create(print), nil, 'c', 0", "debug.setlocal": "coroutine.running(), 1, 1, 1",
    "debug.setmetatable": "{}, {}", "debug.setupvalue": "print, 1, 1", "debug.setuservalue": "io.stdout, 1, 1",
    "debug.traceback": "coroutine.create(print), 'm', 1", "debug.upvalueid": "load'return x', 1",
    "debug.upvaluejoin": "load'return x', 1, load'return x', 1", "debug.setcstacklimit": "200",
    "io.close": "io.tmpfile()", "io.input": "io.stdin", "io.lines": "'/dev/null', 'l'",
    "io.open": "'/dev/null', 'r'", "io.output": "io.stdout", "io.popen": "'true', 'r'", "io.read": "'l', 1",
    "io.tmpfile": "", "io.type": "1", "io.write": "'', 1",
    "math.abs": "1", "math.acos": "1", "math.asin": "1", "math.atan": "1, 2", "math.ceil": "1.5", "math.cos": "1",
    "math.deg": "1", "math.exp": "1", "math.floor": "1.5", "math.fmod": "5, 3", "math.log": "8, 2",
    "math.max": "1, 2", "math.min": "1, 2", "math.modf": "1.5", "math.rad": "1", "math.random": "1, 2",
    "math.randomseed": "1, 2", "math.sin": "1", "math.sqrt": "1", "math.tan": "1", "math.tointeger": "1",
    "math.type": "1", "math.ult": "1, 2",
    "os.clock": "", "os.date": "'%Y', 0", "os.difftime": "1, 2", "os.getenv": "'HOME'",
    "os.remove": "'none'", "os.rename": "'none', 'other'", "os.setlocale": "'C', 'all'",
    "os.time": "{year = 2000, month = 1, day = 1}",
    "package.loadlib": "'none', '*'", "package.searchpath": "'none', '?', '.', '/'",
    "string.byte": "'abc', 1, 2", "string.char": "65, 66", "string.dump": "load'return 1', true",
    "string.find": "'abc', 'b', 1, true", "string.format": "'%d', 1", "string.gmatch": "'abc', '.', 1",
    "string.gsub": "'abc', 'b', 'x', 1", "string.len": "'abc'", "string.lower": "'A'",
    "string.match": "'abc', 'b', 1",
    "string.pack": "'i4', 1", "string.packsize": "'i4'", "string.rep": "'x', 3, ','", "string.reverse": "'abc'",
    "string.sub": "'abc', 1, 2", "string.unpack": "'i1', 'abc', 1", "string.upper": "'a'",
    "table.concat": "{1, 2}, ',', 1, 2", "table.insert": "{}, 1, 2", "table.move": "{1}, 1, 1, 2, {}",
    "table.pack": "1", "table.remove": "{1}, 1", "table.sort": "{2, 1}, function(a, b) return a < b end",
    "table.unpack": "{1}, 1, 2",
    "utf8.char": "65, 66", "utf8.codepoint": "'abc', 1, 2, true", "utf8.codes": "'abc', true",
    "utf8.len": "'abc', 1, 2, true", "utf8.offset": "'abc', 1, 1",
}

ARGUMENTS = {
    "nil": "nil", "true": "true", "int": "7", "zero": "0", "minus": "-1", "float": "2.5", "big": "1e100",
    "nan": "0/0", "inf": "math.huge", "least": "math.mininteger", "most": "math.maxinteger", "numeral": "'10'",
    "text": "'abc'", "empty": "''", "table": "{}", "function": "print", "closure": "function() end",
    "thread": "coroutine.create(print)", "file": "io.stdout", "named": "setmetatable({}, {__name = 'My type'})",
    "odd tostring": "setmetatable({}, {__tostring = function() return 1 end})",
    "failing index": "setmetatable({}, {__index = function() error('in index') end, __len = function() return 3 end,"
                     " __newindex = function() error('in newindex', 2) end})",
    "odd length": "setmetatable({}, {__len = function() return 'x' end})",
    "closed file": "(function() local f = io.tmpfile(); f:close() return f end)()",
    "protected": "setmetatable({}, {__metatable = 'no'})",
}

# (function, kind of argument) -> never called so: too long, too large, changes what the driver needs.
REFUSED = {
    "string.rep": {"most"}, "table.unpack": set(), "table.concat": {"most", "least"}, "table.move": {"most", "least"},
    "debug.sethook": {"text", "empty", "numeral"}, "io.close": {"file", "nil"}, "collectgarbage": set(),
    "warn": {"text", "numeral", "int", "zero", "minus", "float", "big", "inf", "nan", "least", "most", "empty"},
    "os.remove": {"numeral"}, "io.popen": {"text"},
    "debug.setmetatable": {"thread", "closure", "function", "text", "numeral", "empty", "file"},
}

# How the function is reached: source before, callee.
WAYS = {
    "plain": "return {f}({a})",
    "local": "local f = {f}; return f({a})",
    "upvalue": "local f = {f}; return (function() return f({a}) end)()",
    "global": "myname = {f}; return myname({a})",
    "field": "local t = {{other = {f}}}; return t.other({a})",
    "element": "local t = {{{f}}}; return t[1]({a})",
    "no tail call": "local r = {f}({a}); return r",
    "pcall": "return select(2, pcall({f}{c}{a}))",
    "coroutine": "return coroutine.wrap({f})({a})",
    "call result": "return (function()\u00a0return\u00a0{f}\u00a0end)()({a})",
    "parenthesised": "local r = ({f})({a}); return r",
    "metamethod": "local t = setmetatable({{}}, {{__index = {f}}}); return t[{a1}]",
    "called table": "local t = setmetatable({{}}, {{__call = {f}}}); local r = t({a}); return r",
    "iterator": "for _ in {f}{c}{a} do break end",
    "comparison": "return setmetatable({{}}, {{__lt = {f}}}) < {a1}",
    "concatenation": "local r = setmetatable({{}}, {{__concat = {f}}}) .. {a1}; return r",
    "addition": "local r = setmetatable({{}}, {{__add = {f}}}) + {a1}; return r",
    "length": "local r = #setmetatable({{}}, {{__len = {f}}}); return r",
    "closing": "local c <close> = setmetatable({{}}, {{__close = {f}}})",
    "sort": "table.sort({{3, 2, 1}}, {f})",
    "gsub": "return ('abc'):gsub('.', {f})",
    "xpcall": "return select(2, xpcall({f}, function(m) return 'handled ' .. tostring(m) end{c}{a}))",
    "field of field": "local t = {{s = {{fn = {f}}}}}; local r = t.s.fn({a}); return r",
    "method of table": "local t = setmetatable({{}}, {{__index = {{m = {f}}}}}); local r = t:m({a}); return r",
    "lines": "local r =\n{f}(\n{a}\n)\nreturn r",
}

METHODS = {
    "string": ("('abc')", ["byte", "find", "format", "gmatch", "gsub", "len", "lower", "match", "rep", "reverse",
                           "sub", "upper", "pack", "packsize", "unpack", "dump", "char"]),
    "string local": ("s", ["byte", "find", "format", "gmatch", "gsub", "match", "rep", "sub", "unpack"]),
    "file": ("f", ["close", "flush", "lines", "read", "seek", "setvbuf", "write"]),
}
RECEIVERS = {"string": "", "string local": "local s = '%d'; ", "file": "local f = io.tmpfile(); "}


def split(arguments):
    """The top-level arguments of a list."""
    parts, depth, start = [], 0, 0
    for i, c in enumerate(arguments):
        depth += (c in "({[") - (c in ")}]")
        if c == "," and depth == 0 and "'" + "," + "'" != arguments[i - 1:i + 2]:
            parts.append(arguments[start:i].strip())
            start = i + 1
    if "function(" in arguments:  # its body holds commas and words
        return [p for p in (arguments.split(", ", 1)) if p]
    return parts + ([arguments[start:].strip()] if arguments.strip() else [])


def calls(function, kinds):
    """(what is wrong, arguments) for one function."""
    right = split(FUNCTIONS[function])
    refused = REFUSED.get(function, set())
    for n in range(len(right)):
        yield f"{n} arguments", ", ".join(right[:n])
    for position in range(len(right) + 1):
        for kind in kinds:
            if kind in refused: continue
            yield f"#{position + 1} {kind}", ", ".join((right + ["nil"])[:position] + [ARGUMENTS[kind]] + right[position + 1:])


def function_cases(rng):
    for function in FUNCTIONS:
        for wrong, arguments in calls(function, ARGUMENTS):
            for way, template in WAYS.items():
                if way != "plain" and rng.random() > (0.15 if way in ("local", "pcall", "field", "lines") else 0.035): continue
                if way in ("gsub", "sort", "metamethod", "iterator") and function in ("io.lines", "coroutine.yield"): continue
                if way == "coroutine" and function.startswith("debug."): continue
                text = template.format(f=function, a=arguments, a1=arguments.split(",")[0] if "(" not in arguments else "1",
                                       c=", " if arguments else "")
                yield f"library {function} {wrong} by {way}", text


def method_cases(rng):
    for kind, (receiver, methods) in METHODS.items():
        for method in methods:
            for a_name, a in ARGUMENTS.items():
                for arguments in (a, "'b', " + a, "1, " + a, "'b', 'x', " + a):
                    if method == "rep" and a_name == "most" and arguments == a: continue
                    if rng.random() > 0.6: continue
                    yield f"library method {kind}:{method} {a_name}", f"{RECEIVERS[kind]}local r = {receiver}:{method}({arguments}) return r"
                if a_name in ("table", "named"): continue
                yield (f"library {kind} method on {a_name}",
                       f"local r = {'io.stdout' if kind == 'file' else receiver if kind == 'string' else '(string)'}.{method}({a}) return r")
    for method in METHODS["file"][1]:
        for a_name, a in ARGUMENTS.items():
            yield f"library file method {method} stored in a table on {a_name}", \
                f"local t = {{m = io.stdout.{method}}}; local r = t.m({a}); return r"
            yield f"library file method {method} with receiver {a_name}", \
                f"local o = setmetatable({{}}, {{__index = getmetatable(io.stdout).__index}}); return o:{method}({a})"
        yield f"library file method {method} on a closed file", f"local f = io.tmpfile(); f:close(); local r = f:{method}('l') return r"
        yield f"library file method {method} without receiver", f"local r = io.stdout.{method}() return r"


def cases(rng):
    yield from function_cases(rng)
    yield from method_cases(rng)
