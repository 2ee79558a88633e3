-- # of sequences while growing, shrinking, refilling, from the front and the back.
local t = {}
for i = 1, 40 do t[i] = i assert(#t == i) end
for i = 40, 21, -1 do t[i] = nil assert(#t == i - 1) end
print(#t)
for i = 21, 30 do t[#t + 1] = i end
print(#t, t[30])
t[#t] = nil
print(#t)
local back = {}
for i = 10, 1, -1 do back[i] = i end
print(#back)
local f = { n = 0 }
for i = 1, 5 do f[i * 1.0] = i end
print(#f)
local q = { first = 1, last = 0 }
local function push(v) q.last = q.last + 1 q[q.last] = v end
local function pop() local v = q[q.first] q[q.first] = nil q.first = q.first + 1 return v end
for i = 1, 50 do push(i) end
for i = 1, 30 do pop() end
for i = 51, 60 do push(i) end
local s = 0
for i = 1, 30 do s = s + pop() end
print(s, q.first, q.last, q[q.first])
print(#"", #"abc", #{ 1, 2, 3 }, #{ "a", nil }, #{ [1] = 1, [2] = 2 }, #{ [2] = 2 }, rawlen { 1 })
local mixed = {}
for i = 1, 10 do mixed[i] = i end
mixed[3] = "three"
mixed[5] = 5.5
mixed[7] = {}
print(#mixed, mixed[2], mixed[3], mixed[5], type(mixed[7]), mixed[10])
local floats = {}
for i = 1, 10 do floats[i] = i / 2 end
floats[4] = 7
print(#floats, floats[3], floats[4], math.type(floats[4]), math.type(floats[2]))
local ints = { 1, 2, 3 }
ints[2] = 2.0
print(math.type(ints[1]), math.type(ints[2]))
ints[3] = nil
ints[3] = "s"
print(#ints, ints[3])
local sparse = {}
sparse[1000000] = 1
sparse[1] = 1
print(#sparse == 1 or #sparse == 1000000, sparse[1000000], sparse[999999])
local neg = {}
neg[-1] = "n"
neg[0] = "z"
print(#neg, neg[-1], neg[0])
local huge = {}
huge[math.maxinteger] = "max"
huge[math.mininteger] = "min"
print(huge[math.maxinteger], huge[math.mininteger], #huge)
local m = {}
for i = 1, 5 do m[i] = {} for j = 1, 5 do m[i][j] = i * j end end
print(m[3][4], #m, #m[1])
local copy = { table.unpack(m[5]) }
copy[1] = 0
print(m[5][1], copy[1], copy[5])
local obj = {}
for i = 1, 30 do obj["f" .. i] = i end
obj.f5 = nil
obj.f31 = 31
print(obj.f5, obj.f30, obj.f31)
local b = { true, false, nil, true }
print(b[1], b[2], b[4])
local swap = { 1, 2 }
swap[1], swap[2] = swap[2], swap[1]
print(swap[1], swap[2])

--> 20
--> 30	30
--> 29
--> 10
--> 5
--> 1365	61	60	nil
--> 0	3	3	1	2	0	1
--> 10	2	three	5.5	table	10
--> 10	1.5	7	integer	float
--> integer	float
--> 3	s
--> true	1	nil
--> 0	n	z
--> max	min	0
--> 12	5	5
--> 5	0	25
--> nil	30	31
--> true	false	true
--> 2	1
