-- A pond in object style: plants, fish and pike live in cells, act in turn, breed and die.
local n = arg and tonumber(arg[1]) or 13000
local size = 24

local seed = 99
local function random(limit)
  seed = seed * 16807 % 2147483647
  return seed % limit + 1
end

local World = {}
World.__index = World

function World.new()
  local world = setmetatable({cells = {}, beings = {}, time = 0}, World)
  for i = 1, size * size do world.cells[i] = false end
  return world
end

function World:neighbour(position)
  local x, y = (position - 1) % size, math.floor((position - 1) / size)
  local direction = random(4)
  if direction == 1 then x = (x + 1) % size
  elseif direction == 2 then x = (x - 1) % size
  elseif direction == 3 then y = (y + 1) % size
  else y = (y - 1) % size end
  return y * size + x + 1
end

function World:put(being, position)
  self.cells[position] = being
  being.position = position
  self.beings[#self.beings + 1] = being
end

function World:move(being, position)
  self.cells[being.position] = false
  self.cells[position] = being
  being.position = position
end

function World:remove(being)
  being.dead = true
  if self.cells[being.position] == being then self.cells[being.position] = false end
end

function World:step()
  self.time = self.time + 1
  local beings = self.beings
  for i = 1, #beings do
    local being = beings[i]
    if not being.dead then being:act(self) end
  end
  local living = {}
  for _, being in ipairs(self.beings) do
    if not being.dead then living[#living + 1] = being end
  end
  self.beings = living
end

local Being = {}
Being.__index = Being
function Being:is_food_for() return false end
function Being:grow() self.age = self.age + 1 end

local Plant = setmetatable({kind = "plant"}, {__index = Being})
Plant.__index = Plant
function Plant.new() return setmetatable({age = random(10), energy = 3}, Plant) end
function Plant:is_food_for(other) return other.kind == "fish" end
function Plant:act(world)
  self:grow()
  if self.age % 12 == 0 then
    local place = world:neighbour(self.position)
    if not world.cells[place] then world:put(Plant.new(), place) end
  end
end

local Swimmer = setmetatable({}, {__index = Being})
Swimmer.__index = Swimmer
function Swimmer:act(world)
  self:grow()
  self.energy = self.energy - self:appetite()
  if self.energy <= 0 then
    world:remove(self)
    return
  end
  local place = world:neighbour(self.position)
  local there = world.cells[place]
  if not there then
    world:move(self, place)
  elseif there:is_food_for(self) then
    self.energy = self.energy + there.energy
    world:remove(there)
    world:move(self, place)
  end
  if self.energy > self:breeding_energy() then self:breed(world) end
end
function Swimmer:breed(world)
  local place = world:neighbour(self.position)
  if world.cells[place] then return end
  local child = self:child()
  child.energy = math.floor(self.energy / 2)
  self.energy = self.energy - child.energy
  world:put(child, place)
end

local Fish = setmetatable({kind = "fish"}, {__index = Swimmer})
Fish.__index = Fish
function Fish.new() return setmetatable({age = 0, energy = 8}, Fish) end
function Fish:appetite() return self.age % 3 == 0 and 1 or 0 end
function Fish:breeding_energy() return 12 end
function Fish:child() return Fish.new() end
function Fish:is_food_for(other) return other.kind == "pike" end

local Pike = setmetatable({kind = "pike"}, {__index = Swimmer})
Pike.__index = Pike
function Pike.new() return setmetatable({age = 0, energy = 30}, Pike) end
function Pike:appetite() return 1 end
function Pike:breeding_energy() return 60 end
function Pike:child() return Pike.new() end

local world = World.new()
for i = 1, size * size do
  local r = random(10)
  if r <= 4 then world:put(Plant.new(), i)
  elseif r == 5 then world:put(Fish.new(), i)
  elseif r == 6 and i % 3 == 0 then world:put(Pike.new(), i) end
end
local history = 0
for _ = 1, n do
  world:step()
  history = (history * 31 + #world.beings) % 1000003
  if #world.beings < size * size / 2 then
    local place = random(size * size)
    if not world.cells[place] then
      world:put(random(4) == 1 and Fish.new() or Plant.new(), place)
    end
  end
end
local counts = {plant = 0, fish = 0, pike = 0}
for _, being in ipairs(world.beings) do counts[being.kind] = counts[being.kind] + 1 end
local result = string.format("%d %d %d %d", counts.plant, counts.fish, counts.pike, history)

local expected = {[87] = "161 31 2 13634", [4300] = "128 31 0 242504", [13000] = "70 45 0 459111"}
print(result)
assert(result == (expected[n] or result), "wrong result")
