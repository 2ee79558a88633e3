-- goto: continue, nested break, backward jumps that renew locals.
for i = 1, 3 do
  for j = 1, 3 do
    if j == 2 then goto continue end
    if i == 3 then goto done end
    io.write(i, ":", j, " ")
    ::continue::
  end
end
::done:: print()
do
  local closures, i = {}, 1
  ::top::
  local x = i * 10
  closures[i] = function() x = x + 1; return x end
  i = i + 1
  if i <= 3 then goto top end
  print(closures[1](), closures[1](), closures[2](), closures[3]())
end
do goto skip; ::back:: print "back" goto finish; ::skip:: goto back; ::finish:: end
local function classify(n)
  if n < 0 then goto negative elseif n == 0 then goto zero end
  do return "positive" end
  ::negative:: do return "negative" end
  ::zero:: return "zero"
end
print(classify(1), classify(-1), classify(0))
print(load "goto nowhere")
print(load "do ::l:: end goto l")
print(load "::a:: ::a::")
print(load "goto f; local x; ::f:: print(x)")
print((load "goto f; local x; ::f::") ~= nil)
print(load "break")
print(load "repeat if x then goto cont end; local xuxu = 10; ::cont:: until xuxu < x")

--> 1:1 1:3 2:1 2:3 
--> 11	12	21	31
--> back
--> positive	negative	zero
--> nil	[string "goto nowhere"]:1: no visible label 'nowhere' for <goto> at line 1
--> nil	[string "do ::l:: end goto l"]:1: no visible label 'l' for <goto> at line 1
--> nil	[string "::a:: ::a::"]:1: label 'a' already defined on line 1
--> nil	[string "goto f; local x; ::f:: print(x)"]:1: <goto f> at line 1 jumps into the scope of local 'x'
--> true
--> nil	[string "break"]:1: break outside loop at line 1
--> nil	[string "repeat if x then goto cont end; local xuxu = ..."]:1: <goto cont> at line 1 jumps into the scope of local 'xuxu'
