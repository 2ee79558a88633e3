-- debug.setlocal gives a local of a compiled function a value of another type: from a function that it
-- calls, from metamethods (Lua and native), from a hook; in loops whose counters and sums had proven types.
local function set(level, name, value)
  for i = 1, 250 do
    local n = debug.getlocal(level, i)
    if n == nil then error("no local " .. name) end
    if n == name then return debug.setlocal(level, i, value) end
  end
end

-- From a function that it calls, in a counting loop with integer sums.
local change
local function sum(n)
  local s, f = 0, 0.5
  for i = 1, n do
    s = s + i
    f = f + 1.5
    if i % 100 == 0 then change(i) end
    s = s + 1
    f = f * 1.0
  end
  return s, f, math.type(s), math.type(f)
end
change = function() end
for _ = 1, 5 do sum(200) end
print(sum(200))
change = function(i) if i == 100 then set(3, "s", 0.25) end end
print(sum(200))
change = function(i) if i == 100 then set(3, "f", 7) end end
print(sum(200))
change = function(i) if i == 100 then set(3, "s", "10") end end
print(sum(200))
change = function(i) if i == 100 then set(3, "s", {}) end end
print(pcall(sum, 200))
change = function(i) if i == 100 then set(3, "f", nil) end end
print(pcall(sum, 200))
change = function() end
print(sum(200))

-- From a metamethod: the types that the block had learned of other locals are not believed behind it.
local action = function() end
local mt = {}
function mt.__add(a, b) action() return 1 end
function mt.__index(t, k) action() return 2 end
function mt.__newindex(t, k, v) action() end
function mt.__lt(a, b) action() return true end
function mt.__eq(a, b) action() return true end
function mt.__len(a) action() return 3 end
function mt.__concat(a, b) action() return "joined" end
function mt.__call(self) action() return 4 end
local function each(x, kind, t, other)
  local a, b = x + 1, x * 2
  local r
  if kind == 1 then r = t + 1
  elseif kind == 2 then r = t.field
  elseif kind == 3 then t.field = x; r = 0
  elseif kind == 4 then r = t < other
  elseif kind == 5 then r = t == other
  elseif kind == 6 then r = #t
  elseif kind == 7 then r = t .. "x"
  elseif kind == 8 then r = t()
  else r = t[x] end
  return a + b, b * 2, x - a, r
end
local plain = {__add = function() return 1 end}
for i = 1, 300 do
  each(i, 1, 5) each(i, 2, {field = 1}) each(i, 3, {field = 1}) each(i, 4, 1, 2) each(i, 5, 1, 2)
  each(i, 6, {1, 2}) each(i, 7, "s") each(i, 8, function() return 1 end) each(1, 9, {1, 2, 3})
end
for kind = 1, 9 do
  for _, value in ipairs{0.5, "7", 1e300} do
    action = function() set(4, "a", value) end
    print(kind, pcall(each, 10, kind, setmetatable({}, mt), setmetatable({}, mt)))
    action = function() set(4, "b", value) set(4, "x", value) end
    print(kind, pcall(each, 10, kind, setmetatable({}, mt), setmetatable({}, mt)))
  end
  action = function() set(4, "b", {}) end
  print(kind, pcall(each, 10, kind, setmetatable({}, mt), setmetatable({}, mt)))
end

-- debug.setlocal itself as the metamethod.
local function native(x, t)
  local a = x + 1
  local n = t.field       -- __index is debug.setlocal, with a level that is no level: it is an error here
  return a + x, n
end
for i = 1, 300 do native(i, {field = 1}) end
print((pcall(native, 1, setmetatable({}, {__index = debug.setlocal}))))

-- From a hook.
local function hooked(n)
  local s = 0
  for i = 1, n do
    s = s + i
  end
  return s, math.type(s)
end
for _ = 1, 10 do hooked(100) end
local function with_hook()
  local done = false
  debug.sethook(function(_, line)
    local info = debug.getinfo(2, "f")
    if info.func == hooked and not done then
      for i = 1, 20 do
        local n, v = debug.getlocal(2, i)
        if n == "s" and v == 15 then done = true debug.setlocal(2, i, 100.5) end
      end
    end
  end, "l")
  local a, b = hooked(10)
  debug.sethook()
  return a, b
