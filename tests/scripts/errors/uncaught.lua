-- An error that nobody catches ends the program with code 1 and a traceback.
print "before"
local function fails() local t = nil; return t.field end
fails()
print "after"

--> before
--! uncaught.lua:3: attempt to index a nil value (local 't')
--? 1
