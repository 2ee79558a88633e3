-- Results around the length up to which strings are interned; numbers among the parts, metamethods behind them.
local function join(a, b, c) return a .. b .. c end
local forty = ("x"):rep(38)
for _ = 1, 600 do
  assert(join(forty, 1, 2) == forty .. "12" and join(forty, 10, 2) == forty .. "102")
  assert(#join(math.mininteger, math.mininteger, "") == 40 and #join(math.mininteger, math.mininteger, 1) == 41)
end
print(join("", "", ""), join(1, "", 2), join(-5, ":", 0), join(1.5, "|", 2), join("a", 1e15, 2^53))
print(join("", "", 7) == "7", math.type(join("", 7, "")), #join(forty, "\0", "\0"))
local t = {}
t[join("a", 1, "")] = "found"
print(t.a1, t["a" .. 1], t[join("", "a", 1)])
local meta = setmetatable({}, {__concat = function(a, b)
  return (type(a) == "table" and "T" or a) .. "+" .. (type(b) == "table" and "T" or b)
end})
print(join(meta, 1, 2), join(1, meta, 2))
local number = setmetatable({}, {__concat = function() return 12 end})
local whole = number .. ""
print(math.type(whole), math.type(1 .. number), 1 .. (number .. 2))
print(pcall(join, "a", nil, "b"))
print(pcall(join, 1, 2, {}))

--> 	12	-5:0	1.5|2	a1e+159.007199254741e+15
--> true	nil	40
--> found	found	found
--> T+12	1T+2
--> integer	integer	112
--> false	short_concatenations.lua:2: attempt to concatenate a nil value (local 'b')
--> false	short_concatenations.lua:2: attempt to concatenate a table value (local 'c')
