-- template.lua FILE: fills a page template, given as `% code` lines and {expression} in text, for every
-- record of a table; the template becomes a Lua function first.
local records = {}
for line in io.lines(arg[1]) do
  local name, price, stock, tags = line:match("^([^\t]*)\t([^\t]*)\t([^\t]*)\t(.*)$")
  local list = {}
  for tag in tags:gmatch("[^,]+") do list[#list + 1] = tag end
  records[#records + 1] = {name = name, price = tonumber(price), stock = tonumber(stock), tags = list}
end

local page = [[
<h2>{escape(item.name)}</h2>
% if item.stock == 0 then
<p class="gone">Sold out, {string.format("%.2f", item.price)} once</p>
% else
<p>{string.format("%.2f", item.price)} each, {string.format("%d", item.stock)} left</p>
% end
<ul>
% for number, tag in ipairs(item.tags) do
  <li>{string.format("%d", number)}. {escape(tag)}</li>
% end
</ul>
]]

local function compile(template)
  local code = {"local item, put, escape = ...\n"}
  for line in template:gmatch("(.-)\n") do
    local statement = line:match("^%%%s*(.*)$")
    if statement then
      code[#code + 1] = statement .. "\n"
    else
      local at = 1
      while true do
        local open, close = line:find("{.-}", at)
        if not open then break end
        code[#code + 1] = string.format("put(%q) put(%s)\n", line:sub(at, open - 1), line:sub(open + 1, close - 1))
        at = close + 1
      end
      code[#code + 1] = string.format("put(%q) put('\\n')\n", line:sub(at))
    end
  end
  return assert((loadstring or load)(table.concat(code), "=template"))
end

local marks = {["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;"}
local function escape(text) return (text:gsub("[&<>]", marks)) end

local out = {}
local function put(piece) out[#out + 1] = piece end
local fill = compile(page)
for _, record in ipairs(records) do fill(record, put, escape) end
io.write(table.concat(out))
