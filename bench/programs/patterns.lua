-- Pattern matching over log lines, mail headers, dates and paths.
local n = arg and tonumber(arg[1]) or 750

local levels = {"INFO", "WARN", "ERROR", "DEBUG"}
local lines = {}
for i = 1, 200 do
  lines[i] = string.format("2024-%02d-%02d %02d:%02d:%02d [%s] worker-%d: request /api/v%d/items/%d?sort=name&page=%d took %dms",
    i % 12 + 1, i % 28 + 1, i % 24, i % 60, i * 7 % 60, levels[i % 4 + 1], i % 9, i % 3 + 1, i * 37, i % 11, i * 13 % 900)
end

local function trim(s) return s:match("^%s*(.-)%s*$") end

local function parse(line)
  local year, month, day, clock, level, rest = line:match("^(%d+)-(%d+)-(%d+) (%S+) %[(%u+)%] (.*)$")
  local path, query = rest:match("request ([^%s?]+)%??(%S*)")
  local parameters = {}
  for key, value in query:gmatch("(%w+)=([^&]*)") do parameters[key] = value end
  return {
    date = day .. "." .. month .. "." .. year, clock = clock, level = level, path = path,
    parameters = parameters, took = tonumber(rest:match("took (%d+)ms")),
  }
end

local counts, time, pages, names, changed = {}, 0, 0, 0, 0
for round = 1, n do
  for _, line in ipairs(lines) do
    local entry = parse(line)
    counts[entry.level] = (counts[entry.level] or 0) + 1
    time = time + entry.took
    pages = pages + tonumber(entry.parameters.page)
    names = names + #entry.path:match("[^/]+$") + #trim("  " .. entry.date .. "\t ")
    if line:find("worker%-" .. round % 9 .. ":") then
      local hidden, times = line:gsub("%d+", "#")
      changed = changed + times + #hidden
    end
  end
end
local result = string.format("%d %d %d %d %d", counts.ERROR, time, pages, names, changed)

local expected = {
  [5] = "250 438000 4965 13855 10024",
  [250] = "12500 21900000 248250 692750 497263",
  [750] = "37500 65700000 744750 2078250 1491787",
}
print(result)
assert(result == (expected[n] or result), "wrong result")
