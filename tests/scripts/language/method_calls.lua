-- Method definitions and calls, classes by __index, call syntax without parentheses.
local Account = {}
Account.__index = Account
function Account.new(balance) return setmetatable({ balance = balance }, Account) end
function Account:deposit(v) self.balance = self.balance + v return self end
function Account:get() return self.balance end
local a = Account.new(10)
print(a:deposit(5):deposit(1):get(), a.get(a))
local Special = setmetatable({}, { __index = Account })
Special.__index = Special
function Special.new(b, limit) local s = Account.new(b) s.limit = limit return setmetatable(s, Special) end
function Special:withdraw(v) if v > self.balance + self.limit then return nil, "insufficient" end self.balance = self.balance - v return self.balance end
local s = Special.new(10, 5)
print(s:deposit(1):get(), s:withdraw(14), s:withdraw(100))
Account.extra = function(self, x) return x * 2 end
print(s:extra(21))
function Special:get() return "special " .. Account.get(self) end
print(s:get())
Special.get = nil
print(s:get())
local o = { p = { q = {} } }
function o.p.q:name(x) return self == o.p.q, x end
print(o.p.q:name "lit")
print(("x"):rep(3), #"abc", ("%d"):format(7), ("abc"):upper():lower():len())
print(type { }, type [[x]], tostring "y", #{ 1, 2 }, (function(t) return t.a end) { a = 9 })
local function curry(a) return function(b) return function(c) return a .. b .. c end end end
print(curry "a" "b" "c")
print(rawequal(s, s), rawlen({ 1, 2 }), rawlen "abc", rawget(s, "get"), rawget(s, "balance"))
function o:varargs(...) return select("#", ...), ... end
print(o:varargs(1, nil))
local str = setmetatable({}, { __index = string })
print(str.len("four"))

--> 16	16
--> 11	-3	nil	insufficient
--> 42
--> special -3
--> -3
--> true	lit
--> xxx	3	7	3
--> table	string	y	2	9
--> abc
--> true	2	3	nil	-3
--> 2	1	nil
--> 4
