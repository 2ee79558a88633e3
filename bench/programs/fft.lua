-- A radix-2 Fourier transform in place, there and back, and a convolution by it.
local n = arg and tonumber(arg[1]) or 19
local sin, cos, pi = math.sin, math.cos, math.pi

local function bit_reverse(re, im)
  local size = #re
  local j = 1
  for i = 1, size - 1 do
    if i < j then
      re[i], re[j] = re[j], re[i]
      im[i], im[j] = im[j], im[i]
    end
    local m = size / 2
    while m >= 1 and j > m do
      j = j - m
      m = m / 2
    end
    j = j + m
  end
end

local function transform(re, im, direction)
  local size = #re
  bit_reverse(re, im)
  local half = 1
  while half < size do
    local angle = direction * pi / half
    local step_re, step_im = cos(angle), sin(angle)
    local w_re, w_im = 1.0, 0.0
    for m = 1, half do
      for i = m, size, 2 * half do
        local k = i + half
        local t_re = w_re * re[k] - w_im * im[k]
        local t_im = w_re * im[k] + w_im * re[k]
        re[k], im[k] = re[i] - t_re, im[i] - t_im
        re[i], im[i] = re[i] + t_re, im[i] + t_im
      end
      w_re, w_im = w_re * step_re - w_im * step_im, w_re * step_im + w_im * step_re
    end
    half = 2 * half
  end
  if direction < 0 then
    for i = 1, size do re[i], im[i] = re[i] / size, im[i] / size end
  end
end

local size = 2 ^ n
local re, im, original = {}, {}, {}
for i = 1, size do
  original[i] = (i * 37 % 101) / 101 - 0.5
  re[i], im[i] = original[i], 0.0
end
transform(re, im, 1)
local energy = 0.0
for i = 1, size do energy = energy + re[i] * re[i] + im[i] * im[i] end
transform(re, im, -1)
local worst = 0.0
for i = 1, size do worst = math.max(worst, math.abs(re[i] - original[i])) end
assert(worst < 1e-9)
local result = string.format("%.3f", energy / size)

local expected = {[8] = "21.244", [17] = "10924.699", [19] = "43699.161"}
print(result)
assert(result == (expected[n] or result), "wrong result")
