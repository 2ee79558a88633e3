-- One call site sees eight classes: areas and outlines of shapes in a list.
local n = arg and tonumber(arg[1]) or 9700

local Shape = {}
Shape.__index = Shape
function Shape:name() return "shape" end
function Shape:describe() return self:name() .. self:corners() end
function Shape:scaled_area(k) return self:area() * k * k end

local function shape_class(fields)
  fields.__index = fields
  return setmetatable(fields, {__index = Shape})
end

local Square = shape_class {}
function Square:area() return self.side * self.side end
function Square:outline() return 4 * self.side end
function Square:corners() return 4 end
function Square:name() return "square" end

local Rectangle = shape_class {}
function Rectangle:area() return self.width * self.height end
function Rectangle:outline() return 2 * (self.width + self.height) end
function Rectangle:corners() return 4 end

local Triangle = shape_class {}
function Triangle:area() return self.base * self.height * 0.5 end
function Triangle:outline() return self.base + 2 * self.height end
function Triangle:corners() return 3 end
function Triangle:name() return "triangle" end

local Circle = shape_class {}
function Circle:area() return 3.0 * self.radius * self.radius end
function Circle:outline() return 6 * self.radius end
function Circle:corners() return 0 end

local Ring = shape_class {}
function Ring:area() return 3.0 * (self.outer * self.outer - self.inner * self.inner) end
function Ring:outline() return 6 * (self.outer + self.inner) end
function Ring:corners() return 0 end
function Ring:name() return "ring" end

local Rhombus = shape_class {}
function Rhombus:area() return self.p * self.q * 0.5 end
function Rhombus:outline() return 2 * (self.p + self.q) end
function Rhombus:corners() return 4 end

local Hexagon = shape_class {}
function Hexagon:area() return 2.5 * self.side * self.side end
function Hexagon:outline() return 6 * self.side end
function Hexagon:corners() return 6 end
function Hexagon:name() return "hexagon" end

local Dot = shape_class {}
function Dot:area() return 0 end
function Dot:outline() return 0 end
function Dot:corners() return 1 end

local makers = {
  function(k) return setmetatable({side = k}, Square) end,
  function(k) return setmetatable({width = k, height = k + 1}, Rectangle) end,
  function(k) return setmetatable({base = k, height = k + 2}, Triangle) end,
  function(k) return setmetatable({radius = k}, Circle) end,
  function(k) return setmetatable({outer = k + 3, inner = k}, Ring) end,
  function(k) return setmetatable({p = k, q = k + 4}, Rhombus) end,
  function(k) return setmetatable({side = k}, Hexagon) end,
  function() return setmetatable({}, Dot) end,
}
local shapes = {}
for i = 1, 400 do shapes[i] = makers[i * 5 % #makers + 1](i % 20) end

local area, outline, corners, names = 0, 0, 0, 0
for round = 1, n do
  for _, shape in ipairs(shapes) do
    area = area + shape:scaled_area(round % 3)
    outline = outline + shape:outline()
    corners = corners + shape:corners()
  end
  names = names + #shapes[round % 400 + 1]:describe()
end
local result = string.format("%.1f %d %d %d", area, outline, corners, names)

local expected = {
  [65] = "7306750.0 1261000 71500 433",
  [3200] = "354377375.0 62080000 3520000 21200",
  [9700] = "1073826550.0 188180000 10670000 64262",
}
print(result)
assert(result == (expected[n] or result), "wrong result")
