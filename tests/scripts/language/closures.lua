-- Closures share variables, loops make a fresh one each time round.
local fs = {}
for i = 1, 3 do fs[i] = function() i = i + 1; return i end end
print(fs[1](), fs[1](), fs[2](), fs[3]())
local ws, n = {}, 0
while n < 3 do n = n + 1; local m = n; ws[n] = function(d) m = m + (d or 0); return m end end
print(ws[1](5), ws[1](), ws[2](), ws[3]())
local rs = {}
repeat local k = #rs + 1; rs[k] = function() return k end until k == 3
print(rs[1](), rs[2](), rs[3]())
for k, v in pairs { a = 1 } do fs[k] = function() return k .. v end end
print(fs.a())
local function counter()
  local c = 0
  return function() c = c + 1; return c end, function() return c end, function(v) c = v end
end
local inc, get, set = counter()
inc()
inc()
print(get())
set(10)
print(inc(), get())
local inc2 = counter()
print(inc2(), get())
local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end
print(fib(15))
local function deep() local a = 1; return function() local b = 2; return function() local c = 3; return function() a = a + 1; return a + b + c end end end end
local d = deep()()()
print(d(), d())
local x = 1
local function shadow() local x = x + 1; do local x = x * 10; return x end end
print(shadow(), x)
print((function(...) local a, b = ...; return function() return a, b end end)(1, 2)())
local t = setmetatable({}, { __index = function(_, k) return function() return k end end })
print(t.a(), t.b(), t.a ~= t.a)

--> 2	3	3	4
--> 6	6	2	3
--> 1	2	3
--> a1
--> 2
--> 11	11
--> 1	11
--> 610
--> 7	8
--> 20	1
--> 1	2
--> a	b	true
