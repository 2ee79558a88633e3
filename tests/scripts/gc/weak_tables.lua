-- Weak values, weak keys, ephemerons, strings as values, resurrection.
local function collect() collectgarbage() collectgarbage() end
local function count(t) local n = 0 for _ in pairs(t) do n = n + 1 end return n end
local wv = setmetatable({}, { __mode = "v" })
wv[1] = {}
wv[2] = "string"
wv[3] = 42
wv.keep = {}
local keep = wv.keep
wv.f = function() return keep end
collect()
print(wv[1], wv[2], wv[3], wv.keep == keep, count(wv))
local wk = setmetatable({}, { __mode = "k" })
wk[{}] = 1
wk["s"] = 2
local key = {}
wk[key] = "kept"
wk[1] = {}
collect()
print(count(wk), wk.s, wk[key], type(wk[1]))
local eph = setmetatable({}, { __mode = "k" })
do local a, b = {}, {} eph[a] = b eph[b] = a end
collect()
print(count(eph))
do local chain = {} local first = {} local cur = first for i = 1, 50 do local nxt = {} eph[cur] = nxt cur = nxt end collect() print(count(eph)) local x = first local n = 0 while eph[x] do x = eph[x] n = n + 1 end print(n) end
collect()
print(count(eph))
local both = setmetatable({}, { __mode = "kv" })
both[{}] = key
both[key] = {}
both[keep] = key
collect()
print(count(both), both[keep] == key)
local cache = setmetatable({}, { __mode = "v" })
for i = 1, 100 do cache[i] = { i } end
collect()
print(count(cache))
local later = setmetatable({}, {})
getmetatable(later).__mode = "v"
later[1] = {}
setmetatable(later, getmetatable(later))
collect()
print(count(later))
for i = 1, 20 do wk[{}] = i end
for k, v in pairs(wk) do if type(k) == "table" then wk[k] = nil end end
collect()
print(count(wk))
local self = setmetatable({}, { __mode = "k" })
local sk = {}
self[sk] = { sk }
sk = nil
collect()
print(count(self))
local closures = setmetatable({}, { __mode = "v" })
do local z = 1 closures[1] = function() return z end end
closures[2] = print
closures[3] = coroutine.create(print)
collect()
print(closures[1], closures[2] == print, closures[3])

--> nil	string	42	true	3
--> 3	2	kept	table
--> 0
--> 50
--> 50
--> 0
--> 1	true
--> 0
--> 0
--> 2
--> 0
--> nil	true	nil
