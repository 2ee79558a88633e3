-- A JSON writer: strings with escapes, numbers, nested lists and objects with sorted keys.
local n = arg and tonumber(arg[1]) or 480

local escapes = {['"'] = '\\"', ["\\"] = "\\\\", ["\n"] = "\\n", ["\t"] = "\\t", ["\r"] = "\\r"}

local function encode_string(s)
  return '"' .. s:gsub('[%c"\\]', function(c)
    return escapes[c] or string.format("\\u%04x", c:byte())
  end) .. '"'
end

local encode

local function encode_list(list)
  local parts = {}
  for i, v in ipairs(list) do parts[i] = encode(v) end
  return "[" .. table.concat(parts, ",") .. "]"
end

local function encode_object(object)
  local keys = {}
  for k in pairs(object) do keys[#keys + 1] = k end
  table.sort(keys)
  local parts = {}
  for i, k in ipairs(keys) do parts[i] = encode_string(k) .. ":" .. encode(object[k]) end
  return "{" .. table.concat(parts, ",") .. "}"
end

function encode(v)
  local kind = type(v)
  if kind == "string" then return encode_string(v) end
  if kind == "number" then return v % 1 == 0 and string.format("%d", v) or string.format("%.6g", v) end
  if kind == "boolean" then return tostring(v) end
  if kind == "nil" then return "null" end
  if kind ~= "table" then error("no JSON for a " .. kind) end
  if #v > 0 or next(v) == nil then return encode_list(v) end
  return encode_object(v)
end

local function person(i)
  return {
    id = i, name = "Person " .. i, active = i % 3 == 0, score = i * 1.25,
    tags = {"alpha", "beta \"quoted\"", "gamma\n"},
    address = {street = "Main Road " .. i % 90, city = "Town\\" .. i % 7, position = {i / 8, -i / 16}},
    friends = {},
  }
end

local people = {}
for i = 1, 100 do people[i] = person(i) end
local length, checksum = 0, 0
for round = 1, n do
  people[round % 100 + 1].score = round * 0.5
  local text = encode(people)
  length = length + #text
  checksum = (checksum * 31 + text:byte(round % #text + 1)) % 1000003
end
local result = string.format("%d %d", length, checksum)

local expected = {[3] = "57806 119354", [160] = "3069794 449509", [480] = "9222864 210024"}
print(result)
assert(result == (expected[n] or result), "wrong result")
