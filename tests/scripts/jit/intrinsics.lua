-- Library functions that compiled code does itself, with every kind of argument, and replaced meanwhile.
local floor, sqrt, abs, max, min, byte = math.floor, math.sqrt, math.abs, math.max, math.min, string.byte

local function all(x, y, s)
  return floor(x), sqrt(abs(x)), abs(y), max(x, y), min(x, y), (byte(s, 2)), (byte(s))
end
local function show(...) print(pcall(all, ...)) end
for k = 1, 30 do all(k + 0.5, -k - 0.25, "ab") end
show(2.5, -2.25, "xyz")
show(-2.5, 1e300, "pq")
show(1e300, -0.0, "pq")
show(0 / 0, 1.0, "pq")
show(1.0, 0 / 0, "pq")
show(-0.0, 0.0, "pq")
show(0.0, -0.0, "pq")
show(-2.0 ^ 63, 2.0 ^ 63, "pq")
show(7, -3, "pq")
show(math.mininteger, 1, "pq")
show("9", 1, "pq")
show({}, 1, "pq")
show(1.5, 1.5, "")
show(1.5, 1.5, 65)

local function ints(x, y) return floor(x), abs(x), max(x, y), min(x, y) end
for k = 1, 30 do ints(k, -k) end
print(ints(5, -5))
print(ints(math.mininteger, math.maxinteger))
print(ints(2, 2.5))

-- Globals, so that another function can take their place; in a loop that keeps its values in registers.
local function sums(n)
  local total, count = 0, 0
  for i = 1, n do
    total = total + math.floor(i / 2)
    count = count + 1
  end
  return total, count
end
for _ = 1, 30 do sums(10) end
print(sums(10))
local kept = math.floor
math.floor = function(x) return x end
print(sums(10))
math.floor = math.ceil
print(sums(10))
math.floor = kept
print(sums(10))

local function calls_hooked(n)
  local seen = 0
  debug.sethook(function() seen = seen + 1 end, "c")
  for i = 1, n do kept(i + 0.5) end
  debug.sethook()
  return seen
end
for _ = 1, 5 do calls_hooked(5) end
print(calls_hooked(10))

local function walks(t)
  local out = {}
  for i, v in ipairs(t) do out[#out + 1] = i .. "=" .. tostring(v) end
  for k, v in pairs(t) do out[#out + 1] = tostring(k) .. ":" .. tostring(v) end
  return table.concat(out, " ")
end
for _ = 1, 30 do walks({1, 2.5, "three"}) end
print(walks({1, 2, nil, 4}))
print(walks({}))
print(walks(setmetatable({1}, {__index = function(_, k) if k < 4 then return k * 2 end end})))
print(walks(setmetatable({1}, {__pairs = function() return function(_, k) if not k then return 1, "p" end end end})))
print(pcall(walks, nil))
local old = ipairs
ipairs = function(t) return old({"other"}) end
print(walks({1}))
ipairs = old

local function made(x) return setmetatable({x = x}, {__tostring = function(o) return "made " .. o.x end}) end
for k = 1, 30 do made(k) end
print(tostring(made(5)), tostring(made("y")))

--> true	2	1.5811388300842	2.25	2.5	-2.25	121	120
--> true	-3	1.5811388300842	1e+300	1e+300	-2.5	113	112
--> true	1e+300	1e+150	0.0	1e+300	-0.0	113	112
--> true	-nan	nan	1.0	-nan	-nan	113	112
--> true	1	1.0	nan	1.0	1.0	113	112
--> true	0	0.0	0.0	-0.0	-0.0	113	112
--> true	0	0.0	0.0	0.0	0.0	113	112
--> true	-9223372036854775808	3037000499.976	9.2233720368548e+18	9.2233720368548e+18	-9.2233720368548e+18	113	112
--> true	7	2.6457513110646	3	7	-3	113	112
--> true	-9223372036854775808	-nan	1	1	-9223372036854775808	113	112
--> false	attempt to compare string with number
--> false	intrinsics.lua:5: bad argument #1 to 'floor' (number expected, got table)
--> true	1	1.2247448713916	1.5	1.5	1.5	nil	nil
--> true	1	1.2247448713916	1.5	1.5	1.5	53	54
--> 5	5	5	-5
--> -9223372036854775808	-9223372036854775808	9223372036854775807	-9223372036854775808
--> 2	2	2.5	2
--> 25	10
--> 27.5	10
--> 30	10
--> 25	10
--> 11
--> 1=1 2=2 1:1 2:2 4:4
--> 
--> 1=1 2=4 3=6 1:1
--> 1=1 1:p
--> false	attempt to index a nil value
--> 1=other 1:1
--> made 5	made y
