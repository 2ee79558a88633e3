-- Random histories of classes: methods are added, shadowed and removed in the middle of a chain, metatables
-- swapped, __index becomes a function and a table again, while the same few functions go on using objects.
-- Prints one line a history: its number and a sum over all that was seen; with a third argument all of it.
--
-- usage: class_histories.lua FIRST COUNT [all]
local first, count, all = tonumber(arg[1]), tonumber(arg[2]), arg[3]

local state
local function random(n)
  state = state * 6364136223846793005 + 1442695040888963407
  return (state >> 33) % n + 1
end
local function any(list) return list[random(#list)] end

-- What uses the objects; compiled anew for each history, so that caches and machine code are new too.
local USES = [[
local event = ...
local uses = {}
function uses.method(o, x) return o:m1(x) end
function uses.other(o, x) return o:m2(x) end
function uses.field_call(o, x) return o.m1(o, x) end
function uses.get(o) return o.f end
function uses.sum(o, x) local a = o.f return a + o.g + x end
function uses.set(o, x) o.f = x return o.f end
function uses.add(o, x) o.h = x o.g = o.h return o.g end
function uses.index(o, x) return o[x] end
function uses.less(o, x, p) if o < p then return x end return -x end
function uses.same(o, x, p) return o == p end
function uses.plus(o, x, p) return o + x, x - p end
function uses.length(o) return #o end
function uses.call(o, x) return o(x) end
function uses.loop(o, x)
  local s = 0
  for i = 1, x % 7 + 2 do
    s = s + (o:m1(i) or 0)
    if i == 4 then event() end
    o.f = s
    s = s + (o.g or 1)
  end
  return s
end
function uses.chain(o, x) return o:m1(o:m2(o:m1(x))) end
function uses.both(o, x, p) return o:m1(x), p:m1(x), o.f, p.f end
function uses.create(o, x, p) local t = setmetatable({f = x, g = x + 1}, getmetatable(p)) return t:m1(1), t.f end
return uses
]]
local NAMES = {"m1", "m2", "f", "g"}
local EVENTS = {"__lt", "__eq", "__add", "__sub", "__len", "__call", "__newindex", "__le"}
local ORDER = {"method", "other", "field_call", "get", "sum", "set", "add", "index", "less", "same", "plus", "length", "call",
               "loop", "chain", "both", "create"}

local function text(v)
  if math.type(v) == "float" then return ("%.14g"):format(v) end
  return type(v) == "table" and "table" or type(v) == "function" and "function" or tostring(v)
end

local function history(number)
  state = number * 977 + 13
  local seen = {}
  local function see(...)
    for i = 1, select("#", ...) do seen[#seen + 1] = text((select(i, ...))) end
  end
  local classes, objects = {}, {}
  for i = 1, 5 do
    classes[i] = {}
    classes[i].__index = classes[i]
    if i > 1 then setmetatable(classes[i], classes[random(i - 1)]) end
  end
  for i = 1, 4 do objects[i] = setmetatable(random(3) == 1 and {f = i, 7, 8} or {g = i, f = 2}, any(classes)) end

  local depth = 0
  local change
  local function member(name)
    local k, kind = random(100), random(8)
    if name == "f" or name == "g" then return kind == 1 and k + 0.5 or kind == 2 and "7" or kind == 3 and nil or k end
    if kind == 1 then return function(self, x) return (x or 0) + k + 0.25 end end
    if kind == 2 then return function(self, x) return x end end
    if kind == 3 then return function(self, x) return (self.f or 1) + k end end
    if kind == 4 then return function(self, x)
      if depth == 0 then depth = 1 change() depth = 0 end
      return k
    end end
    if kind == 5 then return nil end
    return function(self, x) return k * (tonumber(x) or 2) % 1000 end
  end
  function change()
    local class, object, kind = any(classes), any(objects), random(14)
    if kind <= 4 then local name = any(NAMES) class[name] = member(name)
    elseif kind == 5 then class[any(NAMES)] = nil
    elseif kind == 6 then setmetatable(object, any(classes))
    elseif kind == 7 then
      local f = member("m1")
      class.__index = function(t, k) return k == "f" and 5 or k == "g" and 2.5 or f end
    elseif kind == 8 then class.__index = class
    elseif kind == 9 then class.__index = any(classes)
    elseif kind == 10 then
      local result = any{true, false, 3, 2.5}
      class[any(EVENTS)] = random(3) > 1 and function(a, b, c) if c then rawset(a, b, c) end return result end or nil
    elseif kind == 11 then object[any(NAMES)] = member(any(NAMES))
    elseif kind == 12 then rawset(object, rawlen(object) + 1, random(9))
    elseif kind == 13 then objects[random(#objects)] = setmetatable({f = random(9), g = random(9)}, class)
    else setmetatable(object, nil) end
  end

  local uses = assert(load(USES, "=uses"))(function() if depth == 0 then depth = 1 change() depth = 0 end end)
  for step = 1, 14 do
    local use = uses[any(ORDER)]
    for round = 1, random(20) do
      local o, p = any(objects), any(objects)
      see(pcall(use, o, random(9), p))
    end
    change()
    if random(3) == 1 then for _, name in ipairs(ORDER) do see(pcall(uses[name], any(objects), random(9), any(objects))) end end
    if step == 7 then collectgarbage("step") end
  end
  return seen
end

for number = first, first + count - 1 do
  local seen = history(number)
  local sum = 0
  for _, s in ipairs(seen) do
    for i = 1, #s do sum = (sum * 31 + s:byte(i)) & 0xffffffff end
    sum = sum * 17 + 1
  end
  print(number, #seen, sum & 0xffffffff)
  if all then for i, s in ipairs(seen) do print("", i, s) end end
end
