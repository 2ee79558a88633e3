package.loaded[...] = { name = "a, early" }
local b = require "cyclic_b"
return { name = "a with " .. b.name }
