"""Random Lua programs: the grammar that random_lua.py prints programs of.

Programs print every value they make, so a wrong jump, slot or order shows. They end by themselves: loops
and calls are counted. Each method of Program that @kind marks makes one kind of statement or expression;
`made` counts them, so that a run can say which kinds it never tried.
"""
import collections
import functools

# What programs call: T and P trace, N makes a number of anything, C needs closing, M has every metamethod, K
# is an instance of a class. (IT has nothing to close: lua5.4 up to 5.4.4 loses the closing value of some
# loops. Messages lose their lines: it gives calls and divisions by zero another one; the suite errors has lines.)
PROLOGUE = """\
local steps = 0
local function step() steps = steps + 1; if steps > 20000 then error("too many steps", 0) end end
local function text(x)
  local kind = math.type(x) or type(x)
  if kind == "float" then return x ~= x and "nan" or string.format("%.14g", x) end
  if kind == "string" then return (x:gsub("[^: ]*%.lua:%d+: ", "")) end
  return (kind == "table" or kind == "function" or kind == "thread") and kind or tostring(x)
end
local function print(...)
  step()
  local all = table.pack(...)
  for i = 1, all.n do all[i] = text(all[i]) end
  io.write(table.concat(all, " "), "\\n")
end
local function N(x)
  step()
  if math.type(x) == "integer" then return x % 1000 end
  if type(x) == "number" and x > -1e15 and x < 1e15 then return x end
  return x and 2 or 1
end
local function T(...) print("T", ...) return ... end
local function D(t)
  local all = {}
  for k, v in pairs(t) do all[#all + 1] = text(k) .. "=" .. text(v) end
  table.sort(all)
  print("D", table.concat(all, ","))
  return #all
end
local logged = {__newindex = function(t, k, v) print("set", rawget(t, "id"), k, v) end,
                __index = function() return 5 end}
local function P(i) print("P", i) return setmetatable({id = i}, logged) end
local function C(x) return setmetatable({}, {__close = function(_, e) print("close", x, e ~= nil) end}) end
local function IT(n)
  return function(_, i) if i < n then return i + 1, i * 2 end end, nil, 0
end
local events = {}
local function M(i) return setmetatable({id = i}, events) end
for name, result in pairs{add = 1, sub = 2.5, mul = 3, div = 0.5, mod = 2, pow = 8, unm = -1, idiv = 4, band = 5, bor = 6,
                          bxor = 7, shl = 9, shr = 10, bnot = -7, concat = "joined", len = 3, eq = true, lt = false,
                          le = true, tostring = "object", close = 0, name = 0} do
  events["__" .. name] = name == "name" and "Thing" or function(x, y)
    print(name, name ~= "unm" and name ~= "bnot" and name ~= "len" and y or 0)
    if name ~= "close" and name ~= "tostring" and coroutine.isyieldable() then print("back", coroutine.yield(name)) end
    return result
  end
end
events.__call = function(self, ...) print("call", ...) return select("#", ...), ... end
events.__index = function(_, key) print("index", key) return key == "twice" and function(_, x) return x, x end or 7 end
events.__newindex = function(self, key, value) print("newindex", key, value) rawset(self, key, value) end
events.__pairs = function(self) print("pairs") return next, {self.id}, nil end
local Base, Derived = {}, {}
Base.__index = Base
Derived.__index = Derived
function Base.get(self, key) return self[key] end
function Base:add(x) self.sum = self.sum + N(x) return self end
function Base:all(...) return self.sum, ... end
setmetatable(Derived, Base)
function Derived:all(...) return "derived", Base.all(self, ...) end
local function K(derived) return setmetatable({sum = 0}, derived and Derived or Base) end
g1, g2, G = 1, "q", {x = 1, y = 2.5}
local t, fs, S = {k = "v", 10}, {}, {}
local a, b, c = 1, 2.0, "s"
local ok, e = pcall(function()
"""
EPILOGUE = """
end)
print(ok, e)
print(a, b, c, g1, g2, G.x, G.y, t[1], t[2], t.k)
for i = 1, math.min(#fs, 20) do print(i, pcall(fs[i])) end
"""

