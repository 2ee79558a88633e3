-- Sorting written in Lua: quicksort, heapsort, merge sort, insertion sort and binary search.
local n = arg and tonumber(arg[1]) or 170
local floor = math.floor

local seed = 31
local function random_list(length)
  local list = {}
  for i = 1, length do
    seed = seed * 16807 % 2147483647
    list[i] = seed % 100000
  end
  return list
end

local function insertion_sort(a, low, high)
  for i = low + 1, high do
    local v, j = a[i], i - 1
    while j >= low and a[j] > v do
      a[j + 1] = a[j]
      j = j - 1
    end
    a[j + 1] = v
  end
end

local function quicksort(a, low, high)
  if high - low < 12 then return insertion_sort(a, low, high) end
  local pivot = a[floor((low + high) / 2)]
  local i, j = low, high
  while i <= j do
    while a[i] < pivot do i = i + 1 end
    while a[j] > pivot do j = j - 1 end
    if i <= j then
      a[i], a[j] = a[j], a[i]
      i, j = i + 1, j - 1
    end
  end
  quicksort(a, low, j)
  return quicksort(a, i, high)
end

local function sift_down(a, root, last)
  while 2 * root <= last do
    local child = 2 * root
    if child < last and a[child] < a[child + 1] then child = child + 1 end
    if a[root] >= a[child] then return end
    a[root], a[child] = a[child], a[root]
    root = child
  end
end

local function heapsort(a)
  for root = floor(#a / 2), 1, -1 do sift_down(a, root, #a) end
  for last = #a, 2, -1 do
    a[1], a[last] = a[last], a[1]
    sift_down(a, 1, last - 1)
  end
end

local function merge_sort(a, low, high)
  if low >= high then return {a[low]} end
  local middle = floor((low + high) / 2)
  local left, right = merge_sort(a, low, middle), merge_sort(a, middle + 1, high)
  local out, i, j = {}, 1, 1
  while i <= #left or j <= #right do
    if j > #right or (i <= #left and left[i] <= right[j]) then
      out[#out + 1] = left[i]
      i = i + 1
    else
      out[#out + 1] = right[j]
      j = j + 1
    end
  end
  return out
end

local function search(a, v)
  local low, high = 1, #a
  while low < high do
    local middle = floor((low + high) / 2)
    if a[middle] < v then low = middle + 1 else high = middle end
  end
  return low
end

local checksum = 0
for _ = 1, n do
  local list = random_list(2000)
  local a, b = {}, {}
  for i, v in ipairs(list) do a[i], b[i] = v, v end
  quicksort(a, 1, #a)
  heapsort(b)
  local c = merge_sort(list, 1, #list)
  for i = 1, #a do assert(a[i] == b[i] and b[i] == c[i]) end
  for i = 1, 200 do checksum = (checksum + search(a, list[i])) % 1000003 end
end
local result = checksum

local expected = {[1] = 199455, [57] = 422180, [170] = 63049}
print(result)
assert(result == (expected[n] or result), "wrong result")
