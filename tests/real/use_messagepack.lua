-- MessagePack of integers of all sizes, floats, strings and nested tables, there and back.
local support = require "support"
local mp = require "MessagePack"
local values = {}
for bits = 0, 62 do
  for _, delta in ipairs {-1, 0, 1} do
    values[#values + 1] = (1 << bits) + delta
    values[#values + 1] = -(1 << bits) + delta
  end
end
for i = 1, 700 do values[#values + 1] = {i, ("s"):rep(i % 70), {k = i / 3, ["n" .. i] = i % 2 == 0}} end
for _, value in ipairs(values) do
  local packed = mp.pack(value)
  local back = mp.unpack(packed)
  if type(value) == "table" then
    support.check(back[1] == value[1] and back[2] == value[2] and back[3].k == value[3].k)
    print(#packed)
  else
    support.check(back == value and math.type(back) == math.type(value))
    print((packed:gsub(".", function(c) return ("%02x"):format(c:byte()) end)))
  end
end
support.finish()
