-- create, resume, yield, status, isyieldable, running, passing values both ways.
local co = coroutine.create(function(a, b)
  print("start", a, b) local c = coroutine.yield(a + b) print("got", c) local d, e = coroutine.yield(c * 2) print("got", d, e) return d + e, "end"
end)
print(coroutine.status(co), coroutine.resume(co, 1, 2))
print(coroutine.status(co), coroutine.resume(co, 10))
print(coroutine.resume(co, 3, 4))
print(coroutine.status(co), coroutine.resume(co))
print(coroutine.resume(co))
print(coroutine.isyieldable(), select(2, coroutine.running()))
print(coroutine.wrap(function() return coroutine.isyieldable(), select(2, coroutine.running()) end)())
local outer
outer = coroutine.create(function() local inner = coroutine.create(function() print(coroutine.status(outer)) print(coroutine.resume(outer)) end) coroutine.resume(inner) print(coroutine.status(inner)) print(coroutine.status(coroutine.running())) end)
coroutine.resume(outer)
local function gen(n) return coroutine.wrap(function() for i = 1, n do coroutine.yield(i, i * i) end end) end
for i, s in gen(4) do io.write(i, ":", s, " ") end
print()
local e = coroutine.create(function() error({ code = 7 }) end)
local ok, err = coroutine.resume(e)
print(ok, type(err), err.code, coroutine.status(e))
local e2 = coroutine.create(function() local x = nil; return x.y end)
print(coroutine.resume(e2))
print(pcall(coroutine.wrap(function() error "wrapped" end)))
print(pcall(coroutine.wrap(function() error("no position", 0) end)))
local w = coroutine.wrap(function() return 1 end)
w()
print(pcall(w))
print(pcall(coroutine.resume, 5))
print(pcall(coroutine.create, 5))
print(coroutine.resume(coroutine.running()))
print(pcall(coroutine.yield, 1))
print(select("#", coroutine.resume(coroutine.create(function() return nil, nil end))))
local function perms(a, n) n = n or #a if n <= 1 then coroutine.yield(table.concat(a)) else for i = 1, n do a[n], a[i] = a[i], a[n] perms(a, n - 1) a[n], a[i] = a[i], a[n] end end end
for p in coroutine.wrap(function() perms { "a", "b", "c" } end) do io.write(p, " ") end
print()

--> start	1	2
--> suspended	true	3
--> got	10
--> suspended	true	20
--> got	3	4
--> true	7	end
--> dead	false	cannot resume dead coroutine
--> false	cannot resume dead coroutine
--> false	true
--> true	false
--> normal
--> false	cannot resume non-suspended coroutine
--> dead
--> running
--> 1:1 2:4 3:9 4:16 
--> false	table	7	dead
--> false	basics.lua:21: attempt to index a nil value (local 'x')
--> false	basics.lua:23: wrapped
--> false	no position
--> false	cannot resume dead coroutine
--> false	bad argument #1 to 'coroutine.resume' (thread expected, got number)
--> false	bad argument #1 to 'coroutine.create' (function expected, got number)
--> false	cannot resume non-suspended coroutine
--> false	attempt to yield from outside a coroutine
--> 3
--> bca cba cab acb bac abc 
