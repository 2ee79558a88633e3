-- table.insert, remove, move, concat, pack, unpack.
local t = {}
table.insert(t, "a")
table.insert(t, 1, "b")
table.insert(t, 2, "c")
table.insert(t, #t + 1, "d")
print(table.concat(t, ","))
print(table.remove(t), table.remove(t, 1), table.concat(t, ","))
print(table.remove(t, #t + 1), table.remove({}), table.remove({}, 0), #t)
print(select("#", table.insert(t, "z")), select("#", table.remove({})))
local z = { [0] = "zero" }
print(table.remove(z, 0), z[0])
print(pcall(table.insert, t, 0, "x"))
print(pcall(table.insert, t, 10, "x"))
print(pcall(table.remove, t, 10))
print(pcall(table.insert, t))
print(table.concat {}, table.concat({ 1, 2, 3 }), table.concat({ 1, 2, 3 }, ", "), table.concat({ 1, 2, 3 }, "-", 2), table.concat({ 1, 2, 3 }, "-", 2, 2), table.concat({ 1, 2, 3 }, "-", 3, 2), table.concat({ 1, "x", 2.5 }, " "))
print(pcall(table.concat, { 1, {}, 3 }))
print(pcall(table.concat, { 1, 2 }, ",", 1, 3))
print(table.concat({ [5] = "five" }, "", 5, 5))
print(table.concat(table.move({ 1, 2, 3 }, 1, 3, 2), ","))
print(table.concat(table.move({ 1, 2, 3 }, 2, 3, 1), ","))
print(table.concat(table.move({ 1, 2, 3 }, 1, 3, 1, {}), ","))
print(table.concat(table.move({ 1, 2, 3 }, 1, 0, 5), ","))
print(#table.move({ 1, 2, 3 }, 1, 3, 3))
print(pcall(table.move, {}, 1, math.maxinteger, 2))
print(pcall(table.move, {}, -1, math.maxinteger, 2))
print(table.move({ 10, 20 }, 1, 2, 1, setmetatable({}, { __newindex = function(t, k, v) rawset(t, k, v + 1) end }))[2])
local p = table.pack()
print(p.n, #p)
p = table.pack(nil, 2, nil)
print(p.n, p[2])
print(table.unpack({ 1, 2, 3 }, -1, 1))
print(table.unpack({ n = 3 }, 1, 3))
print(table.unpack({ 1, 2 }, 2, 1))
print(pcall(table.unpack, {}, 1, 1 << 30))
print(table.unpack("abc" and { 7 }))
print(table.unpack({ 1, 2, 3 }, math.maxinteger, math.maxinteger))
print(pcall(table.unpack, {}, math.mininteger, math.maxinteger))
local proxy = setmetatable({}, { __index = { "x", "y" }, __len = function() return 2 end, __newindex = function(t, k, v) io.write("set ", k, " ") rawset(t, k, v) end })
table.insert(proxy, "new")
print(proxy[3], rawlen(proxy) >= 0)
print(table.concat(proxy, ",", 1, 3))
print(table.unpack(proxy))
local s = {}
for i = 1, 100 do table.insert(s, 1, i) end
print(s[1], s[100], #s)
for i = 1, 50 do table.remove(s, 1) end
print(s[1], #s)
for i = 1, 50 do table.remove(s) end
print(#s, next(s))

--> b,c,a,d
--> d	b	c,a
--> nil	nil	nil	2
--> 0	1
--> zero	nil
--> false	bad argument #2 to 'table.insert' (position out of bounds)
--> false	bad argument #2 to 'table.insert' (position out of bounds)
--> false	bad argument #2 to 'table.remove' (position out of bounds)
--> false	wrong number of arguments to 'insert'
--> 	123	1, 2, 3	2-3	2		1 x 2.5
--> false	invalid value (table) at index 2 in table for 'concat'
--> false	invalid value (nil) at index 3 in table for 'concat'
--> five
--> 1,1,2,3
--> 2,3,3
--> 1,2,3
--> 1,2,3
--> 5
--> false	bad argument #4 to 'table.move' (destination wrap around)
--> false	bad argument #3 to 'table.move' (too many elements to move)
--> 21
--> 0	0
--> 3	2
--> nil	nil	1
--> nil	nil	nil
-->
--> false	too many results to unpack
--> 7
--> nil
--> false	too many results to unpack
--> set 3 new	true
--> x,y,new
--> x	y
--> 100	1	100
--> 50	50
--> 0	nil
