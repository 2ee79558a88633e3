-- Lines, names, locals and tracebacks of compiled functions: the same as of interpreted ones.
local function current() return debug.getinfo(2, "l").currentline end
local function lines(n)
  local all = {}
  for i = 1, n do
    all[1] = current()
    local x = i + 1
    all[2] =
      current()
    if x > 3 then all[3] = current() end
  end
  return table.concat(all, " ")
end
for i = 1, 50 do lines(10) end
print(lines(10))

local function fails(kind, x, t)
  local y = 1
  y = y + 2
  if kind == 1 then
    y = y + x
  elseif kind == 2 then
    y = t.field
  elseif kind == 3 then
    y = t[x].field
  elseif kind == 4 then
    y = t.field.other
  elseif kind == 5 then
    t.field.other = y
  elseif kind == 6 then
    t[x] = y
  elseif kind == 7 then
    y = x < y
  elseif kind == 8 then
    y = #x
  elseif kind == 9 then
    y = x .. "s"
  elseif kind == 10 then
    y = -x
  elseif kind == 11 then
    y = x()
  elseif kind == 12 then
    y = t:method()
  elseif kind == 13 then
    y = x // y
  elseif kind == 14 then
    y = 1 & x
  elseif kind == 15 then
    for i = 1, x do y = i end
  elseif kind == 16 then
    y = unknown_global.x
  end
  return y
end
local good = setmetatable({field = {other = 1}, {field = 2}, method = function() return 1 end}, nil)
local arguments = {5, 5, 1, 5, 5, 1, 5, "abc", "abc", 5, function() return 1 end, 5, 7.0, 3, 4, 0}
for i = 1, 200 do
  for kind = 1, 15 do good[1] = {field = 2} fails(kind, arguments[kind], good) end
end
for kind = 1, 16 do
  local bad = {nil, 5, 1, 5, 5, nil, {}, 5, {}, {}, 5, 5, {}, 1.5, "x", 0}
  print(kind, pcall(fails, kind, bad[kind], kind == 4 and {} or kind == 5 and {} or kind ~= 2 and {} or nil))
end

local function deep(n, x)
  if n == 0 then return x + {} end
  local r = deep(n - 1, x)
  return r + 1
end
for i = 1, 30 do pcall(deep, 10, 1) end
print(select(2, xpcall(deep, debug.traceback, 3, 1)))

local function locals_of(level)
  local all = {}
  for i = 1, 20 do
    local name, value = debug.getlocal(level + 1, i)
    if not name then break end
    if name:sub(1, 1) ~= "(" then all[#all + 1] = name .. "=" .. tostring(value) end
  end
  return table.concat(all, " ")
end
local function shows(a, b)
  local c, d = a + b, a * 0.5
  local flag = a < b
  local none
  local text = "k"
  for i = 1, 2 do
    local e = c + i
    text = i == 2 and locals_of(1) or text
  end
  return text
end
for i = 1, 100 do shows(i, 7) end
print(shows(3, 4))
print(shows(3.5, 4))

local function tail(n) if n > 0 then return tail(n - 1) end return debug.traceback("tail") end
for i = 1, 30 do tail(10) end
print((tail(5):gsub("%[C%].-\n", "")))

--> 6 9 10
--> 1	false	lines.lua:21: attempt to perform arithmetic on a nil value (local 'x')
--> 2	false	lines.lua:23: attempt to index a nil value (local 't')
--> 3	false	lines.lua:25: attempt to index a nil value (field '?')
--> 4	false	lines.lua:27: attempt to index a nil value (field 'field')
--> 5	false	lines.lua:29: attempt to index a nil value (field 'field')
--> 6	false	lines.lua:31: table index is nil
--> 7	false	lines.lua:33: attempt to compare table with number
--> 8	false	lines.lua:35: attempt to get length of a number value (local 'x')
--> 9	false	lines.lua:37: attempt to concatenate a table value (local 'x')
--> 10	false	lines.lua:39: attempt to perform arithmetic on a table value (local 'x')
--> 11	false	lines.lua:41: attempt to call a number value (local 'x')
--> 12	false	lines.lua:43: attempt to call a nil value (method 'method')
--> 13	false	lines.lua:45: attempt to perform arithmetic on a table value (local 'x')
--> 14	false	lines.lua:47: number (local 'x') has no integer representation
--> 15	false	lines.lua:49: bad 'for' limit (number expected, got string)
--> 16	false	lines.lua:51: attempt to index a nil value (global 'unknown_global')
--> lines.lua:66: attempt to perform arithmetic on a table value
--> stack traceback:
--> 	lines.lua:66: in upvalue 'deep'
--> 	lines.lua:67: in upvalue 'deep'
--> 	lines.lua:67: in upvalue 'deep'
--> 	lines.lua:67: in function <lines.lua:65>
--> 	[C]: in function 'xpcall'
--> 	lines.lua:71: in main chunk
--> 	[C]: in ?
--> a=3 b=4 c=7 d=1.5 flag=true none=nil text=k i=2 e=9
--> a=3.5 b=4 c=7.5 d=1.75 flag=true none=nil text=k i=2 e=9.5
--> tail
--> stack traceback:
--> 	lines.lua:97: in function <lines.lua:97>
--> 	(...tail calls...)
--> 	lines.lua:99: in main chunk
--> 	[C]: in ?
