"""Operators on operands that they refuse: every operator x kind of value x kind of variable that holds it.

A place is how the source names the operand; the message must name it in the same way. Places are templates:
{v} is the value's expression, {e} becomes what stands for the operand in the statement.
"""

UNBROKEN = "\u00a0"  # becomes a space that is never made a line break

# Kinds of values: one expression each.
VALUES = {
    "nil": "nil", "true": "true", "int": "7", "float": "2.5", "big": "1e100", "nan": "(0/0)", "numeral": '"10"',
    "fraction": '"0x1.8p0"', "text": '"abc"', "table": "{}", "function": "print",
    "closure": "function() end", "thread": "coroutine.create(print)", "file": "io.stdout",
    "named": 'setmetatable({}, {__name = "My type"})', "misnamed": "setmetatable({}, {__name = 5})",
}

LITERALS = {"nil", "true", "int", "float", "big", "numeral", "fraction", "text"}

# name -> (source before, operand, source after)
PLACES = {
    "local": ("local a = {v}; ", "a", ""),
    "const": ("local a <const> = {v}; ", "a", ""),
    "upvalue": ("local a = {v}; return (function() ", "a", " end)()"),
    "upvalue2": ("local a = {v}; return (function() return (function() ", "a", " end)() end)()"),
    "const upvalue": ("local a <const> = {v}; return (function() ", "a", " end)()"),
    "global": ("a = {v}; ", "a", ""),
    "field": ("local t = {{a = {v}}}; ", "t.a", ""),
    "nested": ("local t = {{b = {{a = {v}}}}}; ", "t.b.a", ""),
    "global field": ("t = {{a = {v}}}; ", "t.a", ""),
    "upvalue field": ("local t = {{a = {v}}}; return (function() ", "t.a", " end)()"),
    "upvalue element": ("local t, k = {{a = {v}}}, 'a'; return (function() ", "t[k]", " end)()"),
    "spaced field": ("local t = {{['a b'] = {v}}}; ", "t['a b']", ""),
    "element": ("local t = {{{v}}}; ", "t[1]", ""),
    "far element": ("local t = {{[300] = {v}}}; ", "t[300]", ""),
    "negative element": ("local t = {{[-1] = {v}}}; ", "t[-1]", ""),
    "float element": ("local t = {{[1.5] = {v}}}; ", "t[1.5]", ""),
    "true element": ("local t = {{[true] = {v}}}; ", "t[true]", ""),
    "dynamic": ("local t, k = {{a = {v}}}, 'a'; ", "t[k]", ""),
    "dynamic integer": ("local t, k = {{{v}}}, 1; ", "t[k]", ""),
    "constant key": ("local k <const> = 'a'; local t = {{a = {v}}}; ", "t[k]", ""),
    "upvalue key": ("local t, k = {{a = {v}}}, 'a'; return (function() local t = t; ", "t[k]", " end)()"),
    "global key": ("local t = {{a = {v}}}; k = 'a'; ", "t[k]", ""),
    "computed key": ("local t = {{ab = {v}}}; ", "t['a' .. 'b']", ""),
    "call": ("local function f() return {v} end; ", "f()", ""),
    "called field": ("local t = {{f = function() return {{a = {v}}} end}}; ", "t.f().a", ""),
    "method result": ("local t = {{f = function() return {v} end}}; ", "t:f()", ""),
    "vararg": ("return (function(...) ", "...", " end)({v})"),
    "one vararg": ("return (function(...) ", "(...)", " end)({v})"),
    "vararg local": ("return (function(...) local a = ...; ", "a", " end)({v})"),
    "parameter": ("return (function(a) ", "a", " end)({v})"),
    "parenthesised": ("local a = {v}; ", "(a)", ""),
    "parenthesised field": ("local t = {{a = {v}}}; ", "(t.a)", ""),
    "or": ("local a, b = nil, {v}; ", "(a or b)", ""),
    "and": ("local a, b = true, {v}; ", "(a and b)", ""),
    "or global": ("b = {v}; ", "(a or b)", ""),
    "loop variable": ("for a in next, {{[{v}] = 1}} do ", "a", " end"),
    "loop value": ("for _, a in next, {{{v}}} do ", "a", " end"),
    "own environment": ("local _ENV = {{a = {v}}}; ", "a", ""),
    "own environment field": ("local _ENV = {{a = {v}}}; ", "_ENV.a", ""),
    "outer environment": ("local _ENV = {{a = {v}}}; return (function() ", "a", " end)()"),
    "environment field": ("a = {v}; ", "_ENV.a", ""),
    "environment dynamic": ("a = {v}; local k = 'a'; ", "_ENV[k]", ""),
    "by __index": ("local t = setmetatable({{}}, {{__index = {{a = {v}}}}}); ", "t.a", ""),
    "second local": ("local b, c = 1, 2; local a, d = {v}; ", "a", ""),
    "shadowed": ("local a = 1; do local a = {v}; ", "a", " end"),
    "reassigned": ("local a = 1; a = {v}; ", "a", ""),
    "late local": ("local b1, b2, b3, b4 <const>, b5; do local c = 1 end; local a = {v}; ", "a", ""),
    "long name": ("local t = {{" + "n" * 90 + " = {v}}}; ", "t." + "n" * 90, ""),
    "string field": ("", '("x").a', ""),
    "string variable field": ("local s = 'x'; ", "s.a", ""),
    "literal": ("", "{v}", ""),
    "enclosed literal": ("", "({v})", ""),
    "constructor": ("", "({{a = {v}}}).a", ""),
    "added": ("local a = {v}; ", "(a .. 'z')", ""),
    "negated": ("local a = {v}; ", "(not a)", ""),
}

