-- A string grown to n bytes by s = s .. x.
local n = tonumber(arg[1])
local rounds = math.max(1, math.floor(20000 / n))
local started, length = os.clock(), 0
for _ = 1, rounds do
  local s = ""
  for i = 1, n do s = s .. "x" end
  length = #s
end
print(string.format("@region %.9f", (os.clock() - started) / rounds))
assert(length == n, "wrong result")
print(string.format("%.0f", length))
