-- table.sort: default order, comparators, invalid orders, errors, big and adversarial inputs.
local function sorted(t, f) table.sort(t, f) return table.concat(t, " ") end
print(sorted { 3, 1, 2 }, sorted { "b", "a", "C" }, sorted({ 1, 2, 3 }, function(a, b) return a > b end), sorted {}, sorted { 1 }, sorted { 2.5, 1, -3, 2 }, sorted { 1, 1, 1, 1 })
local words = {}
for w in ("the quick brown fox jumps over the lazy dog"):gmatch "%a+" do words[#words + 1] = w end
print(sorted(words))
print(sorted(words, function(a, b) if #a ~= #b then return #a < #b end return a < b end))
local function lcg(seed) return function() seed = (seed * 1103515245 + 12345) & 0x7fffffff return seed end end
local r, big = lcg(42), {}
for i = 1, 2000 do big[i] = r() % 1000 end
table.sort(big)
local ok = true
for i = 2, #big do ok = ok and big[i - 1] <= big[i] end
print(ok, big[1], big[2000])
for i = 1, 1000 do big[i] = i end
for i = 1001, 2000 do big[i] = nil end
table.sort(big)
table.sort(big, function(a, b) return a > b end)
print(big[1], big[1000], #big)
print(pcall(table.sort, { 1, "x", 2 }))
print(pcall(table.sort, { 1, 2, nil, 4, n = 4 }) ~= nil)
print(pcall(table.sort, { {}, {} }))
print(pcall(table.sort, { 3, 2, 1 }, function() error("in comparator", 0) end))
print(pcall(table.sort, { 1, 2, 3 }, {}))
local function always() return true end
local t = {}
for i = 1, 100 do t[i] = i end
local fine, m = pcall(table.sort, t, always)
print(fine or m == "invalid order function for sorting")
local calls = 0
table.sort({ 5, 4, 3, 2, 1 }, function(a, b) calls = calls + 1 return a < b end)
print(calls > 0)
local objs = {}
for i = 1, 50 do objs[i] = { k = (i * 7) % 50 } end
table.sort(objs, function(a, b) return a.k < b.k end)
print(objs[1].k, objs[25].k, objs[50].k)
print(sorted({ 3, 1, 2 }, nil))
local prox = setmetatable({ 3, 1, 2 }, { __lt = always, __len = function() return 2 end })
table.sort(prox)
print(prox[1], prox[2], prox[3])
print(pcall(table.sort, setmetatable({}, { __len = function() return math.maxinteger end })))

--> 1 2 3	C a b	3 2 1		1	-3 1 2 2.5	1 1 1 1
--> brown dog fox jumps lazy over quick the the
--> dog fox the the lazy over brown jumps quick
--> true	0	999
--> 1000	1	1000
--> false	attempt to compare string with number
--> true
--> false	attempt to compare two table values
--> false	in comparator
--> false	bad argument #2 to 'table.sort' (function expected, got table)
--> true
--> true
--> 0	24	49
--> 1 2 3
--> 1	3	2
--> false	bad argument #1 to 'table.sort' (array too big)
