-- Integers and floats compare by mathematical value, without rounding either.
local big = (1 << 53) + 1
print(big == 2 ^ 53, big > 2 ^ 53, big < 2 ^ 53, 2 ^ 53 < big, 2 ^ 53 >= big)
print(math.maxinteger < math.huge, math.mininteger > -math.huge, math.maxinteger < 2 ^ 63, math.maxinteger <= 2 ^ 63)
print(math.mininteger <= -2 ^ 63, math.mininteger < -2 ^ 63, math.mininteger >= -2 ^ 63)
local nan = 0 / 0
print(nan < 1, nan > 1, nan == nan, nan ~= nan, 1 < nan, 1 <= nan, math.maxinteger < nan, nan <= math.mininteger)
print(1 < 1.5, 2 > 1.5, -1 > -1.5, -2 < -1.5, 1 <= 1.0, 1 >= 1.0)
print("a" < "b", "a" < "B", "Z" < "a", "" < "a", "a" < "aa", "a\0b" < "a\0c", "a\0" > "a")
print("10" < "9", "10" == 10, 0 == false, nil == false)
local t = {}
print(t == t, t == {}, print == print)
print(not 0, not "", not nil, not false)

--> false	true	false	true	false
--> true	true	true	true
--> true	false	true
--> false	false	false	true	false	false	false	false
--> true	true	true	true	true	true
--> true	false	true	true	true	true	true
--> true	false	false	false
--> true	false	true
--> false	false	true	true
