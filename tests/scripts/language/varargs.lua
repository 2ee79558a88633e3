-- Varargs, select, table.pack and unpack; adjustment of results.
local function f(...) return ... end
local function count(...) return select("#", ...) end
print(f(1, nil, 3))
print((f(1, 2, 3)))
print(f(1, 2), f(3, 4))
print(#{ f(1, 2), f(3, 4) })
print(count(), count(nil), count(nil, nil), count(f()), count((f())), count(f(), f()), count(f(1, 2), 3))
print(select(2, "a", "b", "c"))
print(select(-1, "a", "b", "c"))
print(select(-2, "a", "b"))
print(select(4, 1, 2, 3))
print(pcall(select, 0, 1))
print(pcall(select, -3, 1, 2))
print(pcall(select, "x"))
local p = table.pack(f(nil, nil, 3, nil))
print(p.n, p[3], #table.pack())
print(table.unpack({ 1, 2, 3 }))
print(table.unpack({ 1, 2, 3 }, 2))
print(table.unpack({ 1, 2 }, 0, 3))
print(table.unpack({}, 1, 0))
local function g(a, b, ...) local c, d = ...; return a, b, c, d, ... end
print(g(1))
print(g(1, 2, 3))
print(g(1, 2, 3, 4, 5))
local function sum(...) local s = 0; for _, v in ipairs { ... } do s = s + v end return s end
print(sum(), sum(1), sum(1, 2, 3))
local function tail(n, ...) if n == 0 then return select("#", ...), ... end return tail(n - 1, n, ...) end
print(tail(5))
print((tail(200)))
local a, b, c = (function(...) return ... end)(1, 2)
print(a, b, c)
local function vtab(...) local t = { ..., "end" } return #t, t[1], t[2] end
print(vtab(7, 8, 9))
print(pcall(table.unpack, {}, 1, 1e7))
print(math.max(table.unpack({ 3, 9, 4 })), string.char(table.unpack({ 72, 105 })))
print(load("return ...")(1, 2, 3))
print(load "function f() return ... end")

--> 1	nil	3
--> 1
--> 1	3	4
--> 3
--> 0	1	2	0	1	1	2
--> b	c
--> c
--> a	b
-->
--> false	bad argument #1 to 'select' (index out of range)
--> false	bad argument #1 to 'select' (index out of range)
--> false	bad argument #1 to 'select' (number expected, got string)
--> 4	3	0
--> 1	2	3
--> 2	3
--> nil	1	2	nil
-->
--> 1	nil	nil	nil
--> 1	2	3	nil	3
--> 1	2	3	4	3	4	5
--> 0	1	6
--> 5	1	2	3	4	5
--> 200
--> 1	2	nil
--> 2	7	end
--> false	too many results to unpack
--> 9	Hi
--> 1	2	3
--> nil	[string "function f() return ... end"]:1: cannot use '...' outside a vararg function near '...'
