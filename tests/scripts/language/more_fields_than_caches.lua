-- More accesses of fields in one function than it can have inline caches.
local parts = {"local t = {a=0,b=1,c=2} local s = 0\n"}
for i = 1, 70000 do parts[#parts+1] = (i % 3 == 0) and "s = s + t.a\n" or (i % 3 == 1) and "s = s + t.b\n" or "t.c = s\n" end
parts[#parts+1] = "return s, t.c, (function() local s='x' return s:rep(2) end)()"
local f = assert(load(table.concat(parts)))
print(f())

--> 23334	23333	xx
