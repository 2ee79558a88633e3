-- A JSON reader by recursive descent over positions in a string.
local n = arg and tonumber(arg[1]) or 700

local unescaped = {n = "\n", t = "\t", r = "\r", b = "\b", f = "\f", ["/"] = "/", ["\\"] = "\\", ['"'] = '"'}

local function fail(position, what) error("JSON: " .. what .. " at " .. position, 0) end
local function skip_space(text, position) return text:find("[^ \t\r\n]", position) or #text + 1 end

local function read_string(text, position)
  local parts = {}
  position = position + 1
  while true do
    local stop = text:find('["\\]', position)
    if not stop then fail(position, "a string that does not end") end
    parts[#parts + 1] = text:sub(position, stop - 1)
    if text:sub(stop, stop) == '"' then return table.concat(parts), stop + 1 end
    local letter = text:sub(stop + 1, stop + 1)
    if letter == "u" then
      parts[#parts + 1] = string.char(tonumber(text:sub(stop + 2, stop + 5), 16) % 256)
      position = stop + 6
    else
      parts[#parts + 1] = unescaped[letter] or fail(stop, "a bad escape")
      position = stop + 2
    end
  end
end

local read

local function read_list(text, position)
  local list = {}
  position = skip_space(text, position + 1)
  if text:sub(position, position) == "]" then return list, position + 1 end
  while true do
    list[#list + 1], position = read(text, position)
    position = skip_space(text, position)
    local c = text:sub(position, position)
    if c == "]" then return list, position + 1 end
    if c ~= "," then fail(position, "no comma") end
    position = position + 1
  end
end

local function read_object(text, position)
  local object = {}
  position = skip_space(text, position + 1)
  if text:sub(position, position) == "}" then return object, position + 1 end
  while true do
    local key
    key, position = read_string(text, skip_space(text, position))
    position = skip_space(text, position)
    if text:sub(position, position) ~= ":" then fail(position, "no colon") end
    object[key], position = read(text, position + 1)
    position = skip_space(text, position)
    local c = text:sub(position, position)
    if c == "}" then return object, position + 1 end
    if c ~= "," then fail(position, "no comma") end
    position = position + 1
  end
end

local words = {["true"] = true, ["false"] = false}

function read(text, position)
  position = skip_space(text, position)
  local c = text:sub(position, position)
  if c == "{" then return read_object(text, position) end
  if c == "[" then return read_list(text, position) end
  if c == '"' then return read_string(text, position) end
  local number = text:match("^-?%d+%.?%d*[eE]?[+-]?%d*", position)
  if number then return tonumber(number), position + #number end
  local word = text:match("^%a+", position)
  if word == "null" then return nil, position + 4 end
  if words[word] == nil then fail(position, "no value") end
  return words[word], position + #word
end

local records = {}
for i = 1, 60 do
  records[i] = string.format(
    '{"id": %d, "name": "Record \\"%d\\"", "ok": %s, "values": [%d, %.2f, -1e%d],\n "nested": {"a": null, "b": [], "c": "x\\u0041\\ny"}}',
    i, i * 3, i % 2 == 0 and "true" or "false", i * 100, i / 3, i % 5)
end
local text = "[" .. table.concat(records, ",\n") .. "]"
local sum, names = 0, 0
for round = 1, n do
  local list = read(text, 1)
  assert(#list == 60 and list[2].nested.c == "xA\ny")
  local record = list[round % 60 + 1]
  sum = sum + record.id + record.values[1] + record.values[2] + record.values[3]
  names = names + #record.name + (record.ok and 1 or 0)
end
local result = string.format("%.3f %d", sum, names)

local expected = {[5] = "-9084.330 56", [230] = "179480.670 2733", [700] = "571446.670 8320"}
print(result)
assert(result == (expected[n] or result), "wrong result")
