#!/usr/bin/env vmrun
-- logsummary: what happened in a web server's access log (Common Log Format).
--
--   vmrun logsummary.lua FILE...         standard input without FILE

local by_status, by_path, by_client, by_hour = {}, {}, {}, {}
local requests, bytes, malformed = 0, 0, 0

local function count(map, key, amount)
  map[key] = (map[key] or 0) + (amount or 1)
end

local PATTERN = '^(%S+) %S+ %S+ %[(%d+/%a+/%d+):(%d%d):%d%d:%d%d [^%]]*%] "(%u+) (%S+)[^"]*" (%d%d%d) (%S+)'

local function read(lines)
  for line in lines do
    local client, _, hour, _, path, status, size = line:match(PATTERN)
    if client then
      requests = requests + 1
      bytes = bytes + (tonumber(size) or 0)
      count(by_client, client)
      count(by_hour, hour)
      count(by_path, path:match("^[^?]*"))
      count(by_status, status)
    elseif line:find("%S") then
      malformed = malformed + 1
    end
  end
end

-- Keys of a map of counts, highest count first.
local function ranking(map)
  local keys = {}
  for key in pairs(map) do
    keys[#keys + 1] = key
  end
  table.sort(keys, function(a, b)
    if map[a] ~= map[b] then
      return map[a] > map[b]
    end
    return a < b
  end)
  return keys
end

local function print_top(title, map, limit)
  print("\n" .. title)
  for i, key in ipairs(ranking(map)) do
    if i > limit then
      break
    end
    print(string.format("  %6d  %5.1f %%  %s", map[key], 100 * map[key] / requests, key))
  end
end

local function human(n)
  for _, unit in ipairs {"bytes", "KiB", "MiB", "GiB"} do
    if n < 1024 or unit == "GiB" then
      return string.format(unit == "bytes" and "%d %s" or "%.1f %s", n, unit)
    end
    n = n / 1024
  end
end

local function print_hours()
  print("\nby hour")
  local most = by_hour[ranking(by_hour)[1]]
  for hour = 0, 23 do
    local n = by_hour[string.format("%02d", hour)]
    if n then
      print(string.format("  %02d  %s %d", hour, ("#"):rep(math.max(1, n * 40 // most)), n))
    end
  end
end

if #arg == 0 then
  read(io.lines())
end
for _, path in ipairs(arg) do
  read(io.lines(path))
end

print(string.format("%d requests, %s, %d lines not understood", requests, human(bytes), malformed))
if requests > 0 then
  print_top("status", by_status, 10)
  print_top("paths", by_path, 8)
  print_top("clients", by_client, 5)
  print_hours()
end
