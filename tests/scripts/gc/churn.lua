-- Programs that allocate while structures change under the collector.
local function tree(d) if d == 0 then return { v = 1 } end return { l = tree(d - 1), r = tree(d - 1), v = d } end
local function sum(t) if not t.l then return t.v end return t.v + sum(t.l) + sum(t.r) end
local total = 0
for i = 1, 8 do total = total + sum(tree(5)) end
print(total)
local list
for i = 1, 300 do list = { next = list, value = i } end
local n, s = 0, 0
while list do n = n + 1 s = s + list.value list = list.next end
print(n, s)
local strs = {}
for i = 1, 300 do strs[#strs + 1] = "item" .. i if #strs > 20 then table.remove(strs, 1) end end
print(#strs, strs[1], strs[20])
local q = {}
for i = 1, 200 do q[i] = function() return i end end
local acc = 0
for i = 1, 200 do acc = acc + q[i]() q[i] = nil end
print(acc)
local co = {}
for i = 1, 30 do co[i] = coroutine.wrap(function(...) local t = { ... } while true do t[#t + 1] = coroutine.yield(#t) end end) co[i](i) end
local c = 0
for r = 1, 5 do for i = 1, 30 do c = c + co[i]({}) end end
print(c)
local m = {}
for i = 1, 200 do m["k" .. i % 17] = { m["k" .. (i + 1) % 17] } end
local k = 0
for _ in pairs(m) do k = k + 1 end
print(k)
local o = setmetatable({}, { __index = function(t, key) local v = { key } rawset(t, key, v) return v end })
for i = 1, 100 do assert(o["x" .. i % 10][1] == "x" .. i % 10) end
print(o.x3[1])
local b = {}
for i = 1, 100 do b[#b + 1] = string.format("%d:%s", i, ("z"):rep(i % 5)) end
print(#table.concat(b))
local g = ("abc "):rep(50):gsub("%w+", function(w) return ({ w })[1]:upper() end)
print(#g, g:sub(1, 7))
table.sort(b, function(x, y) return x .. "" < y .. "" end)
print(b[1], b[100])

--> 712
--> 300	45150
--> 20	item281	item300
--> 20100
--> 600
--> 17
--> x3
--> 492
--> 200	ABC ABC
--> 100:	9:zzzz
