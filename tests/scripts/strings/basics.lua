-- len, sub, byte, char, rep, reverse, upper, lower with all kinds of indices.
local s = "hello world"
print(#s, s:len(), s:sub(1, 5), s:sub(-5), s:sub(-5, -2), s:sub(3), s:sub(0), s:sub(100), s:sub(5, 2), s:sub(-100, 3), s:sub(math.mininteger, math.maxinteger))
print(s:byte(), s:byte(-1), s:byte(100), s:byte(1, 3))
print(("").byte(""), select("#", ("x"):byte(5)), string.char(), string.char(104, 105), #string.char(0, 255))
print(s:rep(0), s:rep(-1), ("ab"):rep(3), ("ab"):rep(3, ","), ("ab"):rep(1, ","), (""):rep(1000), #("x"):rep(1000))
print(s:reverse(), s:upper(), ("ÄB"):lower(), (""):reverse())
print(pcall(string.rep, "x", 1 << 62))
print(pcall(string.rep, "abc", math.maxinteger, "x"))
print(("\0a\0"):len(), ("\0a\0"):byte(1, -1), ("a\0b"):upper() == "A\0B", ("a\0b"):rep(2) == "a\0ba\0b")
print(("x"):sub(1.0), pcall(string.sub, "x", 1.5))
print(("123"):sub("2", "3"), ("abc"):rep("2"))
print(("%s"):rep(2, "|"):format(1, 2), ("a" .. 1 .. 2.0))
local long = ("0123456789"):rep(100)
print(#long, long:sub(995), long == ("0123456789"):rep(100), long < long .. "x", ({ [long] = "found" })[("0123456789"):rep(100)])
local acc = ""
for i = 1, 300 do acc = acc .. string.char(97 + i % 26) end
print(#acc, acc:sub(1, 5), acc:sub(-5))
print(("x"):len(), #"\u{20ac}", "a" == "a\0", "\0" < "\1", "" < "\0")
print(tostring(12):rep(2), (12 .. ""):len(), -1 .. "", 1e3 .. "", 2 ^ 24 .. "")
print(string.len(123), string.upper(1.5), string.rep(7, 3))
local t = {}
for c in ("abc"):gmatch "." do t[#t + 1] = c end
print(table.concat(t, "-"))

--> 11	11	hello	world	worl	llo world	hello world			hel	hello world
--> 104	100	nil	104	101	108
--> nil	0		hi	2
--> 		ababab	ab,ab,ab	ab		1000
--> dlrow olleh	HELLO WORLD	Äb	
--> false	resulting string too large
--> false	resulting string too large
--> 3	0	true	true
--> x	false	bad argument #2 to 'string.sub' (number has no integer representation)
--> 23	abcabc
--> 1|2	a12.0
--> 1000	456789	true	true	found
--> 300	bcdef	klmno
--> 1	3	false	true	true
--> 1212	2	-1	1000.0	16777216.0
--> 3	1.5	777
--> a-b-c
