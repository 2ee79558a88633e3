"""Formats, patterns and modes that library functions refuse, and what they answer to those at the border."""

PATTERNS = ["(", ")", "%", "[", "[a", "[a-", "[^", "[^]", "[]", "[]]", "[%", "[%a", "%b", "%bx", "%f", "%fa", "%f[", "(()",
            "()", "(a)(b", "%1", "(%1)", "(a)%2", "(a)%0", "%9", "a**", "a-", "^*", "$", "*", "?", "-", "+", "%g(",
            "(a)(", "[a-%", "[a-%d]", "[%a-z]", "[z-a]", "%z", "%", "x%", ("(" * 33) + (")" * 33), "(.-)%s", "[[:alpha:]]"]
REPLACEMENTS = ["%", "%x", "%2", "%9", "%0", "%1", "%%", "a%", "%1%2"]
FORMATS = ["%", "%y", "%10", "%.", "%.123d", "%123d", "%-----d", "%+ #0-d", "%+ #0--d", "%0100d", "%5.200f", "%#s", "%+s", "% s",
           "%.3c", "%05c", "%-5c", "%#d", "%+u", "%u", "%i", "%5i", "%#i", "%p", "%.3p", "%5p", "%-5p", "%05p", "%q",
           "%5q", "%.3q", "%-q",
           "%a", "%10.3a", "%A", "%#.3x", "%+x", "% x", "%X", "%o", "%+o", "%e", "%E", "%g", "%G", "%s", "%.3s",
           "%.s", "%.20s",
           "%d", "%c", "%f", "%F", "%n", "%l", "%ld", "%hd", "%*d", "%$", "%1$d", "%\\0", "%\\n", "a%", "%%%", "%.0",
           "%-", "%99.99f",
           "%100f", "%.100f", "%.99f", "%5%", "%d %d", "%s %s", "%s %d %q", "%020.5s", "%.d", "%00d", "%1000", "%1.1000d", "%#q"]
FORMAT_ARGUMENTS = ["", "nil", "1", "-1", "1.5", "2^53", "1e100", "0/0", "-(0/0)", "1/0", "-1/0", "'10'", "'1.5'", "'x'", "'a\\0b'", "'q\\n\\r\\0001\"\\\\'",
                    "{}", "print", "true", "math.mininteger", "io.stdout",
                    "setmetatable({}, {__tostring = function() return 5 end})",
                    "setmetatable({}, {__tostring = function() error('t') end})", "setmetatable({}, {__name = 'N'})",
                    "setmetatable({}, {__tostring = function() return 'T\\0T' end})", "-0.0", "5e-324", "'0x10'", "0x7fffffff", "1e15"]
PACKS = ["", "i0", "i17", "i16", "i", "I", "j", "J", "T", "l", "L", "h", "H", "b", "B", "f", "d", "n", "s", "s0", "s17", "s1", "s2", "z", "x", "X", "Xi",
         "Xz", "Xi4", "X4", "!", "!3", "!17", "!16i16", "!0", "c", "c0", "c3", "c-1", "r", "<", ">", "=", "<i3>i3",
         "i3i3",
         " i4", "y", "1", "%", "i1i1i1", "zz", "ss", "s1s1", "!4 i8", "xXi8", "!8 b Xh i4", "!3 i4", "!4 i3", "I9",
         "i9", "j i16", "b b",
         "s4"]
PACK_ARGUMENTS = ["", "1", "-1", "127", "128", "-129", "255", "256", "32768", "2^31", "math.mininteger", "1.5", "1e100", "'10'", "'x'", "'a\\0b'",
                  "{}", "nil", "('x'):rep(300)", "1, 2", "1, 2, 3", "'a', 'b'"]
