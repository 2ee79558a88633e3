-- Value objects with operators: complex numbers and vectors by metamethods.
local n = arg and tonumber(arg[1]) or 195

local Complex = {}
Complex.__index = Complex
local function complex(re, im) return setmetatable({re = re, im = im}, Complex) end
function Complex.__add(a, b)
  if type(b) == "number" then return complex(a.re + b, a.im) end
  return complex(a.re + b.re, a.im + b.im)
end
function Complex.__sub(a, b) return complex(a.re - b.re, a.im - b.im) end
function Complex.__mul(a, b)
  if type(a) == "number" then return complex(a * b.re, a * b.im) end
  return complex(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re)
end
function Complex.__div(a, b)
  local d = b.re * b.re + b.im * b.im
  return complex((a.re * b.re + a.im * b.im) / d, (a.im * b.re - a.re * b.im) / d)
end
function Complex.__unm(a) return complex(-a.re, -a.im) end
function Complex.__eq(a, b) return a.re == b.re and a.im == b.im end
function Complex.__lt(a, b) return a:norm() < b:norm() end
function Complex.__tostring(a) return string.format("%.4f%+.4fi", a.re, a.im) end
function Complex.__call(a, k) return k == 1 and a.re or a.im end
function Complex:norm() return self.re * self.re + self.im * self.im end

-- Newton's method for z^3 = 1 from points of a grid.
local root = complex(1.0, 0.0)
local hits, steps, parts = 0, 0, 0.0
for row = 1, n do
  for column = 1, n do
    local z = complex(2.0 * column / n - 1.03, 2.0 * row / n - 0.97)
    for _ = 1, 12 do
      local square = z * z
      local cube = square * z
      z = z - (cube - root) / (3.0 * square)
      steps = steps + 1
      if (z - root):norm() < 1e-12 then
        hits = hits + 1
        break
      end
    end
    if -z < root + 1 and z ~= root then parts = parts + z(1) - z(2) end
  end
end
local result = string.format("%d %d %.3f", hits, steps, parts)

local expected = {[6] = "15 350 3.902", [112] = "3752 130281 -415.824", [195] = "11317 395421 -1162.468"}
print(result)
assert(result == (expected[n] or result), "wrong result")
