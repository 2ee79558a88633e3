-- debug.getlocal, setlocal, upvalues: by level, of coroutines, of functions that do not run.
local function list(level)
  local out = {}
  for i = 1, 100 do
    local n, v = debug.getlocal(level + 1, i)
    if not n then break end
    if n:sub(1, 1) ~= "(" then out[#out + 1] = n .. "=" .. tostring(v) end
  end
  return table.concat(out, " ")
end
local function f(a, b, ...)
  local x <const> = 10
  local y = a + b
  do local inner = "gone" end
  for i = 1, 1 do
    local k = i
    print(list(1))
  end
  for k, v in pairs { 7 } do print(list(1)) end
  local y = "shadow"
  print(list(1))
  print(debug.getlocal(1, -1), (select(2, debug.getlocal(1, -2))), debug.getlocal(1, -4))
  print(debug.setlocal(1, -2, "new"), ...)
  print(debug.setlocal(1, 1, "changed"), a, debug.setlocal(1, 1000, 1))
end
f(1, 2, "v1", "v2", "v3")
for i = 1, 4 do print((debug.getlocal(f, i))) end
print(debug.getlocal(print, 1), debug.getlocal(f, 0), debug.getlocal(f, -1))
print(pcall(debug.getlocal, 100, 1))
print(pcall(debug.setlocal, 100, 1, 1))
print(pcall(debug.setlocal, 1, 1))
print(pcall(debug.getlocal, "x", 1))
local co = coroutine.create(function(p, ...)
  local q = p * 2
  coroutine.yield(q)
  return q
end)
print(coroutine.resume(co, 21, "extra"))
print(debug.getlocal(co, 1, 1))
print(debug.getlocal(co, 1, 2))
print(debug.getlocal(co, 1, -1))
print(debug.setlocal(co, 1, 2, "seen from outside"))
print(coroutine.resume(co))
print(pcall(debug.getlocal, co, 1, 1))
local function C(...) return debug.getlocal(2, 1) end
print((select(2, pcall(C))))

local u1, u2 = 1, "two"
local function g() return u1, u2, print end
for i = 1, 4 do print(debug.getupvalue(g, i) and (debug.getupvalue(g, i))) end
print(debug.setupvalue(g, 1, "set"), u1, debug.setupvalue(g, 9, 1))
print(pcall(debug.setupvalue, g, 1))
print(pcall(debug.getupvalue, g))
print(pcall(debug.getupvalue, {}, 1))
local function h() return u2, u1 end
print(debug.upvalueid(g, 1) == debug.upvalueid(h, 2), debug.upvalueid(g, 1) == debug.upvalueid(h, 1), debug.upvalueid(g, 9))
debug.upvaluejoin(g, 1, h, 1)
print((g()), debug.upvalueid(g, 1) == debug.upvalueid(h, 1))
print(pcall(debug.upvaluejoin, g, 9, h, 1))
print(pcall(debug.upvaluejoin, g, 1, h, 9))
print(pcall(debug.upvaluejoin, print, 1, h, 1))
print(type(debug.upvalueid(g, 1)))
local stripped = load(string.dump(g, true))
print((debug.getupvalue(stripped, 1)))
local gm = string.gmatch("x", "x")
print(debug.getupvalue(gm, 1) == "" or debug.getupvalue(gm, 1) == nil)
print(debug.getuservalue(io.stdout, 1), debug.getuservalue({}, 1), debug.setuservalue(io.stdout, 1, 1))
print(pcall(debug.setuservalue, {}, 1))
print(debug.setmetatable(10, { __index = function(n, k) return k .. n end }), (5).x, debug.getmetatable(1) ~= nil)
debug.setmetatable(10, nil)
print(pcall(debug.setmetatable, 10, 20))
print(debug.getregistry() == debug.getregistry(), type(debug.getregistry()))

--> a=1 b=2 y=3 i=1 k=1
--> a=1 b=2 y=3 k=1 v=7
--> a=1 b=2 y=3 y=shadow
--> (vararg)	v2	nil
--> (vararg)	v1	new	v3
--> a	changed	nil
--> a
--> b
--> nil
--> nil
--> nil	nil	nil
--> false	bad argument #1 to 'debug.getlocal' (level out of range)
--> false	bad argument #1 to 'debug.setlocal' (level out of range)
--> false	bad argument #3 to 'debug.setlocal' (value expected)
--> false	bad argument #1 to 'debug.getlocal' (number expected, got string)
--> true	42
--> p	21
--> q	42
--> (vararg)	extra
--> q
--> true	seen from outside
--> false	bad argument #2 to 'debug.getlocal' (level out of range)
--> (C temporary)
--> u1
--> u2
--> _ENV
--> nil
--> u1	set
--> false	bad argument #3 to 'debug.setupvalue' (value expected)
--> false	bad argument #2 to 'debug.getupvalue' (number expected, got no value)
--> false	bad argument #1 to 'debug.getupvalue' (function expected, got table)
--> true	false	nil
--> two	true
--> false	bad argument #2 to 'debug.upvaluejoin' (invalid upvalue index)
--> false	bad argument #4 to 'debug.upvaluejoin' (invalid upvalue index)
--> false	bad argument #2 to 'debug.upvaluejoin' (invalid upvalue index)
--> userdata
--> (no name)
--> true
--> nil	nil	nil
--> false	bad argument #1 to 'debug.setuservalue' (userdata expected, got table)
--> 10	x5	true
--> false	bad argument #2 to 'debug.setmetatable' (nil or table expected, got number)
--> true	table
