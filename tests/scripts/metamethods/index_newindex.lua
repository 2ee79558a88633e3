-- __index and __newindex as functions, tables, chains; raw access ignores them.
local log = {}
local t = setmetatable({ present = 1 }, {
  __index = function(t, k) return "missing " .. tostring(k) end,
  __newindex = function(t, k, v) rawset(t, k, v and v * 2) end,
})
print(t.present, t.absent, t[1], t[nil], rawget(t, "absent"))
t.present = 5
t.fresh = 5
print(t.present, t.fresh)
t.fresh = 7
print(t.fresh)
local base = { a = 1 }
local mid = setmetatable({ b = 2 }, { __index = base })
local top = setmetatable({ c = 3 }, { __index = mid })
print(top.a, top.b, top.c, top.d)
base.d = 4
print(top.d)
mid.a = "shadow"
print(top.a)
mid.a = nil
print(top.a)
local store = {}
local proxy = setmetatable({}, { __index = store, __newindex = store })
proxy.x = 10
print(rawget(proxy, "x"), store.x, proxy.x)
store.x = nil
print(proxy.x)
local readonly = setmetatable({}, { __newindex = function(_, k) error("read-only " .. k, 2) end })
print(pcall(function() readonly.foo = 1 end))
local s = setmetatable({}, { __index = function(t, k) local v = k * k; rawset(t, k, v) return v end })
print(s[4], rawget(s, 4), rawget(s, 5))
local loop = {}
setmetatable(loop, { __index = loop, __newindex = loop })
print(pcall(function() return loop.x end))
print(pcall(function() loop.x = 1 end))
print(pcall(function() return setmetatable({}, { __index = 42 }).x end))
print(pcall(function() setmetatable({}, { __newindex = 42 }).x = 1 end))
print(setmetatable({}, { __index = "text" }).len == string.len, setmetatable({}, { __index = string }).rep("x", 2))
local count = 0
local counted = setmetatable({}, { __index = function() count = count + 1 end })
for i = 1, 10 do local _ = counted.x end
print(count)
local mt = {}
local late = setmetatable({}, mt)
print(late.x)
mt.__index = function() return "late" end
print(late.x)
mt.__index = { x = "table" }
print(late.x)
mt.__index = nil
print(late.x)
for i = 1, 3 do local o = setmetatable({}, { __index = { f = function() return i end } }) io.write(o.f(), " ") end
print()

--> 1	missing absent	missing 1	missing nil	nil
--> 5	10
--> 7
--> 1	2	3	nil
--> 4
--> shadow
--> 1
--> nil	10	10
--> nil
--> false	index_newindex.lua:30: read-only foo
--> 16	16	nil
--> false	index_newindex.lua:35: '__index' chain too long; possible loop
--> false	index_newindex.lua:36: '__newindex' chain too long; possible loop
--> false	index_newindex.lua:37: attempt to index a number value
--> false	index_newindex.lua:38: attempt to index a number value
--> true	xx
--> 10
--> nil
--> late
--> table
--> nil
--> 1 2 3 
