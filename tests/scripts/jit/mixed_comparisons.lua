-- Comparisons of all kinds of values with each other, as values and as conditions, in functions compiled for many kinds.
-- A set of them for each set of kinds that they meet.
local source = [[
local function values(a, b) return a == b, a ~= b end
local function conditions(a, b)
  local text = ""
  if a == b then text = text .. "=" end
  if a ~= b then text = text .. "~" end
  if not (a == b) then text = text .. "!" end
  return text
end
local function ordered(a, b)
  local text = tostring(a < b) .. tostring(a <= b)
  if a < b then text = text .. "<" end
  if a <= b then text = text .. "=" end
  if not (a < b) then text = text .. "!" end
  if not (a <= b) then text = text .. "?" end
  return text
end
return values, conditions, ordered
]]
local function functions() return assert(load(source, "=functions"))() end

local meta = {__eq = function(a, b) return a.key == b.key end, __lt = function(a, b) return (a.key or 0) < (b.key or 0) end,
              __le = function(a, b) return (a.key or 0) <= (b.key or 0) end}
local long, nan = ("long"):rep(20), 0 / 0
local list = {
  false, true, 0, 1, -1, math.maxinteger, math.mininteger, 0.0, -0.0, 1.0, 0.5, 2 ^ 53, 2 ^ 63, -2 ^ 63, 1 / 0, -1 / 0, nan,
  "", "a", "b", "1", long, long .. "x", ("lo"):rep(1) .. "ng" .. ("long"):rep(19), {}, setmetatable({key = 1}, meta),
  setmetatable({key = 1}, meta), setmetatable({key = 2}, meta), print, functions, function() end,
  coroutine.create(print), io.stdout,
}
local kinds = {number = {}, string = {}, table = {}}
for _, v in ipairs(list) do
  local of = kinds[type(v)]
  if of and (type(v) ~= "table" or getmetatable(v)) then of[#of + 1] = v end
end

local function compare_all(list)
  local values, conditions = functions()
  local result = {}
  for round = 1, 30 do
    for i = 0, #list do
      local line = {}
      for j = 0, #list do
        local same, differs = values(list[i], list[j])
        line[#line + 1] = (same and "1" or "0") .. (differs and "1" or "0") .. conditions(list[i], list[j])
      end
      result[i + 1] = table.concat(line, " ")
    end
  end
  for i, line in ipairs(result) do print(i, line) end
end
local plain = {}
for i, v in ipairs(list) do
  if type(v) ~= "table" and type(v) ~= "userdata" then plain[#plain + 1] = v end
end
compare_all(list)
compare_all(plain)
compare_all(kinds.number)
for _, name in ipairs{"number", "string", "table"} do
  local of, _, _, ordered = kinds[name], functions()
  for round = 1, 30 do
    for i, a in ipairs(of) do
      local line = {}
      for _, b in ipairs(of) do line[#line + 1] = ordered(a, b) end
      if round == 30 then print(name, i, table.concat(line, " ")) end
    end
  end
end
local _, _, ordered = functions()
for round = 1, 20 do
  for i = 1, #list do
    local ok, text = pcall(ordered, list[i], list[#list + 1 - i])
    if round == 20 and type(list[i]) ~= type(list[#list + 1 - i]) then print(i, ok, not ok and text:match("attempt.*")) end
  end
end
--> 1	10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 2	01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 3	01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 4	01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 10= 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 5	01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 6	01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 7	01~! 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 8	01~! 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 9	01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 10= 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 10	01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 10= 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 11	01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 12	01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 13	01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 14	01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 15	01~! 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 16	01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 17	01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 18	01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 19	01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 20	01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 21	01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 22	01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 23	01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 24	01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 25	01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 26	01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 27	01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 10= 10= 01~! 01~! 01~! 01~! 01~! 01~!
--> 28	01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 10= 10= 01~! 01~! 01~! 01~! 01~! 01~!
--> 29	01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~!
--> 30	01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~!
--> 31	01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~!
--> 32	01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~!
--> 33	01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~!
--> 34	01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 10=
--> 1	10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 2	01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 3	01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 4	01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 10= 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 5	01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 6	01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 7	01~! 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 8	01~! 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 9	01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 10= 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 10	01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 10= 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 11	01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 12	01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 13	01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 14	01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 15	01~! 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 16	01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 17	01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 18	01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 19	01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 20	01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 21	01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 22	01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 23	01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~! 10= 01~! 01~! 01~! 01~!
--> 24	01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~!
--> 25	01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~! 10= 01~! 01~! 01~! 01~!
--> 26	01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~!
--> 27	01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~!
--> 28	01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~!
--> 29	01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 10=
--> 1	10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 2	01~! 10= 01~! 01~! 01~! 01~! 10= 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 3	01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 4	01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 5	01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 6	01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~!
--> 7	01~! 10= 01~! 01~! 01~! 01~! 10= 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 8	01~! 10= 01~! 01~! 01~! 01~! 10= 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 9	01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> 10	01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 01~!
--> 11	01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~!
--> 12	01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~!
--> 13	01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~! 01~!
--> 14	01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~! 01~!
--> 15	01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 10= 01~!
--> 16	01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~! 01~!
--> number	1	falsetrue=! truetrue<= falsefalse!? truetrue<= falsefalse!? falsetrue=! falsetrue=! truetrue<= truetrue<= truetrue<= truetrue<= falsefalse!? truetrue<= falsefalse!? falsefalse!?
--> number	2	falsefalse!? falsetrue=! falsefalse!? truetrue<= falsefalse!? falsefalse!? falsefalse!? falsetrue=! falsefalse!? truetrue<= truetrue<= falsefalse!? truetrue<= falsefalse!? falsefalse!?
--> number	3	truetrue<= truetrue<= falsetrue=! truetrue<= falsefalse!? truetrue<= truetrue<= truetrue<= truetrue<= truetrue<= truetrue<= falsefalse!? truetrue<= falsefalse!? falsefalse!?
--> number	4	falsefalse!? falsefalse!? falsefalse!? falsetrue=! falsefalse!? falsefalse!? falsefalse!? falsefalse!? falsefalse!? falsefalse!? truetrue<= falsefalse!? truetrue<= falsefalse!? falsefalse!?
--> number	5	truetrue<= truetrue<= truetrue<= truetrue<= falsetrue=! truetrue<= truetrue<= truetrue<= truetrue<= truetrue<= truetrue<= falsetrue=! truetrue<= falsefalse!? falsefalse!?
--> number	6	falsetrue=! truetrue<= falsefalse!? truetrue<= falsefalse!? falsetrue=! falsetrue=! truetrue<= truetrue<= truetrue<= truetrue<= falsefalse!? truetrue<= falsefalse!? falsefalse!?
--> number	7	falsetrue=! truetrue<= falsefalse!? truetrue<= falsefalse!? falsetrue=! falsetrue=! truetrue<= truetrue<= truetrue<= truetrue<= falsefalse!? truetrue<= falsefalse!? falsefalse!?
--> number	8	falsefalse!? falsetrue=! falsefalse!? truetrue<= falsefalse!? falsefalse!? falsefalse!? falsetrue=! falsefalse!? truetrue<= truetrue<= falsefalse!? truetrue<= falsefalse!? falsefalse!?
--> number	9	falsefalse!? truetrue<= falsefalse!? truetrue<= falsefalse!? falsefalse!? falsefalse!? truetrue<= falsetrue=! truetrue<= truetrue<= falsefalse!? truetrue<= falsefalse!? falsefalse!?
--> number	10	falsefalse!? falsefalse!? falsefalse!? truetrue<= falsefalse!? falsefalse!? falsefalse!? falsefalse!? falsefalse!? falsetrue=! truetrue<= falsefalse!? truetrue<= falsefalse!? falsefalse!?
--> number	11	falsefalse!? falsefalse!? falsefalse!? falsefalse!? falsefalse!? falsefalse!? falsefalse!? falsefalse!? falsefalse!? falsefalse!? falsetrue=! falsefalse!? truetrue<= falsefalse!? falsefalse!?
--> number	12	truetrue<= truetrue<= truetrue<= truetrue<= falsetrue=! truetrue<= truetrue<= truetrue<= truetrue<= truetrue<= truetrue<= falsetrue=! truetrue<= falsefalse!? falsefalse!?
--> number	13	falsefalse!? falsefalse!? falsefalse!? falsefalse!? falsefalse!? falsefalse!? falsefalse!? falsefalse!? falsefalse!? falsefalse!? falsefalse!? falsefalse!? falsetrue=! falsefalse!? falsefalse!?
--> number	14	truetrue<= truetrue<= truetrue<= truetrue<= truetrue<= truetrue<= truetrue<= truetrue<= truetrue<= truetrue<= truetrue<= truetrue<= truetrue<= falsetrue=! falsefalse!?
--> number	15	falsefalse!? falsefalse!? falsefalse!? falsefalse!? falsefalse!? falsefalse!? falsefalse!? falsefalse!? falsefalse!? falsefalse!? falsefalse!? falsefalse!? falsefalse!? falsefalse!? falsefalse!?
--> string	1	falsetrue=! truetrue<= truetrue<= truetrue<= truetrue<= truetrue<= truetrue<=
--> string	2	falsefalse!? falsetrue=! truetrue<= falsefalse!? truetrue<= truetrue<= truetrue<=
--> string	3	falsefalse!? falsefalse!? falsetrue=! falsefalse!? truetrue<= truetrue<= truetrue<=
--> string	4	falsefalse!? truetrue<= truetrue<= falsetrue=! truetrue<= truetrue<= truetrue<=
--> string	5	falsefalse!? falsefalse!? falsefalse!? falsefalse!? falsetrue=! truetrue<= falsetrue=!
--> string	6	falsefalse!? falsefalse!? falsefalse!? falsefalse!? falsefalse!? falsetrue=! falsefalse!?
--> string	7	falsefalse!? falsefalse!? falsefalse!? falsefalse!? falsetrue=! truetrue<= falsetrue=!
--> table	1	falsetrue=! falsetrue=! truetrue<=
--> table	2	falsetrue=! falsetrue=! truetrue<=
--> table	3	falsefalse!? falsefalse!? falsetrue=!
--> 1	false	attempt to compare boolean with FILE*
--> 2	false	attempt to compare boolean with thread
--> 3	false	attempt to compare number with function
--> 4	false	attempt to compare number with function
--> 5	false	attempt to compare number with function
--> 6	false	attempt to index a number value (local 'a')
--> 7	false	attempt to index a number value (local 'a')
--> 8	false	attempt to index a number value (local 'a')
--> 9	false	attempt to compare number with table
--> 10	false	attempt to compare number with string
--> 11	false	attempt to compare number with string
--> 12	false	attempt to compare number with string
--> 13	false	attempt to compare number with string
--> 14	false	attempt to compare number with string
--> 15	false	attempt to compare number with string
--> 16	false	attempt to compare number with string
--> 18	false	attempt to compare string with number
--> 19	false	attempt to compare string with number
--> 20	false	attempt to compare string with number
--> 21	false	attempt to compare string with number
--> 22	false	attempt to compare string with number
--> 23	false	attempt to compare string with number
--> 24	false	attempt to compare string with number
--> 25	false	attempt to compare table with number
--> 26	false	attempt to index a number value (local 'b')
--> 27	false	attempt to index a number value (local 'b')
--> 28	false	attempt to index a number value (local 'b')
--> 29	false	attempt to compare function with number
--> 30	false	attempt to compare function with number
--> 31	false	attempt to compare function with number
--> 32	false	attempt to compare thread with boolean
--> 33	false	attempt to compare FILE* with boolean
