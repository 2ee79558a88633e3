-- utf8: char, codepoint, len, offset, codes, charpattern; strict and lax; invalid bytes.
local s = "aé€😀z"
print(#s, utf8.len(s), utf8.char(97, 233, 8364, 128512), utf8.char(), utf8.char(0x7FFFFFFF):byte(1, -1))
print(utf8.codepoint(s, 1, -1))
print(utf8.codepoint(s), utf8.codepoint(s, 2), pcall(utf8.codepoint, s, 3))
print(utf8.len(s, 2), utf8.len(s, -1), utf8.len(s, 3), utf8.len("\xff"), utf8.len("a\x80"), utf8.len(""), utf8.len(s, #s + 1), pcall(utf8.len, s, 20))
print(utf8.offset(s, 1), utf8.offset(s, 3), utf8.offset(s, 5), utf8.offset(s, 6), utf8.offset(s, 7), utf8.offset(s, -1), utf8.offset(s, -2), utf8.offset(s, 0, 3), pcall(utf8.offset, s, 1, 3))
for p, c in utf8.codes(s) do io.write(p, ":", c, " ") end
print()
print(utf8.charpattern == "[\0-\x7F\xC2-\xFD][\x80-\xBF]*")
for c in s:gmatch(utf8.charpattern) do io.write(#c, " ") end
print()
print(pcall(function() for _ in utf8.codes "a\xffb" do end end))
print(utf8.len "\u{D7FF}", utf8.len "\xED\xA0\x80", utf8.len("\xED\xA0\x80", 1, -1, true), utf8.len "\xF4\x90\x80\x80", utf8.len("\u{7FFFFFFF}", 1, -1, true), utf8.len "\xC0\x80", utf8.codepoint("\u{200000}", 1, 1, true))
print(pcall(utf8.char, -1), pcall(utf8.char, 0x80000000), pcall(utf8.codepoint, "\xff"))
print(utf8.codepoint("", 1, 0), utf8.codepoint("abc", 4, 3), pcall(utf8.codepoint, "abc", 4))
print(("héllo"):upper(), ("日本語"):len(), utf8.len "日本語", utf8.offset("日本語", 2), ("日本語"):sub(utf8.offset("日本語", 2), utf8.offset("日本語", 3) - 1))
local rev = {}
for _, c in utf8.codes "añb" do table.insert(rev, 1, utf8.char(c)) end
print(table.concat(rev))

--> 11	5	aé€😀		253	191	191	191	191	191
--> 97	233	8364	128512	122
--> 97	233	false	invalid UTF-8 code
--> 4	1	nil	nil	nil	0	0	false	bad argument #2 to 'utf8.len' (initial position out of bounds)
--> 1	4	11	12	nil	11	7	2	false	initial position is a continuation byte
--> 1:97 2:233 4:8364 7:128512 11:122 
--> true
--> 1 2 3 4 1 
--> false	utf8.lua:13: invalid UTF-8 code
--> 1	nil	1	nil	1	nil	2097152
--> false	false	false	invalid UTF-8 code
--> nil	nil	false	bad argument #3 to 'utf8.codepoint' (out of bounds)
--> HéLLO	9	3	4	本
--> bña
