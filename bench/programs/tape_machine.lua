-- An interpreter for the eight-letter language of a tape machine, and one that compiles it to closures.
local n = arg and tonumber(arg[1]) or 10000

local function parse(source)
  local code, open = {}, {}
  for c in source:gmatch("[%+%-<>%.,%[%]]") do
    local last = code[#code]
    if last and last.op == c and c:find("[%+%-<>]") then
      last.count = last.count + 1
    else
      code[#code + 1] = {op = c, count = 1}
      if c == "[" then
        open[#open + 1] = #code
      elseif c == "]" then
        local start = table.remove(open)
        code[start].jump, code[#code].jump = #code, start
      end
    end
  end
  assert(#open == 0)
  return code
end

local function run(code, input)
  local tape, at, pc, read, steps, out = {}, 1, 1, 0, 0, {}
  for i = 1, 300 do tape[i] = 0 end
  while pc <= #code do
    local instruction = code[pc]
    local op = instruction.op
    if op == "+" then
      tape[at] = (tape[at] + instruction.count) % 256
    elseif op == "-" then
      tape[at] = (tape[at] - instruction.count) % 256
    elseif op == ">" then
      at = at + instruction.count
    elseif op == "<" then
      at = at - instruction.count
    elseif op == "[" then
      if tape[at] == 0 then pc = instruction.jump end
    elseif op == "]" then
      if tape[at] ~= 0 then pc = instruction.jump end
    elseif op == "." then
      out[#out + 1] = string.char(tape[at])
    else
      read = read + 1
      tape[at] = input:byte(read) or 0
    end
    pc = pc + 1
    steps = steps + 1
  end
  return table.concat(out), steps
end

local function compile(code, from, to)
  local parts, i = {}, from
  while i <= to do
    local instruction = code[i]
    local op, count = instruction.op, instruction.count
    if op == "+" or op == "-" then
      local by = op == "+" and count or -count
      parts[#parts + 1] = function(state) state.tape[state.at] = (state.tape[state.at] + by) % 256 end
    elseif op == ">" or op == "<" then
      local by = op == ">" and count or -count
      parts[#parts + 1] = function(state) state.at = state.at + by end
    elseif op == "[" then
      local body = compile(code, i + 1, instruction.jump - 1)
      parts[#parts + 1] = function(state)
        while state.tape[state.at] ~= 0 do body(state) end
      end
      i = instruction.jump
    elseif op == "." then
      parts[#parts + 1] = function(state) state.out[#state.out + 1] = string.char(state.tape[state.at]) end
    else
      parts[#parts + 1] = function(state)
        state.read = state.read + 1
        state.tape[state.at] = state.input:byte(state.read) or 0
      end
    end
    i = i + 1
  end
  return function(state)
    for k = 1, #parts do parts[k](state) end
  end
end

-- Squares the digit that was read.
local source = ",>++++++[<-------->-]<[->+>+<<]>>[-<[->>+>+<<<]>>>[-<<<+>>>]<<]>."
local code = parse(source)
local program = compile(code, 1, #code)
local outputs, steps = 0, 0
for i = 1, n do
  local input = tostring(i % 9 + 1)
  local text, count = run(code, input)
  local state = {tape = {}, at = 1, out = {}, input = input, read = 0}
  for k = 1, 300 do state.tape[k] = 0 end
  program(state)
  assert(text:byte(1) == (i % 9 + 1) ^ 2 and table.concat(state.out) == text)
  outputs, steps = outputs + text:byte(1), steps + count
end
local result = string.format("%d %d", outputs, steps)

local expected = {[67] = "2049 31874", [3300] = "104449 1616346", [10000] = "316639 4899626"}
print(result)
assert(result == (expected[n] or result), "wrong result")
