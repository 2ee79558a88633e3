-- A string of n bytes: searched for what is not there, and every tenth byte replaced.
local n = tonumber(arg[1])
local rounds = math.max(1, math.floor(1000000 / n))
local text = ("abcdefghi,"):rep(n / 10)
local started, replaced = os.clock(), 0
for _ = 1, rounds do
  assert(not text:find("hij", 1, true) and not text:find("%d%d"))
  local _, count = text:gsub(",", ";")
  replaced = count
end
print(string.format("@region %.9f", (os.clock() - started) / rounds))
assert(replaced == n / 10, "wrong result")
print(string.format("%.0f", replaced))
