-- Constructors: positional, keyed, nested, trailing separators, calls at the end.
local t = { 1, 2, 3; x = 1, ["y z"] = 2, [10] = "ten", [1.5] = "frac", 4, }
print(#t, t.x, t["y z"], t[10], t[1.5], t[4])
local function three() return 1, 2, 3 end
print(#{ three() }, #{ three(), three() }, #{ (three()) }, #{ three(), nil }, #{ [1] = "a", "b" }, ({ [1] = "a", "b" })[1])
print(#{ n = 1 }, #{}, #{ nil }, #{ {}, {} }, next {}, type(next), #{ 1, 2, nil, 4 } >= 2)
local n = { a = { b = { c = "deep" } } }
print(n.a.b.c, n["a"]["b"].c, n.a.x)
local big = {}
for i = 1, 200 do big[i] = i end
print(#big, big[100], #{ table.unpack(big) })
local k = "dyn"
local d = { [k] = 1, [k .. "2"] = 2, [1 + 1] = "two", [true] = "t", [print] = "f" }
print(d.dyn, d.dyn2, d[2], d[true], d[print])
local s = { function() return "f" end, f = function(self) return self.v end, v = 42 }
print(s[1](), s:f())
print(pcall(function() return { [nil] = 1 } end))
print(pcall(function() return { [0 / 0] = 1 } end))
t = { [2 ^ 53] = "float key" }
print(t[2 ^ 53], t[1 << 53], next(t), math.type((next(t))))
t = {}
t[1.0] = "a"
t[2] = "b"
print(t[1], #t, math.type((next(t))))
t["1"] = "s"
print(t[1], t["1"])
t = {}
t.x = 1
t.x = nil
print(next(t), t.x, #t)
local e = { 1, 2, 3, nil }
print(#e)
local m = {}
for i = 1, 20 do m[i] = i * i end
for i = 20, 11, -1 do m[i] = nil end
print(#m, m[10], m[11])

--> 4	1	2	ten	frac	4
--> 3	4	1	1	1	b
--> 0	0	0	2	nil	function	true
--> deep	deep	nil
--> 200	100	200
--> 1	2	two	t	f
--> f	42
--> false	tables_constructors.lua:17: table index is nil
--> false	tables_constructors.lua:18: table index is NaN
--> float key	float key	9007199254740992	integer
--> a	2	integer
--> a	s
--> nil	nil	0
--> 3
--> 10	100	nil
