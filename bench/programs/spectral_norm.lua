-- Floats, calls and array reads.
local n = arg and tonumber(arg[1]) or 620
local function a(i, j)
  local ij = i + j - 1
  return 1.0 / (ij * (ij - 1) * 0.5 + i)
end
local function times(x, y, transposed)
  for i = 1, n do
    local sum = 0.0
    for j = 1, n do
      sum = sum + x[j] * (transposed and a(j, i) or a(i, j))
    end
    y[i] = sum
  end
end
local u, v, t = {}, {}, {}
for i = 1, n do u[i] = 1.0 end
for _ = 1, 10 do
  times(u, t, false) times(t, v, true)
  times(v, t, false) times(t, u, true)
end
local vbv, vv = 0.0, 0.0
for i = 1, n do vbv, vv = vbv + u[i] * v[i], vv + v[i] * v[i] end
local result = string.format("%.9f", math.sqrt(vbv / vv))

local expected = {[16] = "1.273525215", [360] = "1.274224055", [620] = "1.274224133"}
print(result)
assert(result == (expected[n] or result), "wrong result")
