-- log_summary.lua FILE: what happened in a web server's log: answers, busiest hours, pages and clients.
local function counter() return setmetatable({}, {__index = function() return 0 end}) end

local months = {Jan = 1, Feb = 2, Mar = 3, Apr = 4, May = 5, Jun = 6, Jul = 7, Aug = 8, Sep = 9, Oct = 10, Nov = 11, Dec = 12}

local function parse(line)
  local client, day, month, year, hour, request, status, size =
    line:match('^(%S+) %S+ %S+ %[(%d+)/(%a+)/(%d+):(%d+):%d+:%d+ [^%]]*%] "([^"]*)" (%d+) (%S+)')
  if not client then return nil end
  local method, path = request:match("^(%u+) (%S+) HTTP/%d%.%d$")
  if not method then return nil end
  return {client = client, date = string.format("%s-%02d-%s", year, months[month], day), hour = tonumber(hour),
          method = method, path = path:match("^[^?]*"), status = tonumber(status), size = tonumber(size) or 0}
end

local function top(counts, limit)
  local names = {}
  for name in pairs(counts) do names[#names + 1] = name end
  table.sort(names, function(a, b)
    if counts[a] ~= counts[b] then return counts[a] > counts[b] end
    return tostring(a) < tostring(b)
  end)
  local rows = {}
  for i = 1, math.min(limit, #names) do rows[i] = {names[i], counts[names[i]]} end
  return rows
end

local function show(title, rows)
  print(title)
  for _, row in ipairs(rows) do print(string.format("  %8d  %s", row[2], row[1])) end
end

local by_status, by_path, by_client, by_date = counter(), counter(), counter(), counter()
local hours, bytes, requests, strange = {}, 0, 0, 0
for hour = 0, 23 do hours[hour] = 0 end
for line in io.lines(arg[1]) do
  local entry = parse(line)
  if entry then
    requests, bytes = requests + 1, bytes + entry.size
    by_status[entry.status] = by_status[entry.status] + 1
    by_path[entry.path] = by_path[entry.path] + 1
    by_client[entry.client] = by_client[entry.client] + 1
    by_date[entry.date] = by_date[entry.date] + 1
    hours[entry.hour] = hours[entry.hour] + 1
  else
    strange = strange + 1
  end
end

print(string.format("%d requests, %d bytes, %d strange lines", requests, bytes, strange))
show("answers", top(by_status, 20))
show("days", top(by_date, 10))
show("pages", top(by_path, 10))
show("clients", top(by_client, 10))
print("hours")
for hour = 0, 23 do print(string.format("  %02d %s", hour, string.rep("*", math.floor(hours[hour] * 400 / requests)))) end
