-- A script that does not compile: message with file and line, code 1.
local x = 
end

--! syntax_at_start.lua:3: unexpected symbol near 'end'
--? 1
