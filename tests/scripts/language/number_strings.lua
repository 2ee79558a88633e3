-- Strings used as numbers, and numbers used as strings.
print("10" + 5, "10" * "2", "3.0" + 1, " 0x10 " + 0, "1e1" + 0, "10" // "3", "7" % 4, -"2", -"2.0")
print(math.type("10" + 5), math.type("10.0" + 5), math.type("0x10" + 0))
print(10 .. 20, 1.5 .. "x", 1e100 .. "", -0.0 .. "", 2 ^ 63 .. "", math.mininteger .. "")
print(pcall(function() return "abc" + 1 end))
print(pcall(function() return {} .. "x" end))
print(pcall(function() return "a" + {} end))
print(tonumber("10"), tonumber("  10  "), tonumber("10a"), tonumber(""), tonumber(" "), tonumber("0x"), tonumber("1e"))
print(tonumber("0x1p-2"), tonumber("1e+2"), tonumber(".5"), tonumber("5."), tonumber("."), tonumber("0x.8"), tonumber("0x8."))
print(tonumber("inf"), tonumber("nan"), tonumber("1 2"), tonumber("1\0"), tonumber("--1"), tonumber("- 1"), tonumber("-0x10"))
print(tonumber("9223372036854775807"), tonumber("9223372036854775808"), tonumber("-9223372036854775808"), tonumber("-9223372036854775809"))
print(tonumber("0xffffffffffffffff"), tonumber("0x1ffffffffffffffff"), tonumber("1" .. ("0"):rep(30)))
print(tonumber("z", 36), tonumber("ff", 16), tonumber("FF", 16), tonumber("-1010", 2), tonumber("8", 8), tonumber("7fffffffffffffff", 16), tonumber("1.0", 10))
print(pcall(tonumber, 10, 16))
print(pcall(tonumber, "10", 99))
print(pcall(tonumber))
print(tostring(1), tostring(1.0), tostring(-0.0), tostring(1e300 * 1e10), tostring(-1e300 * 1e10))
print(3 | 0, 3.0 | 0, "3" + 0, math.tointeger(3.0), math.tointeger(3.5), math.tointeger("8"), math.tointeger({}))

--> 15	20	4.0	16	10.0	3	3	-2	-2.0
--> integer	float	integer
--> 1020	1.5x	1e+100	-0.0	9.2233720368548e+18	-9223372036854775808
--> false	number_strings.lua:5: attempt to add a 'string' with a 'number'
--> false	number_strings.lua:6: attempt to concatenate a table value
--> false	number_strings.lua:7: attempt to add a 'string' with a 'table'
--> 10	10	nil	nil	nil	nil	nil
--> 0.25	100.0	0.5	5.0	nil	0.5	8.0
--> nil	nil	nil	nil	nil	nil	-16
--> 9223372036854775807	9.2233720368548e+18	-9223372036854775808	-9.2233720368548e+18
--> -1	-1	1e+30
--> 35	255	255	-10	nil	9223372036854775807	nil
--> false	bad argument #1 to 'tonumber' (string expected, got number)
--> false	bad argument #2 to 'tonumber' (base out of range)
--> false	bad argument #1 to 'tonumber' (value expected)
--> 1	1.0	-0.0	inf	-inf
--> 3	3	3	3	nil	8	nil
