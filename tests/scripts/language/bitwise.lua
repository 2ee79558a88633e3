-- Bit operators work on 64-bit integers and on floats with integral values; strings are not coerced.
print(5 & 3, 5 | 3, 5 ~ 3, ~5, ~0, 1 << 4, 256 >> 4)
print(1 << 63, 1 << 64, 1 << 65, 1 >> 64, -1 >> 1, -1 >> 63, -1 << 63)
print(1 << -1, 2 >> -1, 16 << -4, 1 << -64, 1 << math.mininteger, 1 >> math.mininteger)
print(3.0 & 1, 2 ^ 40 | 0, -1.0 >> 60, ~5.0)
print(0xF0 | 0x0F & 0x3C, 1 << 2 + 1, (5 & 3) == 1, 6 ~ 5 & 3)
for _, bad in ipairs { 1.5, 2 ^ 63, "3", "x", {}, false } do
  print(select(2, pcall(function() return bad & 1 end)))
end
local u = {}
print(select(2, pcall(function() return u | 1 end)))
print(select(2, pcall(function() return 1 ~ u.x end)))
print(select(2, pcall(function() return 1.5 << 1 end)))

--> 1	7	6	-6	-1	16	16
--> -9223372036854775808	0	0	0	9223372036854775807	1	-9223372036854775808
--> 0	4	1	0	0	0
--> 1	1099511627776	15	-6
--> 252	8	true	7
--> bitwise.lua:8: number (upvalue 'bad') has no integer representation
--> bitwise.lua:8: number (upvalue 'bad') has no integer representation
--> bitwise.lua:8: attempt to perform bitwise operation on a string value (upvalue 'bad')
--> bitwise.lua:8: attempt to perform bitwise operation on a string value (upvalue 'bad')
--> bitwise.lua:8: attempt to perform bitwise operation on a table value (upvalue 'bad')
--> bitwise.lua:8: attempt to perform bitwise operation on a boolean value (upvalue 'bad')
--> bitwise.lua:11: attempt to perform bitwise operation on a table value (upvalue 'u')
--> bitwise.lua:12: attempt to perform bitwise operation on a nil value (field 'x')
--> bitwise.lua:13: number has no integer representation
