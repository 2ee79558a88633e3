-- and/or give operands, short circuits, if chains, nested blocks, while and repeat.
print(nil and 1, false or nil, 1 and 2, nil or 2, false and error "x", 1 or error "x")
print(nil == false, not not nil, 1 and nil or 3, (nil and 1) == nil)
local function side(v) io.write(tostring(v), ";") return v end
print(side(1) and side(false) or side(3))
print(side(nil) or side(false) and side(2))
print(side(false) == side(false) and side(1) < side(2))
local function grade(n) if n >= 90 then return "A" elseif n >= 80 then return "B" elseif n >= 70 then return "C" else return "F" end end
print(grade(95), grade(85), grade(75), grade(5))
local n, steps = 27, 0
while n ~= 1 do n = n % 2 == 0 and n // 2 or 3 * n + 1; steps = steps + 1 end
print(steps)
local k = 0
repeat local stop = k >= 3; k = k + 1 until stop
print(k)
while true do k = k + 1 if k > 10 then break end end
print(k)
local x = 1
do local x = 2 do local x = 3 print(x) end print(x) end
print(x)
print((5 > 3) == true, 1 < 2 == true, "x" == "x" ~= false) ; ; ;
local y = 5
local r = y > 3 and y < 10
print(r, not (y > 3))

--> nil	nil	2	2	false	1
--> false	false	3	true
--> 1;false;3;3
--> nil;false;false
--> false;false;1;2;true
--> A	B	C	F
--> 111
--> 4
--> 11
--> 3
--> 2
--> 1
--> true	true	true
--> true	false
