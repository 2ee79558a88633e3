-- __tostring, __name, __pairs, __metatable.
local t = setmetatable({}, { __tostring = function() return "custom" end })
print(t, tostring(t), #tostring(t), ("%s|%10s"):format(t, t))
print(pcall(tostring, setmetatable({}, { __tostring = function() return 1 end })))
local counts = setmetatable({}, { __tostring = function(...) return "called with " .. select("#", ...) end })
print(counts, tostring(counts), ("%s"):format(counts))
local n = setmetatable({}, { __name = "My.Type" })
print((tostring(n):gsub("0x%x+", "ADDR")))
print(tostring(setmetatable({}, { __name = 5 })):match "^table: " ~= nil)
print(pcall(function() return n + 1 end))
print(pcall(function() return n < n end))
print(pcall(function() return n < 1 end))
print(pcall(string.rep, n))
print(pcall(function() return #io.stdout end))
print(pcall(ipairs))
local p = setmetatable({}, { __pairs = function(self) return function(_, k) if not k then return 1, "one" elseif k == 1 then return 2, "two" end end, self, nil end })
for k, v in pairs(p) do io.write(k, "=", v, " ") end
print()
print(select("#", pairs(setmetatable({}, { __pairs = function() return 1, 2, 3, 4, 5 end }))))
print(pairs(setmetatable({}, { __pairs = function() return 1 end })))
local locked = setmetatable({}, { __metatable = "locked" })
print(getmetatable(locked), pcall(setmetatable, locked, {}))
print(getmetatable("").__index == string, getmetatable("").__name, getmetatable(1), getmetatable(print))
print(pcall(setmetatable, 1, {}))
print(pcall(setmetatable, {}, 1))
print(pcall(setmetatable, {}))
print(getmetatable(setmetatable({}, nil)))
print(io.write(tostring(nil), tostring(true), " ", tostring(12), " ", tostring(-0.0), " ", tostring "s", "\n") == io.stdout)
print(tostring(print):match "^builtin" or tostring(print):match "^function" , tostring({}):match "^table: 0x%x+$" ~= nil, tostring(coroutine.create(print)):match "^thread: " ~= nil, tostring(io.stdout):match "^file %(0x%x+%)$" ~= nil)

--> custom	custom	6	custom|    custom
--> true	1
--> called with 1	called with 1	called with 1
--> My.Type: ADDR
--> true
--> false	tostring_name_pairs.lua:10: attempt to perform arithmetic on a My.Type value (upvalue 'n')
--> false	tostring_name_pairs.lua:11: attempt to compare two My.Type values
--> false	tostring_name_pairs.lua:12: attempt to compare My.Type with number
--> false	bad argument #1 to 'string.rep' (string expected, got My.Type)
--> false	tostring_name_pairs.lua:14: attempt to get length of a FILE* value (field 'stdout')
--> false	bad argument #1 to 'ipairs' (value expected)
--> 1=one 2=two 
--> 3
--> 1	nil	nil
--> locked	false	cannot change a protected metatable
--> true	nil	nil	nil
--> false	bad argument #1 to 'setmetatable' (table expected, got number)
--> false	bad argument #2 to 'setmetatable' (nil or table expected, got number)
--> false	bad argument #2 to 'setmetatable' (nil or table expected, got no value)
--> nil
--> niltrue 12 -0.0 s
--> true
--> function	true	true	true