ARITHMETIC = ["+", "-", "*", "/", "//", "%", "^"]
BITWISE = ["&", "|", "~", "<<", ">>"]
COMPARISONS = ["<", "<=", ">", ">="]


def statements():
    """name -> statement with {e} for the operand."""
    all = {}
    for op in ARITHMETIC + BITWISE + [".."]:
        for name, text in {
                "left of 1": "{e} OP 1", "right of 1": "1 OP {e}", "left of 2.5": "{e} OP 2.5",
                "left of 300": "{e} OP 300", "right of 300": "300 OP {e}", "left of text": '{e} OP "abc"',
                "right of text": '"abc" OP {e}', "right of numeral": '"10" OP {e}', "left of numeral": '{e} OP "10"',
                "both": "{e} OP {e}", "left of local": "{e} OP (function() return 5 end)()",
                "left of nil": "{e} OP nil", "right of table": "{{}} OP {e}"}.items():
            all[f"{op} {name}"] = "return " + text.replace("OP", op)
    for op in COMPARISONS:
        for name, text in {"left of 1": "{e} OP 1", "right of 1": "1 OP {e}", "left of float": "{e} OP 2.5",
                           "left of 300": "{e} OP 300", "right of float": "2.5 OP {e}",
                           "left of text": '{e} OP "abc"',
                           "right of text": '"abc" OP {e}', "left of nil": "{e} OP nil",
                           "right of table": "{{}} OP {e}",
                           "right of thread": "coroutine.running() OP {e}",
                           "right of file": "io.stderr OP {e}"}.items():
            all[f"{op} {name}"] = "return " + text.replace("OP", op)
        all[f"{op} condition"] = f"if {{e}} {op} 1 then return 1 end"
        all[f"{op} loop condition"] = f"while {{e}} {op} 'x' do break end"
    # In one line: 5.4.4 gives another one for these.
    all["zero divisor //"] = f"return{UNBROKEN}{{e}}{UNBROKEN}//{UNBROKEN}0"
    all["zero divisor %"] = f"return{UNBROKEN}{{e}}{UNBROKEN}%{UNBROKEN}0"
    all["minus"] = "return -{e}"
    all["bitwise not"] = "return ~{e}"
    all["length"] = "return #{e}"
    all["chain .."] = "return 'a' .. 1 .. {e} .. 'b'"
    all["chain .. first"] = "return {e} .. 1 .. 'b'"
    all["chain .. last"] = "return 'a' .. 1 .. {e}"
    all["index field"] = "return {e}.x"
    all["index twice"] = "return {e}.x.y"
    all["index integer"] = "return {e}[1]"
    all["index integer twice"] = "return {e}[1][2].x"
    all["index far"] = "return {e}[1000]"
    all["index dynamic"] = "local k = 'x'; return {e}[k].y"
    all["index by call"] = "return {e}[tostring(1)].y"
    all["index nil"] = "return {e}[nil]"
    all["index float"] = "return {e}[1.5].x"
    all["key"] = "local t = {{}}; return t[{e}].x"
    all["store field"] = "{e}.x = 1"
    all["store integer"] = "{e}[1] = 1"
    all["store dynamic"] = "local k = 'x'; {e}[k] = 1"
    all["store deep"] = "{e}.x.y = 1"
    all["store key"] = "local t = {{}}; t[{e}] = 1"
    all["constructor key"] = "return {{[{e}] = 1}}"
    all["store several"] = "local u; u, {e}.x = 1, 2"
    all["self"] = "return {e}:m()"
    all["self argument"] = "return {e}:m(1, 2)"
    all["self twice"] = "return {e}:m():n()"
    all["call"] = "return {e}()"
    all["call statement"] = "{e}()"
    all["call argument"] = "local r = {e}(1, 2); return r"
    all["call table"] = "local r = {e}{{1}}; return r"
    all["call string"] = "local r = {e}'x'; return r"
    all["call open"] = "local r = {e}(table.unpack{{1, 2}}); return r"
    all["call in a call"] = "print({e}())"
    all["for start"] = "for i = {e}, 2 do end"
    all["for float start"] = "for i = {e}, 2.5 do end"
    all["for limit"] = "for i = 1, {e} do break end"
    all["for float limit"] = "for i = 1.5, {e} do break end"
    all["for step"] = "for i = 1, 2, {e} do break end"
    all["for float step"] = "for i = 1.5, 2, {e} do break end"
    all["for step zero"] = "for i = {e}, 2, 0 do break end"
    all["for in"] = "for i in {e} do break end"
    all["for in several"] = "for i, j in {e}, 1, 2 do break end"
    all["for in close"] = "for i in next, {{}}, nil, {e} do break end"
    all["close"] = "local x <close> = {e}"
    all["close second"] = "local y, x <close> = 1, {e}"
    return all


