-- What has been read of a captured local stays what it was when other code changes the local.
local a, calls = 1, 0
local function change(v) calls = calls + 1; a = a + v; return v end
local meta = {__add = function(x, y) a = a * 10; return 5 end, __index = function(_, k) a = a + 100; return k end,
              __eq = function() a = 7 return true end, __lt = function() a = 8 return true end,
              __concat = function() a = 9 return "c" end, __len = function() a = 11 return 3 end}
local object, other = setmetatable({}, meta), setmetatable({}, meta)

-- Calls and operators in between are told apart by order alone where the reference reads a local late;
-- these are the cases where both agree: operands first, changes after.
local sum = a
sum = sum + change(2) * 10
print(sum, a)
local t = {a, change(1), a, object.field == "field", a, #object, a}
print(table.concat({t[1], t[2], t[3], tostring(t[4]), t[5], t[6], t[7]}, " "))
local x = a
local y = object + 1
print(x, y, a)
if object == other then print("equal", a) end
if object < other then print("less", a) end
print(object .. "x", a)
for i = 1, 3 do
  local before = a
  change(i)
  io.write(before, " ", a, " ")
end
print(calls)
local function nested()
  local n = 0
  local function inc() n = n + 1 return n end
  local list = {n, inc(), n, inc(), n}
  n = n + #list
  return n, inc(), n
end
print(nested())

--> 21	3
--> 3 1 4 true 104 3 11
--> 11	5	110
--> equal	7
--> less	8
--> c	9
--> 9 10 10 12 12 15 5
--> 7	8	8
