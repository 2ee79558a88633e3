-- Integers wrap modulo 2^64; divisions by zero; infinities and NaN.
local max, min = math.maxinteger, math.mininteger
print(max, min, max + 1 == min, min - 1 == max, -min == min, max * 2)
print(min // -1, min % -1, max // -1, max % -2)
print(pcall(function() return 1 // 0 end))
print(pcall(function() return 1 % 0 end))
print(1 / 0, -1 / 0, 1 // 0.0, -1 // 0.0, 0 / 0 ~= 0 / 0)
print(1 % math.huge, -1 % math.huge, 1 % -math.huge, -1 % -math.huge)
print(1.0 % 0 ~= 1.0 % 0, 5.3 % math.huge)
print(max + 0.0, max + 0.0 == 2 ^ 63, min + 0.0 == -2 ^ 63)
print(max == max + 0.0, max < max + 0.0, min == min + 0.0, min <= min + 0.0)
print(2 ^ 53 == 2 ^ 53 + 1, (1 << 53) == (1 << 53) + 1, (1 << 53) + 1.0 == (1 << 53) + 1)
print(0x7fffffffffffffff, 0xffffffffffffffff, 0x1p4, 0x.8, 0xA.8p1, 0x10000000000000000)
print(9223372036854775807, 9223372036854775808, -9223372036854775808)

--> 9223372036854775807	-9223372036854775808	true	true	true	-2
--> -9223372036854775808	0	-9223372036854775807	-1
--> false	arithmetic_limits.lua:5: attempt to divide by zero
--> false	arithmetic_limits.lua:6: attempt to perform 'n%0'
--> inf	-inf	inf	-inf	true
--> 1.0	inf	-inf	-1.0
--> true	5.3
--> 9.2233720368548e+18	true	true
--> false	true	true	true
--> true	false	false
--> 9223372036854775807	-1	16.0	0.5	21.0	0
--> 9223372036854775807	9.2233720368548e+18	-9.2233720368548e+18
