-- Classes, inheritance, method calls, many small objects.
local Shape = {}
Shape.__index = Shape
function Shape.new(class, x, y) return setmetatable({x = x, y = y}, class) end
function Shape:move(dx, dy) self.x, self.y = self.x + dx, self.y + dy return self end
function Shape:area() return 0 end

local Box = setmetatable({}, {__index = Shape})
Box.__index = Box
function Box.new(x, y, w, h)
  local box = Shape.new(Box, x, y)
  box.w, box.h = w, h
  return box
end
function Box:area() return self.w * self.h end

local Disc = setmetatable({}, {__index = Shape})
Disc.__index = Disc
function Disc.new(x, y, r)
  local disc = Shape.new(Disc, x, y)
  disc.r = r
  return disc
end
function Disc:area() return 3 * self.r * self.r end

local n, total = arg and tonumber(arg[1]) or 1400000, 0
for i = 1, n do
  local shape = i % 2 == 0 and Box.new(i, i, 2, i % 7) or Disc.new(i, i, i % 5)
  shape:move(1, 2):move(-1, 1)
  total = (total + shape:area() + shape.x - shape.y) % 1000000007
end
local result = total

local expected = {[9300] = 83700, [470000] = 4230006, [1400000] = 12600000}
print(result)
assert(result == (expected[n] or result), "wrong result")
