-- To-be-closed variables and returns in compiled functions; errors while they are closed.
local log = {}
local function C(name, fails)
  return setmetatable({}, {__close = function(_, e)
    log[#log + 1] = name .. (e and "!" or "")
    if fails then error(name .. " fails", 0) end
  end})
end
local function flush() local s = table.concat(log, " ") log = {} return s end
local function leave(kind, n)
  local a <close> = C"a"
  local s = 0
  for i = 1, n do
    local b <close> = i == n and C"b" or nil
    s = s + i
    if kind == 1 and i == n then return s, i end
    if kind == 2 and i == n then error("thrown", 0) end
    if kind == 3 and i == n then goto out end
    if kind == 4 and i == n then break end
  end
  ::out::
  do local c <close> = C("c", kind == 5) s = s + 0.5 end
  return s
end
for i = 1, 100 do for kind = 1, 5 do pcall(leave, kind, 5) end end
flush()
for kind = 0, 5 do print(kind, pcall(leave, kind, 4)) print(flush()) end

-- The value that is returned is not the one that __close leaves in the variable.
local function kept(x)
  local v = x
  local guard <close> = setmetatable({}, {__close = function() v = v + 100 end})
  v = v + 1
  return v
end
for i = 1, 100 do kept(i) end
print(kept(1), kept(1.5))

-- Closures of variables that end.
local function closures(n)
  local all = {}
  for i = 1, n do
    local v = i
    all[#all + 1] = function() v = v + 1 return v end
    if i % 2 == 0 then goto continue end
    v = v * 10
    ::continue::
  end
  local s = 0
  for _, f in ipairs(all) do s = s + f() + f() end
  return s
end
for i = 1, 50 do closures(6) end
print(closures(6))

-- A generic loop's closing value.
local function generic(n, stop)
  local s = 0
  for i in function(_, i) i = i + 1 if i <= n then return i end end, nil, 0, C"loop" do
    s = s + i
    if i == stop then return s end
  end
  return -s
end
for i = 1, 50 do generic(5, 3) end
flush()
print(generic(5, 3), generic(5, 9), flush())

-- Yields in __close.
local function yields(x)
  local a <close> = setmetatable({}, {__close = function() coroutine.yield("closing") end})
  local s = 0
  for i = 1, 3 do s = s + x end
  return s, x
end
local run = function(x)
  local co = coroutine.wrap(yields)
  return co(x), co()
end
for i = 1, 50 do run(i) end
print(run(2), run(0.5))

--> 0	true	10.5
--> b c a
--> 1	true	10	4
--> b a
--> 2	false	thrown
--> b! a!
--> 3	true	10.5
--> b c a
--> 4	true	10.5
--> b c a
--> 5	false	c fails
--> b c a!
--> 2	2.5
--> 222
--> 6	-15	loop loop
--> closing	closing	1.5	0.5
