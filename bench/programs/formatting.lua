-- string.format and tostring: reports with columns, numbers in several notations, templates.
local n = arg and tonumber(arg[1]) or 140000

local function row(id, name, price, share)
  return string.format("%5d | %-12s | %10.2f | %5.1f%% | %s", id, name, price, share, id % 2 == 0 and "yes" or "no")
end

local function expand(template, values)
  return (template:gsub("{(%w+)}", function(key) return tostring(values[key]) end))
end

local function duration(seconds)
  return string.format("%02d:%02d:%02d", math.floor(seconds / 3600), math.floor(seconds / 60) % 60, seconds % 60)
end

local length, checksum = 0, 0
for i = 1, n do
  local line = row(i, "item" .. i % 100, i * 1.37, i % 1000 / 10)
  local hex = string.format("%x %08X %o", i, i * 31, i % 512)
  local number = string.format("%g %e %.3f", i / 7, i * 1000.5, -i / 3)
  local text = expand("Dear {name}, order {order} of {count} pieces is ready.", {name = "Kim", order = i, count = i % 9})
  local quoted = string.format("%q %s", "a\"b\\c", tostring(i % 2 == 0))
  length = length + #line + #hex + #number + #text + #quoted + #duration(i) + #tostring(i)
  checksum = (checksum * 31 + line:byte(i % #line + 1)) % 1000003
end
local result = string.format("%d %d", length, checksum)

local expected = {[930] = "146284 137638", [47000] = "7714232 48389", [140000] = "23303739 923186"}
print(result)
assert(result == (expected[n] or result), "wrong result")
