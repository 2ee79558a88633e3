-- A main function of more than 16 KiB of code: fields and globals without inline caches where it runs once, with them in
-- its loops; names in errors, methods and closures as everywhere.
local parts = {"local F, up = {}, 5"}
for i = 1, 1500 do parts[#parts + 1] = ("function F.f%d(a) return a + %d + up end F.x%d = F.f%d(%d)"):format(i, i, i, i, i % 7) end
parts[#parts + 1] = [[
total = 0
for i = 1, 1500 do total = total + F['x' .. i] end
for i = 1, 3 do F.n = (F.n or 0) + F.x1 up = up + 1 end
local object = setmetatable({v = 3}, {__index = {get = function(self) return self.v end}, __newindex = function(t, k, v) rawset(t, k, v * 2) end})
object.w = 21
print(total, F.n, F.f2(1), object:get(), object.w, string.format("%s", up))
print(pcall(function() return F.missing.field end))
collectgarbage()
local made = coroutine.wrap(function() for i = 1, 2 do coroutine.yield(F['f' .. i](i)) end end)
print(made(), made())
print(F.nothing.field)]]
local main = load(table.concat(parts, "\n"), "=large")
for _ = 1, 2 do print(pcall(main)) end

--> 1137747	21	11	3	42	8
--> false	large:1508: attempt to index a nil value (field 'missing')
--> 10	12
--> false	large:1512: attempt to index a nil value (field 'nothing')
--> 1137747	21	11	3	42	8
--> false	large:1508: attempt to index a nil value (field 'missing')
--> 10	12
--> false	large:1512: attempt to index a nil value (field 'nothing')
