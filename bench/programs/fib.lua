-- Calls of a recursive local function.
local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end
local n = arg and tonumber(arg[1]) or 35
local result = fib(n)

local expected = {[16] = 987, [33] = 3524578, [35] = 9227465}
print(result)
assert(result == (expected[n] or result), "wrong result")
