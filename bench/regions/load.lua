-- load.lua FILE: compiles the text of a large source, without running it.
local file = assert(io.open(arg[1], "rb"))
local text = file:read("*a")
file:close()
local started = os.clock()
local program = assert((loadstring or load)(text, "@" .. arg[1]))
print(string.format("@region %.6f", os.clock() - started))
print(type(program), #text)
