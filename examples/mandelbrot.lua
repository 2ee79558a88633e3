#!/usr/bin/env vmrun
-- mandelbrot: the Mandelbrot set as a PPM picture on standard output.
--
--   vmrun mandelbrot.lua [WIDTH [ITERATIONS [plain]]] > picture.ppm      (default 600, 200)
--
-- plain: the text form of PPM instead of the binary one.

local width = tonumber(arg[1] or 600)
local iterations = tonumber(arg[2] or 200)
local plain = arg[3] == "plain"
if not width or not iterations or width < 1 then
  io.stderr:write("usage: mandelbrot.lua [WIDTH [ITERATIONS [plain]]]\n")
  os.exit(2)
end
width = width // 1 | 0
local height = width * 2 // 3

-- Number of steps after which z -> z^2 + c leaves the circle of radius 2; nil: not within the limit.
local function escape_time(cr, ci)
  local zr, zi = 0.0, 0.0
  for step = 1, iterations do
    local rr, ii = zr * zr, zi * zi
    if rr + ii > 4.0 then
      return step
    end
    zr, zi = rr - ii + cr, 2.0 * zr * zi + ci
  end
end

-- From dark blue through white to orange and back; the inside is black.
local function color(steps)
  if not steps then
    return 0, 0, 0
  end
  local t = (steps / 32) % 1
  local function wave(shift)
    local x = (t + shift) % 1
    return math.floor(255 * (1 - math.abs(2 * x - 1)))
  end
  return wave(0.15), wave(0.05), wave(0.5)
end

io.write(plain and "P3" or "P6", "\n", width, " ", height, "\n255\n")
for y = 0, height - 1 do
  local row = {}
  for x = 0, width - 1 do
    local steps = escape_time(-2.25 + 3.0 * x / width, -1.0 + 2.0 * y / height)
    if plain then
      row[x + 1] = string.format("%d %d %d", color(steps))
    else
      row[x + 1] = string.char(color(steps))
    end
  end
  io.write(table.concat(row, plain and "\n" or ""), plain and "\n" or "")
end
