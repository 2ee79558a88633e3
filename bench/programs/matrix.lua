-- Matrices as tables of rows: multiplication, transposition, powers.
local n = arg and tonumber(arg[1]) or 250

local function new(rows, columns, f)
  local m = {}
  for i = 1, rows do
    local row = {}
    for j = 1, columns do row[j] = f(i, j) end
    m[i] = row
  end
  return m
end

local function transpose(m)
  return new(#m[1], #m, function(i, j) return m[j][i] end)
end

local function multiply(a, b)
  local columns = transpose(b)
  local product = {}
  for i = 1, #a do
    local left, row = a[i], {}
    for j = 1, #columns do
      local right, sum = columns[j], 0.0
      for k = 1, #left do sum = sum + left[k] * right[k] end
      row[j] = sum
    end
    product[i] = row
  end
  return product
end

local function trace(m)
  local sum = 0.0
  for i = 1, #m do sum = sum + m[i][i] end
  return sum
end

local a = new(n, n, function(i, j) return ((i * 7 + j * 3) % 11 - 5) / 16 end)
local b = new(n, n, function(i, j) return ((i * 5 + j * 2) % 13 - 6) / 16 end)
local ab, ba = multiply(a, b), multiply(b, a)
assert(math.abs(trace(ab) - trace(ba)) < 1e-6)
local result = string.format("%.4f %.4f", trace(ab), trace(multiply(ab, ba)))

local expected = {[8] = "-0.5742 0.0397", [175] = "-0.2305 69.0722", [250] = "-0.1250 102.1170"}
print(result)
assert(result == (expected[n] or result), "wrong result")
