-- find and match: classes, sets, quantifiers, anchors, captures, positions, balance, frontier.
print(("hello"):find "l", ("hello"):find("l", 4), ("hello"):find("xyz"), ("hello"):find "", ("hello"):find("", 10), ("hello"):find("", 6), ("hello"):find("h", -5), ("hello"):find("l", -2))
print(("a.b"):find(".", 1, true), ("a.b"):find("%."), ("a+b"):find("+", 1, true), ("x"):find("", 1, true), ("abc"):find("b", 1, true), ("abc"):find("c", -1, true), ("a\0b"):find "%z", ("a\0b"):find("\0", 1, true))
print(("key = value"):match "(%w+)%s*=%s*(%w+)", ("  trim  "):match "^%s*(.-)%s*$" .. "|", ("2024-01-31"):match "(%d+)-(%d+)-(%d+)")
print(("abc"):match "()b()", ("abc"):match "b", ("abc"):match "^b", ("abc"):match("^b", 2), ("abc"):match "c$", ("a$c"):match "a$c", ("abc"):match "(a)(b)(c)")
print(("aaa"):match "a*", ("aaa"):match "a-", ("aaa"):match "a-$", ("aaa"):match "a?", ("baaa"):match "a+", ("baaa"):match "^a*", ("[[x]]"):match "%[%[(.*)%]%]", ("a-b"):match "[a-]+", ("]"):match "[]]", ("^"):match "[%^x]", ("x^"):match "[^x]", ("a]"):match "[^]]")
print(("f(a(b)c)d"):match "%b()", ("THE (quick) fox"):find "%((%a+)%)", ("THE (quick) fox"):gsub("%f[%a]%a+", string.lower), ("x==y"):match "%f[=]=+", ("hello world"):match "%f[%w]%w+%f[%W]", ("[[a]b]"):match "%b[]")
print(("abcabc"):match "(abc)%1", ("abcabd"):match "(abc)%1", ("\"it's\""):match "([\"'])(.-)%1", ("aXbXc"):match "(.)X(.)X(.)")
print(("0x1F 42"):match "0[xX](%x+)", ("a1_b2"):match "[%a_][%w_]*", ("a,b;c"):match "[^,;]+", ("tab\tx"):match "%c", ("Á"):match "[\128-\255]+" == "Á", ("x y"):match "%S+$", (".,!"):match "%p+", ("A"):match "%u", ("a"):match "%L" == nil, ("\127"):match "%g" == nil)
for _, p in ipairs { "%", "[a", "[]", "[^]", "(", "(()", ")", "%1", "(%1)", "%b", "%bx", "%f", "a%", "[a-%", "[%a-z]", "(a)(b)(c)%4", ("(a)"):rep(33) } do print(p:sub(1, 12), pcall(string.find, "aabc", p)) end
print(("a"):rep(30):match(("a?"):rep(15) .. ("a"):rep(15)) ~= nil, pcall(string.match, ("a"):rep(2000), ".-b"), #("x"):rep(100000):match ".-$")
print(("one;two;;four"):find(";;", 1, true), ("a.b.c"):gsub("%.", "%%"), ("äöü"):len(), ("x"):find("x", 2), ("x"):find("", 2), ("x"):find("", 3))
print(string.find("abc", "b", nil), string.find("abc", "b", nil, true), string.match("abc", "b", -100), string.find("", ""), string.find("", "", 2), string.match("", ".-"), string.match("x", "^$"), string.match("", "^$"))

-- A failed run need not be tried again from its middle, but where a back reference tells the difference.
print(("aaba"):find("(a+)b%1"), ("aaab:ab"):find("(a-)b:%1b"), ("abab"):find("(a*)b%1"))
print(("aaab"):find("a+c"), ("aaabaac"):find("a*c"), ("aab aac"):find("()%a+c"), ("aaba"):find("a-a$"))
print(("x:yy:zzz"):match("[^:]*$"), ("zz"):match("(.-)$"), ("abc  "):match("^(.-)%s*$"), ("a\n"):find("%s*$"))
print(("aab"):gsub("a*$", "<%0>"), ("aaa"):gsub("a*$", "<%0>"), ("a,b,"):gsub("[^,]*$", "<%0>"))

--> 3	4	nil	1	nil	6	1	4	4
--> 2	2	2	1	2	3	2	2	2
--> key	trim|	2024	01	31
--> 2	b	nil	b	c	a$c	a	b	c
--> aaa		aaa	a	aaa		x	a-	]	^	^	a
--> (a(b)c)	5	the (quick) fox	==	hello	[[a]b]
--> abc	nil	"	a	b	c
--> 1F	a1_b2	a			true	y	.,!	A	true	true
--> %	false	malformed pattern (ends with '%')
--> [a	false	malformed pattern (missing ']')
--> []	false	malformed pattern (missing ']')
--> [^]	false	malformed pattern (missing ']')
--> (	false	unfinished capture
--> (()	false	unfinished capture
--> )	true	nil
--> %1	false	invalid capture index %1
--> (%1)	false	invalid capture index %1
--> %b	false	malformed pattern (missing arguments to '%b')
--> %bx	false	malformed pattern (missing arguments to '%b')
--> %f	false	missing '[' after '%f' in pattern
--> a%	false	malformed pattern (ends with '%')
--> [a-%	false	malformed pattern (missing ']')
--> [%a-z]	true	1	1
--> (a)(b)(c)%4	false	invalid capture index %4
--> (a)(a)(a)(a)	true	nil
--> true	true	100000
--> 8	a%b%c	6	nil	2	nil
--> 2	2	b	1	nil		nil	
--> 2	3	1	3	a
--> nil	5	5	4	4
--> zzz	zz	abc	2	2
--> aab<>	<aaa>	a,b,<>	1
