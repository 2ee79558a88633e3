-- Coroutines yield across pcall, xpcall, metamethods, iterators and for loops.
local y = coroutine.yield
local function drive(f, ...) local co = coroutine.create(f) local r = table.pack(coroutine.resume(co, ...)) local n = 0 while coroutine.status(co) == "suspended" do n = n + 1 io.write("[", tostring(r[2]), "] ") r = table.pack(coroutine.resume(co, n)) end print(table.unpack(r, 1, r.n)) end
drive(function() return pcall(function() local v = y "in pcall" error("after " .. v, 0) end) end)
drive(function() return pcall(pcall, function() return y "nested pcall" end) end)
drive(function() return xpcall(function() y "in xpcall" error("oops", 0) end, function(m) return "handled " .. m end) end)
local mt = {}
for _, k in ipairs { "add", "concat", "eq", "lt", "le", "index", "call", "unm", "len", "newindex", "close", "idiv", "band" } do mt["__" .. k] = function(a, b) return y(k) end end
local function obj() return setmetatable({}, mt) end
drive(function() local a, b = obj(), obj() return a + 1, a .. "x", "x" .. b end)
drive(function() local a, b = obj(), obj() return a == b, a < b, a <= b, a ~= b end)
drive(function() local a = obj() a.x = 1 return a.field, a(5), -a, #a, a // 2, a & 1 end)
drive(function() local a = obj() if a < 1 then return "true branch" end end)
drive(function() do local c <close> = obj() end return "closed" end)
drive(function() local c <close> = obj() return "value", 2 end)
drive(function() for i, v in function(s, c) c = (c or 0) + 1 y("iter" .. c) if c < 3 then return c, c end end do io.write("body", i, " ") end return "loop done" end)
drive(function() local s = "" for i = 1, 3 do s = s .. y(i) end return s end)
drive(function(...) return select("#", ...), ... end, 1, nil, 3)
drive(function() return "a" .. y "mid" .. "c" end)
drive(function() local t = { y "c1", y "c2", y "c3" } return #t, t[1], t[3] end)
drive(function() return (function(...) return ... end)(y "arg", y "arg2") end)
drive(function() return pcall(error, y "to error") end)
drive(function() for k, v in pairs(setmetatable({}, { __pairs = function(t) y "pairs" return next, { 1 } end })) do return k, v end end)
drive(function() local ok, e = pcall(table.sort, { 3, 2, 1 }, function(a, b) y "sort" return a < b end) return ok, e end)
drive(function() return pcall(string.gsub, "abc", "%w", function(c) y(c) end) end)
drive(function() return pcall(load, function() y "reader" end) end)
drive(function() return require and dofile and select(2, pcall(table.concat, setmetatable({}, { __index = function() y "concat" end, __len = function() return 2 end }))) end)

--> [in pcall] true	false	after 1
--> [nested pcall] true	true	true	1
--> [in xpcall] true	false	handled oops
--> [add] [concat] [concat] true	1	2	3
--> [eq] [lt] [le] [eq] true	true	true	true	false
--> [newindex] [index] [call] [unm] [len] [idiv] [band] true	2	3	4	5	6	7
--> [lt] true	true branch
--> [close] true	closed
--> [close] true	value	2
--> [iter1] body1 [iter2] body2 [iter3] true	loop done
--> [1] [2] [3] true	123
--> true	3	1	nil	3
--> [mid] true	a1c
--> [c1] [c2] [c3] true	3	1	3
--> [arg] [arg2] true	1	2
--> [to error] true	false	1
--> [pairs] true	1	1
--> true	false	attempt to yield across a C-call boundary
--> true	false	attempt to yield across a C-call boundary
--> true	true	nil	attempt to yield across a C-call boundary
--> true	attempt to yield across a C-call boundary
