"""Sources that are refused: hand-picked ones for each message, and sound ones damaged at every token."""
import re

REFUSED = [
    # strings, numbers, comments
    'x = "abc', "x = 'abc", 'x = "abc\ny"', "x = [[abc", "x = [==[abc]=]", "--[[ abc", "--[==[ x ]] ]=]", 'x = "\\q"',
    'x = "\\xg1"',
    'x = "\\x1', 'x = "\\x1z"', 'x = "\\300"', 'x = "\\3000"', 'x = "\\999"', 'x = "\\u"', 'x = "\\u{"',
    'x = "\\u{}"', 'x = "\\u{110000000}"',
    'x = "\\u{7FFFFFFF}"', 'x = "\\u{80000000}"', 'x = "\\u{12', 'x = "\\u{12x}"', 'x = "\\z  ', 'x = "a\\',
    'x = "a\\\n', "x = [=abc", "x = [=",
    "x = [==", 'x = "abc\\', "x = 3x", "x = 0x", "x = 0xg", "x = 3e", "x = 3e+", "x = 3.4.5", "x = 1..2", "x = 0x1p",
    "x = 0x1pz", "x = 08z",
    "x = 3_000", "x = 1e1e1", "x = .5.", "x = 1 .. 2 ..", "x = 0xep1", "x = 12345678901234567890z", "x = 0x.",
    "x = .e1", "x = 5.e",
    # characters that are nothing
    "x = @", "x = $", "x = !", "x = a!b", "x = ?", "x = \\", "x = `a`", "x = \1", "x = \127", "x = \xe9", "é = 1",
    "x = a\\b", "#", "x = 1 # 2",
    "x ~ 1", "x ! = 1", "x = ^ 1", "x != 1", "x += 1", "x++", "x = a ? b : c", "x = a && b", "x = a || b", "x = !a",
    "x = 'a' 'b'", "x = {} {}",
    # statements
    "x", "x y", "x.", "x:", "x:y", "x.1", "x.y:z", "x[", "x[1", "x[1]", "x[]", "x()=1", "(x)=1", "(x)", "x.y", "1",
    "'a'", "{}", "nil", "f() = 1",
    "f(", "f(1", "f(1,", "f(1,)", "f)", "f{", "f{1", "f(\n1\n", "f{\n1\n", "(f", "((f)", "return return",
    "return 1 2", "return 1; x", "return; return",
    "x = 1 return 2 x = 3", "x =", "x = ,", "x, = 1", "x, y", "x, 1 = 2", "x, f() = 1", "x = 1,", "= 1", "==",
    "x == 1", "a.b:c = 1", "a.b() = 1",
    "if", "if x", "if x then", "if x then else", "if x then else else end", "if x then elseif", "if x then elseif y",
    "if x then elseif y end",
    "if x then else elseif y then end", "if x the", "if then end", "if x then end end", "else", "elseif", "end",
    "then", "until", "until x",
    "while", "while x", "while x do", "while x then end", "while do end", "repeat", "repeat x = 1", "repeat until",
    "repeat end", "repeat\n\n\nx()",
    "for", "for x", "for x in", "for x in y", "for x in y do", "for x = 1", "for x = 1 do end", "for x = 1, 2",
    "for x = 1, 2, 3, 4 do end",
    "for x, y = 1, 2 do end", "for x.y = 1, 2 do end", "for 1 = 1, 2 do end", "for x = do end", "for x in do end",
    "for x y", "for (x) in y do end",
    "for x = 1, 2,do end", "for in y do end", "for x,in y do end", "do", "do x", "do\n\n", "do x = 1", "do end end",
    "function", "function x", "function x(", "function x()", "function x() end end", "function (x) end",
    "function x.() end", "function x:() end",
    "function x:y.z() end", "function x:y:z() end", "function x[1]() end", "function x(a b) end",
    "function x(a,) end", "function x(..., a) end",
    "function x(1) end", "function x(a.b) end", "function x(a, a, ...) end x = y z", "function 1() end",
    "x = function", "x = function(", "x = function y() end",
    "local", "local 1", "local x y", "local x.y", "local x =", "local x = 1, ", "local x,", "local x, 1",
    "local function", "local function x.y() end",
    "local function x:y() end", "local function (x) end", "local x = 1 = 2", "local x[1]", "local (x)", "local nil",
    "local and = 1",
    # attribs
    "local x <", "local x <const", "local x <const>", "local x <const> x = 1", "local x <foo> = 1",
    "local x <close>, y <close> = 1, 2", "local x <const> = 1; x = 2",
    "local x <const> = 1; x, y = 2", "local x <const> = f(); x = 2", "local x <close> = f(); x = 2",
    "local x <const> = 1; local function f() x = 2 end",
    "local x <const> = {}; x.y = 1; x = 2", "local x <const>, y <const> = 1, 2; y = x", "local x <1> = 1",
    "local x <const = 1", "local x const = 1", "local x <CONST> = 1",
    "local <const> x = 1", "local x <const> = 1; for x = 1, 2 do end x = 3", "local x <const> = 1; function x() end",
    "local x <close> = nil; function x.y() end; x = 1",
    "for x <const> = 1, 2 do end", "function f(x <const>) end",
    "local function f() local x <const> = 5 return function() x = x + 1 end end", "x <const> = 1",
    # goto, labels, break
    "break", "goto", "goto 1", "goto x", "do goto x end ::y::", "::x", "::", "::x:", "::1::", "::x:: ::x::",
    "::x:: do ::x:: end", "do ::x:: end goto x",
    "goto x; local a; ::x:: print(a)", "goto x; local a; ::x::", "do goto x; local a; ::x:: ; end",
    "do goto x; local a; ::x:: a = 1 end", "repeat goto x; local a; ::x:: until a",
    "while true do function f() break end end", "if x then break end", "for i = 1, 2 do end break",
    "function f() goto x end ::x::", "::x:: function f() goto x end",
    "\n\ngoto x\n\n", "\n\nbreak\n\n", "goto = 1", "local goto", "x.goto = 1", "::end::", "::x::\n\n::x::",
    "\n\n::x:: local a\n ::x::",
    "do goto l1 end; local a = 23; do ::l1:: end; x = a",
    "repeat if x then goto cont end; local xuxu = 10; ::cont:: until xuxu < x",
    "goto l1; local aa ::l1:: ::l2:: print(3)",
    "local x <const> = 1 goto x", "while x do goto y end local z ::y:: z = 1",
    "for i = 1, 2 do goto c local d ::c:: d() end",
    # varargs, expressions
    "function f() return ... end", "function f(a) return function() return ... end end",
    "x = ...; function f() x = ... end", "x = function() return (...) end", "x = .. 1", "x = 1 +",
    "x = 1 + * 2", "x = not", "x = -", "x = #", "x = ~", "x = (", "x = ()", "x = (1", "x = (1 2)", "x = {", "x = {1",
    "x = {1 2}", "x = {,}", "x = {;}", "x = {[1]}", "x = {[1] 2}",
    "x = {[1 = 2}", "x = {a = }", "x = {a = 1 b = 2}", "x = {a.b = 1}", "x = {1 = 2}", "x = {'a' = 2}", "x = {=}",
    "x = {}.y", "x = 'a'.b", "x = 'a':len()", "x = 5:len()", "x = ...:f()",
    "x = nil.y", "x = {}()", "x = function() end()", "x = a b", "x = a 1", "x = a.b.", "x = a.'b'", "x = a:b",
    "x = a:b.c()", "x = a:1()", "x = a:b 1", "x = and", "x = a and", "x = a or or b",
    "x = a < ", "x = a = b", "x = a == == b", "x = 1 / / 2", "x = 1 // // 2", "x = << 1", "x = a | ", "x = <",
    "x = end", "x = if", "x = return", "x = local", "x = ;", "x = 1;;; ;y",
    "f 1", "f a", "f nil", "f\n(g)\n= 1", "a.b\n(c) d", "a\n.b", "a\n:b\n", "f'x' 'y' z", "f{}{}{} 1", "x = {f(}",
    "x = [1]", "x = a[", "x = a[]", "x = a[1", "x = a[1]]", "x = a..", "x = a....b", "x = 1...2",
    # lines
    "x = (\n1\n+\n", "if x then\n\n\nfor i = 1, 2 do\n\nx()\n", "function f()\n\nif x then\n\nend\n\n", "f(\n\n\n",
    "x = {\n\n\n", "x = [[\n\n\n", "x = '\n'", "--[[\n\n]] x", "\n\n--c\n\nx", "x = 1\r\ny\r\n",
    "x\r\ry", "x = 'a\\\nb\\\nc' y", "x = [[\na\nb\n]] y z", "while x\ndo\n\nif y\nthen\n\n", "repeat\n\n\nuntil\n\n",
    "f(\n1,\n2\n", "x = a[\n1\n", "(\nx\n", "for i\n=\n1", "do\n\n\n else end",
    # near tokens of every kind
    "x = = 5", "x = = 5.5", "x = = 'abc'", "x = = [[abc\ndef]]", "x = = name", "x 5", "x 5.50", "x 0x10", "x 1e3",
    "x =\n= 'a\\nb'", "x ... ", "x .. y", "x // y", "x << y", "x >> y", "x <= y", "x >= y", "x ~= y", "x ::",
    "x <", "x '" + "long" * 30 + "' y", "x = = '" + "long" * 30 + "'", "x = = " + "n" * 100,
    "x 123456789012345678901234567890", "x = = ''", "x = = '\\0'", "x = = 'a\\0b'", "x = = '\\u{48}'",
    "x = = '\\z  a'", "x = = '\\x41'",
    "x = 'a\0b' y z", "x \0", "\0", "x = 1 \0 y", "x = 'a\\\rb' = 1", "x = '\t' = 1", "x = 'a\\tb' = 1",
]


