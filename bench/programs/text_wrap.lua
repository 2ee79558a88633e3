-- Paragraphs filled, justified, centred, indented and counted.
local n = arg and tonumber(arg[1]) or 9900

local words = {}
for word in ([[It was a bright morning and the harbour had been awake for hours; boats with red and green hulls
  lay in rows, gulls argued over the nets, and somebody was painting a door in a colour that had no name.
  Nobody hurried. An old clock on the customs house was eleven minutes slow, as everyone knew.]]):gmatch("%S+") do
  words[#words + 1] = word
end

local function paragraph(first, count)
  local chosen = {}
  for i = 1, count do chosen[i] = words[(first + i * 7) % #words + 1] end
  return table.concat(chosen, " ")
end

local function fill(text, width)
  local lines, line = {}, ""
  for word in text:gmatch("%S+") do
    if #line + #word + 1 > width and line ~= "" then
      lines[#lines + 1] = line
      line = word
    else
      line = line == "" and word or line .. " " .. word
    end
  end
  lines[#lines + 1] = line
  return lines
end

local function justify(line, width)
  local gaps = select(2, line:gsub(" ", " "))
  local missing = width - #line
  if gaps == 0 or missing <= 0 then return line end
  local seen = 0
  return (line:gsub(" ", function()
    seen = seen + 1
    return (" "):rep(1 + math.floor(missing * seen / gaps) - math.floor(missing * (seen - 1) / gaps))
  end))
end

local function centre(line, width)
  return (" "):rep(math.floor((width - #line) / 2)) .. line
end

local function title_case(line)
  return (line:gsub("(%a)(%w*)", function(first, rest) return first:upper() .. rest:lower() end))
end

local length, spaces, longest = 0, 0, 0
for i = 1, n do
  local width = 30 + i % 30
  local lines = fill(paragraph(i, 80), width)
  for k, line in ipairs(lines) do
    longest = math.max(longest, #line)
    if k < #lines then line = justify(line, width) end
    assert(k == #lines or #line == width or not line:find(" "))
    length = length + #line
    lines[k] = "  " .. line
  end
  local page = centre(title_case(lines[1]), 80) .. "\n" .. table.concat(lines, "\n")
  spaces = spaces + select(2, page:gsub("%s", ""))
end
local result = string.format("%d %d %d", length, spaces, longest)

local expected = {[66] = "28745 10390 59", [3300] = "1439369 515812 59", [9900] = "4318120 1547304 59"}
print(result)
assert(result == (expected[n] or result), "wrong result")
