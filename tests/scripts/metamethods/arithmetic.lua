-- Every arithmetic and bitwise metamethod, from the left operand, the right one, and mixed.
local log = {}
local mt = { __tostring = function(t) return t.name end, __name = "V" }
for _, op in ipairs { "add", "sub", "mul", "div", "mod", "pow", "idiv", "band", "bor", "bxor", "shl", "shr", "unm", "bnot", "concat" } do
  mt["__" .. op] = function(a, b) return op .. "(" .. tostring(a) .. "," .. tostring(b) .. ")" end
end
local v = setmetatable({ name = "v" }, mt)
print(v + 1, 1 + v, v - 1, 1 - v, v * 2.5, 2.5 * v, v / 1, 1 / v, v % 1, 1 % v, v ^ 1, 1 ^ v, v // 1, 1 // v)
print(v & 1, 1 & v, v | 1, 1 | v, v ~ 1, 1 ~ v, v << 1, 1 << v, v >> 1, 1 >> v, 1.5 & v, "x" | v)
print(v .. "s", "s" .. v, v .. 1, 1 .. v, v .. v, v + v, v + "1", "1" + v, v .. true)
print(-v, ~v)
local w = setmetatable({ name = "w" }, { __add = function() return "w wins" end, __tostring = function() return "w" end })
print(v + w, w + v, (setmetatable({}, {}) + w))
print(pcall(function() return setmetatable({}, {}) + 1 end))
print(pcall(function() return w - 1 end))
print(pcall(function() local q = w; return q * v end))
print(pcall(function() return w .. "x" end))
local first = setmetatable({}, { __add = function(a, b) return 1, 2, 3 end })
print(first + 1, (first + 1))
local callable = setmetatable({}, { __call = function(_, a, b) return "called add" end })
print(setmetatable({}, { __add = callable }) + 1)
print("a" .. "b" .. v, 1 .. 2 .. v, v .. "a" .. "b")

--> add(v,1)	add(1,v)	sub(v,1)	sub(1,v)	mul(v,2.5)	mul(2.5,v)	div(v,1)	div(1,v)	mod(v,1)	mod(1,v)	pow(v,1)	pow(1,v)	idiv(v,1)	idiv(1,v)
--> band(v,1)	band(1,v)	bor(v,1)	bor(1,v)	bxor(v,1)	bxor(1,v)	shl(v,1)	shl(1,v)	shr(v,1)	shr(1,v)	band(1.5,v)	bor(x,v)
--> concat(v,s)	concat(s,v)	concat(v,1)	concat(1,v)	concat(v,v)	add(v,v)	add(v,1)	add(1,v)	concat(v,true)
--> unm(v,v)	bnot(v,v)
--> add(v,w)	w wins	w wins
--> false	arithmetic.lua:14: attempt to perform arithmetic on a table value
--> false	arithmetic.lua:15: attempt to perform arithmetic on a table value (upvalue 'w')
--> true	mul(w,v)
--> false	arithmetic.lua:17: attempt to concatenate a table value (upvalue 'w')
--> 1	1
--> called add
--> aconcat(b,v)	1concat(2,v)	concat(v,ab)