# Where the heaps of tiers are compared: what a program made is reachable in the end, coroutines that were left
# behind included, and what failed fails.
KEEPING = """\
HEAP = {}
for name, make in pairs{create = coroutine.create, wrap = coroutine.wrap} do
  coroutine[name] = function(f)
    local made = make(f)
    if #HEAP < 40 then HEAP[#HEAP + 1] = made end
    return made
  end
end
"""
KEPT = """\
HEAP.a, HEAP.b, HEAP.c, HEAP.t, HEAP.fs, HEAP.S = a, b, c, t, fs, S
if not ok then error(e, 0) end
"""


def prologue(keeps_heap):
    return KEEPING + PROLOGUE if keeps_heap else PROLOGUE


def whole(block, keeps_heap):
    """The text of a program around a random block."""
    return prologue(keeps_heap) + block + EPILOGUE + (KEPT if keeps_heap else "")


CONSTANTS = ["nil", "true", "false", "0", "1", "2", "3", "-1", "0.5", "2.0", "1e10", '"x"', '"10"', "7 // 2",
             "-(3)", "1 << 3", "0x10", '""', "2 ^ 3", "not nil", '#"abc"', "3 | 4", "~5"]
PLACES = ["g1", "g2", "G.x", "G.y", "t[1]", "t[2]", "t.k"]
ARITHMETIC = ["+", "-", "*", "//", "%", "/"]
BITWISE = ["&", "|", "~", "<<", ">>"]
EDGES = ["math.maxinteger", "math.mininteger", "math.huge", "-math.huge", "(0/0)", "2^53", "-2^63", "1e308", "-0.0", "5e-324",
         "0x7fffffffffffffff", "9007199254740993", "-1", "63", "64", "'0x10'", "' 7 '", "'1e1'"]
PATTERNS = ["a", "%a+", "(%w)(%w)", "^%s*", "[^%d]", ".-e", "%d+", "$", "()", "(.)%1", "[a-f]*", "%f[%w]%w"]
FORMATS = ["%s", "%5s|", "%-6s|", "%q", "%.2s"]
LOOP_BOUNDS = ["1, 3", "3, 1, -1", "1, 2, 0.5", "1.0, 3", "1, 0", "math.maxinteger - 1, math.maxinteger",
               "math.mininteger + 1, math.mininteger, -1", "1, 10, 7", "1, 3, math.maxinteger", "3, 1, math.mininteger",
               "math.mininteger, math.maxinteger, math.maxinteger", "1, 3.7", "3, 0.5, -1", "3, -2^63, -2^62",
               "math.maxinteger - 1, math.huge", "0.5, 2", "1, 3, 0", "'1', 2", "-1, -3, -2", "1e308, 1.5e308, 1e308"]


def kind(method):
    """Marks a method of Program that makes one kind of construct, and counts what it makes."""
    @functools.wraps(method)
    def counted(self, *arguments):
        self.made[method.__name__] += 1
        return method(self, *arguments)
    counted.is_kind = True
    return counted
COMPARISONS = ["<", ">", "<=", ">=", "==", "~="]


