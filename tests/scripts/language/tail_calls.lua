-- Proper tail calls need no stack; deep non-tail recursion works too.
local function loop(n, acc) if n == 0 then return acc end return loop(n - 1, acc + n) end
print(loop(100000, 0))
local even, odd
function even(n) if n == 0 then return true end return odd(n - 1) end
function odd(n) if n == 0 then return false end return even(n - 1) end
print(even(10001), odd(10001))
local o = {}
function o:down(n) if n == 0 then return "bottom", self == o end return self:down(n - 1) end
print(o:down(50000))
local function depth(n) if n == 0 then return 0 end return 1 + depth(n - 1) end
print(depth(10000))
local callable = setmetatable({}, { __call = function(self, n) if n == 0 then return "called" end return self(n - 1) end })
print(callable(1000))
print(select("#", (function() return table.unpack({ 1, nil, nil }, 1, 3) end)()))
local co = coroutine.wrap(function(n) return loop(n, 0) end)
print(co(1000))
print(pcall(function() return error("from tail", 0) end))
print((function(...) return select(2, ...) end)(1, 2, 3))

--> 5000050000
--> false	true
--> bottom	true
--> 10000
--> called
--> 3
--> 500500
--> false	from tail
--> 2	3
