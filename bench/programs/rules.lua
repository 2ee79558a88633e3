-- A rule engine: conditions and actions are objects of many classes, facts are records.
local n = arg and tonumber(arg[1]) or 510000

local function class(fields)
  local c = fields or {}
  c.__index = c
  return c
end

local Equals = class()
function Equals.new(field, value) return setmetatable({field = field, value = value}, Equals) end
function Equals:holds(fact) return fact[self.field] == self.value end

local Above = class()
function Above.new(field, limit) return setmetatable({field = field, limit = limit}, Above) end
function Above:holds(fact) return fact[self.field] > self.limit end

local Between = class()
function Between.new(field, low, high)
  return setmetatable({field = field, low = low, high = high}, Between)
end
function Between:holds(fact)
  local v = fact[self.field]
  return v >= self.low and v <= self.high
end

local Not = class()
function Not.new(condition) return setmetatable({condition = condition}, Not) end
function Not:holds(fact) return not self.condition:holds(fact) end

local All = class()
function All.new(...) return setmetatable({...}, All) end
function All:holds(fact)
  for i = 1, #self do
    if not self[i]:holds(fact) then return false end
  end
  return true
end

local Any = class()
function Any.new(...) return setmetatable({...}, Any) end
function Any:holds(fact)
  for i = 1, #self do
    if self[i]:holds(fact) then return true end
  end
  return false
end

local Discount = class()
function Discount.new(percent) return setmetatable({percent = percent}, Discount) end
function Discount:apply(fact) fact.price = fact.price - math.floor(fact.price * self.percent / 100) end

local Tag = class()
function Tag.new(name) return setmetatable({name = name, count = 0}, Tag) end
function Tag:apply(fact)
  fact.tag = self.name
  self.count = self.count + 1
end

local Surcharge = class()
function Surcharge.new(amount) return setmetatable({amount = amount, total = 0}, Surcharge) end
function Surcharge:apply(fact)
  fact.price = fact.price + self.amount
  self.total = self.total + self.amount
end

local rules = {
  {when = Equals.new("kind", "book"), act = Discount.new(7)},
  {when = All.new(Above.new("weight", 60), Not.new(Equals.new("kind", "tool"))), act = Surcharge.new(15)},
  {when = Any.new(Between.new("price", 10, 50), Equals.new("member", true)), act = Tag.new("cheap")},
  {when = All.new(Above.new("price", 400), Equals.new("member", true)), act = Discount.new(12)},
  {when = Not.new(Any.new(Equals.new("tag", "cheap"), Above.new("price", 100))), act = Tag.new("plain")},
  {when = All.new(Equals.new("kind", "toy"), Between.new("weight", 20, 40)), act = Surcharge.new(4)},
}

local kinds = {"book", "tool", "toy", "food", "game"}
local seed = 3
local function random(limit)
  seed = seed * 16807 % 2147483647
  return seed % limit
end

local sum, fired, tagged = 0, 0, 0
for _ = 1, n do
  local fact = {
    kind = kinds[random(#kinds) + 1], weight = random(100), price = random(500) + 1,
    member = random(3) == 0, tag = "none",
  }
  for _, rule in ipairs(rules) do
    if rule.when:holds(fact) then
      rule.act:apply(fact)
      fired = fired + 1
    end
  end
  if fact.tag ~= "none" then tagged = tagged + 1 end
  sum = (sum + fact.price) % 1000003
end
local result = string.format("%d %d %d", sum, fired, tagged)

local expected = {
  [3400] = "838326 3813 1620",
  [170000] = "245448 184410 78635",
  [510000] = "816466 551599 235168",
}
print(result)
assert(result == (expected[n] or result), "wrong result")
