-- Runs the cases of error_texts in one state: arg[1] holds one case per line, "name<TAB>source" with \n, \t
-- and \\ escaped; arg[2] receives one answer per line, in order. A case that changes the state for those after it
-- (metatables of basic types, default files) is undone here; hooks stay in a coroutine.
local out = assert(io.open(arg[2], "w"))
out:setvbuf("line")
local stdin, stdout = io.input(), io.output()
local string_metatable = getmetatable("")
local string_index = string_metatable.__index
local unescape = {n = "\n", t = "\t", ["\\"] = "\\"}

local function show(x)
  local kind = math.type(x) or type(x)
  if kind == "string" then return x end
  if kind == "table" or kind == "userdata" then
    local ok, text = pcall(tostring, x)
    return kind .. " " .. tostring(text)
  end
  return kind .. " " .. tostring(x)
end

-- Outcomes of a case: what it returned or its whole message. Results of cases named "library" depend on time,
-- place and chance: only their number counts.
local function answer(name, ok, ...)
  local all = table.pack(...)
  if ok and name:find("^library") then return "returned" end
  for i = 1, all.n do all[i] = show(all[i]) end
  return (ok and "returned " or "failed ") .. table.concat(all, " | ")
end

local function reset()
  io.input(stdin)
  io.output(stdout)
  debug.setmetatable("", string_metatable)
  debug.setmetatable(nil, nil)
  debug.setmetatable(1, nil)
  debug.setmetatable(true, nil)
  debug.setmetatable(print, nil)
  debug.setmetatable(coroutine.running(), nil)
  string_metatable.__index = string_index
  collectgarbage("restart")
  warn("@off")
end

local function run(name, source)
  local environment = setmetatable({}, {__index = _G})
  local chunk, message = load(source, "=case", "t", environment)
  if not chunk then return "refused " .. message end
  if name:find("hook") then return answer(name, select(2, coroutine.resume(coroutine.create(pcall), chunk))) end
  return answer(name, pcall(chunk))
end

for line in io.lines(arg[1]) do
  local name, source = line:match("^(.-)\t(.*)$")
  local text = run(name, (source:gsub("\\(.)", unescape)))
  reset()
  out:write((text:gsub("[%c\\\x7f-\xff]", function(c) return string.format("\\%d", c:byte()) end)), "\n")
end
out:close()
