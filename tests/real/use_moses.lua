-- Functional helpers over lists of 1,000 and more.
local support = require "support"
local M = require "moses"
local n = M.range(1, 2000)
support.check(M.sum(n) == 2001000)
support.check(#M.select(n, function(v) return v % 3 == 0 end) == 666)
support.check(M.reduce(n, function(a, b) return a + b end, 0) == 2001000)
local groups = M.groupBy(n, function(v) return v % 10 end)
for i = 0, 9 do support.check(#groups[i] == 200) print(i, groups[i][1], groups[i][200]) end
local zipped = M.zip(n, M.map(n, function(v) return v * v end))
for i = 1, 2000, 50 do support.check(zipped[i][2] == i * i) print(zipped[i][1], zipped[i][2]) end
local fib = M.memoize(function(k) return k end)
support.check(fib(20) == 20)
local sorted = M.sortBy(n, function(v) return (v * 7919) % 2003 end)
print(table.concat(M.first(sorted, 100), " "))
support.check(M.isEqual(M.flatten({1, {2, {3, {4}}}}), {1, 2, 3, 4}))
support.check(#M.uniq(M.append(n, n)) == 2000)
print(table.concat(M.difference(M.range(1, 20), {2, 4, 6}), ","))
support.finish()