def cases(rng):
    """(name, source) of everything above that is no syntax error; the rarer places get a seeded sample."""
    common = {"local", "upvalue", "global", "field", "element", "dynamic", "call", "literal", "const", "parenthesised"}
    for statement_name, statement in statements().items():
        for place_name, (before, operand, after) in PLACES.items():
            for value_name, value in VALUES.items():
                if place_name in ("literal", "const") and value_name not in LITERALS: continue
                if place_name == "loop variable" and value_name in ("nil", "nan"): continue
                if rng.random() > (0.3 if place_name in common else 0.05): continue
                if place_name not in common and value_name in ("int", "float") and rng.random() > 0.2: continue
                if statement.startswith("{e}") and operand[0] not in "at_(": continue  # no statement starts so
                if operand in ("...", "{v}") and ("{e}." in statement or "{e}[" in statement or "{e}:" in statement
                                                  or "{e}(" in statement or "{e}'" in statement or "{e}{" in statement):
                    continue
                if operand.startswith("(") and after.startswith(" end") and statement.startswith("{e}"): continue
                # A callee stays in one line: 5.4.7 gives the line of the call's parenthesis, 5.4.4 that of its start.
                text = before + statement.replace("{e}", operand.replace(" ", UNBROKEN)) + after
                yield f"operand {statement_name} of {place_name} {value_name}", text.format(v=value.replace(" ", UNBROKEN))
