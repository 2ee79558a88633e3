-- Limits of the pattern matcher, and work that other matchers do by recursion.
local function try(f, ...)
  local ok, message = pcall(f, ...)
  print(ok, ok and "" or message)
end

-- choices that are pending at the same time
print(#string.match(("a"):rep(80), (".?"):rep(80)))
try(string.match, ("a"):rep(300000), (".?"):rep(300000))
-- long subjects need no depth
local long = ("a"):rep(300000)
print(string.find(("a"):rep(2000), ".-b"), #string.match(long, ".*"), (string.find(long .. "b", ".-b")))
print(#string.match(long .. "b", ".-b"), string.find(long, "^a*()$"))
print(string.find(("("):rep(2000) .. (")"):rep(2000), "%b()"))
print(select("#", string.find("a", ("()"):rep(32))))
try(string.find, "a", ("()"):rep(33))
try(string.find, "a", ("(a"):rep(33))
-- malformed patterns are found when they are reached
try(string.find, "a", "%")
try(string.find, "a", "[a")
try(string.find, "a", "[]")
try(string.find, "a", "[^]")
try(string.find, "a", "[a%")
try(string.find, "a", "[a%]")
try(string.find, "a", "(a")
try(string.find, "a", "a)")
try(string.find, "a", "%b")
try(string.find, "a", "%bx")
try(string.find, "a", "%f")
try(string.find, "a", "a%f")
try(string.match, "x", "y[")
try(string.match, "x", "y%")
try(string.gsub, "alo", "(.", print)
try(string.gsub, "alo", "(.", "x")
try(string.gsub, "alo", ".", {a = {}, l = true})
try(string.gsub, "alo", ".", "%")
try(string.gsub, "alo", ".", true)
try(string.gsub, "alo")
-- captures of positions, of nothing, and references to them
print(string.find("hello", "()ll()"), string.match("abcabc", "(abc)%1"), string.match("aa", "()%1"))
print(string.gsub("hello world", "()o", "%1"), string.gsub("abc", "()", "%1"), string.gsub("abc", "", "%0-"))
print(string.match("  key = value  ", "^%s*(%S+)%s*=%s*(%S+)%s*$"), string.match("==", "^(=*)$"))
for k, v in string.gmatch("a=1, b=2, c=3", "(%w+)=(%w+)") do io.write(k, v, ";") end
for s in string.gmatch("abc", "") do io.write("[", s, "]") end
for p in string.gmatch("^a^a", "^a") do io.write("<", p, ">") end
for p in string.gmatch("xuxx uu ppar r", "()(.)%2", 3) do io.write(p, " ") end
print()
-- zeros are bytes like others
print(#string.match("a\0b\0c", ".-\0.-\0"), string.find("a\0b", "\0"), string.find("a\0b", "%z"), string.find("a\0a\0a\0a\0\0ab", "\0ab", 2))
print(string.gsub("a\0b", "[\0]", "0"), (string.gsub("\0\0", "%z", "x")), string.find("b$a", "$\0?"))
-- plain and special
print(string.find("a.b+c", ".b+", 1, true), string.find("a.b+c", "+", -2, true), string.find("abc", "", 10), string.find("abc", "", 4))
print(string.find("", ""), string.find("", "x"), string.find("alo", "", -10), string.find("a\0a", "a", 2, true))
print(string.find(("x"):rep(1000) .. "needle", "needle", 1, true), string.find(("ab"):rep(500) .. "abc", "abc", 1, true))
-- callbacks: what they return, and errors through them
print(string.gsub("abc def", "%w+", function(w) if w == "abc" then return false end return 42 end))
print(string.gsub("abc", "%w", {a = 1, b = 2.5, c = false}), string.gsub("abc", "(b)(c)", {b = "x"}))
print(pcall(string.gsub, "abc", "%w", function() error("stop", 0) end))
print(pcall(string.gsub, "abc", "%w", function() error({}) end) == false)
print(coroutine.wrap(function() return pcall(string.gsub, "abc", "%w", coroutine.yield) end)())
print(string.gsub("abc", "b", "%%"), string.gsub("abc", "b", "%0%0"), string.gsub("hello", "l+", "L", 0), string.gsub("abc", "%w", "%0%0", 2))
print(string.gsub("one two", "(%w+) (%w+)", "%2 %1"), string.gsub("$x $y", "%$(%w+)", {x = "1"}), string.gsub(12345, 3, 9))

--> 80
--> false	pattern too complex
--> nil	300000	1
--> 300001	1	300000	300001
--> 1	4000
--> 34
--> false	too many captures
--> true	
--> false	malformed pattern (ends with '%')
--> false	malformed pattern (missing ']')
--> false	malformed pattern (missing ']')
--> false	malformed pattern (missing ']')
--> false	malformed pattern (missing ']')
--> false	malformed pattern (missing ']')
--> false	unfinished capture
--> true	
--> false	malformed pattern (missing arguments to '%b')
--> false	malformed pattern (missing arguments to '%b')
--> false	missing '[' after '%f' in pattern
--> false	missing '[' after '%f' in pattern
--> true	
--> true	
--> false	unfinished capture
--> true	
--> false	invalid replacement value (a table)
--> false	invalid use of '%' in replacement string
--> false	bad argument #3 to 'string.gsub' (string/function/table expected, got boolean)
--> false	bad argument #2 to 'string.gsub' (string expected, got no value)
--> 3	abc	nil
--> hell5 w8rld	1a2b3c4	-a-b-c-	4
--> key	==
--> a1;b2;c3;[][][][]<^a><^a>3 6 9 
--> 4	2	2	9	11
--> a0b	xx	2	2
--> 2	4	nil	4	3
--> 1	nil	1	3	3
--> 1001	1001	1003
--> abc 42	2
--> 12.5c	ax	1
--> false	stop
--> true
--> false	attempt to yield across a C-call boundary
--> a%c	abbc	hello	aabbc	2
--> two one	1 $y	12945	1
