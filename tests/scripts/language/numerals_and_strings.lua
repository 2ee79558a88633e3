-- Numerals in all forms, escapes, long strings and comments.
print(3, 345, 0xff, 0xBEBADA, 3.0, 3.1416, 314.16e-2, 0.31416E1, 34e1, 0x0.1E, 0xA23p-4, 0X1.921FB54442D18P+1)
print(.5, 5., 0x.8p0, 0x8.p0, 1e-320, 1E+308, 00012, 0x00ff)
print("\65\066\x41\u{41}\u{e9}\u{20ac}\u{1F600}", '\'"', "\"'", "a\z
       b", "\\n")
print(#"\a\b\f\n\r\t\v\0", ("\a\b\f\n\r\t\v\0"):byte(1, -1))
print("line1\
line2")
print([[
first newline skipped]])
print([==[ ]] ]=] ]==])
print(#[[

]])
--[[ block
comment ]]
print "after" --[==[ ]] still ]==]
print "again"
---[[ not a block
print "single"
--]]
print("\u{7FFFFFFF}" == "\xFD\xBF\xBF\xBF\xBF\xBF", #"\u{7FF}\u{800}\u{FFFF}\u{10000}")
for _, src in ipairs { "x = 'a", "x = 'a\nb'", "x = '\\q'", "x = '\\300'", "x = '\\xZZ'", "x = '\\u{110000000}'", "x = [[a", "--[[a", "x = 3x", "x = 0x", "x = 1e", "x = 1..2", "x = '\\u{zz}'", "x = [=a" } do
  print(select(2, load(src, "=src")))
end

--> 3	345	255	12499674	3.0	3.1416	3.1416	3.1416	340.0	0.1171875	162.1875	3.1415926535898
--> 0.5	5.0	0.5	8.0	9.9998886718268e-321	1e+308	12	255
--> ABAAé€😀	'"	"'	ab	\n
--> 8	7	8	12	10	13	9	11	0
--> line1
--> line2
--> first newline skipped
-->  ]] ]=] 
--> 1
--> after
--> again
--> single
--> true	12
--> src:1: unfinished string near <eof>
--> src:1: unfinished string near ''a'
--> src:1: invalid escape sequence near ''\q'
--> src:1: decimal escape too large near ''\300''
--> src:1: hexadecimal digit expected near ''\xZ'
--> src:1: UTF-8 value too large near ''\u{110000000'
--> src:1: unfinished long string (starting at line 1) near <eof>
--> src:1: unfinished long comment (starting at line 1) near <eof>
--> src:1: malformed number near '3x'
--> src:1: malformed number near '0x'
--> src:1: malformed number near '1e'
--> src:1: malformed number near '1..2'
--> src:1: hexadecimal digit expected near ''\u{z'
--> src:1: invalid long string delimiter near '[='
