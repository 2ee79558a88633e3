-- A cache that forgets what was used longest ago: a map and a doubly linked list.
local n = arg and tonumber(arg[1]) or 1100000

local Cache = {}
Cache.__index = Cache

function Cache.new(capacity)
  local head, tail = {}, {}
  head.next, tail.previous = tail, head
  return setmetatable({capacity = capacity, size = 0, map = {}, head = head, tail = tail, hits = 0, misses = 0}, Cache)
end

local function unlink(entry)
  entry.previous.next = entry.next
  entry.next.previous = entry.previous
end

function Cache:push_front(entry)
  entry.next, entry.previous = self.head.next, self.head
  self.head.next.previous = entry
  self.head.next = entry
end

function Cache:get(key)
  local entry = self.map[key]
  if not entry then
    self.misses = self.misses + 1
    return nil
  end
  self.hits = self.hits + 1
  unlink(entry)
  self:push_front(entry)
  return entry.value
end

function Cache:put(key, value)
  local entry = self.map[key]
  if entry then
    entry.value = value
    unlink(entry)
    self:push_front(entry)
    return
  end
  if self.size >= self.capacity then
    local oldest = self.tail.previous
    unlink(oldest)
    self.map[oldest.key] = nil
    self.size = self.size - 1
  end
  entry = {key = key, value = value}
  self.map[key] = entry
  self:push_front(entry)
  self.size = self.size + 1
end

local seed = 13
local function random(limit)
  seed = seed * 16807 % 2147483647
  return seed % limit
end

local cache, sum = Cache.new(500), 0
for i = 1, n do
  local key = random(20) == 0 and "k" .. random(5000) or random(700)
  local value = cache:get(key)
  if value then
    sum = (sum + value) % 1000003
  else
    cache:put(key, i)
  end
end
assert(cache.hits + cache.misses == n and cache.size <= 500)
local result = string.format("%d %d %d", cache.hits, cache.misses, sum)

local expected = {
  [7300] = "4397 2903 954918",
  [370000] = "231156 138844 479876",
  [1100000] = "687917 412083 319497",
}
print(result)
assert(result == (expected[n] or result), "wrong result")
