-- Precedence and associativity, seen through a tracing metatable.
local mt = {}
local function node(s) return setmetatable({ s = s }, mt) end
local function text(v) return type(v) == "table" and v.s or v end
for op, sign in pairs { add = "+", sub = "-", mul = "*", div = "/", mod = "%", pow = "^", idiv = "//", band = "&", bor = "|", bxor = "~", shl = "<<", shr = ">>", concat = ".." } do
  mt["__" .. op] = function(a, b) return node("(" .. text(a) .. sign .. text(b) .. ")") end
end
mt.__unm = function(a) return node("(-" .. a.s .. ")") end
mt.__bnot = function(a) return node("(~" .. a.s .. ")") end
mt.__len = function(a) return node("(#" .. a.s .. ")") end
local a, b, c, d = node "a", node "b", node "c", node "d"
print((a + b * c).s, (a * b + c).s, (a - b - c).s, (a .. b .. c).s, (a ^ b ^ c).s)
print((-a ^ b).s, (a ^ -b).s, (-a * b).s, (#a + b).s, (~a & b).s, (- -a).s, (-a .. b).s)
print((a | b ~ c & d).s, (a << b + c).s, (a .. b << c).s, (a << b << c).s, (a & b << c).s, (a * b // c % d / a).s)
print((a + b .. c + d).s, (a .. b + c .. d).s, (2 ^ a * 3).s, (a + 1 .. "x").s, ((a + b) * c).s)
print(1 + 1 == 2 and 2 > 1 or false, 1 .. 2 == "12", not 1 == 2, -2 ^ 2, 2 ^ -1, #"ab" + 1, -"2" + 0, 2 * 3 .. "")

--> (a+(b*c))	((a*b)+c)	((a-b)-c)	(a..(b..c))	(a^(b^c))
--> (-(a^b))	(a^(-b))	((-a)*b)	((#a)+b)	((~a)&b)	(-(-a))	((-a)..b)
--> (a|(b~(c&d)))	(a<<(b+c))	((a..b)<<c)	((a<<b)<<c)	(a&(b<<c))	((((a*b)//c)%d)/a)
--> ((a+b)..(c+d))	(a..((b+c)..d))	((2^a)*3)	((a+1)..x)	((a+b)*c)
--> true	true	false	-4.0	0.5	3	-2	6
