-- __eq, __lt, __le: when they are asked, and that their result is made a boolean.
local mt = {}
mt.__eq = function(a, b) io.write "eq " return a.v == b.v end
mt.__lt = function(a, b) io.write "lt " return (type(a) == "number" and a or a.v) < (type(b) == "number" and b or b.v) end
mt.__le = function(a, b) io.write "le " return (type(a) == "number" and a or a.v) <= (type(b) == "number" and b or b.v) end
local function new(v) return setmetatable({ v = v }, mt) end
local a, b, c = new(1), new(2), new(1)
print(a == b)
print(a == c)
print(a ~= c)
print(a == a)
print(rawequal(a, c))
print(a == 1)
print(a == "x")
print(a < b)
print(a > b)
print(a <= c)
print(a >= b)
print(a < 5)
print(5 < a)
print(1 <= a)
print(a > 0)
print(pcall(function() return {} < {} end))
print(pcall(function() return {} < 1 end))
print(pcall(function() return 1 < "2" end))
print(pcall(function() return nil > 1 end))
print(pcall(function() return "a" <= 1 end))
print(pcall(function() return print < print end))
print(pcall(function() return true < false end))
print(pcall(function() return a < "x" end) == false)
local truthy = setmetatable({}, { __eq = function() return 1 end, __lt = function() return nil end })
print(truthy == setmetatable({}, {}), truthy < 1)
local only = setmetatable({}, { __lt = function() return true end })
print(pcall(function() return only <= only end))
print(setmetatable({}, { __eq = function() return true end }) == {}, {} == setmetatable({}, { __eq = function() return true end }))
mt.__lt = function(x, y) return x.v < y.v end
local t = { new(3), new(1), new(2) }
table.sort(t)
print(t[1].v, t[2].v, t[3].v)
if a < b then print "branch" end
while not (a == c) do end
print(a < b and "and" or "or")

--> eq false
--> eq true
--> eq false
--> true
--> false
--> false
--> false
--> lt true
--> lt false
--> le true
--> le false
--> lt true
--> lt false
--> le true
--> lt true
--> false	comparison.lua:23: attempt to compare two table values
--> false	comparison.lua:24: attempt to compare table with number
--> false	comparison.lua:25: attempt to compare number with string
--> false	comparison.lua:26: attempt to compare number with nil
--> false	comparison.lua:27: attempt to compare string with number
--> false	comparison.lua:28: attempt to compare two function values
--> false	comparison.lua:29: attempt to compare two boolean values
--> lt true
--> true	false
--> false	comparison.lua:34: attempt to compare two table values
--> true	true
--> 1	2	3
--> branch
--> eq and
