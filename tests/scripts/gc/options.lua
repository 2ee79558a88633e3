-- collectgarbage: all options and their results.
print(collectgarbage() == 0, collectgarbage "collect", math.type(collectgarbage "count"), collectgarbage "isrunning")
collectgarbage "stop"
print(collectgarbage "isrunning")
collectgarbage "restart"
print(collectgarbage "isrunning")
print(type(collectgarbage "step"), type(collectgarbage("step", 10)))
collectgarbage "incremental"
print(collectgarbage "generational", collectgarbage "incremental", collectgarbage("incremental", 100, 200, 10), collectgarbage("generational", 20, 100), collectgarbage "incremental")
print(math.type(collectgarbage("setpause", 160)), collectgarbage("setpause", 200), collectgarbage("setstepmul", 200) ~= nil)
local before = collectgarbage "count"
local t = {}
for i = 1, 2000 do t[i] = { i, tostring(i) } end
local full = collectgarbage "count"
print(full > before)
t = nil
collectgarbage()
print(collectgarbage "count" < full)
collectgarbage "stop"
for i = 1, 100 do local x = { {}, {} } end
collectgarbage "restart"
repeat until collectgarbage("step", 100)
print "stepped to the end of a cycle"
local s = ("x"):rep(1000000)
local big = collectgarbage "count"
s = nil
collectgarbage()
print(big - collectgarbage "count" > 900)
collectgarbage "generational"
local live = {}
for i = 1, 3000 do live[i % 100 + 1] = { i, { i } } if i % 500 == 0 then collectgarbage "step" end end
local sum = 0
for i = 1, 100 do sum = sum + live[i][2][1] end
print(sum)
collectgarbage "incremental"
print(pcall(collectgarbage, "bogus"))
print(pcall(collectgarbage, 5))

--> true	0	float	true
--> false
--> true
--> boolean	boolean
--> incremental	generational	incremental	incremental	generational
--> integer	160	true
--> true
--> true
--> stepped to the end of a cycle
--> true
--> 295050
--> false	bad argument #1 to 'collectgarbage' (invalid option 'bogus')
--> false	bad argument #1 to 'collectgarbage' (invalid option '5')
