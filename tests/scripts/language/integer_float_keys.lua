-- Float keys with integral values are integers; others stay floats.
local t = {}
t[1] = "int"
t[1.5] = "frac"
t[-0.0] = "zero"
t[2 ^ 31] = "p31"
t[2 ^ 63] = "p63"
t[math.mininteger] = "min"
t[math.huge] = "inf"
t[-math.huge] = "-inf"
print(t[1.0], t[3 / 2], t[0], t[0.0], t[2147483648], t[9223372036854775807], t[2 ^ 63], t[-2 ^ 63], t[1 / 0], t[-1 / 0])
print(pcall(function() t[0 / 0] = 1 end))
print(pcall(function() t[nil] = 1 end))
print(t[nil], t[0 / 0])
print(pcall(rawset, t, nil, 1))
print(pcall(rawset, t, 0 / 0, 1))
for k in pairs { [3.0] = true } do print(k, math.type(k)) end
for k in pairs { [3.5] = true } do print(k, math.type(k)) end
t = {}
for i = 1, 5 do t[i + 0.0] = i end
print(#t, t[5])
t = { 10, 20, 30 }
t[4.0] = 40
print(#t, t[4])
t[4] = nil
print(#t)
print(rawget(t, 2.0), rawget(t, "2"))
t = {}
t["a"] = 1
t.b = 2
local key = "a"
print(t[key], t["b"])
t[key .. "b"] = 3
print(t.ab)
local ka, kb = {}, {}
t[ka] = "ka"
t[kb] = "kb"
print(t[ka], t[kb], t[{}])
t[false] = "no"
t[true] = "yes"
print(t[false], t[true], t[1 == 1])

--> int	frac	zero	zero	p31	nil	p63	min	inf	-inf
--> false	integer_float_keys.lua:12: table index is NaN
--> false	integer_float_keys.lua:13: table index is nil
--> nil	nil
--> false	table index is nil
--> false	table index is NaN
--> 3	integer
--> 3.5	float
--> 5	5
--> 4	40
--> 3
--> 20	nil
--> 1	2
--> 3
--> ka	kb	nil
--> no	yes	yes
