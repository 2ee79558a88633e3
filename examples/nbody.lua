#!/usr/bin/env vmrun
-- nbody: the outer solar system, integrated for some years; prints positions and the energy error.
--
--   vmrun nbody.lua [YEARS [STEPS_PER_YEAR]]          (default 20, 1000)
--
-- Units: astronomical unit, year, mass of the sun. Velocity Verlet, so that energy is nearly kept.

local years = tonumber(arg[1] or 20)
local steps_per_year = tonumber(arg[2] or 1000)
if not years or not steps_per_year then
  io.stderr:write("usage: nbody.lua [YEARS [STEPS_PER_YEAR]]\n")
  os.exit(2)
end

local G = 4 * math.pi * math.pi

local function body(name, mass, distance, angle, tilt)
  local speed = distance > 0 and math.sqrt(G * (1 + mass) / distance) or 0
  local cos, sin = math.cos(math.rad(angle)), math.sin(math.rad(angle))
  local lean = math.sin(math.rad(tilt))
  return {
    name = name, mass = mass,
    x = distance * cos, y = distance * sin, z = 0.0,
    vx = -speed * sin, vy = speed * cos, vz = speed * lean,
    ax = 0.0, ay = 0.0, az = 0.0,
  }
end

local bodies = {
  body("Sun", 1.0, 0.0, 0, 0),
  body("Jupiter", 9.546e-4, 5.203, 34, 1.3),
  body("Saturn", 2.858e-4, 9.537, 50, 2.5),
  body("Uranus", 4.366e-5, 19.19, 314, 0.8),
  body("Neptune", 5.151e-5, 30.07, 304, 1.8),
}

local function accelerate()
  for _, b in ipairs(bodies) do
    b.ax, b.ay, b.az = 0.0, 0.0, 0.0
  end
  for i = 1, #bodies do
    local a = bodies[i]
    for j = i + 1, #bodies do
      local b = bodies[j]
      local dx, dy, dz = b.x - a.x, b.y - a.y, b.z - a.z
      local square = dx * dx + dy * dy + dz * dz
      local pull = G / (square * math.sqrt(square))
      a.ax, a.ay, a.az = a.ax + pull * b.mass * dx, a.ay + pull * b.mass * dy, a.az + pull * b.mass * dz
      b.ax, b.ay, b.az = b.ax - pull * a.mass * dx, b.ay - pull * a.mass * dy, b.az - pull * a.mass * dz
    end
  end
end

local function energy()
  local sum = 0.0
  for i, a in ipairs(bodies) do
    sum = sum + 0.5 * a.mass * (a.vx ^ 2 + a.vy ^ 2 + a.vz ^ 2)
    for j = i + 1, #bodies do
      local b = bodies[j]
      sum = sum - G * a.mass * b.mass / math.sqrt((a.x - b.x) ^ 2 + (a.y - b.y) ^ 2 + (a.z - b.z) ^ 2)
    end
  end
  return sum
end

local function step(dt)
  local half = 0.5 * dt
  for _, b in ipairs(bodies) do
    b.vx, b.vy, b.vz = b.vx + half * b.ax, b.vy + half * b.ay, b.vz + half * b.az
    b.x, b.y, b.z = b.x + dt * b.vx, b.y + dt * b.vy, b.z + dt * b.vz
  end
  accelerate()
  for _, b in ipairs(bodies) do
    b.vx, b.vy, b.vz = b.vx + half * b.ax, b.vy + half * b.ay, b.vz + half * b.az
  end
end

accelerate()
local before = energy()
for _ = 1, years * steps_per_year do
  step(1 / steps_per_year)
end

print(string.format("%-8s %10s %10s %10s", "", "x", "y", "z"))
for _, b in ipairs(bodies) do
  print(string.format("%-8s %10.5f %10.5f %10.5f", b.name, b.x, b.y, b.z))
end
print(string.format("energy error after %g years: %.1e", years, math.abs((energy() - before) / before)))
