-- Floats in fields of small tables: planets under gravity.
local sqrt = math.sqrt
local bodies = {
  {x = 0.0, y = 0.0, z = 0.0, vx = 0.0, vy = 0.0, vz = 0.0, mass = 39.47841760435743},
  {x = 4.84143144246472090, y = -1.16032004402742839, z = -0.103622044471123109,
   vx = 0.606326392995832, vy = 2.81198684491626, vz = -0.0252183616598876, mass = 0.0376936749096657},
  {x = 8.34336671824457987, y = 4.12479856412430479, z = -0.403523417114321381,
   vx = -1.01077434617879, vy = 1.82566237123041, vz = 0.00841576137658415, mass = 0.0112863261319687},
  {x = 12.8943695621391310, y = -15.1111514016986312, z = -0.223307578892655734,
   vx = 1.08279100644154, vy = 0.868713018169608, vz = -0.0108326374013636, mass = 0.00172372405705971},
  {x = 15.3796971148509165, y = -25.9193146099879641, z = 0.179258772950371181,
   vx = 0.979090732243898, vy = 0.594698998647676, vz = -0.0347559555504078, mass = 0.00203368686992463},
}

local function advance(dt)
  for i = 1, #bodies do
    local a = bodies[i]
    for j = i + 1, #bodies do
      local b = bodies[j]
      local dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
      local d2 = dx * dx + dy * dy + dz * dz
      local mag = dt / (d2 * sqrt(d2))
      local am, bm = a.mass * mag, b.mass * mag
      a.vx, a.vy, a.vz = a.vx - dx * bm, a.vy - dy * bm, a.vz - dz * bm
      b.vx, b.vy, b.vz = b.vx + dx * am, b.vy + dy * am, b.vz + dz * am
    end
  end
  for i = 1, #bodies do
    local a = bodies[i]
    a.x, a.y, a.z = a.x + dt * a.vx, a.y + dt * a.vy, a.z + dt * a.vz
  end
end

local function energy()
  local e = 0.0
  for i = 1, #bodies do
    local a = bodies[i]
    e = e + 0.5 * a.mass * (a.vx ^ 2 + a.vy ^ 2 + a.vz ^ 2)
    for j = i + 1, #bodies do
      local b = bodies[j]
      e = e - a.mass * b.mass / sqrt((a.x - b.x) ^ 2 + (a.y - b.y) ^ 2 + (a.z - b.z) ^ 2)
    end
  end
  return e
end

local n = arg and tonumber(arg[1]) or 350000
for _ = 1, n do advance(0.01) end
local result = string.format("%.6f", energy())

local expected = {[2300] = "-0.169299", [120000] = "-0.169247", [350000] = "-0.169287"}
print(result)
assert(result == (expected[n] or result), "wrong result")
