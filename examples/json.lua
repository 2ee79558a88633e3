#!/usr/bin/env vmrun
-- json: checks and pretty-prints JSON; keys are sorted.
--
--   vmrun json.lua [FILE]            standard input without FILE
--   vmrun json.lua FILE a.b.3.c      only the value at that path (array elements from 1)

local function decode(text)
  local at = 1
  local parse_value

  local function fail(what)
    local before = text:sub(1, at - 1)
    local _, line = before:gsub("\n", "\n")
    local column = at - (before:match(".*\n()") or 1) + 1
    error(string.format("line %d, column %d: %s", line + 1, column, what), 0)
  end

  local function skip_space()
    at = text:find("[^ \t\r\n]", at) or #text + 1
  end

  local function expect(char)
    if text:sub(at, at) ~= char then
      fail("expected '" .. char .. "'")
    end
    at = at + 1
  end

  local escapes = {b = "\b", f = "\f", n = "\n", r = "\r", t = "\t", ['"'] = '"', ["\\"] = "\\", ["/"] = "/"}

  local function parse_unicode()
    local code = tonumber(text:match("^%x%x%x%x", at) or fail("four hexadecimal digits expected"), 16)
    at = at + 4
    if code >= 0xD800 and code < 0xDC00 then
      local low = tonumber(text:match("^\\u([dD][c-fC-F]%x%x)", at) or fail("lone surrogate"), 16)
      at = at + 6
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
    end
    return utf8.char(code)
  end

  local function parse_string()
    expect('"')
    local pieces = {}
    while true do
      local plain, next_at = text:match('^([^"\\%c]*)()', at)
      pieces[#pieces + 1] = plain
      at = next_at
      local char = text:sub(at, at)
      if char == '"' then
        at = at + 1
        return table.concat(pieces)
      elseif char == "\\" then
        local name = text:sub(at + 1, at + 1)
        at = at + 2
        pieces[#pieces + 1] = name == "u" and parse_unicode() or escapes[name] or fail("unknown escape")
      else
        fail(char == "" and "a string is never closed" or "control character in a string")
      end
    end
  end

  local function parse_number()
    local digits = text:match("^-?%d+%.?%d*[eE]?[+-]?%d*", at)
    local number = digits and tonumber(digits)
    if not number or digits:match("^-?0%d") or digits:match("%.$") or digits:match("%.[eE]") then
      fail("malformed number")
    end
    at = at + #digits
    return number
  end

  local function parse_array()
    local array = {kind = "array"}
    expect("[")
    skip_space()
    if text:sub(at, at) ~= "]" then
      repeat
        array[#array + 1] = parse_value()
        skip_space()
        local more = text:sub(at, at) == ","
        if more then
          at = at + 1
        end
      until not more
    end
    expect("]")
    return array
  end

  local function parse_object()
    local object = {kind = "object", fields = {}}
    expect("{")
    skip_space()
    if text:sub(at, at) ~= "}" then
      repeat
        skip_space()
        local key = parse_string()
        skip_space()
        expect(":")
        object.fields[key] = parse_value()
        skip_space()
        local more = text:sub(at, at) == ","
        if more then
          at = at + 1
        end
      until not more
    end
    expect("}")
    return object
  end

  local words = {["true"] = {kind = "true"}, ["false"] = {kind = "false"}, null = {kind = "null"}}

  function parse_value()
    skip_space()
    local char = text:sub(at, at)
    if char == "{" then
      return parse_object()
    elseif char == "[" then
      return parse_array()
    elseif char == '"' then
      return parse_string()
    elseif char:match("[-%d]") then
      return parse_number()
    end
    local word = text:match("^%l+", at)
    if not words[word] then
      fail(char == "" and "unexpected end of the text" or "a value was expected")
    end
    at = at + #word
    return words[word]
  end

  local value = parse_value()
  skip_space()
  if at <= #text then
    fail("text after the value")
  end
  return value
end

local function quote(s)
  local names = {["\b"] = "\\b", ["\f"] = "\\f", ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t",
                 ['"'] = '\\"', ["\\"] = "\\\\"}
  return '"' .. s:gsub('[%c"\\]', function(c)
    return names[c] or string.format("\\u%04x", c:byte())
  end) .. '"'
end

-- The shortest decimal text that reads back as the same number.
local function number_text(n)
  if math.type(n) == "integer" then
    return tostring(n)
  end
  for digits = 15, 17 do
    local text = string.format("%." .. digits .. "g", n)
    if tonumber(text) == n then
      return text
    end
  end
end

local function sorted_keys(fields)
  local keys = {}
  for key in pairs(fields) do
    keys[#keys + 1] = key
  end
  table.sort(keys)
  return keys
end

local function encode(value, indent)
  if type(value) == "string" then
    return quote(value)
  elseif type(value) == "number" then
    return number_text(value)
  elseif value.kind ~= "array" and value.kind ~= "object" then
    return value.kind
  end
  local inner, lines = indent .. "  ", {}
  if value.kind == "array" then
    for i, element in ipairs(value) do
      lines[i] = inner .. encode(element, inner)
    end
  else
    for i, key in ipairs(sorted_keys(value.fields)) do
      lines[i] = inner .. quote(key) .. ": " .. encode(value.fields[key], inner)
    end
  end
  local open, close = "{", "}"
  if value.kind == "array" then
    open, close = "[", "]"
  end
  if #lines == 0 then
    return open .. close
  end
  return open .. "\n" .. table.concat(lines, ",\n") .. "\n" .. indent .. close
end

local function follow(value, path)
  for step in path:gmatch("[^.]+") do
    if type(value) == "table" and value.kind == "object" then
      value = value.fields[step]
    elseif type(value) == "table" and value.kind == "array" then
      value = value[tonumber(step)]
    else
      value = nil
    end
    if value == nil then
      error("nothing at '" .. step .. "' of " .. path, 0)
    end
  end
  return value
end

local function main(path, wanted)
  local input = path and path ~= "-" and assert(io.open(path)) or io.stdin
  local value = decode(input:read("a"))
  print(encode(wanted and follow(value, wanted) or value, ""))
end

local fine, why = pcall(main, arg[1], arg[2])
if not fine then
  io.stderr:write("json: ", tostring(why), "\n")
  os.exit(1)
end
