-- A slot that held a key of one type holds an argument of another in the next call: machine code must not
-- believe of the slot what it had hoped for of the key.
local t = {}
function id(...) return ... end
function made(i) print(type(i) == "table" or i) return {} end
t[id("k")], made()[3] = 5
made(1)
print(t.k)

local function compare(n)
  local v2
  t[id] = (id), n
  local v29 = (n - 2 > 2), made {}
  return v29
end
print(compare(3), compare(9))

--> nil
--> 1
--> 5
--> true
--> true
--> false	true
