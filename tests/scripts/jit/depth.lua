-- Deep and endless recursion in compiled functions, through calls, metamethods and pcall.
local function down(n) if n == 0 then return 0 end return 1 + down(n - 1) end
for i = 1, 50 do down(10) end
print(down(150000))

local function endless(n) return 1 + endless(n + 1) end
for i = 1, 3 do
  local ok, e = pcall(endless, 1)
  print(ok, (tostring(e):gsub("^.-: (stack overflow).*$", "%1")))
end
print(down(1000))

local function many(n, ...) if n == 0 then return select("#", ...) end return many(n - 1, n, ...) end
for i = 1, 50 do many(10) end
print(many(100))

local mt = {}
mt.__index = function(t, k) if k == 0 then return "end" end return t[k - 1] end
local t = setmetatable({}, mt)
for i = 1, 50 do local _ = t[20] end
print(t[120])

local function even(n) if n == 0 then return true end return pcall(function() return even(n - 1) end) end
for i = 1, 20 do even(5) end
print((even(100)))

-- The stack moves while frames of compiled functions are on it.
local function wide(n)
  local a, b, c, d, e, f, g, h = n, n + 1, n + 2, n + 3, n + 0.5, tostring(n), {n}, n % 2 == 0
  if n > 0 then
    local s = wide(n - 1)
    if a ~= n or b ~= n + 1 or c ~= n + 2 or d ~= n + 3 or e ~= n + 0.5 or f ~= tostring(n) or g[1] ~= n or h ~= (n % 2 == 0) then
      error("a local has changed")
    end
    return s + a
  end
  return 0
end
for i = 1, 30 do wide(10) end
print(wide(2000))
local co = coroutine.wrap(function() return wide(1000) end)
print(co())

-- Recursion with an argument count that differs from call to call.
local function args(n, a, b, c)
  if n == 0 then return a, b, c end
  if n % 3 == 0 then return args(n - 1) end
  if n % 3 == 1 then return args(n - 1, n) end
  return args(n - 1, n, a, b, c, 9)
end
for i = 1, 50 do args(10, 1, 2, 3) end
print(args(10, 1, 2, 3))
print(args(11, 1, 2, 3))
print(args(1, 1, 2, 3))
local function results(n) if n % 2 == 0 then return n, n + 1 end if n % 3 == 0 then return end return n end
local s = 0
for i = 1, 300 do
  local a, b = results(i)
  local c = (results(i))
  local t = {results(i)}
  s = s + (a or 0) + (b or 1) + (c or 2) + #t
end
print(s)

--> 150000
--> false	stack overflow
--> false	stack overflow
--> false	stack overflow
--> 1000
--> 100
--> end
--> true
--> 2001000
--> 500500
--> 1	nil	nil
--> 1	nil	nil
--> 1	nil	nil
--> 98750
--~ stress-stack: every one of 200,000 nested calls would copy the whole stack
--~ jit-stack: likewise