UNPACK_DATA = ["''", "'a'", "'abc'", "'\\1\\2\\3\\4\\5\\6\\7\\8'", "('\\xff'):rep(20)", "'ab\\0cd'", "'\\3abc'", "('\\0'):rep(20)", "'abc', 0",
               "'abc', 4", "'abc', 5", "'abc', -1", "'abc', -9", "'\\255\\255\\255\\127abc'"]
DATES = ["%", "%E", "%O", "%Ez", "%Q", "%Oy", "%Ey", "%y%", "%Ed", "%Od", "!%", "*t", "!*t", "%5", "%c%", "%#", "!%Q", "%EX", "%OX", "%-d", "%Ex%L"]
TIMES = ["{}", "{year = 1}", "{year = 2000, month = 1}", "{year = 'x', month = 1, day = 1}", "{year = 2000, month = 1.5, day = 1}",
         "{year = 2000, month = 1, day = 1, hour = {}}", "{year = 1e100, month = 1, day = 1}",
         "{year = 2^40, month = 1, day = 1}",
         "{year = math.maxinteger, month = 1, day = 1}", "{year = math.mininteger, month = 1, day = 1}",
         "{year = 2000, month = math.maxinteger, day = 1}", "{year = 2000, month = 1, day = 2^31}",
         "{year = 2000, month = '2', day = '3.0'}",
         "{year = 2000, month = 1, day = 1, isdst = 5}", "{year = 2000, month = 1, day = 1, min = 'm'}", "{day = 1}",
         "{month = 1, day = 1}",
         "{year = 2000, month = -2147483648, day = 1}", "{year = -2^31 + 1900, month = 1, day = 1}",
         "{year = 67768036191676799, month = 1, day = 1}",
         "setmetatable({}, {__index = function(_, k) return k == 'isdst' and nil or 1 end})", "setmetatable({}, {__index = function(_, k) error(k) end})"]
NUMERALS = ["1e", "0x", "0xg", "1..2", "1 2", "", " ", "0x1p", "1e+", "--1", "- 1", "1_000", "1e400", "-0x8000000000000000", "0x1.8", "0x.p1",
            "9223372036854775808", "-9223372036854775808", "inf", "nan", "1e1e1", "\\0", "1\\0", " 10 ", "\\t10\\n", "0b1", "1f", "infinity", "0x1P-2", ".5", "5.", "."]
BASES = [2, 8, 10, 16, 36, 1, 37, 0, -1, "'10'", 10.5, "{}"]
MODES = ["''", "'r'", "'rw'", "'r+'", "'r+b'", "'rb+'", "'x'", "'a'", "'R'", "'r '", "'w+x'", "'re'", "nil", "5", "{}", "'b'", "'rbb'", "'+r'"]
READS = ["'*l'", "'*n'", "'*a'", "'*L'", "'x'", "'*x'", "''", "'*'", "'ln'", "-1", "0", "1e100", "1.5", "'10'", "math.maxinteger", "{}", "nil", "true",
         "'n', 'l', 'q'", "'lx'", "'**l'"]


def quote(text):
    return "'" + text.replace("'", "\\'") + "'"


def string_cases():
    for pattern in PATTERNS:
        p = quote(pattern)
        for text in ("'abc'", "'((a))'", "''", "('a'):rep(40)"):
            for call in ("string.find({t}, {p})", "string.match({t}, {p})", "string.gsub({t}, {p}, '%1')", "string.gmatch({t}, {p})()",
                         "({t}):gsub({p}, {{}})"):
                yield f"pattern {pattern} {call}", "return " + call.format(t=text, p=p)
    for replacement in REPLACEMENTS:
        for pattern in ("'b'", "'(b)'", "'()b'"):
            yield f"replacement {replacement}", f"return string.gsub('abc', {pattern}, {quote(replacement)})"
    for replacement in ("function() return {} end", "function() return true end", "{b = {}}", "{b = print}", "{b = true}", "{b = false}",
                        "setmetatable({}, {__index = function() error('i') end})", "function() error('f') end", "function() error({}) end"):
        yield f"replacement {replacement}", f"return string.gsub('abc', 'b', {replacement})"
    for form in FORMATS:
        for argument in FORMAT_ARGUMENTS:
            if form == "%.20s" and argument == "io.stdout": continue  # cuts an address
            if "p" in form and argument in ("{}", "print", "io.stdout", "'x'", "'10'"): continue
            yield f"format {form} {argument}", f"return string.format({quote(form)}{', ' if argument else ''}{argument})"


