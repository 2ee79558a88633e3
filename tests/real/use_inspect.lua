-- A deep structure of more than 1,000 lines, with cycles and metatables.
local support = require "support"
local inspect = require "inspect"
local root = setmetatable({name = "root", children = {}}, {__index = {}})
for i = 1, 300 do
  root.children[i] = {id = i, parent = root, path = {"a", "b", i}, flags = {[true] = i % 2 == 0, [1.5] = "x"}}
end
local text = inspect(root)
local _, lines = text:gsub("\n", "")
support.check(lines > 1000)
print(inspect({1, 2, {a = 1}}))
local hidden = inspect(root, {process = function(item, path) if path[#path] ~= "parent" then return item end end})
print(text)
print(hidden)
support.finish()
