-- gsub with strings, tables, functions and limits; gmatch with captures, anchors and empty matches.
print(("hello world"):gsub("o", "0"))
print(("hello"):gsub("", "-"))
print(("hello"):gsub("l", "L", 1))
print(("hello"):gsub("l", "L", 0))
print(("hello"):gsub("x", "y"))
print(("abc"):gsub("%w", "%0%0"))
print(("abc def"):gsub("(%w+) (%w+)", "%2 %1"))
print(("abc"):gsub("b", "%%"))
print(("abc"):gsub("(b)", "[%1]"))
print(("$name is $age"):gsub("%$(%w+)", { name = "Bob", age = 42 }))
print(("$a $b"):gsub("%$(%w+)", { a = false }))
print(("a b c"):gsub("%w", function(c) if c == "b" then return nil elseif c == "c" then return false end return c:upper() end))
print(("abc"):gsub("(a)(b)", function(...) return select("#", ...) end))
print(("abc"):gsub("()", "%1"))
print(("x = 1"):gsub("(%w) = (%w)", function(a, b) return b .. a end))
print(pcall(string.gsub, "x", "x", function() return {} end))
print(pcall(string.gsub, "x", "x", { x = true }))
print(pcall(string.gsub, "x", "x", "%"))
print(pcall(string.gsub, "x", "x", "%9"))
print(pcall(string.gsub, "x", "(x", ""))
print(("abc"):gsub("^a", "x"))
print(("aaa"):gsub("^a", "x"))
print(("abc"):gsub("c$", "x"))
print(("a  b   c"):gsub("%s+", " "))
for w in ("one two three"):gmatch "%a+" do io.write(w, ";") end
for k, v in ("a=1, b=2"):gmatch "(%w+)=(%w+)" do io.write(k, "->", v, ";") end
for p in ("abc"):gmatch "()" do io.write(p, ";") end
for m in ("aXb"):gmatch "%u?" do io.write("[", m, "]") end
print()
for a in ("abc"):gmatch "^a" do io.write("<", a, ">") end
print()
for w in ("abc"):gmatch("%w", 2) do io.write(w) end
for w in ("abcd"):gmatch("%w", -2) do io.write(w) end
for w in ("abc"):gmatch("%w", 10) do io.write "never" end
print()
local it = ("ab"):gmatch "."
print(it(), it(), it(), it())
print((("x"):rep(10):gsub("x", "%0y", 3)))
print(("hello world from lua"):gsub("(%w+)%s*", "%1."))
print((("abc"):gsub(".", { a = 1, b = 2.5 })))
print(("\0a\0"):gsub("%z", "0"))
print(("abc\n"):gsub("%s$", ""))
print(("path/to/file.txt"):match "([^/]*)$", ("path/to/file.txt"):match "^(.*)/", ("file.tar.gz"):match "%.([^.]+)$")
local function escape(s) return (s:gsub("[^%w]", function(c) return ("%%%02X"):format(c:byte()) end)) end
print(escape "a b&c=d/é")
local function unescape(s) return (s:gsub("%%(%x%x)", function(h) return string.char(tonumber(h, 16)) end)) end
print(unescape(escape "a b&c=d/é"))
local count = {}; ("the cat the dog the end"):gsub("%a+", function(w) count[w] = (count[w] or 0) + 1 end)
print(count.the, count.cat)
print(("abc"):gsub("%w", "%1"))
print(string.gsub("abc", "b", setmetatable({}, { __index = function(_, k) return "<" .. k .. ">" end })))
print(("a,b,,c"):gsub(",", ";", 2), ("x"):gsub(".", "%%1"))

--> hell0 w0rld	2
--> -h-e-l-l-o-	6
--> heLlo	1
--> hello	0
--> hello	0
--> aabbcc	3
--> def abc	1
--> a%c	1
--> a[b]c	1
--> Bob is 42	2
--> $a $b	2
--> A b c	3
--> 2c	1
--> 1a2b3c4	4
--> 1x	1
--> false	invalid replacement value (a table)
--> false	invalid replacement value (a boolean)
--> false	invalid use of '%' in replacement string
--> false	invalid capture index %9
--> true		1
--> xbc	1
--> xaa	1
--> abx	1
--> a b c	2
--> one;two;three;a->1;b->2;1;2;3;4;[][X][]
-->
--> bccd
--> a	b	nil
--> xyxyxyxxxxxxx
--> hello.world.from.lua.	4
--> 12.5c
--> 0a0	2
--> abc	1
--> file.txt	path/to	gz
--> a%20b%26c%3Dd%2F%C3%A9
--> a b&c=d/é
--> 3	1
--> abc	3
--> a<b>c	1
--> a;b;,c	%1	1
