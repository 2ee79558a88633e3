-- Multiple assignment evaluates all expressions before any assignment.
local a, b, c = 1, 2
print(a, b, c)
a, b = b, a
print(a, b)
local t = { 1, 2, 3 }
local i = 1
i, t[i] = i + 1, 20
print(i, t[1], t[2])
local x = { y = { z = 1 } }
x, x.y = { tag = "new" }, "old"
print(x.tag, x.y)
local function trace(name, v) io.write(name, " ") return v end
local q = setmetatable({}, { __newindex = function(self, k, v) rawset(self, k, v) end })
q[trace("k1", 1)], q[trace("k2", 2)] = trace("v1", "a"), trace("v2", "b")
print(q[1], q[2])
local m, n, o = (function() return 1, 2, 3 end)()
print(m, n, o)
local r, s, u = (function() return 1, 2, 3 end)(), 10
print(r, s, u)
local e, g = ((function() return 1, 2 end)())
print(e, g)
do local a <const> = 5; local b <const>, d = "k", 6 print(a, b, d) end
local first, second = {}, {}
first.link, second.link, first = second, first, nil
print(first, second.link ~= nil)
local l = {}
l[1], l[2], l[3] = 1, 2
print(#l, l[3])
local function swap3(a, b, c) a, b, c = c, a, b return a, b, c end
print(swap3(1, 2, 3))
do local a = a; a = a + 100 print(a) end
print(a)
print(load "local x <const> = 1; x = 2")
print(load "local x <foo> = 1")
print(load "local a <close>, b <close> = 1, 2")

--> 1	2	nil
--> 2	1
--> 2	20	2
--> new	nil
--> k1 k2 v1 v2 a	b
--> 1	2	3
--> 1	10	nil
--> 1	nil
--> 5	k	6
--> nil	true
--> 2	nil
--> 3	1	2
--> 102
--> 2
--> nil	[string "local x <const> = 1; x = 2"]:1: attempt to assign to const variable 'x'
--> nil	[string "local x <foo> = 1"]:1: unknown attribute 'foo'
--> nil	[string "local a <close>, b <close> = 1, 2"]:1: multiple to-be-closed variables in local list