class Program:
    """One random program; every method returns the text of one construct."""

    def __init__(self, rng):
        self.rng = rng
        self.scopes = [["a", "b", "c"]]
        self.loops = 0        # loops around, in the current function
        self.functions = 0    # functions around
        self.coroutines = 0   # bodies of coroutines around
        self.numbered = 0
        self.made = collections.Counter()

    @classmethod
    def kinds(cls):
        return {name for name in dir(cls) if getattr(getattr(cls, name), "is_kind", False)}

    def number(self):
        self.numbered += 1
        return self.numbered

    def choose(self, *weighted):
        return self.rng.choices([f for _, f in weighted], [w for w, _ in weighted])[0]()

    def chance(self, p):
        return self.rng.random() < p

    def inside_function(self, make):
        loops, self.loops = self.loops, 0
        text = make()
        self.loops = loops
        return text

    # ---- expressions

    def variable(self):
        return self.rng.choice([name for scope in self.scopes for name in scope] + PLACES)

    def constant(self):
        return self.rng.choice(CONSTANTS)

    def numeric(self, d):
        if d <= 0:
            return self.rng.choice(["1", "2", "3", "0.5", "10", f"N({self.variable()})", f"N({self.variable()})"])
        binary = lambda: f"{self.numeric(d - 1)} {self.rng.choice(ARITHMETIC)} {self.numeric(d - 1)}"
        return self.choose((2, lambda: self.numeric(0)), (2, lambda: f"({binary()})"), (2, binary),
                           (1, lambda: "- " + self.numeric(0)), (0.3, lambda: self.edge(d)),
                           (0.3, lambda: self.bitwise(d)))

    @kind
    def edge(self, d):
        """Arithmetic and comparisons with values at the ends of the ranges."""
        value = self.rng.choice(EDGES)
        other = self.rng.choice(EDGES) if self.chance(0.5) else self.numeric(d - 1)
        operator = self.rng.choice(ARITHMETIC + ["^"] + COMPARISONS)
        text = f"({value} {operator} {other})" if self.chance(0.5) else f"({other} {operator} {value})"
        return f"N({text})" if operator in COMPARISONS else text

    @kind
    def bitwise(self, d):
        operand = lambda: self.choose((3, lambda: f"N({self.variable()})"), (1, lambda: self.rng.choice(EDGES)),
                                      (1, lambda: "~" + self.numeric(0)))
        return f"({operand()} {self.rng.choice(BITWISE)} {operand()})"

    def expression(self, d=3):
        e = self.expression
        if d <= 0:
            return self.choose((1, self.constant), (2, self.variable))
        logical = lambda: f"{e(d - 1)} {self.rng.choice(['and', 'or'])} {e(d - 1)}"
        return self.choose(
            (2, self.constant), (4, self.variable), (3, logical), (2, lambda: f"({logical()})"),
            (1, lambda: f"not {e(d - 1)}"), (1, lambda: f"not ({e(d - 1)})"),
            (2, lambda: f"({self.numeric(d - 1)} {self.rng.choice(COMPARISONS)} {self.numeric(d - 1)})"),
            (1, lambda: f"({e(d - 1)} {self.rng.choice(['==', '~='])} {e(d - 1)})"),
            (2, lambda: self.numeric(d - 1)),
            (2, lambda: f"T({self.expressions(d - 1)})"), (1, lambda: f"(T({self.expressions(d - 1)}))"),
            (1, lambda: f"text({e(d - 1)}) .. text({e(d - 1)})" + self.rng.choice(["", ' .. "z"', " .. 1"])),
            (1, lambda: f"#{{1, 2, {self.numeric(d - 1)}}}"), (1, lambda: f"D{{{self.items(d - 1)}}}"),
            (1, lambda: f"select('#', {self.expressions(d - 1)})"), (1, self.called_function),
            (1, lambda: self.string_method(d)), (0.7, lambda: self.method_call(d)), (1, lambda: self.metamethod(d)),
            (0.7, lambda: self.protected(d)), (0.5, lambda: self.library_call(d)),
            (2 if self.coroutines else 0, lambda: self.yielded(d)))

    def expressions(self, d):
        return ", ".join(self.expression(d - 1) for _ in range(self.rng.choice([1, 1, 1, 2, 2, 3])))

    def items(self, d):
        item = lambda: self.choose(
            (6, lambda: self.expression(d - 1)),
            (2, lambda: f"{self.rng.choice('mnk')} = {self.expression(d - 1)}"),
            (2, lambda: f'["q{self.rng.randrange(3)}"] = {self.expression(d - 1)}'))
        return ", ".join(item() for _ in range(self.rng.randrange(5)))

    @kind
    def called_function(self):
        if self.functions > 3:
            return "1"
        self.functions += 1
        parameter = f"p{self.functions}"
        self.scopes.append([parameter])
        vararg = self.chance(0.3)
        body = self.inside_function(lambda: self.block(2, 1))
        result = self.expressions(1) + (", ..." if vararg and self.chance(0.5) else "")
        self.scopes.pop()
        self.functions -= 1
        head = f"{parameter}, ..." if vararg else parameter
        return f"(function({head})\n{body}\nreturn {result} end)({self.expressions(1)})"

    @kind
    def string_method(self, d):
        subject = f"text({self.expression(d - 1)})" if self.chance(0.6) else "('some text 10')"
        place = lambda: self.rng.choice(["1", "2", "-1", "-3", "0", "5", "math.mininteger", f"N({self.variable()}) // 1"])
        pattern = lambda: repr(self.rng.choice(PATTERNS))
        return subject + self.choose(
            (1, lambda: f":rep({self.rng.choice(['0', '2', '3', '-1'])}, {self.rng.choice(['nil', repr(','), '1'])})"),
            (1, lambda: f":sub({place()}, {place()})"), (1, lambda: f":byte({place()})"),
            (1, lambda: self.rng.choice([":upper()", ":lower()", ":reverse()", ":len()"])),
            (1, lambda: f":find({pattern()}, {place()}{self.rng.choice(['', ', true'])})"),
            (1, lambda: f":match({pattern()})"),
            (1, lambda: f":gsub({pattern()}, {self.rng.choice([repr('<%0>'), 'T', '{a = 1, e = false}', repr('')])}"
                        f"{self.rng.choice(['', ', 2'])})"),
            (1, lambda: f" < text({self.expression(d - 1)})"),
            (1, lambda: f" .. {self.rng.choice(['1', '2.0', '-1'])} .. 'z'")) if self.chance(0.8) else \
            f"({self.rng.choice(FORMATS)!r}):format(text({self.expression(d - 1)}))"

    @kind
    def method_call(self, d):
        made = f"K({self.rng.choice(['true', 'false'])})"
        calls = "".join(f":add({self.expression(d - 1)})" for _ in range(self.rng.randrange(3)))
        last = self.rng.choice([f":all({self.expressions(d - 1)})", ":get('sum')", ":get('add')(K())", ":none()", ".sum"])
        return made + calls + last

    @kind
    def metamethod(self, d):
        other = lambda: self.rng.choice(["M(2)", "3", "2.5", "'x'", "nil", self.variable()])
        binary = self.rng.choice(ARITHMETIC + BITWISE + COMPARISONS + ["^", ".."])
        return self.choose(
            (5, lambda: f"(M(1) {binary} {other()})"), (3, lambda: f"({other()} {binary} M(1))"),
            (1, lambda: f"({self.rng.choice(['-', '~', '#', 'not '])}M(1))"), (1, lambda: "tostring(M(1))"),
            (1, lambda: f"M(1)({self.expressions(d - 1)})"), (1, lambda: f"(M(1).{self.rng.choice('xyz')})"),
            (1, lambda: f"M(1):twice({self.expression(d - 1)})"), (1, lambda: f"rawequal(M(1), {other()})"))

    @kind
    def protected(self, d):
        """pcall and xpcall around what may raise, any value included."""
        raised = self.rng.choice(["'raised'", "nil", "{}", "M(1)", "12", self.variable()])
        level = self.rng.choice(["", ", 0", ", 1", ", 2"])
        handler = self.rng.choice(["function(m) return 'handled', m end", "text", "T", "function(m) error(m) end"])
        if self.functions > 3:
            return f"pcall(error, {raised}{level})"
        self.functions += 1
        body = self.inside_function(lambda: self.block(1, 1))
        self.functions -= 1
        last = self.choose((1, lambda: f"error({raised}{level})"), (1, lambda: f"return {self.expressions(1)}"),
                           (1, lambda: f"if {self.expression(1)} then error({raised}{level}) end return 1"))
        protect = self.rng.choice(["pcall(", f"xpcall("])
        return f"{protect}function(...)\n{body}\n{last} end{', ' + handler if protect[0] == 'x' else ''}, {self.expressions(1)})"

    @kind
    def library_call(self, d):
        e = self.expression
        return self.choose(
            (1, lambda: f"table.unpack({{{self.items(d)}}}, {self.rng.choice(['1', '2', '-1'])}, 3)"),
            (1, lambda: f"table.concat({{1, 2.5, 'x'}}, text({e(d - 1)}))"),
            (1, lambda: f"select({self.rng.choice(['1', '2', '-1', '-2'])}, {self.expressions(d)}, 2)"),
            (1, lambda: f"tonumber(text({e(d - 1)}))"), (1, lambda: f"math.tointeger({self.numeric(d - 1)})"),
            (1, lambda: f"math.max({self.numeric(d - 1)}, {self.numeric(d - 1)})"), (1, lambda: f"type({e(d - 1)})"),
            (1, lambda: f"table.pack({self.expressions(d)}).n"), (1, lambda: f"next({{{self.items(1)}}} and {{}})"),
            (1, lambda: f"assert({e(d - 1)}, {e(0)})"), (1, lambda: f"math.floor({self.numeric(d - 1)})"))

    @kind
    def yielded(self, d):
        return f"coroutine.yield({self.expressions(d - 1)})"

    # ---- statements

    def block(self, d, most=3):
        self.scopes.append([])
        text = "\n".join(self.statement(d) for _ in range(self.rng.randint(1, most + 1)))
        self.scopes.pop()
        return text

    def target(self):
        return self.rng.choice([self.variable(), 't[T(1)]', 't[T("k")]', "P(1).x", "P(2)[T(3)]"])

    @kind
    def local(self):
        names = self.rng.sample([f"v{i}" for i in range(30)], self.rng.choice([1, 1, 1, 2, 3]))
        values = self.expressions(3)
        if self.chance(0.15):
            return f"do local {names[0]} <const> = {values}; print({names[0]}) end"
        self.scopes[-1].extend(names)
        return f"local {', '.join(names)}" + (f" = {values}" if self.chance(0.85) else "")

    @kind
    def assignment(self):
        targets = [self.target() for _ in range(self.rng.choice([1, 1, 1, 2, 3, 4]))]
        return f"{', '.join(targets)} = {self.expressions(3)}"

    def statement(self, d):
        simple = [(4, self.local), (5, self.assignment), (1, lambda: f"print({self.expressions(3)})")]
        if d <= 0:
            return self.choose(*simple)
        kinds = simple + [(3, lambda: self.conditional(d)), (1, lambda: f"do {self.block(d - 1)} end"),
                          (1, lambda: self.stored_function(d)),
                          (1, lambda: self.to_be_closed(d)), (1, lambda: self.named_function(d)),
                          (0.7, lambda: self.shared_upvalue(d)), (0.7, lambda: self.exchange()), (0.7, lambda: self.appended())]
        if self.loops < 3:
            kinds += [(2, lambda: self.loop(d)), (1, lambda: self.goto_loop(d)), (0.5, lambda: self.leave_two_loops(d)),
                      (0.7, lambda: self.coroutine_loop(d)), (0.5, lambda: self.gmatch_loop(d))]
        if self.functions <= 3:
            kinds += [(0.7, lambda: self.resumed(d))]
        if self.loops > 0:
            kinds += [(2, lambda: f"if {self.expression()} then break end"),
                      (1, lambda: f"if {self.expression()} then print({self.expression(2)}) break end")]
        return self.choose(*kinds)

    @kind
    def to_be_closed(self, d):
        value = self.rng.choice([f"C({self.expression(1)})", f"C({self.expression(1)})", "M(1)", "nil", "false", "K()"])
        return f"do local c{self.number()} <close> = {value} {self.block(d - 1)} end"

    @kind
    def named_function(self, d):
        """A local function with parameters, perhaps more arguments, that may call itself."""
        if self.functions > 3:
            return self.assignment()
        n = self.number()
        self.functions += 1
        names = [f"x{n}", f"y{n}"][:self.rng.randint(1, 2)]
        self.scopes.append(names)
        vararg = self.chance(0.5)
        body = self.inside_function(lambda: self.block(d - 1, 1))
        more = self.rng.choice(["...", "(...)", "select('#', ...)", "{...}", "select(-1, ...)", "table.pack(...).n"])
        result = self.expressions(1) + (f", {more}" if vararg else "")
        self.scopes.pop()
        self.functions -= 1
        head = ", ".join(names + ["..."] * vararg)
        again = self.rng.choice(["", f"if depth{n} < 3 then return f{n}({self.expression(0)}, {'...' if vararg else '1'}) end ",
                                 f"if depth{n} < 3 then f{n}() end "])
        return (f"do local depth{n} = 0 local function f{n}({head})\nstep() depth{n} = depth{n} + 1 {again}{body}\nreturn {result} end "
                f"print(f{n}({self.expressions(2)})) fs[#fs + 1] = f{n} end")

    @kind
    def shared_upvalue(self, d):
        n = self.number()
        value = self.expression(1)
        body = self.block(1, 1)
        return (f"do local u{n} = {self.expression(1)} local function set{n}(v) u{n} = v return function() return u{n}, v end end "
                f"local get{n} = set{n}({value}) {body} print(u{n}, get{n}()) u{n} = {self.expression(1)} print(get{n}()) end")

    @kind
    def exchange(self):
        first, second, third = self.target(), self.target(), self.target()
        return self.rng.choice([f"{first}, {second} = {second}, {first}",
                                f"{first}, {second}, {third} = {third}, {first}",
                                f"{first}, {second}, {third} = T({second}, {third})",
                                f"{first}, {second} = (T({third}, {first}))"])

    @kind
    def appended(self):
        """A sequence without holes: where the border of one with holes is, is not said."""
        return self.choose((1, lambda: f"S[#S + 1] = text({self.expression(1)})"), (1, lambda: "print(#S, table.remove(S))"),
                           (1, lambda: f"table.insert(S, text({self.expression(1)}))"),
                           (1, lambda: f"table.insert(S, 1, text({self.expression(1)}))"),
                           (1, lambda: "print(table.remove(S, 1), table.concat(S, ','):sub(1, 99))"),
                           (1, lambda: f"t[N({self.variable()})] = {self.expression(1)}"))

    @kind
    def leave_two_loops(self, d):
        n = self.number()
        self.loops += 2
        body = self.block(d - 1, 1)
        after = self.block(d - 1, 1)
        self.loops -= 2
        return (f"for i{n} = 1, 2 do for j{n} = 1, 2 do {body} if {self.expression(1)} then goto out{n} end "
                f"if {self.expression(1)} then goto continue{n} end do {after} end ::continue{n}:: end end ::out{n}::")

    def coroutine_body(self, d):
        self.coroutines += 1
        self.functions += 1
        body = self.inside_function(lambda: self.block(d - 1))
        result = self.inside_function(lambda: self.expressions(1))
        self.functions -= 1
        self.coroutines -= 1
        return f"function(p, ...)\n{body}\nprint(p, ...) return {result} end"

    @kind
    def coroutine_loop(self, d):
        n = self.number()
        body = self.coroutine_body(d)
        self.loops += 1
        text = (f"do local rounds{n} = 0 for k{n}, w{n} in coroutine.wrap({body}), {self.expressions(1)} do rounds{n} = rounds{n} + 1 "
                f"if rounds{n} > 3 then break end print(k{n}, w{n}) {self.block(d - 1, 1)} end end")
        self.loops -= 1
        return text

    @kind
    def resumed(self, d):
        n = self.number()
        return (f"do local co{n} = coroutine.create({self.coroutine_body(d)}) for i{n} = 1, {self.rng.randint(1, 4)} do "
                f"print(coroutine.resume(co{n}, {self.expressions(1)})) end print(coroutine.status(co{n})) "
                f"if coroutine.status(co{n}) ~= 'running' then print(coroutine.close(co{n})) end end")

    @kind
    def gmatch_loop(self, d):
        n = self.number()
        self.loops += 1
        body = self.loop_body(d, [f"k{n}"])
        self.loops -= 1
        return f"for k{n} in ('some text 10'):gmatch({self.rng.choice(PATTERNS[:3] + ['%d+'])!r}) do {body} end"

    @kind
    def conditional(self, d):
        rest = self.choose((4, lambda: f"elseif {self.expression()} then {self.block(d - 1)}"),
                           (3, lambda: f"else {self.block(d - 1)}"), (3, str))
        return f"if {self.expression()} then {self.block(d - 1)} {rest} end"

    @kind
    def stored_function(self, d):
        body = self.inside_function(lambda: self.block(d - 1, 1))
        return f"fs[#fs + 1] = function() {body}; return {self.inside_function(lambda: self.expression(2))} end"

    @kind
    def goto_loop(self, d):
        n = self.number()
        body = self.inside_function(lambda: self.block(d - 1))
        extra = f"and ({self.expression()})" if self.chance(0.5) else ""
        return f"do local n{n} = 0 ::top{n}:: n{n} = n{n} + 1 {body} if n{n} < 3 {extra} then goto top{n} end end"

    def loop_body(self, d, names=()):
        self.scopes.append(list(names))
        body = self.block(d - 1)
        if self.chance(0.4):
            n = self.number()
            before = self.rng.choice(["", "", "T(1) "])
            body = f"if {self.expression()} then {before}goto next{n} end do {body} end ::next{n}::"
        self.scopes.pop()
        return body

    @kind
    def counted_loop(self, d, n):
        bounds = f"N({self.variable()}), 4" if self.chance(0.1) else self.rng.choice(LOOP_BOUNDS)
        return f"for i{n} = {bounds} do print(i{n}) {self.loop_body(d, [f'i{n}'])} end"

    @kind
    def loop(self, d):
        self.loops += 1
        n = self.number()
        lists = ["ipairs{3, 4, 5}", "next, {7}", "IT(3)", f"ipairs{{{self.expressions(2)}}}", "pairs(M(6))", "pairs{8}",
                 f"function(_, k) if k < 3 then return k + 1, {self.expression(1)} end end, nil, 0"]
        extra = f"and ({self.expression()})" if self.chance(0.6) else ""
        text = self.choose(
            (1, lambda: self.counted_loop(d, n)),
            (1, lambda: f"for k{n}, w{n} in {self.rng.choice(lists)} do {self.loop_body(d, [f'k{n}', f'w{n}'])} end"),
            (1, lambda: f"do local n{n} = 0 while n{n} < 4 {extra} do n{n} = n{n} + 1 {self.loop_body(d)} end end"),
            (1, lambda: f"do local n{n} = 0 repeat n{n} = n{n} + 1 do {self.loop_body(d)} end "
                        f"until n{n} > 3 or {self.expression()} end"),
            (1, lambda: f"for j = 1, 3 do local u{n} = j fs[#fs + 1] = function() u{n} = N(u{n}) + 1 return u{n} end "
                        f"{self.loop_body(d, [f'u{n}'])} end"))
        self.loops -= 1
        return text
