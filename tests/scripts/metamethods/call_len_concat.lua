-- __call (chains, varargs, methods), __len, __unm, __concat with numbers.
local c = setmetatable({}, { __call = function(self, ...) return select("#", ...), ... end })
print(c())
print(c(1, nil))
print(pcall(c, "x"))
print(c "s")
print(c { } == 1)
print(#{ c(1, 2) })
local cc = setmetatable({}, { __call = c })
print(cc(5) == 2, select(3, cc(5)))
local o = { m = c }
print(o:m(1) == 2, o.m(1))
print(pcall(function() local t = setmetatable({}, { __call = 5 }); t() end))
print(pcall(function() ({})() end))
print(pcall(function() local u; u() end))
print(pcall(setmetatable({}, { __call = function(_, x) error("in call " .. x, 0) end }), 3))
local l = setmetatable({ 1, 2 }, { __len = function() return 42 end })
print(#l, rawlen(l))
print(#setmetatable({}, { __len = function() return "len", 2 end }))
print(pcall(function() return #5 end))
print(pcall(function() return #nil end))
print(#"str")
print(table.concat(setmetatable({}, { __len = function() return 3 end, __index = function(_, i) return "i" .. i end }), ","))
print(pcall(table.concat, setmetatable({}, { __len = function() return "x" end })))
print(table.unpack(setmetatable({}, { __len = function() return 2 end, __index = function(_, i) return i * 10 end })))
for i, v in ipairs(setmetatable({}, { __index = function(_, i) if i <= 3 then return i * i end end })) do io.write(i, "=", v, " ") end
print()
local function gen() return setmetatable({}, { __concat = function(a, b) return (type(a) == "table" and "T" or a) .. (type(b) == "table" and "T" or b) end }) end
print(gen() .. "x", "x" .. gen(), 1 .. gen(), gen() .. gen(), "a" .. "b" .. gen() .. "c" .. "d")
local f = setmetatable({}, { __call = function(self, n) if n == 0 then return "done" end return self(n - 1) end })
print(f(50))
for k, v in setmetatable({}, { __call = function(_, s, k) k = (k or 0) + 1 if k <= 2 then return k, k * 2 end end }) do io.write(k, ":", v, " ") end
print()

--> 0
--> 2	1	nil
--> true	1	x
--> 1	s
--> true
--> 3
--> true	5
--> true	1	1
--> false	call_len_concat.lua:13: attempt to call a number value (local 't')
--> false	call_len_concat.lua:14: attempt to call a table value
--> false	call_len_concat.lua:15: attempt to call a nil value (local 'u')
--> false	in call 3
--> 42	2
--> len
--> false	call_len_concat.lua:20: attempt to get length of a number value
--> false	call_len_concat.lua:21: attempt to get length of a nil value
--> 3
--> i1,i2,i3
--> false	object length is not an integer
--> 10	20
--> 1=1 2=4 3=9 
--> Tx	xT	1T	TT	abTcd
--> done
--> 1:2 2:4 
