-- json_print.lua FILE: checks JSON and prints it indented, with sorted keys.
local find, sub, byte, rep = string.find, string.sub, string.byte, string.rep
local text, at

local function fail(what)
  local _, line = sub(text, 1, at):gsub("\n", "\n")
  error(string.format("line %d: %s expected", line + 1, what), 0)
end

local function skip_space()
  at = find(text, "[^ \t\r\n]", at) or #text + 1
end

local function expect(char)
  if sub(text, at, at) ~= char then fail("'" .. char .. "'") end
  at = at + 1
end

-- Strings stay as they are written, with their escapes: they are printed the same way.
local function read_string()
  local start = at
  expect('"')
  while true do
    local stop = find(text, '["\\]', at)
    if not stop then fail('"') end
    if byte(text, stop) == 34 then
      at = stop + 1
      return sub(text, start, stop)
    end
    at = stop + 2
  end
end

local read_value

local function read_array()
  local array = {kind = "array"}
  at = at + 1
  skip_space()
  if sub(text, at, at) == "]" then at = at + 1 return array end
  while true do
    array[#array + 1] = read_value()
    skip_space()
    if sub(text, at, at) == "]" then at = at + 1 return array end
    expect(",")
  end
end

local function read_object()
  local object = {kind = "object", keys = {}, values = {}}
  at = at + 1
  skip_space()
  if sub(text, at, at) == "}" then at = at + 1 return object end
  while true do
    skip_space()
    local key = read_string()
    skip_space()
    expect(":")
    object.keys[#object.keys + 1] = key
    object.values[key] = read_value()
    skip_space()
    if sub(text, at, at) == "}" then at = at + 1 return object end
    expect(",")
  end
end

function read_value()
  skip_space()
  local char = sub(text, at, at)
  if char == "{" then return read_object() end
  if char == "[" then return read_array() end
  if char == '"' then return read_string() end
  local _, stop = find(text, "^[%w+.-]+", at)
  if not stop then fail("a value") end
  local word = sub(text, at, stop)
  if not tonumber(word) and word ~= "true" and word ~= "false" and word ~= "null" then fail("a value") end
  at = stop + 1
  return word
end

local out = {}
local function put(piece) out[#out + 1] = piece end

local print_value

local function print_list(count, open, close, indent, item)
  if count == 0 then return put(open .. close) end
  put(open .. "\n")
  for i = 1, count do
    put(rep("  ", indent + 1))
    item(i)
    put(i < count and ",\n" or "\n")
  end
  put(rep("  ", indent) .. close)
end

function print_value(value, indent)
  if type(value) == "string" then return put(value) end
  if value.kind == "array" then
    return print_list(#value, "[", "]", indent, function(i) print_value(value[i], indent + 1) end)
  end
  local keys = value.keys
  table.sort(keys)
  print_list(#keys, "{", "}", indent, function(i)
    put(keys[i] .. ": ")
    print_value(value.values[keys[i]], indent + 1)
  end)
end

local file = assert(io.open(arg[1], "rb"))
text, at = file:read("*a"), 1
file:close()
local value = read_value()
skip_space()
if at <= #text then fail("the end") end
print_value(value, 0)
io.write(table.concat(out), "\n")