def limits():
    """Sources that pass a limit of the compiler by one; those at the limit are fine."""
    yield "200 locals", "local a0\n" + "".join(f"local a{i}\n" for i in range(1, 200))
    yield "201 locals", "".join(f"local a{i}\n" for i in range(201))
    yield "201 locals at once", "local " + ", ".join(f"a{i}" for i in range(201))
    yield "201 locals in a function", "\n\nfunction f()\n" + "".join(f"local a{i}\n" for i in range(201)) + "end"
    yield "201 parameters", "function f(" + ", ".join(f"a{i}" for i in range(201)) + ") end"
    yield "200 locals and a loop", "".join(f"local a{i}\n" for i in range(198)) + "for i = 1, 2 do end"
    outer = "".join(f"local {c}{i}\n" for c in "a" for i in range(150))
    uses = "".join(f"x = {c}{i} + {c}{i}\n" for c in "ab" for i in range(150))
    yield "256 upvalues", outer + "function f()\n" + "".join(f"local b{i}\n" for i in range(150)) + "function g()\n" + uses + "end end"
    yield "256 upvalues of a main", outer + "function f()\n" + "".join(f"local b{i}\n" for i in range(150)) + "\nreturn function()\n" + uses + "end end"
    for n in (100, 190, 205, 220, 300):
        yield f"{n} parentheses", "x = " + "(" * n + "1" + ")" * n
        yield f"{n} open parentheses", "x = " + "(" * n
        yield f"{n} braces", "x = " + "{" * n + "}" * n
        yield f"{n} blocks", "do " * n + "end " * n
        yield f"{n} functions", "x = " + "function() return " * n + "1" + " end" * n
        yield f"{n} ifs", "if x then " * n + "end " * n
        yield f"{n} whiles", "while x do " * n + "end " * n
        yield f"{n} nots", "x = " + "not " * n + "1"
        yield f"{n} minuses", "x = " + "- " * n + "x"
        yield f"{n} concatenations", "x = " + "a .. " * n + "a"
        yield f"{n} powers", "x = " + "a ^ " * n + "a"
        yield f"{n} sums", "x = " + "a + " * n + "a"
        yield f"{n} indices", "x = " + "a[" * n + "1" + "]" * n
        yield f"{n} calls", "x = " + "f(" * n + ")" * n
        yield f"{n} targets", ", ".join(["x"] * n) + " = 1"
        yield f"{n} calls in a row", "x = f" + "()" * n
        yield f"{n} values", "local t = {" + "1, " * n + "}; local a = f(" + "1, " * (n - 1) + "1)"
    for n in (249, 250, 251, 254, 255, 256, 300):
        yield f"{n} call arguments", "f(" + ", ".join(["x"] * n) + ")"
        yield f"{n} results", "return " + ", ".join(["x"] * n)
        yield f"{n} pending values", "local a = {" + "f(x, {" * (n // 4) + "})" * (n // 4) + "}"


SOUND = [
    "local a <const>, b <close> = 1, nil; local function f(x, ...) return x + 1, ... end; print(f(a, b))",
    "for i = 1, 10, 2 do if i > 5 then break elseif i == 3 then goto next else x = i end ::next:: end",
    "for k, v in pairs({a = 1, [2] = 'b', 'c'; d}) do t[k].x = v .. 'z' end",
    "while not x do repeat local y = #t - 1 until y == ~x & 0xff end",
    "function a.b.c:d(e) return self[e], (...)(1){2}'s' end",
    "x, y.z, w[1] = 1 // 2, -3 ^ 4, a and b or c < d",
    "do local s = [[long]] .. \"short\" .. 'x\\n'; return s:rep(3), 5.5e3, nil, true end",
]
TOKEN = re.compile(r"--\[\[.*?\]\]|\[\[.*?\]\]|'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|[0-9][0-9a-fx.e]*|\w+|::|//|\.\.\.|\.\.|==|~=|<=|>=|<<|>>|\S")
STRANGERS = ["end", "=", "(", ")", "}", "then", "'s'", "5", "name", "...", "::", "local", ";", ",", "<", "function", "return", "until", "]", "[[m\nn]]", "not", "-", "!"]


def damaged(rng):
    for number, source in enumerate(SOUND):
        tokens = TOKEN.findall(source)
        for i in range(len(tokens)):
            at = f"damaged {number} at token {i}"
            yield f"{at}: removed", " ".join(tokens[:i] + tokens[i + 1:])
            yield f"{at}: cut", " ".join(tokens[:i])
            yield f"{at}: cut lines", "\n".join(tokens[:i])
            yield f"{at}: twice", " ".join(tokens[:i + 1] + tokens[i:])
            if i + 1 < len(tokens):
                yield f"{at}: swapped", " ".join(tokens[:i] + [tokens[i + 1], tokens[i]] + tokens[i + 2:])
            for stranger in rng.sample(STRANGERS, 5):
                gap = rng.choice([" ", "\n"])
                yield f"{at}: {stranger!r} instead", gap.join(tokens[:i] + [stranger] + tokens[i + 1:])
                yield f"{at}: {stranger!r} before", gap.join(tokens[:i] + [stranger] + tokens[i:])


def cases(rng):
    for source in REFUSED:
        yield "syntax " + source[:40], source
    for name, source in limits():
        # Only whether it is refused, and how: running some of these would mean nothing.
        yield "limit " + name, "local source = [======[\n" + source + "]======] local f, e = load(source, '=limit') return f and 'loads' or e"
    for name, source in damaged(rng):
        yield "syntax " + name, f"local f, e = load([====[{source}]====], '=d') return f and 'loads' or e"
    for chunk_name in ("=name", "@file.lua", "text", "", "=", "@", "two\nlines", "\nline", "x" * 100, "=" + "x" * 100, "@" + "x" * 100, "a\\0b", "x = 1 \\n y", "x\\ry", "[string"):
        quoted = '"' + chunk_name.replace("\n", "\\n") + '"'
        for source in ("x =", "error('m')", "local a; a.b = 1", "error('m', 2)", "return debug.traceback('t')", "return debug.getinfo(1, 'S').short_src"):
            yield f"chunk name {chunk_name[:12]!r} {source}", f'local f, e = load("{source}", {quoted}); if not f then return e end local r = f() return r'
    for reader in ("function() return {} end", "function() error('r') end", "function() error({}) end", "function() return nil end", "5", "{}", "nil",
                   "coroutine.wrap(function() coroutine.yield('x =') end)", "function() return true end"):
        yield f"reader {reader}", f"return load({reader}, '=r')"
    for binary in ("'\\27Lua'", "'\\27'", "string.dump(function() end)", "string.dump(function() end):sub(1, 20)", "'\\27' .. ('x'):rep(100)"):
        for mode in ("'t'", "'b'", "nil", "'x'", "''"):
            yield f"binary {binary} {mode}", f"local f, e = load({binary}, '=b', {mode}) return type(f), e"
    for mode in ("'b'", "'x'", "''", "'tb'", "'bt'"):
        yield f"text with mode {mode}", f"return load('return 1', '=t', {mode})"
