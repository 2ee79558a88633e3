-- Numeric for: the count is computed beforehand, so it never overflows.
local function collect(a, b, c)
  local t = {}
  for i = a, b, c do t[#t + 1] = i; if #t > 5 then t[#t + 1] = "..." break end end
  return table.concat(t, " ")
end
print(collect(1, 3, 1))
print(collect(3, 1, -1))
print("[" .. collect(3, 1, 1) .. "]")
print(collect(1, 10, 4))
local max, min = math.maxinteger, math.mininteger
print(collect(max - 2, max, 1))
print(collect(max - 2, max, 2))
print(collect(min + 2, min, -1))
print(collect(min, max, max))
print(collect(max, min, min))
print(collect(1, math.huge, 1))
print(collect(-1, -math.huge, -1))
print("[" .. collect(1, -math.huge, 1) .. "]")
print(collect(1, 3.9, 1))
print(collect(3, 1.1, -1))
print(collect(1.0, 3, 1))
print(collect(1, 2, 0.5))
print(collect(1, 0.9, 1) == "")
print(pcall(collect, 1, 10, 0))
print(pcall(collect, 1.0, 10, 0))
print(pcall(collect, "a", 10, 1))
print(pcall(collect, 1, {}, 1))
print(pcall(collect, 1, 10, "x"))
print(pcall(collect, "1", 2, 1))
print(#collect(0 / 0, 1, 1) > 0, #collect(1, 0 / 0, 1) > 0)
for i = 1, 3 do local j = i; i = i * 10; io.write(j, "=", i, " ") end
print()
local sum = 0
for i = 10, 1, -3 do sum = sum + i end
print(sum)

--> 1 2 3
--> 3 2 1
--> []
--> 1 5 9
--> 9223372036854775805 9223372036854775806 9223372036854775807
--> 9223372036854775805 9223372036854775807
--> -9223372036854775806 -9223372036854775807 -9223372036854775808
--> -9223372036854775808 -1 9223372036854775806
--> 9223372036854775807 -1
--> 1 2 3 4 5 6 ...
--> -1 -2 -3 -4 -5 -6 ...
--> []
--> 1 2 3
--> 3 2
--> 1.0 2.0 3.0
--> 1.0 1.5 2.0
--> true
--> false	integer_for.lua:4: 'for' step is zero
--> false	integer_for.lua:4: 'for' step is zero
--> false	integer_for.lua:4: bad 'for' initial value (number expected, got string)
--> false	integer_for.lua:4: bad 'for' limit (number expected, got table)
--> false	integer_for.lua:4: bad 'for' step (number expected, got string)
--> true	1.0 2.0
--> true	false
--> 1=10 2=20 3=30 
--> 22
