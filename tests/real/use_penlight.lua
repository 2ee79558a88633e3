-- Penlight's lists, strings, tables, templates, data reader and lexer, over Penlight's own sources.
local support = require "support"
local List = require "pl.List"
local stringx = require "pl.stringx"
local tablex = require "pl.tablex"
local pretty = require "pl.pretty"
local template = require "pl.template"
local data = require "pl.data"
local lexer = require "pl.lexer"
local Set = require "pl.Set"
local seq = require "pl.seq"
local types = require "pl.types"

local modules = {"pl.List", "pl.stringx", "pl.tablex", "pl.pretty", "pl.template", "pl.data", "pl.lexer", "pl.Date"}
local tokens, words, total_lines = {}, {}, 0
for _, name in ipairs(modules) do
  local text, lines = support.read(support.module_file(name))
  total_lines = total_lines + #lines
  for kind, value in lexer.lua(text, {space = false, comments = false}) do
    tokens[kind] = (tokens[kind] or 0) + 1
    if kind == "iden" then words[value] = (words[value] or 0) + 1 end
  end
  for _, line in ipairs(lines) do
    local parts = stringx.split(line, " ")
    support.check(stringx.join(" ", parts) == line)
    support.check(stringx.strip(line) == line:match("^%s*(.-)%s*$"))
  end
end
support.check(total_lines > 1000)
for kind, count in tablex.sort(tokens) do print(kind, count) end
local frequent = List(tablex.keys(words)):sort(function(a, b)
  local x, y = words[a], words[b]
  if x ~= y then return x > y end
  return a < b
end)
for word in frequent:slice(1, 60):iter() do print(word, words[word]) end

local numbers = List.range(1, 1000)
support.check(numbers:reduce("+") == 500500)
support.check(#numbers:filter(function(n) return n % 7 == 0 end) == 142)
support.check(tablex.deepcompare(tablex.map("*", {1, 2, 3}, 10), {10, 20, 30}))
local a, b = Set {1, 2, 3, 4}, Set {3, 4, 5}
support.check(Set.len(a * b) == 2 and Set.len(a + b) == 5 and Set.len(a - b) == 2)
print(pretty.write({1, 2, {x = "y", z = {true, false}}, name = "n"}))
local back = pretty.read(pretty.write(tokens))
support.check(tablex.deepcompare(back, tokens))
local page = template.substitute([[
# for i, item in ipairs(items) do
<li class="$(i % 2 == 0 and 'even' or 'odd')">$(item:upper())</li>
# end
]], {items = frequent:slice(1, 20), ipairs = ipairs})
print(page)
local rows = {"name,age,score"}
for i = 1, 1000 do rows[#rows + 1] = ("n%d,%d,%g"):format(i, i % 90, i / 4) end
local file = stringx.join("\n", rows)
local set = data.read(require("pl.stringio").open(file))
support.check(#set == 1000)
local scores = set:column_by_name "score"
support.check(seq.sum(scores) == 125125)
support.check(types.is_iterable(frequent))
support.finish()
