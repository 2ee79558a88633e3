-- One place in the program that meets many shapes, classes that change between calls, functions behind
-- __index, strings, and more fields than there are caches.
local function area(o) return o.area end
local function method(o) return o:size() end
local function store(o, v) o.extra = v end

local classes = {}
for i = 1, 12 do
  local class = {area = i}
  class.__index = class
  function class:size() return self.width * i end
  classes[i] = class
end
local objects = {}
for i = 1, 12 do
  local o = setmetatable({}, classes[i])
  for j = 1, i do o["field" .. j] = j end
  o.width = i
  objects[i] = o
end
local function sums()
  local areas, sizes = 0, 0
  for round = 1, 3 do
    for _, o in ipairs(objects) do areas, sizes = areas + area(o), sizes + method(o) end
  end
  return areas, sizes
end
print(sums())
classes[3].area = 100
classes[4].size = function() return 1000 end
print(sums())
objects[5].area = 7
setmetatable(objects[6], classes[7])
print(sums())
classes[8].__index = function(_, key)
  if key == "area" then return 50 end
  return function(self) return self.width end
end
print(sums())
setmetatable(classes[9], {__index = {height = 3}})
classes[9].area = nil
print(pcall(sums))
getmetatable(classes[9]).__index.area = 4
print(sums())

for round = 1, 3 do
  for i, o in ipairs(objects) do store(o, i * round) end
end
local extras = {}
for i, o in ipairs(objects) do extras[i] = o.extra end
print(table.concat(extras, " "))
local stored = {}
setmetatable(objects[1], {__newindex = function(_, k, v) stored[#stored + 1] = k .. "=" .. tostring(v) end})
objects[1].extra = nil
for i = 1, 3 do store(objects[1], i) end
print(table.concat(stored, " "), rawget(objects[1], "extra"))

-- Strings and tables at one place.
local function length(s) return s:len() end
local text = {len = function() return "table" end}
for i = 1, 4 do io.write(tostring(length(i % 2 == 0 and "four" or text)), " ") end
local old = string.len
string.len = function() return "other" end
print(length("four"), length(text))
string.len = old
print(length("four"))

-- __index functions that chain, and whose receiver is the table that has the metatable.
local proxy = setmetatable({name = "proxy"}, {__index = function(t, k) return t.name .. "." .. k end})
local heir = setmetatable({}, {__index = proxy})
local function read(t) return t.missing end
for i = 1, 3 do io.write(read(heir), " ", read(proxy), " ") end
print()
getmetatable(proxy).__index = {missing = "now a table"}
print(read(heir), read(proxy))

-- A hook that is set while a metamethod runs: its result still goes where it belongs.
local hooked = setmetatable({}, {
  __index = function(_, k) debug.sethook(function() end, "l") return k .. "!" end,
  __add = function(_, n) debug.sethook() return n end,
})
local function through_hooks(h)
  local a = h.first
  local sum = (h + 1) * (h + 2)
  local list = {h.second, h + 3, h.third}
  return a, sum, table.concat(list, " ")
end
print(through_hooks(hooked))
debug.sethook()
print(through_hooks(hooked))
debug.sethook()

-- Constructors that add fields one by one.
local function point(x, y, z, w, v)
  local p = {}
  p.x = x p.y = y p.z = z p.w = w p.v = v
  return p
end
local total = 0
for i = 1, 20 do
  local p = point(i, i + 1, i + 2, i + 3, i % 2 == 0 and i or nil)
  total = total + p.x + p.y + p.z + p.w + (p.v or 0)
end
print(total)

--> 234	1950
--> 525	4902
--> 534	4920
--> 660	4752
--> false	caches_of_many_shapes.lua:24: attempt to perform arithmetic on a nil value
--> 645	4752
--> 3 6 9 12 15 18 21 24 27 30 33 36
--> extra=1 extra=2 extra=3	nil
--> table 4 table 4 other	table
--> 4
--> proxy.missing proxy.missing proxy.missing proxy.missing proxy.missing proxy.missing 
--> now a table	now a table
--> first!	2	second! 3 third!
--> first!	2	second! 3 third!
--> 1070
