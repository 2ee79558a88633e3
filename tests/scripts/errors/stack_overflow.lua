-- Endless recursion is a guest error with a message, and the program goes on.
local function message(f) local ok, m = pcall(f) return ok, (tostring(m):match "stack overflow") end
local function endless(n) return 1 + endless(n + 1) end
print(message(function() return endless(0) end))
local t = setmetatable({}, {})
getmetatable(t).__index = function(t, k) return t[k .. "x"] end
print(message(function() return t.a end))
local function viapcall() local ok, m = pcall(viapcall) if not ok then error(m, 0) end return 1 end
print(message(viapcall))
local m = setmetatable({}, { __add = function(a, b) return a + b end })
print(message(function() return m + 1 end))
local c = setmetatable({}, { __call = function(self) return 1 + self() end })
print(message(c))
print(message(function() local function f() return (string.gsub("a", "a", f)) end f() end))
print(message(function() local co co = function() return coroutine.wrap(co)() end co() end))
local function depth(n) if n == 0 then return 0 end return 1 + depth(n - 1) end
print(depth(10000))
local function parse(source) local ok, f, m = pcall(load, source, "=deep") print(ok, f ~= nil, (tostring(m):match "overflow")) end
parse("x = " .. ("("):rep(300) .. "1" .. (")"):rep(300))
parse("x = " .. ("{"):rep(300))
parse("x = " .. ("not "):rep(300) .. "1")
parse(("do "):rep(300))
parse("x = " .. ("a .. "):rep(300) .. "1")
parse(("if x then "):rep(300))
parse("x = " .. ("function() return "):rep(300))
parse("x = " .. ("("):rep(150) .. "1" .. (")"):rep(150))

--> false	stack overflow
--> false	stack overflow
--> false	stack overflow
--> false	stack overflow
--> false	stack overflow
--> false	stack overflow
--> false	stack overflow
--> 10000
--> true	false	overflow
--> true	false	overflow
--> true	false	overflow
--> true	false	overflow
--> true	false	overflow
--> true	false	overflow
--> true	false	overflow
--> true	true	nil
--~ stress-stack: every one of 200,000 nested calls would copy the whole stack
--~ jit-stack: likewise
--~ stress-gc: one builds a string at each of them, and each would mark the whole stack
--~ jit-gc: likewise
