-- LU factors with pivoting, solving, and the determinant.
local n = arg and tonumber(arg[1]) or 450
local abs = math.abs

local function factor(a)
  local size, pivots, sign = #a, {}, 1
  for k = 1, size do
    local best = k
    for i = k + 1, size do
      if abs(a[i][k]) > abs(a[best][k]) then best = i end
    end
    pivots[k] = best
    if best ~= k then
      a[k], a[best] = a[best], a[k]
      sign = -sign
    end
    local pivot_row = a[k]
    local pivot = pivot_row[k]
    for i = k + 1, size do
      local row = a[i]
      local ratio = row[k] / pivot
      row[k] = ratio
      for j = k + 1, size do row[j] = row[j] - ratio * pivot_row[j] end
    end
  end
  return pivots, sign
end

local function solve(lu, pivots, b)
  local size = #lu
  for k = 1, size do b[k], b[pivots[k]] = b[pivots[k]], b[k] end
  for i = 1, size do
    local row, sum = lu[i], b[i]
    for j = 1, i - 1 do sum = sum - row[j] * b[j] end
    b[i] = sum
  end
  for i = size, 1, -1 do
    local row, sum = lu[i], b[i]
    for j = i + 1, size do sum = sum - row[j] * b[j] end
    b[i] = sum / row[i]
  end
  return b
end

local seed = 7
local function random()
  seed = seed * 16807 % 2147483647
  return seed / 2147483647 - 0.5
end

local a, copy, b = {}, {}, {}
for i = 1, n do
  a[i], copy[i], b[i] = {}, {}, random()
  for j = 1, n do
    a[i][j] = random()
    copy[i][j] = a[i][j]
  end
end
local right = {}
for i = 1, n do right[i] = b[i] end
local pivots, sign = factor(a)
local x = solve(a, pivots, b)
local residual, log_determinant = 0.0, 0.0
for i = 1, n do
  local sum = -right[i]
  for j = 1, n do sum = sum + copy[i][j] * x[j] end
  residual = math.max(residual, abs(sum))
  log_determinant = log_determinant + math.log(abs(a[i][i]))
end
assert(residual < 1e-6)
local result = string.format("%.4f %d", log_determinant, sign)

local expected = {[10] = "-7.6340 1", [310] = "350.5060 -1", [450] = "588.2227 -1"}
print(result)
assert(result == (expected[n] or result), "wrong result")
