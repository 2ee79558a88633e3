-- Integer and float arithmetic, and which subtype the result has.
print(1 + 2, 1 + 2.0, 7 - 10, 3 * 4, 3 * 4.0)
print(7 / 2, 6 / 2, 2 ^ 10, 2 ^ 0.5, (-8) ^ 2)
print(7 // 2, 7.0 // 2, -7 // 2, 7 // -2, -7 // -2, 7 // 2.5)
print(7 % 3, -7 % 3, 7 % -3, -7 % -3, 7.5 % 2, -7.5 % 2, 7.5 % -2)
print(-5, - -5, -(0), -0.0, 0.0)
print(1e15, 1e16, 1e100, 123456789012345678)
print(0.1, 1 / 3, 100.0, 1e14, 1e15 + 0.5)
print(math.type(1), math.type(1.0), math.type("1"), math.type(2 ^ 2), math.type(4 // 2), math.type(4 / 2))
print(2 ^ 3 ^ 2, -2 ^ 2, not nil == true, 1 .. 2 == "12")
print(5 - 3 - 1, 2 * 3 % 4, 7 // 2 * 2, 1 + 2 < 4, "a" .. "b" .. "c")
print(1 < 2, 1 <= 1.0, 1 == 1.0, "1" == 1, 0 == -0, 1 ~= 1.5)

--> 3	3.0	-3	12	12.0
--> 3.5	3.0	1024.0	1.4142135623731	64.0
--> 3	3.0	-4	-4	3	2.0
--> 1	2	-2	-1	1.5	0.5	-0.5
--> -5	5	0	-0.0	0.0
--> 1e+15	1e+16	1e+100	123456789012345678
--> 0.1	0.33333333333333	100.0	1e+14	1e+15
--> integer	float	nil	float	integer	float
--> 512.0	-4.0	true	true
--> 1	2	6	true	abc
--> true	true	true	false	true	true
