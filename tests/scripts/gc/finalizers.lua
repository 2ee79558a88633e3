-- __gc: order, resurrection, errors as warnings, set before and after setmetatable, at exit.
local order, alive = {}, {}
for i = 1, 3 do alive[i] = setmetatable({}, { __gc = function() order[#order + 1] = i end }) end
alive = nil
collectgarbage()
print(table.concat(order, " "))
local saved
setmetatable({ v = "resurrected" }, { __gc = function(o) saved = o end })
collectgarbage()
print(saved and saved.v)
saved = nil
collectgarbage()
local n = 0
local mt = {}
setmetatable({}, mt)
mt.__gc = function() n = n + 1 end
collectgarbage()
print(n)
mt = { __gc = true }
setmetatable({}, mt)
mt.__gc = function() n = n + 1 end
collectgarbage()
print(n)
do local again = 0 local m2 m2 = { __gc = function(o) again = again + 1 if again < 3 then setmetatable(o, m2) end end } setmetatable({}, m2) for i = 1, 5 do collectgarbage() end print(again) end
warn "@on"
setmetatable({}, { __gc = function() error "in gc" end })
collectgarbage()
print "continues"
setmetatable({}, { __gc = function() error({}) end })
collectgarbage()
warn "@off"
setmetatable({}, { __gc = function() error "unseen" end })
collectgarbage()
local t = setmetatable({}, { __gc = function(o) print("at exit", o.name) end })
t.name = "global t"
_G.t = t
local u = setmetatable({}, { __gc = function() print "u first" end })
_G.u = u
do local weakv = setmetatable({}, { __mode = "v" }) local weakk = setmetatable({}, { __mode = "k" }) local seen do local o = setmetatable({}, { __gc = function(o) seen = tostring(weakv[1]) .. " " .. tostring(weakk[o]) end }) weakv[1] = o weakk[o] = "by key" end collectgarbage() print(seen) collectgarbage() print(next(weakk)) end
collectgarbage()
print(pcall(collectgarbage, "nope"))
local in_gc
setmetatable({}, { __gc = function() in_gc = collectgarbage "step" end })
collectgarbage()
print(in_gc)
setmetatable({}, { __gc = function() local x = {} for i = 1, 100 do x[i] = { i } end local s = ("y"):rep(1000) end })
collectgarbage()
local c = coroutine.wrap(function() setmetatable({}, { __gc = function() coroutine.yield() end }) collectgarbage() return "yield in gc refused" end)
print(c())
print "end of program"

--> 3 2 1
--> resurrected
--> 0
--> 1
--> 3
--> continues
--> nil by key
--> nil
--> false	bad argument #1 to 'collectgarbage' (invalid option 'nope')
--> nil
--> yield in gc refused
--> end of program
--> u first
--> at exit	global t
--! Lua warning: error in __gc (finalizers.lua:26: in gc)
--! Lua warning: error in __gc (error object is not a string)
