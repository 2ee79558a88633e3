-- Cached lookups through class chains must see every change of a class.
local A = {}
A.__index = A
function A.f() return "A.f" end
function A.g() return "A.g" end
local B = setmetatable({}, { __index = A })
B.__index = B
local o = setmetatable({}, B)
local function call(name) return o[name]() end
local function f() return o.f() end
local r = {}
for i = 1, 8 do
  if i == 3 then B.f = function() return "B.f" end end
  if i == 5 then o.f = function() return "o.f" end end
  if i == 6 then o.f = nil end
  if i == 7 then B.f = nil end
  if i == 8 then A.f = function() return "A.f2" end end
  r[i] = f()
end
print(table.concat(r, " "))
print(call "g")
A.g = nil
print(pcall(call, "g"))
rawset(B, "g", function() return "raw" end)
print(call "g")
setmetatable(B, { __index = { f = function() return "other" end } })
print(f())
getmetatable(B).__index = function(_, k) return function() return "fn " .. k end end
print(f())
setmetatable(B, nil)
print(pcall(f))
B.__index = A
print(f())
setmetatable(o, { __index = { f = function() return "swapped" end } })
print(f())
local mt = { __add = function() return 1 end }
local x = setmetatable({}, mt)
local function add() return x + x end
print(add(), add())
mt.__add = function() return 2 end
print(add())
mt.__add = nil
print(pcall(add))
setmetatable(x, { __add = function() return 3 end })
print(add())
local p = { v = 1 }
local function get() return p.v end
print(get(), get())
p.v = nil
print(get())
p.v = 2
print(get())
p = setmetatable({}, { __index = { v = 3 } })
print(get())
p = { w = 0, v = 4 }
print(get())
for i = 1, 40 do p["k" .. i] = i end
print(get())
for i = 1, 40 do p["k" .. i] = nil end
print(get())
p.v = nil
print(get())
local function set(t, v) t.z = v end
local q = {}
set(q, 1)
set(q, 2)
local guarded = setmetatable({}, { __newindex = function(t, k, v) rawset(t, k, "guarded " .. v) end })
set(guarded, 3)
print(q.z, guarded.z)
set(guarded, 4)
print(guarded.z)
local P = {}
local inst = setmetatable({}, P)
local function setw(v) inst.w = v end
setw(1)
inst.w = nil
P.__newindex = function(t, k, v) rawset(t, k, -v) end
setw(5)
print(inst.w)

--> A.f A.f B.f B.f o.f B.f A.f A.f2
--> A.g
--> false	class_mutation.lua:9: attempt to call a nil value (field '?')
--> raw
--> other
--> fn f
--> false	class_mutation.lua:10: attempt to call a nil value (field 'f')
--> A.f2
--> swapped
--> 1	1
--> 2
--> false	class_mutation.lua:38: attempt to perform arithmetic on a table value (upvalue 'x')
--> 3
--> 1	1
--> nil
--> 2
--> 3
--> 4
--> 4
--> 4
--> nil
--> 2	guarded 3
--> 4
--> -5
