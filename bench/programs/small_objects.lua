-- Short-lived records, pairs, ranges and points, most of them garbage at once.
local n = arg and tonumber(arg[1]) or 520000

local function point(x, y) return {x = x, y = y} end
local function rectangle(a, b) return {low = a, high = b} end

local function intersect(a, b)
  local low = point(math.max(a.low.x, b.low.x), math.max(a.low.y, b.low.y))
  local high = point(math.min(a.high.x, b.high.x), math.min(a.high.y, b.high.y))
  if low.x >= high.x or low.y >= high.y then return nil end
  return rectangle(low, high)
end

local function area(r) return (r.high.x - r.low.x) * (r.high.y - r.low.y) end
local function divide(a, b) return {a - a % b, a % b} end

local kept, total, misses = {}, 0, 0
for i = 1, n do
  local a = rectangle(point(i % 50, i % 40), point(i % 50 + 20, i % 40 + 30))
  local b = rectangle(point(i % 45, i % 30), point(i % 45 + 10, i % 30 + 15))
  local common = intersect(a, b)
  if common then
    total = total + area(common)
    kept[i % 1000 + 1] = common
  else
    misses = misses + 1
  end
  local parts = divide(i, 7)
  total = total + parts[2]
end
local held = 0
for _, r in pairs(kept) do held = held + area(r) end
local result = string.format("%d %d %d", total, misses, held)

local expected = {
  [3500] = "115350 2351 69000",
  [170000] = "5529975 113806 84750",
  [520000] = "16911725 348086 83250",
}
print(result)
assert(result == (expected[n] or result), "wrong result")
