-- debug.setlocal reaches the hidden state of a loop: values of another kind end it.
local function set_state(nth, v)
  for i = 1, 100 do
    local name = debug.getlocal(3, i)
    if name == nil then return end
    if name == "(for state)" then
      nth = nth - 1
      if nth == 0 then return debug.setlocal(3, i, v) end
    end
  end
end
local function rounds(start, nth, v)
  local n = 0
  local function change(i) if i == start + 1 then set_state(nth, v) end end
  for i = start, start + 4 do
    n = n + 1
    change(i)
  end
  return n
end
for _, start in ipairs { 1, 1.5 } do
  for nth = 1, 3 do
    for _, v in ipairs { start == 1 and 2.5 or 7, "x", { nth }, false } do
      print(start, nth, type(v), rounds(start, nth, v))
    end
  end
end
collectgarbage()

--> 1	1	number	2
--> 1	1	string	2
--> 1	1	table	2
--> 1	1	boolean	2
--> 1	2	number	2
--> 1	2	string	2
--> 1	2	table	2
--> 1	2	boolean	2
--> 1	3	number	2
--> 1	3	string	2
--> 1	3	table	2
--> 1	3	boolean	2
--> 1.5	1	number	2
--> 1.5	1	string	2
--> 1.5	1	table	2
--> 1.5	1	boolean	2
--> 1.5	2	number	2
--> 1.5	2	string	2
--> 1.5	2	table	2
--> 1.5	2	boolean	2
--> 1.5	3	number	2
--> 1.5	3	string	2
--> 1.5	3	table	2
--> 1.5	3	boolean	2
