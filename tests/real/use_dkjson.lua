-- JSON of 2,000 records, encoded, decoded and encoded again.
local support = require "support"
local json = require "dkjson"
local records = {}
for i = 1, 2000 do
  records[i] = {id = i, name = "record " .. i, ratio = i / 8, tags = {"a" .. i % 7, "b\n\"" .. i}, odd = i % 2 == 1}
end
local order = {keyorder = {"id", "name", "ratio", "tags", "odd"}, indent = true}
local text = json.encode(records, order)
local back, position, problem = json.decode(text)
support.check(problem == nil and position == #text + 1)
for i = 1, #records do
  support.check(back[i].id == i and back[i].ratio == i / 8 and back[i].tags[2] == records[i].tags[2])
end
support.check(json.encode(back, order) == text)
local _, _, message = json.decode("[1, 2,, 3]")
print(message)
print(#text, text:sub(1, 300))
support.finish()
