-- next, pairs, ipairs: traversal with assignment to existing fields, holes, order of the array part.
local t = { 10, 20, 30, x = 1, y = 2 }
local n, sum = 0, 0
for k, v in pairs(t) do n = n + 1 sum = sum + v end
print(n, sum)
for i, v in ipairs(t) do io.write(i, "=", v, " ") end
print()
print(next {}, next { 5 }, next({ 5 }, 1), rawequal(next, next), type(next))
print(pcall(next, {}, 1))
print(pcall(next, { 1 }, "nope"))
for k in pairs(t) do t[k] = nil end
print(next(t), #t)
for i = 1, 10 do t[i] = i t["k" .. i] = i end
local seen = 0
for k, v in pairs(t) do if type(k) == "string" then t[k] = nil else t[k] = v * 2 end seen = seen + 1 end
print(seen, #t, t[10], t.k1)
for i in ipairs { 1, 2, nil, 4 } do io.write(i, " ") end
print()
local keys = {}
for k in pairs { a = 1, b = 2, c = 3, 1, 2, 3, [100] = 4, [1.5] = 5, [true] = 6 } do keys[#keys + 1] = tostring(k) end
table.sort(keys)
print(table.concat(keys, " "))
print(select("#", pairs {}), type((pairs {})), select("#", ipairs {}))
local order = {}
for k in pairs { 1, 2, 3, 4, 5 } do order[#order + 1] = k end
print(table.concat(order, " "))
local a = {}
for i = 1, 100 do a[i] = i end
for i = 1, 100, 2 do a[i] = nil end
local cnt = 0
for k, v in pairs(a) do cnt = cnt + 1 assert(k == v) end
print(cnt)
local m = {}
for i = 1, 1000 do m["key" .. i] = i end
for i = 1, 1000, 3 do m["key" .. i] = nil end
cnt, sum = 0, 0
for k, v in pairs(m) do cnt = cnt + 1 sum = sum + v end
print(cnt, sum)
for k in next, m do m[k] = nil end
print(next(m))
local it, s, c = ipairs { 7, 8 }
print(it(s, c))
print(it(s, 1))
print(it(s, 2))
local proxied = setmetatable({}, { __index = function(_, i) if i < 4 then return i * 10 end end })
for i, v in ipairs(proxied) do io.write(i, ":", v, " ") end
print()
print(pcall(ipairs))
print(ipairs("x") ~= nil)
for i, v in ipairs "abc" do print "never" end
local deleted = { a = 1 }
deleted.a = nil
print(next(deleted), #deleted)
local g = {}
for i = 1, 5 do g[i] = i end
for i, v in ipairs(g) do if i == 2 then g[3] = nil end io.write(i, " ") end
print()
local outer = 0
for k in pairs { 1, 2 } do for k2 in pairs { 3, 4 } do outer = outer + 1 end end
print(outer)
local q = { first = 1 }
for k, v in pairs(q) do q.first = 2 end
print(q.first)

--> 5	63
--> 1=10 2=20 3=30 
--> nil	1	nil	true	function
--> false	invalid key to 'next'
--> false	invalid key to 'next'
--> nil	0
--> 20	10	20	nil
--> 1 2 
--> 1 1.5 100 2 3 a b c true
--> 3	function	3
--> 1 2 3 4 5
--> 50
--> 666	333333
--> nil
--> 1	7
--> 2	8
--> nil
--> 1:10 2:20 3:30 
--> false	bad argument #1 to 'ipairs' (value expected)
--> true
--> nil	0
--> 1 2 
--> 4
--> 2
