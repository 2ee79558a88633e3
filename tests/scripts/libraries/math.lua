-- The math library: rounding, integers, float functions, random generator by seed.
print(math.pi, math.huge, -math.huge, math.maxinteger, math.mininteger)
print(math.floor(3.7), math.floor(-3.7), math.ceil(3.2), math.ceil(-3.2), math.floor(5), math.floor(1e100), math.ceil(2 ^ 53 + 0.0), math.floor(-0.0))
print(math.abs(-5), math.abs(5.5), math.abs(math.mininteger), math.max(1, 2.5, -1), math.min(3, 1, 2), math.max(1, 1.0), math.min(-0.0, 0.0))
print(math.sqrt(16), math.exp(0), math.log(1), math.log(8, 2), math.log(100, 10), math.log(27, 3), math.sin(0), math.cos(0), math.tan(0), math.asin(1), math.acos(1), math.atan(1), math.atan(1, -1), math.atan(0, -1))
print(math.fmod(7, 3), math.fmod(-7, 3), math.fmod(7, -3), math.fmod(7.5, 2), math.fmod(-7.5, 2), math.fmod(math.mininteger, -1), math.fmod(5, math.huge), pcall(math.fmod, 1, 0))
print(math.modf(3.7), math.modf(-3.7), math.modf(5), math.modf(math.huge), math.modf(-math.huge), math.fmod(1, 0.0) ~= math.fmod(1, 0.0))
print(math.tointeger(3.0), math.tointeger(3.5), math.tointeger("8"), math.tointeger(2 ^ 63), math.tointeger({}), math.type(1), math.type(1.0), math.type("1"), pcall(math.type))
print(math.ult(1, 2), math.ult(-1, 2), math.ult(2, -1), math.deg(math.pi), math.rad(180), math.exp(1) == 2.718281828459045)
math.randomseed(42)
local a = { math.random(100), math.random(100), math.random(1, 6), math.random() }
math.randomseed(42)
print(a[1] == math.random(100), a[2] == math.random(100), a[3] == math.random(1, 6), a[4] == math.random())
math.randomseed(123, 456)
print(math.random(0), math.random(1000000), math.random(-5, 5), math.random(math.mininteger, math.maxinteger), math.random())
math.randomseed(7)
print(math.random(10), math.random(10), math.random(3, 3), string.format("%.17g", math.random()))
math.randomseed(99)
print(math.random(1 << 40))
for i = 1, 200 do local r = math.random() assert(r >= 0 and r < 1) local n = math.random(3, 9) assert(n >= 3 and n <= 9) end
print(pcall(math.random, 0, -1), pcall(math.random, 1, 2, 3), pcall(math.random, 1.5))
print(math.type(math.random(0)), math.random(1), pcall(math.random, 0.5))
for _, name in ipairs { "abs", "floor", "max", "sqrt", "random", "tointeger" } do print(pcall(math[name], "x")) end
print(pcall(math.floor, {}))
print(math.floor("7.9"), math.sqrt("4"), math.max("10" + 0, 9), 7 // 1.0, -7 // 1, math.floor(-7 / 2), 1e308 + 1e308, -(0 / 0) ~= 0)

--> 3.1415926535898	inf	-inf	9223372036854775807	-9223372036854775808
--> 3	-4	4	-3	5	1e+100	9007199254740992	0
--> 5	5.5	-9223372036854775808	2.5	1	1	-0.0
--> 4.0	1.0	0.0	3.0	2.0	3.0	0.0	1.0	0.0	1.5707963267949	0.0	0.78539816339745	2.3561944901923	3.1415926535898
--> 1	-1	1	1.5	-1.5	0	5.0	false	bad argument #2 to 'math.fmod' (zero)
--> 3	-3	5	inf	-inf	true
--> 3	nil	8	nil	nil	integer	float	nil	false	bad argument #1 to 'math.type' (value expected)
--> true	false	true	180.0	3.1415926535898	true
--> true	true	true	true
--> -7482266044409867603	618256	-3	1704599587560253662	0.50425203471817
--> 8	10	3	0.59970482473607467
--> 53223213942
--> false	false	false	bad argument #1 to 'math.random' (number has no integer representation)
--> integer	1	false	bad argument #1 to 'math.random' (number has no integer representation)
--> false	bad argument #1 to 'math.abs' (number expected, got string)
--> false	bad argument #1 to 'math.floor' (number expected, got string)
--> true	x
--> false	bad argument #1 to 'math.sqrt' (number expected, got string)
--> false	bad argument #1 to 'math.random' (number expected, got string)
--> true	nil
--> false	bad argument #1 to 'math.floor' (number expected, got table)
--> 7	2.0	10	7.0	-7	-4	inf	true
