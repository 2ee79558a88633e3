-- A producer/filter/consumer pipeline and a round-robin scheduler.
local function producer(n) return coroutine.create(function() for i = 1, n do coroutine.yield("line " .. i) end end) end
local function filter(p) return coroutine.create(function() local n = 1 while true do local _, l = coroutine.resume(p) if not l then return end coroutine.yield(("%3d %s"):format(n, l)) n = n + 1 end end) end
local f = filter(producer(3))
while true do local _, l = coroutine.resume(f) if not l then break end print(l) end
local tasks, trace = {}, {}
local function spawn(name, n) tasks[#tasks + 1] = { name = name, co = coroutine.create(function() for i = 1, n do trace[#trace + 1] = name .. i coroutine.yield() end end) } end
spawn("a", 3)
spawn("b", 1)
spawn("c", 2)
while #tasks > 0 do for i = #tasks, 1, -1 do local t = tasks[i] coroutine.resume(t.co) if coroutine.status(t.co) == "dead" then table.remove(tasks, i) end end end
print(table.concat(trace, " "))
local cos = {}
for i = 1, 200 do cos[i] = coroutine.wrap(function() local sum = i while true do sum = sum + coroutine.yield(sum) end end) cos[i]() end
local total = 0
for r = 1, 3 do for i = 1, 200 do total = total + cos[i](r) end end
print(total)
local function tree(t) if t then tree(t.l) coroutine.yield(t.v) tree(t.r) end end
local function insert(t, v) if not t then return { v = v } end if v < t.v then t.l = insert(t.l, v) else t.r = insert(t.r, v) end return t end
local root
for _, v in ipairs { 5, 2, 8, 1, 9, 3 } do root = insert(root, v) end
local out = {}
for v in coroutine.wrap(function() tree(root) end) do out[#out + 1] = v end
print(table.concat(out, " "))
local function primes() return coroutine.wrap(function() local function numbers() return coroutine.wrap(function() local i = 2 while true do coroutine.yield(i) i = i + 1 end end) end local function sieve(p, src) return coroutine.wrap(function() for n in src do if n % p ~= 0 then coroutine.yield(n) end end end) end local src = numbers() while true do local p = src() coroutine.yield(p) src = sieve(p, src) end end) end
local g, ps = primes(), {}
for i = 1, 15 do ps[i] = g() end
print(table.concat(ps, " "))

-->   1 line 1
-->   2 line 2
-->   3 line 3
--> c1 b1 a1 c2 a2 a3
--> 62300
--> 1 2 3 5 8 9
--> 2 3 5 7 11 13 17 19 23 29 31 37 41 43 47
