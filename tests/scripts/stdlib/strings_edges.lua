-- Functions of the string library that need no patterns, and arithmetic on strings.
local function try(f, ...) print(pcall(f, ...)) end
local big, small = math.maxinteger, math.mininteger

print(("hello"):sub(2), ("hello"):sub(-3, -2), ("hello"):sub(0), ("hello"):sub(4, 2) == "", ("hello"):sub(small, big), ("x"):sub(2, 3) == "")
print(("hello"):byte(), ("hello"):byte(-1), ("hello"):byte(2, 4), ("hello"):byte(10), ("hello"):byte(small, 1))
print(string.char(), string.char(0, 255) == "\0\xff", ("x"):rep(0) == "", ("x"):rep(-1) == "", ("ab"):rep(3, "--"), ("x"):rep(1, ","))
print(#("x"):rep(1000), #("abc"):rep(41), #("ab"):rep(100000, ", "), (""):rep(1000000000) == "", #(""):rep(10, "ab"))
local long = ("0123456789"):rep(5000, "#")
print(#long, long:sub(11, 11), long:sub(-12), long:find("#0123456789", 54000, true), select(2, long:gsub("#", "#")))
print(("MiXed 123 \xC4"):lower() == "mixed 123 \xC4", ("MiXed 123 \xE4"):upper() == "MIXED 123 \xE4", ("abc"):reverse(), (""):reverse() == "")
print(#("aB"):rep(50):lower(), ("aB"):rep(30):upper() == ("AB"):rep(30), ("ab"):rep(30):reverse() == ("ba"):rep(30))
print(string.rep(12, 3), ("5"):len(), #tostring(12), (2.5 .. ""):sub(1, 1))
try(string.rep, "ab", 1 << 40)
try(string.rep, "", 1 << 40, "x")
try(string.rep)
try(string.rep, "x")
try(string.rep, "x", 1.5)
try(string.char, 256)
try(string.char, -1)
try(string.sub)
try(string.sub, "x")
try(string.byte, {})
try(string.upper, nil)
try(string.len, print)
try(string.dump, print)
try(string.dump, 1)
print(load(string.dump(function(...) return select("#", ...), ... end))(1, 2, 3))
print(load(string.dump(load("local a = 5; return a + ...", "=x"), true))(2))
try(load(string.dump(load("\n\nerror('here')", "@file"))))

print("10" + 5, "0x10" * 2, "3" ^ "2", 10 // "3", "7" % 4, -"2", "1e1" + 0, " 5 " - 2, "10" / 2)
print(pcall(function() return "a" + 1 end))
print(pcall(function() return 1 + "a" end))
print(pcall(function() return {} + "1" end))
print(pcall(function() return "1" + {} end))
print(pcall(function() return -"x" end))
print(pcall(function() return "3" // "0" end))
print(pcall(function() return "3" | "4" end), pcall(function() return "3.5" | 1 end))
local mt = setmetatable({}, {__add = function(a, b) return "added " .. type(a) .. " " .. type(b) end, __sub = "no function"})
print("x" + mt, mt + "x", "5" + mt)
print(pcall(function() return "x" - mt end))
print(getmetatable("").__name, getmetatable("").__index == string, type(getmetatable("").__add))
print(pcall(getmetatable("").__mul, "2", 3), pcall(getmetatable("").__mul, {}, 3))
print(("x").rep == string.rep, ("x").nothing)
print(pcall(function() return ("x").y.z end))
string.shout = function(s) return s:upper() .. "!" end
print(("hey"):shout())
string.shout = nil

print(("%s %s %s"):format(nil, true, 1.0), ("%s"):format(setmetatable({}, {__tostring = function() return "object" end})))
print(("%q"):format("a\nb\\c\"d\0e\r\t\0011"), ("%q"):format(1 / 3), ("%q"):format(small), ("%q"):format(1/0), ("%q"):format(0/0))
print(("%-10s|%10s|%.2s|%5.1s|"):format("left", "right", "cut", "one"), ("%c%c"):format(76, 117), ("%%"):format())

--> ello	ll	hello	true	hello	true
--> 104	111	101	nil	104
--> 	true	true	true	ab--ab--ab	x
--> 1000	123	399998	true	18
--> 54999	#	9#0123456789	54010	4999
--> true	true	cba	true
--> 100	true	true
--> 121212	1	2	2
--> false	resulting string too large
--> false	resulting string too large
--> false	bad argument #1 to 'string.rep' (string expected, got no value)
--> false	bad argument #2 to 'string.rep' (number expected, got no value)
--> false	bad argument #2 to 'string.rep' (number has no integer representation)
--> false	bad argument #1 to 'string.char' (value out of range)
--> false	bad argument #1 to 'string.char' (value out of range)
--> false	bad argument #1 to 'string.sub' (string expected, got no value)
--> false	bad argument #2 to 'string.sub' (number expected, got no value)
--> false	bad argument #1 to 'string.byte' (string expected, got table)
--> false	bad argument #1 to 'string.upper' (string expected, got nil)
--> false	bad argument #1 to 'string.len' (string expected, got function)
--> false	unable to dump given function
--> false	bad argument #1 to 'string.dump' (function expected, got number)
--> 3	1	2	3
--> 7
--> false	file:3: here
--> 15	32	9.0	3	3	-2	10.0	3	5.0
--> false	strings_edges.lua:33: attempt to add a 'string' with a 'number'
--> false	strings_edges.lua:34: attempt to add a 'number' with a 'string'
--> false	strings_edges.lua:35: attempt to add a 'table' with a 'string'
--> false	strings_edges.lua:36: attempt to add a 'string' with a 'table'
--> false	strings_edges.lua:37: attempt to unm a 'string' with a 'string'
--> false	attempt to divide by zero
--> false	false	strings_edges.lua:39: attempt to perform bitwise operation on a string value (constant '3.5')
--> added string table	added table string	added string table
--> false	attempt to call a string value
--> nil	true	function
--> true	false	attempt to mul a 'table' with a 'number'
--> true	nil
--> false	strings_edges.lua:46: attempt to index a nil value (field 'y')
--> HEY!
--> nil true 1.0	object
--> "a\
--> b\\c\"d\0e\13\9\0011"	0x1.5555555555555p-2	0x8000000000000000	1e9999	(0/0)
--> left      |     right|cu|    o|	Lu	%
