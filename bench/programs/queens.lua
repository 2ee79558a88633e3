-- Backtracking over small integer arrays.
local rounds, n = arg and tonumber(arg[1]) or 55, 10
local columns, up, down = {}, {}, {}
local solutions = 0
local function place(row)
  if row > n then solutions = solutions + 1 return end
  for c = 1, n do
    if not columns[c] and not up[row + c] and not down[row - c + n] then
      columns[c], up[row + c], down[row - c + n] = true, true, true
      place(row + 1)
      columns[c], up[row + c], down[row - c + n] = false, false, false
    end
  end
end
for _ = 1, rounds do place(1) end
local result = solutions

local expected = {[1] = 724, [18] = 13032, [55] = 39820}
print(result)
assert(result == (expected[rounds] or result), "wrong result")