end
print(with_hook())
print(hooked(10))

--> 20300	300.5	integer	float
--> 15151.25	300.5	float	float
--> 20300	157.0	integer	float
--> 15161	300.5	integer	float
--> false	set_local.lua:19: attempt to perform arithmetic on a table value (local 's')
--> false	set_local.lua:20: attempt to perform arithmetic on a nil value (local 'f')
--> 20300	300.5	integer	float
--> 1	true	20.5	40	9.5	1
--> 1	true	11.5	1.0	-10.5	1
--> 1	true	27	40	3	1
--> 1	true	18	14	-4	1
--> 1	true	1e+300	40	-1e+300	1
--> 1	true	1e+300	2e+300	1e+300	1
--> 1	false	set_local.lua:63: attempt to perform arithmetic on a table value (local 'b')
--> 2	true	20.5	40	9.5	2
--> 2	true	11.5	1.0	-10.5	2
--> 2	true	27	40	3	2
--> 2	true	18	14	-4	2
--> 2	true	1e+300	40	-1e+300	2
--> 2	true	1e+300	2e+300	1e+300	2
--> 2	false	set_local.lua:63: attempt to perform arithmetic on a table value (local 'b')
--> 3	true	20.5	40	9.5	0
--> 3	true	11.5	1.0	-10.5	0
--> 3	true	27	40	3	0
--> 3	true	18	14	-4	0
--> 3	true	1e+300	40	-1e+300	0
--> 3	true	1e+300	2e+300	1e+300	0
--> 3	false	set_local.lua:63: attempt to perform arithmetic on a table value (local 'b')
--> 4	true	20.5	40	9.5	true
--> 4	true	11.5	1.0	-10.5	true
--> 4	true	27	40	3	true
--> 4	true	18	14	-4	true
--> 4	true	1e+300	40	-1e+300	true
--> 4	true	1e+300	2e+300	1e+300	true
--> 4	false	set_local.lua:63: attempt to perform arithmetic on a table value (local 'b')
--> 5	true	20.5	40	9.5	true
--> 5	true	11.5	1.0	-10.5	true
--> 5	true	27	40	3	true
--> 5	true	18	14	-4	true
--> 5	true	1e+300	40	-1e+300	true
--> 5	true	1e+300	2e+300	1e+300	true
--> 5	false	set_local.lua:63: attempt to perform arithmetic on a table value (local 'b')
--> 6	true	20.5	40	9.5	3
--> 6	true	11.5	1.0	-10.5	3
--> 6	true	27	40	3	3
--> 6	true	18	14	-4	3
--> 6	true	1e+300	40	-1e+300	3
--> 6	true	1e+300	2e+300	1e+300	3
--> 6	false	set_local.lua:63: attempt to perform arithmetic on a table value (local 'b')
--> 7	true	20.5	40	9.5	joined
--> 7	true	11.5	1.0	-10.5	joined
--> 7	true	27	40	3	joined
--> 7	true	18	14	-4	joined
--> 7	true	1e+300	40	-1e+300	joined
--> 7	true	1e+300	2e+300	1e+300	joined
--> 7	false	set_local.lua:63: attempt to perform arithmetic on a table value (local 'b')
--> 8	true	20.5	40	9.5	4
--> 8	true	11.5	1.0	-10.5	4
--> 8	true	27	40	3	4
--> 8	true	18	14	-4	4
--> 8	true	1e+300	40	-1e+300	4
--> 8	true	1e+300	2e+300	1e+300	4
--> 8	false	set_local.lua:63: attempt to perform arithmetic on a table value (local 'b')
--> 9	true	20.5	40	9.5	2
--> 9	true	11.5	1.0	-10.5	2
--> 9	true	27	40	3	2
--> 9	true	18	14	-4	2
--> 9	true	1e+300	40	-1e+300	2
--> 9	true	1e+300	2e+300	1e+300	2
--> 9	false	set_local.lua:63: attempt to perform arithmetic on a table value (local 'b')
--> false
--> 140.5	float
--> 55	integer
