-- os.exit with a code, closing the state so that to-be-closed variables and finalizers run.
local c <close> = setmetatable({}, { __close = function() print "closed" end })
setmetatable({}, { __gc = function() print "collected" end })
io.write("no newline at the end")
os.exit(3, true)

--> no newline at the endclosed
--> collected
--? 3
