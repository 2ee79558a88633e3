-- Where one result is wanted, functions of strings may take a shorter way than where all are: both must agree, in
-- values and in errors, in loops that get compiled, too.
local rounds = 60
local function show(v)
  if type(v) == "string" then return #v > 60 and ("%d bytes"):format(#v) or ("%q"):format(v) end
  return tostring(v)
end
local function plain(message) return (tostring(message):gsub("^[^:]*:%d+: ", ""):gsub("to '.-'", "")) end
local function agree(name, ...)
  local f, first = string[name] or table[name], nil
  for round = 1, rounds do
    local whole = table.pack(pcall(f, ...))
    local good, one = pcall(function(...) local v = f(...) return v end, ...)
    assert(good == whole[1], name)
    assert(not good or one == whole[2], name)
    assert(good or plain(one) == plain(whole[2]), one)
    local shown = good and show(one) or plain(one)
    first = first or shown
    assert(shown == first)
  end
  return first
end
local function line(name, cases)
  local shown = {}
  for i, case in ipairs(cases) do shown[i] = agree(name, table.unpack(case, 1, case.n or #case)) end
  print(name, table.concat(shown, " | "))
end

line("find", {{"hello", "l"}, {"hello", "l", 4}, {"hello", "l", 5}, {"hello", "", 6}, {"hello", "", 7}, {"hello", "", -9},
  {"hello", "lo", -2}, {"a.b", ".", 2, true}, {"a.b", ".", 2, false}, {"a.b", "%.", 1.0}, {"a.b", "%.", "1"}, {"a.b", ".", nil, true},
  {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "aab"}, {"\0x\0", "\0", 2}, {1234, 3}, {"x", "()"}, {"x", "(x)"}, {"abc", "^b"}, {"abc", "^b", 2}})
line("find", {{"x", "("}, {"x", "(x"}, {"x", "%"}, {"x", "[a"}, {"x", "%1"}, {"x", "%f"}, {"x", "x%b"}, {"y", "x%b"}, {"x"}, {},
  {"x", "x", 1.5}, {"x", "x", {}}, {nil, "x"}, {"x", {}}, {("a"):rep(300), (".-"):rep(250) .. "b"}, {"x", ("(x?)"):rep(33)}})
line("match", {{"key = value", "(%w+)%s*=%s*(%w+)"}, {"key", "%w+", 2}, {"key", "()y"}, {"key", "k()(e)"}, {"key", "z"}, {"key", "z*"},
  {"key", "", 4}, {"key", "", 5}, {"key", "^(k)(e)"}, {"f(a(b)c)d", "%b()"}, {"THE (quick) fox", "%f[%a]%a+", 5}, {"abab", "(a)(b)%1%2"},
  {("x"):rep(70), "x*"}, {"12:30", "%d+", -2}, {12.5, "%d+$"}})
line("match", {{"x", "(x"}, {"xy", "(x)(y"}, {"x", "x)"}, {"x", "%2"}, {"x", "(()"}, {"ab", "(a)%2"}, {"x", nil}})
line("gsub", {{"hello", "l", "L"}, {"hello", "z", "L"}, {"hello", "", "-"}, {"hello", "l", "L", 1}, {"hello", "z", "%9"}, {"hello", "l", "%9"},
  {"hello", "z", {}}, {"hello", "l", {l = 1}}, {"hello", "z", print}, {"hello", "z", 12}, {"hello", "z", nil}, {"hello", "z", true},
  {"hello", "^h", ""}, {"hello", "("  , ""}, {"", "^", "x"}, {"", "z*", "x"}, {"hello", "(z", "x"}, {"hello", "l", "%"}})
line("lower", {{"AbC1["}, {""}, {("AB"):rep(50)}, {12}, {}, {nil}, {{}}, {"A", "B"}})
line("upper", {{"AbC1{"}, {""}, {("ab"):rep(50)}, {12}, {}})
line("rep", {{"ab", 3}, {"ab", 0}, {"ab", -1}, {"ab", 20}, {"ab", 21}, {"ab", 3, ","}, {"ab", 3.0}, {"ab", "2"}, {"ab", 1.5},
  {"ab"}, {7, 3}, {"ab", 1 << 40}, {("a"):rep(50), 1}, {"x", math.mininteger}, {"x", math.maxinteger}})

local forty, counted = ("x"):rep(40), setmetatable({}, {__len = function() return 3 end, __index = function(_, i) return "i" .. i end})
line("concat", {{{"a", "b"}}, {{"a", "b"}, ", "}, {{}, ","}, {{}}, {{1, "b", 2.5}, " "}, {{"a", "b"}, 1}, {{"a", "b", "c"}, "-", 2}, {{"a", "b"}, nil},
  {{forty}}, {{forty, ""}}, {{forty, "y"}}, {{"x", ("y"):rep(39)}}, {{"x", ("y"):rep(38)}, "-"}, {{"x", ("y"):rep(39)}, "-"}, {counted, "+"},
  {{"a", x = 1}, ","}, {{[0] = "a", "b"}, ","}, {{"a", true}}, {{"a", {}}, ","}, {{"a", nil, "c"}, ","}, {}, {"x"}, {{"a", "b"}, {}}})

local function numbers(...)
  local shown = {}
  for i = 1, select("#", ...) do
    local given, last = (select(i, ...)), nil
    for round = 1, rounds do last = tonumber(given) end
    assert(last == select(1, tonumber(given)))
    shown[i] = show(last)
  end
  print("tonumber", table.concat(shown, " | "))
end
numbers(1, 1.5, "10", " 0x10 ", "1e2", "1e", "", "nan", "9223372036854775808", nil, true, {}, print)
print(pcall(tonumber), select("#", tonumber("x")), select("#", (tonumber("x"))), tonumber("z", 36), pcall(tonumber, 10, 99))
-- In tail position, and in lists, all results count.
local function tail(s, p) return s:find(p) end
local function tail_match(s, p) return s:match(p) end
local function tail_gsub(s, p) return s:gsub(p, "") end
for i = 1, rounds do
  assert(select("#", tail("abc", "b")) == 2 and select("#", tail("abc", "(b)(c)")) == 4 and select("#", tail("abc", "x")) == 1)
  assert(select("#", tail_match("abc", "(b)(c)")) == 2 and select("#", tail_gsub("abc", "x")) == 2)
  assert(#{("abc"):find("b")} == 2 and #{("abc"):gsub("x", "")} == 2 and #{("abc"):gmatch("x")()} == 0)
end
-- Iterators with one variable and with more; empty matches; a subject that is garbage but for the iterator.
local function words(s, p)
  local list = {}
  for w in s:gmatch(p) do list[#list + 1] = show(w) end
  return table.concat(list, ",")
end
for i = 1, rounds do
  assert(words("one two  three", "%a+") == '"one","two","three"')
  assert(words("a=1, b=2", "(%w)=(%w)") == '"a","b"')
  assert(words("abc", "()") == "1,2,3,4" and words("abc", "x*") == '"","","",""' and words("", "x") == "" and words("", "x*") == '""')
  assert(words("^a^a", "^a") == '"^a","^a"' or words("^a^a", "^a") == "")
  local pairs_of = {}
  for k, v in ("a=1, b=2"):gmatch("(%w)=(%w)") do pairs_of[#pairs_of + 1] = k .. v end
  assert(table.concat(pairs_of, " ") == "a1 b2")
  local next_word = (("x y "):rep(i)):gmatch("%a")
  local count = 0
  while next_word() do
    count = count + 1
    if count % 16 == 0 then collectgarbage("step") end
  end
  assert(count == 2 * i and next_word() == nil and select("#", next_word()) == 0)
end
print(pcall(words, "abc", "(a"), pcall(words, "abc", "a(b)("), pcall(words, "abc", "%"))
print(pcall(words, "abc", ("a"):rep(2) .. "("), #words(("ab "):rep(400), "%a+"))
-- Long subjects: what takes long goes the long way.
local long = ("x"):rep(300000)
for i = 1, 3 do
  assert(long:find("y") == nil and long:find("xy", 1, true) == nil and long:find("x$") == 300000 and #long:match("x+") == 300000)
  local upper = long:upper()
  assert(upper == ("X"):rep(300000) and long:gsub("y", "") == long and #long:gmatch("x*")() == 300000)
  assert((long .. "y"):find(("x"):rep(9) .. "y", 1, true) == 299992)
end

--> find	3 | 4 | nil | 6 | nil | 1 | 4 | 2 | 2 | 2 | 2 | 2 | 28 | 3 | 3 | 1 | 1 | nil | 2
--> find	unfinished capture | unfinished capture | malformed pattern (ends with '%') | malformed pattern (missing ']') | invalid capture index %1 | missing '[' after '%f' in pattern | malformed pattern (missing arguments ) | nil | bad argument #2  (string expected, got no value) | bad argument #1  (string expected, got no value) | bad argument #3  (number has no integer representation) | bad argument #3  (number expected, got table) | bad argument #1  (string expected, got nil) | bad argument #2  (string expected, got table) | pattern too complex | too many captures
--> match	"key" | "ey" | 3 | 2 | nil | "" | "" | nil | "k" | "(a(b)c)" | "quick" | "a" | 70 bytes | "30" | "5"
--> match	unfinished capture | unfinished capture | invalid pattern capture | invalid capture index %2 | unfinished capture | invalid capture index %2 | bad argument #2  (string expected, got no value)
--> gsub	"heLLo" | "hello" | "-h-e-l-l-o-" | "heLlo" | "hello" | invalid capture index %9 | "hello" | "he11o" | "hello" | "hello" | bad argument #3  (string/function/table expected, got no value) | bad argument #3  (string/function/table expected, got boolean) | "ello" | "hello" | "x" | "x" | "hello" | invalid use of '%' in replacement string
--> lower	"abc1[" | "" | 100 bytes | "12" | bad argument #1  (string expected, got no value) | bad argument #1  (string expected, got no value) | bad argument #1  (string expected, got table) | "a"
--> upper	"ABC1{" | "" | 100 bytes | "12" | bad argument #1  (string expected, got no value)
--> rep	"ababab" | "" | "" | "abababababababababababababababababababab" | "ababababababababababababababababababababab" | "ab,ab,ab" | "ababab" | "abab" | bad argument #2  (number has no integer representation) | bad argument #2  (number expected, got no value) | "777" | resulting string too large | "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" | "" | resulting string too large
--> concat	"ab" | "a, b" | "" | "" | "1 b 2.5" | "a1b" | "b-c" | "ab" | "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" | "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" | "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxy" | "xyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy" | "x-yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy" | "x-yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy" | "i1+i2+i3" | "a" | "b" | invalid value (boolean) at index 2 in table for 'concat' | invalid value (table) at index 2 in table for 'concat' | invalid value (nil) at index 2 in table for 'concat' | bad argument #1  (table expected, got no value) | bad argument #1  (table expected, got string) | bad argument #2  (string expected, got table)
--> tonumber	1 | 1.5 | 10 | 16 | 100.0 | nil | nil | nil | 9.2233720368548e+18 | nil | nil | nil | nil
--> false	1	1	35	false	bad argument #1 to 'tonumber' (string expected, got number)
--> false	false	false	short_forms.lua:75: malformed pattern (ends with '%')
--> true	1999
