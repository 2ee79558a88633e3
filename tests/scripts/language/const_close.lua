-- <const> and <close>: order, errors inside, early exits, coroutines.
local function closer(name) return setmetatable({}, { __close = function(_, e) print("close " .. name, e) end }) end
do local a <close> = closer "a"; local b <close> = closer "b"; local c <const> = 1; print "body" end
local function early(n) local x <close> = closer("x" .. n) if n == 1 then return "one", 1 end local y <close> = closer "y" return "other", 2 end
print(early(1))
print(early(2))
for i = 1, 2 do local l <close> = closer("loop" .. i) if i == 2 then break end end
print(pcall(function() local e <close> = closer "e"; error "boom" end))
print(pcall(function()
  local outer <close> = setmetatable({}, { __close = function(_, e) print("outer sees", e) error("third", 0) end })
  local inner <close> = setmetatable({}, { __close = function(_, e) print("inner sees", e) error("second", 0) end })
  error("first", 0)
end))
do local n <close> = nil; local f <close> = false; print "nil and false are fine" end
print(pcall(function() local bad <close> = 42 end))
print(pcall(function() local bad <close> = {} end))
do local i = 0 ::again:: local g <close> = closer("goto" .. i) i = i + 1 if i < 2 then goto again end end
for k in (function() local done; return function() if not done then done = true return "k" end end, nil, nil, closer "iterator" end)() do print(k) end
for k in (function() return function(_, c) return (c or 0) + 1 end, nil, nil, closer "broken" end)() do if k == 2 then print(k) break end end
local co = coroutine.wrap(function() local z <close> = closer "z"; coroutine.yield "yielded"; return "returned" end)
print(co())
print(co())
local function many(...) local z <close> = closer "many" return ... end
print(many(1, nil, 3))
print((function() local t <close> = closer "tail"; return tostring(1) end)())
print(pcall(function() local v <close> = setmetatable({}, { __close = 1 }) end))

--> body
--> close b	nil
--> close a	nil
--> close x1	nil
--> one	1
--> close y	nil
--> close x2	nil
--> other	2
--> close loop1	nil
--> close loop2	nil
--> close e	const_close.lua:8: boom
--> false	const_close.lua:8: boom
--> inner sees	first
--> outer sees	second
--> false	third
--> nil and false are fine
--> false	const_close.lua:15: variable 'bad' got a non-closable value
--> false	const_close.lua:16: variable 'bad' got a non-closable value
--> close goto0	nil
--> close goto1	nil
--> k
--> close iterator	nil
--> 2
--> close broken	nil
--> yielded
--> close z	nil
--> returned
--> close many	nil
--> 1	nil	3
--> close tail	nil
--> 1
--> false	const_close.lua:26: attempt to call a number value (metamethod 'close')
