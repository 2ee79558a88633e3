-- Arithmetic and comparisons on operands of several types: numbers of both kinds, objects with metamethods.
local function area(a, b) return a * b + a - b, a < b, a <= b, a == b, a ~= b end
local values = {1, 2.5, -3, 0.0, math.maxinteger, 1e15}
for _ = 1, 10 do
  for _, a in ipairs(values) do
    for _, b in ipairs(values) do area(a, b) end
  end
end
for _, a in ipairs(values) do print(area(a, 2)) print(area(0.5, a)) end
print(pcall(area, "4", 2))
print(pcall(area, {}, 2))

local V = {}
V.__index = V
local function new(x) return setmetatable({x = x}, V) end
V.__add = function(a, b) return new((type(a) == "table" and a.x or a) + (type(b) == "table" and b.x or b)) end
V.__mul = function(a, b) return type(b) == "number" and a.x * b or a.x * b.x end
V.__eq = function(a, b) return a.x == b.x end
V.__lt = function(a, b) return a.x < b.x end
V.__le = function(a, b) return a.x <= b.x end

local function combine(a, b, n)
  local sum = new(0)
  for i = 1, n do
    sum = sum + a + i
    sum = 1 + sum
    if a * b == 6 then sum = sum + b end
  end
  return sum.x, a == b, a < b, a <= b
end
for _ = 1, 30 do combine(new(2), new(3), 4) end
print(combine(new(2), new(3), 5))
print(combine(new(2), new(2), 5))

-- The handler is replaced, is native, fails, yields, wants the stack to grow, and is no function.
local add = V.__add
V.__add = function(a, b) return add(add(a, b), 100) end
print(combine(new(2), new(3), 2))
V.__add = rawequal
print(pcall(combine, new(2), new(3), 2))
V.__add = function() error("no sum") end
print(pcall(combine, new(2), new(3), 2))
V.__add = function(a, b) coroutine.yield("between") return add(a, b) end
local co = coroutine.wrap(function() return combine(new(2), new(3), 1) end)
print(co()) print(co()) print(co()) print(co()) print(co())
local function deep(n) if n == 0 then return 0 end return 1 + deep(n - 1) end
V.__add = function(a, b) deep(300) return add(a, b) end
print(combine(new(2), new(3), 2))
V.__add = setmetatable({}, {__call = function(_, a, b) return add(a, b) end})
print(combine(new(2), new(3), 2))
V.__add = nil
print(pcall(combine, new(2), new(3), 2))

local function texts(a, b) return a == b, a ~= b end
local long = ("x"):rep(100)
for _ = 1, 30 do texts("a", "b") end
print(texts("ab", "a" .. "b")) print(texts(long, ("x"):rep(50) .. ("x"):rep(50))) print(texts(long, "x"))

local function fields(t, n)
  local nils = 0
  for _ = 1, n do
    if t.left == nil then nils = nils + 1 end
    t.left = t.right
    t.right = nil
  end
  return nils, t.left, t.right
end
for _ = 1, 30 do fields({left = 1, right = 2}, 3) end
print(fields({left = 1, right = 2}, 3))
print(fields(setmetatable({left = 1, right = 2}, {__index = function(_, k) return k end}), 3))

--> 1	true	true	false	true
--> 0.0	true	true	false	true
--> 5.5	false	false	false	true
--> -0.75	true	true	false	true
--> -11	true	true	false	true
--> 2.0	false	false	false	true
--> -2.0	true	true	false	true
--> 0.5	false	false	false	true
--> 9223372036854775803	false	false	false	true
--> -4.6116860184274e+18	true	true	false	true
--> 3e+15	false	false	false	true
--> -5e+14	true	true	false	true
--> false	mixed_operands.lua:2: attempt to compare string with number
--> false	mixed_operands.lua:2: attempt to perform arithmetic on a table value (local 'a')
--> 45	false	true	true
--> 30	true	false	true
--> 815	false	true	true
--> false	mixed_operands.lua:25: attempt to perform arithmetic on a boolean value
--> false	mixed_operands.lua:41: no sum
--> between
--> between
--> between
--> between
--> 7	false	true	true
--> 15	false	true	true
--> 15	false	true	true
--> false	mixed_operands.lua:25: attempt to perform arithmetic on a table value (local 'sum')
--> true	false
--> true	false
--> false	true
--> 1	nil	nil
--> 0	right	right
