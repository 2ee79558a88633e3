-- Where strings become numbers and numbers become strings, and where they do not.
print("10" + 1, "0x10" * 1, "1e2" - 0, " 5 " // 1, -"3", "10" / "2", "2" ^ "3", "7" % "4")
print(1 .. "", 1.0 .. "", -0.0 .. "", 1e15 .. "", 1e14 .. "", 123456.789e3 .. "", 2 ^ 63 .. "", 0x7fffffffffffffff .. "")
print("1" == 1, 1 == "1", "1" < "2", ({ ["1"] = "s", [1] = "i" })["1"], ({ ["1"] = "s", [1] = "i" })[1])
for _, pair in ipairs { { "1", 2 }, { 1, "2" }, { "a", 1 }, { {}, 1 }, { nil, 1 }, { true, false } } do print(pcall(function() return pair[1] < pair[2] end)) end
print(pcall(function() return "abc" + 1 end))
print(pcall(function() return "1x" * 2 end))
print(pcall(function() return {} + "1" end))
print(pcall(function() return -"x" end))
print(pcall(function() return "" + 1 end))
print(("5"):rep("3"), ("abc"):sub("2"), string.format("%d", "7"), math.floor("3.7"), math.sqrt("16"), math.abs("-2"), tonumber("  0x1p4  "), tostring(1e100))
print(#tostring(12345.678), tostring(3) == "3", tostring(3.0) == "3.0", 3 == 3.0, tostring(3.14), tostring(1e-5), tostring(123456789012.0), tostring(0.1 + 0.2), tostring(1 / 3), tostring(100 / 3), 5 // 0.3, 2 ^ 0.5)
print(string.format("%.14g", 3.14159265358979), 3.14159265358979, 1e15, 1e16, 123456789.123, 1e-10, 5e-324, 1.7976931348623157e308, 2 ^ -1074, 12345678901234567890)
print(table.concat({ 1, 2.5, "x", -0.0, 1e20 }, "|"), table.concat({ 10, 20 }, 0), ("x"):rep(2, 5), ("a1b2"):gsub("%d", 9))
print(10 == "10", "abc" == "abc", "a" .. "bc" == "ab" .. "c", "\65" == "A", ("ab"):rep(50) == ("abab"):rep(25))
print(#"x" + "1", ("10" + 0) | 0)

--> 11	16	100.0	5	-3	5.0	8.0	3
--> 1	1.0	-0.0	1e+15	1e+14	123456789.0	9.2233720368548e+18	9223372036854775807
--> false	false	true	s	i
--> false	coercions_compare.lua:5: attempt to compare string with number
--> false	coercions_compare.lua:5: attempt to compare number with string
--> false	coercions_compare.lua:5: attempt to compare string with number
--> false	coercions_compare.lua:5: attempt to compare table with number
--> false	coercions_compare.lua:5: attempt to compare nil with number
--> false	coercions_compare.lua:5: attempt to compare two boolean values
--> false	coercions_compare.lua:6: attempt to add a 'string' with a 'number'
--> false	coercions_compare.lua:7: attempt to mul a 'string' with a 'number'
--> false	coercions_compare.lua:8: attempt to add a 'table' with a 'string'
--> false	coercions_compare.lua:9: attempt to unm a 'string' with a 'string'
--> false	coercions_compare.lua:10: attempt to add a 'string' with a 'number'
--> 555	bc	7	3	4.0	2.0	16.0	1e+100
--> 9	true	true	true	3.14	1e-05	123456789012.0	0.3	0.33333333333333	33.333333333333	16.0	1.4142135623731
--> 3.1415926535898	3.1415926535898	1e+15	1e+16	123456789.123	1e-10	4.9406564584125e-324	1.7976931348623e+308	4.9406564584125e-324	1.2345678901235e+19
--> 1|2.5|x|-0.0|1e+20	10020	x5x	a9b9	2
--> false	true	true	true	true
--> 2	10
