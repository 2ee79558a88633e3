-- coroutine.close with pending to-be-closed variables, wrap's error propagation.
local function closer(name, fail) return setmetatable({}, { __close = function(_, e) print("close", name, e) if fail then error(fail, 0) end end }) end
local co = coroutine.create(function() local a <close> = closer "a" local b <close> = closer "b" coroutine.yield(1) print "never" end)
print(coroutine.resume(co))
print(coroutine.close(co), coroutine.status(co))
print(coroutine.close(co))
co = coroutine.create(function() local a <close> = closer "a" local b <close> = closer("b", "b failed") coroutine.yield(1) end)
coroutine.resume(co)
print(coroutine.close(co))
print(coroutine.status(co))
co = coroutine.create(function() error "x" end)
print(coroutine.resume(co))
print(coroutine.close(co))
print(coroutine.close(coroutine.create(print)))
print(pcall(coroutine.close, coroutine.running()))
co = coroutine.wrap(function() return pcall(coroutine.close, coroutine.running()) end)
print(co())
co = coroutine.wrap(function() local a <close> = closer "wrapped" error("inside", 0) end)
print(pcall(co))
print(pcall(co))
co = coroutine.wrap(function() local a <close> = closer "tbc in wrap" coroutine.yield "y" return "r" end)
print(co())
print(co())
local function iter() local c <close> = closer "gen" for i = 1, 3 do coroutine.yield(i) end end
local w = coroutine.create(iter)
for i in function() return select(2, coroutine.resume(w)) end, nil, nil, setmetatable({}, { __close = function() print(coroutine.close(w)) end }) do print(i) if i == 2 then break end end
local deep = coroutine.wrap(function() local x = coroutine.wrap(function() coroutine.yield "inner" error("from inner", 0) end) print(x()) print(pcall(x)) local z = coroutine.wrap(function() error { tag = "t" } end) local ok, e = pcall(z) print(ok, e.tag) return "ok" end)
print(deep())
local function rec(n) if n == 0 then coroutine.yield "bottom" return 0 end return 1 + rec(n - 1) end
co = coroutine.create(rec)
print(coroutine.resume(co, 500))
print(coroutine.resume(co)) 
co = coroutine.create(function() local s = closer("yields in close") local m = getmetatable(s) m.__close = function() coroutine.yield "from close" print "closed" end local v <close> = s coroutine.yield "first" end)
print(coroutine.resume(co))
print(coroutine.resume(co))
print(coroutine.resume(co))
print(coroutine.status(co))

--> true	1
--> close	b	nil
--> close	a	nil
--> true	dead
--> true
--> close	b	nil
--> close	a	b failed
--> false	b failed
--> dead
--> false	close_wrap.lua:11: x
--> false	close_wrap.lua:11: x
--> true
--> false	cannot close a running coroutine
--> false	cannot close a running coroutine
--> close	wrapped	inside
--> false	inside
--> false	cannot resume dead coroutine
--> y
--> close	tbc in wrap	nil
--> r
--> 1
--> 2
--> close	gen	nil
--> true
--> inner
--> false	from inner
--> false	t
--> ok
--> true	bottom
--> true	500
--> true	first
--> true	from close
--> closed
--> true
--> dead
