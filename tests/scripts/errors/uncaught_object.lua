-- An uncaught error object with __tostring shows as its text.
error(setmetatable({}, { __tostring = function() return "the object's text" end }))

--! the object's text
--? 1
