-- What a script can see of table.sort: how elements without an order between them end up, which
-- comparisons are made, and what becomes of order functions that are none.
local function words(n, salt)
  local t, x = {}, salt
  for i = 1, n do
    x = (x * 1103515245 + 12345) & 0x7fffffff
    t[i] = {key = x >> 16 & 15, id = i}
  end
  return t
end

local function show(t)
  local s = {}
  for i, v in ipairs(t) do s[i] = v.key .. ":" .. v.id end
  return table.concat(s, " ")
end

for _, n in ipairs {1, 2, 3, 4, 5, 7, 12, 40} do
  local t, count = words(n, n), 0
  table.sort(t, function(a, b) count = count + 1; return a.key < b.key end)
  print(n, count, show(t))
end

-- mixed integers and floats, negative zero: equal numbers are told apart by their looks
local t = {3, 1.0, 2, 1, 2.0, 3.0, 1, 0.0, -0.0, 0, 2^53, 1 << 53}
table.sort(t)
for i, v in ipairs(t) do io.write(tostring(v), " ") end
print()
t = {0.0, -0.0, 1.5, -0.0, 0.0, -1.5}
table.sort(t)
for i, v in ipairs(t) do io.write(tostring(v), " ") end
print()

-- no orders
print(pcall(table.sort, {1, 2, 3, 4, 5}, function() return true end))
print(pcall(table.sort, {3, 1, "x"}))
print(pcall(table.sort, {{}, {}}))
print(pcall(table.sort, {1, 2, 3}, 42))
print(pcall(table.sort, {2, 1, 3}, function() error("no order", 0) end))
print(coroutine.wrap(function() return pcall(table.sort, {3, 2, 1}, coroutine.yield) end)())
print(pcall(table.sort, setmetatable({}, {__len = function() return 1 << 40 end})))

-- through metamethods
local log = {}
local shadow = {30, 10, 20}
local proxy = setmetatable({}, {
  __len = function() return 3 end,
  __index = function(_, i) return shadow[i] end,
  __newindex = function(_, i, v) log[#log + 1] = i .. "=" .. v; shadow[i] = v end})
table.sort(proxy)
print(table.concat(shadow, " "), #log)
local lt = {__lt = function(a, b) return a.v < b.v end}
local objects = {}
for i = 1, 6 do objects[i] = setmetatable({v = i * 5 % 7}, lt) end
table.sort(objects)
for i, o in ipairs(objects) do io.write(o.v, " ") end
print()

--> 1	0	6:1
--> 2	1	1:2 12:1
--> 3	3	3:1 3:2 13:3
--> 4	6	6:2 9:1 11:3 15:4
--> 5	9	1:5 5:4 8:3 9:2 15:1
--> 7	17	2:7 2:4 3:5 4:3 5:6 12:1 14:2
--> 12	36	3:12 3:9 3:4 3:6 4:8 5:11 9:3 9:5 11:2 11:1 13:7 14:10
--> 40	202	0:30 0:39 0:36 1:25 1:15 1:23 1:28 1:20 2:7 2:27 3:17 4:11 4:2 6:38 7:16 7:33 8:4 8:14 8:8 9:34 9:37 9:10 9:3 12:29 12:35 12:26 12:1 12:6 12:21 12:12 13:5 13:9 13:13 13:19 14:18 14:31 14:32 15:22 15:24 15:40
--> -0.0 0.0 0 1 1.0 1 2.0 2 3 3.0 9.007199254741e+15 9007199254740992 
--> -1.5 -0.0 0.0 0.0 -0.0 1.5 
--> false	invalid order function for sorting
--> false	attempt to compare string with number
--> false	attempt to compare two table values
--> false	bad argument #2 to 'table.sort' (function expected, got number)
--> false	no order
--> false	attempt to yield across a C-call boundary
--> false	bad argument #1 to 'table.sort' (array too big)
--> 10 20 30	4
--> 1 2 3 4 5 6 