def pack_cases():
    for form in PACKS:
        for argument in PACK_ARGUMENTS:
            yield f"pack {form} {argument}", f"return string.pack({quote(form)}{', ' if argument else ''}{argument})"
        for data in UNPACK_DATA:
            yield f"unpack {form} {data}", f"return string.unpack({quote(form)}, {data})"
        yield f"packsize {form}", f"return string.packsize({quote(form)})"
    for form in ("c2147483647", "c9999999999", "c2147483647c2147483647", "c99999999999999999999", "i4c2147483643"):
        yield f"packsize {form}", f"return string.packsize({quote(form)})"


def other_cases():
    for form in DATES:
        yield f"date {form}", f"return #tostring(os.date({quote(form)}, 0)) > 0"
    for moment in ("2^60", "-2^60", "math.maxinteger", "math.mininteger", "1e100", "2^40", "'x'", "1.5"):
        yield f"date of {moment}", f"return os.date('!%Y', {moment})"
        yield f"date table of {moment}", f"return os.date('!*t', {moment}).year"
    for table in TIMES:
        yield f"time {table}", f"return os.time({table})"
    for numeral in NUMERALS:
        yield f"tonumber {numeral}", f"return tonumber('{numeral}')"
        yield f"math.tointeger {numeral}", f"return math.tointeger('{numeral}')"
        yield f"numeral + {numeral}", f"return '{numeral}' + 1"
        yield f"numeral & {numeral}", f"local s = '{numeral}' return s & 1"
        yield f"numeral for {numeral}", f"for i = '{numeral}', 2 do return i end"
        for base in BASES:
            yield f"tonumber {numeral} {base}", f"return tonumber('{numeral}', {base})"
    for mode in MODES:
        yield f"open mode {mode}", f"return io.type(io.open('/dev/null', {mode}))"
        yield f"popen mode {mode}", f"return io.type(io.popen(':', {mode}))"
        yield f"load mode {mode}", f"return type(load('return 1', 'n', {mode}))"
        yield f"setvbuf {mode}", f"return io.tmpfile():setvbuf({mode})"
        yield f"seek {mode}", f"return io.tmpfile():seek({mode})"
        yield f"seek offset {mode}", f"return io.tmpfile():seek('set', {mode})"
        yield f"collectgarbage {mode}", f"return type(collectgarbage({mode}))"
    for read in READS:
        yield f"read {read}", f"return io.tmpfile():read({read})"
        yield f"io.read {read}", f"return io.read({read})"
        yield f"lines {read}", f"return type(io.tmpfile():lines({read}))"
        yield f"io.lines {read}", f"for l in io.lines('/dev/null', {read}) do break end"
        yield f"io.lines result {read}", f"return io.lines('/dev/null', {read})()"
    for path in ("'none'", "'none/none'", "'/'", "''", "'a\\0b'"):
        for call in ("io.open({p})", "io.open({p}, 'w')", "io.lines({p})", "io.input({p})", "dofile({p})", "loadfile({p})",
                     "os.remove({p})", "os.rename({p}, 'x')", "package.searchpath({p}, './?.lua;./?/x')", "package.loadlib({p}, 'f')"):
            if call.startswith(("os.remove", "os.rename")) and path == "'/'": continue
            if "'w'" in call and path not in ("'none/none'", "'/'", "''"): continue
            yield f"path {path} {call}", "return " + call.format(p=path)


def cases(_):
    yield from string_cases()
    yield from pack_cases()
    yield from other_cases()
