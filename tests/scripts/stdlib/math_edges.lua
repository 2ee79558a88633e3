-- The math library at the edges of its types.
local function try(f, ...) print(pcall(f, ...)) end
local big, small = math.maxinteger, math.mininteger

print(math.floor(3.7), math.floor(-3.7), math.ceil(3.2), math.ceil(-3.2), math.floor(1e300), math.ceil(-1e300))
print(math.floor(2^53), math.floor(2^63), math.floor(-2^63), math.ceil(2^63 - 1024), math.floor("7.5"))
print(math.abs(small), math.abs(-0.0), math.abs(-7), math.abs(-7.5), math.abs("-3"))
print(math.fmod(-6, 4), math.fmod(6, -4), math.fmod(-6.5, 4), math.fmod(small, -1), math.fmod(5, 1/0), math.fmod(-6, 2))
try(math.fmod, 1, 0)
print(math.fmod(1, 0.0), math.fmod(1/0, 2))
print(math.modf(3.7), math.modf(-3.7), math.modf(5), math.modf(1/0), math.modf(-1/0), math.modf(0/0))
print(math.modf(2^60), math.modf(-0.0), math.modf(1e300))
print(math.tointeger(3.0), math.tointeger(3.5), math.tointeger("8"), math.tointeger("0x10"), math.tointeger({}), math.tointeger(2^63))
try(math.tointeger)
print(math.type(1), math.type(1.0), math.type("1"), math.type(nil))
try(math.type)
print(math.ult(1, 2), math.ult(-1, 2), math.ult(2, -1), math.ult(small, big))
print(math.max(1, 2.5), math.max(2, 2.0), math.max(2.0, 2), math.min(-0.0, 0.0), math.min(3, 1, 2), math.max(0/0, 1) ~= math.max(0/0, 1))
try(math.max)
try(math.min, 1, {})
print(math.sqrt(2), math.exp(1), math.log(8, 2), math.log(100, 10), math.log(27, 3), math.log(0), math.log(-1) ~= math.log(-1))
print(math.sin(1), math.cos(1), math.tan(1), math.asin(1), math.acos(0), math.atan(1), math.atan(1, -1), math.atan(-0.0, -1))
print(math.deg(math.pi), math.rad(180), math.pi, math.huge, -math.huge, big, small)
print(math.pow(2, 0.5), math.ldexp(3, 4), math.frexp(10), math.log10(1000), math.cosh(1), math.sinh(1), math.tanh(1), math.atan2(1, 2))
try(math.floor, {})
try(math.sin)
try(math.sqrt, "x")
try(math.ult, 1.5, 2)

-- random numbers
math.randomseed(42)
print(math.random(0), math.random(0), math.random(), math.random(6), math.random(-3, 3), math.random(small, big))
print(math.randomseed(1, 2))
print(math.random(0), math.random(1 << 40), math.random(0, 1 << 62), math.random(5, 5), math.random(big, big))
print(math.randomseed(3.0))
print(math.random(100), math.random(100), math.random(100), math.random(100))
local a, b = math.randomseed()
print(math.type(a), math.type(b))
local first = math.random(0)
math.randomseed(a, b)
print(first == math.random(0))
try(math.random, 1, 2, 3)
try(math.random, 2, 1)
try(math.random, -1)
try(math.random, 1.5)
try(math.randomseed, 1.5)
try(math.randomseed, "x")
local low, high = 1, 0
for i = 1, 10000 do
  local x = math.random()
  if x < low then low = x end
  if x > high then high = x end
end
print(low >= 0, low < 0.01, high < 1, high > 0.99)

--> 3	-4	4	-3	1e+300	-1e+300
--> 9007199254740992	9.2233720368548e+18	-9223372036854775808	9223372036854774784	7
--> -9223372036854775808	0.0	7	7.5	3.0
--> -2	2	-2.5	0	5.0	0
--> false	bad argument #2 to 'math.fmod' (zero)
--> -nan	-nan
--> 3	-3	5	inf	-inf	-nan	-nan
--> 1152921504606846976	0	1e+300	0.0
--> 3	nil	8	16	nil	nil
--> false	bad argument #1 to 'math.tointeger' (value expected)
--> integer	float	nil	nil
--> false	bad argument #1 to 'math.type' (value expected)
--> true	false	true	false
--> 2.5	2	2.0	-0.0	1	true
--> false	bad argument #1 to 'math.max' (value expected)
--> false	attempt to compare table with number
--> 1.4142135623731	2.718281828459	3.0	2.0	3.0	-inf	true
--> 0.8414709848079	0.54030230586814	1.5574077246549	1.5707963267949	1.5707963267949	0.78539816339745	2.3561944901923	-3.1415926535898
--> 180.0	3.1415926535898	3.1415926535898	inf	-inf	9223372036854775807	-9223372036854775808
--> 1.4142135623731	48.0	0.625	3.0	1.5430806348152	1.1752011936438	0.76159415595576	0.46364760900081
--> false	bad argument #1 to 'math.floor' (number expected, got table)
--> false	bad argument #1 to 'math.sin' (number expected, got no value)
--> false	bad argument #1 to 'math.sqrt' (number expected, got string)
--> false	bad argument #1 to 'math.ult' (number has no integer representation)
--> -1276290044721465627	8333941968102511665	0.54688311243421	6	2	-9046270629122405825
--> 1	2
--> 8291693048688576641	1044426370953	4419330032540126364	5	9223372036854775807
--> 3	0
--> 10	74	68	52
--> integer	integer
--> true
--> false	wrong number of arguments
--> false	bad argument #1 to 'math.random' (interval is empty)
--> false	bad argument #1 to 'math.random' (interval is empty)
--> false	bad argument #1 to 'math.random' (number has no integer representation)
--> false	bad argument #1 to 'math.randomseed' (number has no integer representation)
--> false	bad argument #1 to 'math.randomseed' (number expected, got string)
--> true	true	true	true
