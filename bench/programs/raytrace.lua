-- A small ray tracer: spheres over a floor, shadows, reflection, vectors as plain tables.
local n = arg and tonumber(arg[1]) or 330
local sqrt, floor, max = math.sqrt, math.floor, math.max

local function vector(x, y, z) return {x = x, y = y, z = z} end
local function add(a, b) return vector(a.x + b.x, a.y + b.y, a.z + b.z) end
local function subtract(a, b) return vector(a.x - b.x, a.y - b.y, a.z - b.z) end
local function scale(a, k) return vector(a.x * k, a.y * k, a.z * k) end
local function dot(a, b) return a.x * b.x + a.y * b.y + a.z * b.z end
local function unit(a) return scale(a, 1.0 / sqrt(dot(a, a))) end

local Sphere = {}
Sphere.__index = Sphere

function Sphere.new(center, radius, color, shine)
  return setmetatable({center = center, radius = radius, color = color, shine = shine}, Sphere)
end

function Sphere:distance(origin, direction)
  local oc = subtract(origin, self.center)
  local b = dot(oc, direction)
  local discriminant = b * b - dot(oc, oc) + self.radius * self.radius
  if discriminant < 0.0 then return nil end
  local root = sqrt(discriminant)
  if -b - root > 1e-4 then return -b - root end
  if -b + root > 1e-4 then return -b + root end
  return nil
end

function Sphere:normal(point) return unit(subtract(point, self.center)) end
function Sphere:color_at() return self.color end

local Floor = {}
Floor.__index = Floor

function Floor.new(height, shine) return setmetatable({height = height, shine = shine}, Floor) end

function Floor:distance(origin, direction)
  if direction.y >= -1e-6 then return nil end
  local t = (self.height - origin.y) / direction.y
  if t > 1e-4 then return t end
  return nil
end

function Floor:normal() return vector(0.0, 1.0, 0.0) end

function Floor:color_at(point)
  local white = (floor(point.x) + floor(point.z)) % 2 == 0
  return white and vector(0.9, 0.9, 0.9) or vector(0.2, 0.2, 0.2)
end

local scene = {
  Sphere.new(vector(0.0, 0.0, 6.0), 1.5, vector(0.9, 0.3, 0.2), 0.4),
  Sphere.new(vector(-2.5, 0.3, 5.0), 1.0, vector(0.2, 0.8, 0.3), 0.2),
  Sphere.new(vector(2.2, -0.4, 4.5), 0.8, vector(0.2, 0.3, 0.9), 0.6),
  Floor.new(-1.5, 0.1),
}
local light = unit(vector(1.0, 2.0, -1.0))

local function nearest(origin, direction)
  local hit, best
  for _, thing in ipairs(scene) do
    local t = thing:distance(origin, direction)
    if t and (not best or t < best) then hit, best = thing, t end
  end
  return hit, best
end

local function trace(origin, direction, depth)
  local thing, t = nearest(origin, direction)
  if not thing then
    local k = 0.5 * (direction.y + 1.0)
    return vector(1.0 - 0.5 * k, 1.0 - 0.3 * k, 1.0)
  end
  local point = add(origin, scale(direction, t))
  local normal = thing:normal(point)
  local brightness = 0.15
  if not nearest(point, light) then brightness = brightness + 0.85 * max(0.0, dot(normal, light)) end
  local color = scale(thing:color_at(point), brightness)
  if depth > 0 and thing.shine > 0.0 then
    local mirrored = subtract(direction, scale(normal, 2.0 * dot(direction, normal)))
    local reflected = trace(point, mirrored, depth - 1)
    color = add(scale(color, 1.0 - thing.shine), scale(reflected, thing.shine))
  end
  return color
end

local eye = vector(0.0, 0.0, -2.0)
local red, green, blue = 0, 0, 0
for row = 1, n do
  for column = 1, n do
    local x, y = 2.0 * column / n - 1.0, 1.0 - 2.0 * row / n
    local color = trace(eye, unit(vector(x, y, 1.6)), 3)
    red = red + floor(color.x * 255.0)
    green = green + floor(color.y * 255.0)
    blue = blue + floor(color.z * 255.0)
  end
end
local result = string.format("%d %d %d", red, green, blue)

local expected = {
  [8] = "8555 9461 10705",
  [190] = "4858316 5434906 6244598",
  [330] = "14650447 16389883 18837092",
}
print(result)
assert(result == (expected[n] or result), "wrong result")
