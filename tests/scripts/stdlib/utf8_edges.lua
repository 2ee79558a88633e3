-- The utf8 library on valid, overlong, truncated and too large sequences.
local function try(f, ...) print(pcall(f, ...)) end
local text = "aé漢𝄞z"

print(utf8.len(text), #text, utf8.len(text, 2, 3), utf8.len(text, -1), utf8.len(text, #text + 1), utf8.len(""))
print(utf8.codepoint(text, 1, -1))
print(utf8.char(97, 233, 28450, 119070, 122), utf8.char(), utf8.char(0) == "\0")
for p, c in utf8.codes(text) do io.write(p, ":", c, " ") end
print()
for i = -6, 7 do io.write(tostring(utf8.offset(text, i)), " ") end
print()
for i = 1, #text + 1 do io.write(tostring(utf8.offset(text, 0, i)), " ") end
print()
print(utf8.charpattern == "[\0-\x7F\xC2-\xFD][\x80-\xBF]*")
for c in text:gmatch(utf8.charpattern) do io.write("<", c, ">") end
print()

-- every length, strict and lax
local codes = {0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xd800, 0xdfff, 0xe000, 0xffff, 0x10000, 0x10ffff, 0x110000,
  0x1fffff, 0x200000, 0x3ffffff, 0x4000000, 0x7fffffff}
for _, code in ipairs(codes) do
  local s = utf8.char(code)
  print(("%x"):format(code), #s, (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)), utf8.len(s), utf8.len(s, 1, -1, true),
    utf8.codepoint(s, 1, 1, true) == code)
end

for _, s in ipairs {"\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xf0\x80\x80\x80", "\xc3", "\xe6\xbc", "\xfe", "\xff", "a\xffb",
                    "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf8\x80\x80\x80\x80", "\xfc\x83\xbf\xbf\xbf\xbf"} do
  print(utf8.len(s))
  print(utf8.len(s, 1, -1, true))
  print(pcall(utf8.codepoint, s, 1, -1))
  print(pcall(function() local n = 0; for p, c in utf8.codes(s) do n = n + c end; return n end))
  print(pcall(function() local n = 0; for p, c in utf8.codes(s, true) do n = n + c end; return n end))
end

try(utf8.char, -1)
try(utf8.char, 0x80000000)
try(utf8.char, "x")
try(utf8.len, "abc", 0)
try(utf8.len, "abc", 5)
try(utf8.len, "abc", 1, 4)
try(utf8.codepoint, "abc", 4)
try(utf8.codepoint, "abc", 0)
try(utf8.codepoint, "abc", 2, 9)
print(utf8.codepoint("abc", 3, 2))
try(utf8.offset, "abc", 1, 5)
try(utf8.offset, "abc", 1, -4)
try(utf8.offset, "é", 1, 2)
print(utf8.offset("é", 5), utf8.offset("abc", 4), utf8.offset("abc", 5), utf8.offset("", 1), utf8.offset("", 0))
try(utf8.codes)
print(utf8.codes("x")("abc", 1), utf8.codes("x")("abc", 3), utf8.codes("x")("abc", -1))

--> 5	11	1	1	0	0
--> 97	233	28450	119070	122
--> aé漢𝄞z		true
--> 1:97 2:233 4:28450 7:119070 11:122 
--> nil 1 2 4 7 11 1 1 2 4 7 11 12 nil 
--> 1 2 2 4 4 4 7 7 7 7 11 12 
--> true
--> <a><é><漢><𝄞><z>
--> 0	1	00	1	1	true
--> 7f	1	7f	1	1	true
--> 80	2	c280	1	1	true
--> 7ff	2	dfbf	1	1	true
--> 800	3	e0a080	1	1	true
--> d7ff	3	ed9fbf	1	1	true
--> d800	3	eda080	nil	1	true
--> dfff	3	edbfbf	nil	1	true
--> e000	3	ee8080	1	1	true
--> ffff	3	efbfbf	1	1	true
--> 10000	4	f0908080	1	1	true
--> 10ffff	4	f48fbfbf	1	1	true
--> 110000	4	f4908080	nil	1	true
--> 1fffff	4	f7bfbfbf	nil	1	true
--> 200000	5	f888808080	nil	1	true
--> 3ffffff	5	fbbfbfbfbf	nil	1	true
--> 4000000	6	fc8480808080	nil	1	true
--> 7fffffff	6	fdbfbfbfbfbf	nil	1	true
--> nil	1
--> nil	1
--> false	invalid UTF-8 code
--> false	utf8_edges.lua:32: invalid UTF-8 code
--> false	utf8_edges.lua:33: invalid UTF-8 code
--> nil	1
--> nil	1
--> false	invalid UTF-8 code
--> false	utf8_edges.lua:32: invalid UTF-8 code
--> false	utf8_edges.lua:33: invalid UTF-8 code
--> nil	1
--> nil	1
--> false	invalid UTF-8 code
--> false	utf8_edges.lua:32: invalid UTF-8 code
--> false	utf8_edges.lua:33: invalid UTF-8 code
--> nil	1
--> nil	1
--> false	invalid UTF-8 code
--> false	utf8_edges.lua:32: invalid UTF-8 code
--> false	utf8_edges.lua:33: invalid UTF-8 code
--> nil	1
--> nil	1
--> false	invalid UTF-8 code
--> false	utf8_edges.lua:32: invalid UTF-8 code
--> false	utf8_edges.lua:33: invalid UTF-8 code
--> nil	1
--> nil	1
--> false	invalid UTF-8 code
--> false	utf8_edges.lua:32: invalid UTF-8 code
--> false	utf8_edges.lua:33: invalid UTF-8 code
--> nil	1
--> nil	1
--> false	invalid UTF-8 code
--> false	utf8_edges.lua:32: invalid UTF-8 code
--> false	utf8_edges.lua:33: invalid UTF-8 code
--> nil	1
--> nil	1
--> false	invalid UTF-8 code
--> false	utf8_edges.lua:32: invalid UTF-8 code
--> false	utf8_edges.lua:33: invalid UTF-8 code
--> nil	2
--> nil	2
--> false	invalid UTF-8 code
--> false	utf8_edges.lua:32: invalid UTF-8 code
--> false	utf8_edges.lua:33: invalid UTF-8 code
--> nil	1
--> 1
--> false	invalid UTF-8 code
--> false	utf8_edges.lua:32: invalid UTF-8 code
--> true	55296
--> nil	1
--> 1
--> false	invalid UTF-8 code
--> false	utf8_edges.lua:32: invalid UTF-8 code
--> true	1114112
--> nil	1
--> nil	1
--> false	invalid UTF-8 code
--> false	utf8_edges.lua:32: invalid UTF-8 code
--> false	utf8_edges.lua:33: invalid UTF-8 code
--> nil	1
--> nil	1
--> false	invalid UTF-8 code
--> false	utf8_edges.lua:32: invalid UTF-8 code
--> false	utf8_edges.lua:33: invalid UTF-8 code
--> false	bad argument #1 to 'utf8.char' (value out of range)
--> false	bad argument #1 to 'utf8.char' (value out of range)
--> false	bad argument #1 to 'utf8.char' (number expected, got string)
--> false	bad argument #2 to 'utf8.len' (initial position out of bounds)
--> false	bad argument #2 to 'utf8.len' (initial position out of bounds)
--> false	bad argument #3 to 'utf8.len' (final position out of bounds)
--> false	bad argument #3 to 'utf8.codepoint' (out of bounds)
--> false	bad argument #2 to 'utf8.codepoint' (out of bounds)
--> false	bad argument #3 to 'utf8.codepoint' (out of bounds)
-->
--> false	bad argument #3 to 'utf8.offset' (position out of bounds)
--> false	bad argument #3 to 'utf8.offset' (position out of bounds)
--> false	initial position is a continuation byte
--> nil	4	nil	1	1
--> false	bad argument #1 to 'utf8.codes' (string expected, got no value)
--> 2	nil
