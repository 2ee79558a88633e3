#!/usr/bin/env vmrun
-- adventure: a small text adventure. The story is a coroutine that yields what to print and is resumed
-- with what the player typed, so it reads like a book; the loop at the end is all it needs of a terminal.
--
--   vmrun adventure.lua                  type `help` when you are lost

local rooms = {
  cellar = {
    text = "A cellar. Water drips. A ladder leads up, a low arch leads east.",
    exits = {up = "kitchen", east = "vault"},
    things = {"rope"},
  },
  kitchen = {
    text = "A kitchen that was left in a hurry. A door leads north, a ladder down.",
    exits = {down = "cellar", north = "garden"},
    things = {"lamp", "bread"},
  },
  vault = {
    text = "A vault of dry stone, with an iron chest in the middle.",
    exits = {west = "cellar"},
    things = {},
    dark = true,
  },
  garden = {
    text = "A garden in the moonlight. A dog guards the gate in the north.",
    exits = {south = "kitchen"},
    things = {"key"},
  },
}

local function index_of(list, wanted)
  for i, thing in ipairs(list) do
    if thing == wanted then
      return i
    end
  end
end

-- Everything that the story says goes through here; the answer is the next command, as a list of words.
local function tell(...)
  local words = {}
  for word in (coroutine.yield(table.concat({...}, "\n")) or "quit"):lower():gmatch("%a+") do
    words[#words + 1] = word
  end
  return words
end

local function story()
  local here, bag, dog_is_fed, moves = rooms.cellar, {}, false, 0
  local commands = {}

  local function look()
    if here.dark and not index_of(bag, "lamp") then
      return "It is pitch dark. You hear your own heart."
    end
    local text = here.text
    if here == rooms.garden and dog_is_fed then
      text = "A garden in the moonlight. A dog chews happily. The gate in the north is free."
    end
    if #here.things > 0 then
      text = text .. "\nYou see: " .. table.concat(here.things, ", ") .. "."
    end
    return text
  end
  commands.look = look

  function commands.go(where)
    if here == rooms.garden and where == "north" then
      return dog_is_fed and "won" or "The dog shows its teeth."
    end
    local name = here.exits[where]
    if not name then
      return "There is no way " .. (where or "to nowhere") .. "."
    end
    here = rooms[name]
    return look()
  end

  function commands.take(what)
    local at = index_of(here.things, what)
    if not at then
      return "There is no " .. (what or "such thing") .. " here."
    end
    bag[#bag + 1] = table.remove(here.things, at)
    return "Taken."
  end

  function commands.drop(what)
    local at = index_of(bag, what)
    if not at then
      return "You do not have that."
    end
    table.remove(bag, at)
    if what == "bread" and here == rooms.garden then
      dog_is_fed = true
      return "The dog looks at you, then at the bread. It has decided."
    end
    table.insert(here.things, what)
    return "Dropped."
  end

  function commands.open(what)
    if what ~= "chest" or here ~= rooms.vault or not index_of(bag, "lamp") then
      return "There is nothing to open."
    elseif not index_of(bag, "key") then
      return "The chest is locked."
    elseif not index_of(bag, "coin") then
      bag[#bag + 1] = "coin"
      return "The chest holds a single golden coin. You take it."
    end
    return "The chest is empty now."
  end

  function commands.bag()
    return #bag == 0 and "Your hands are empty." or "You carry: " .. table.concat(bag, ", ") .. "."
  end

  function commands.help()
    return "go up|down|north|east|south|west, take THING, drop THING, open THING, look, bag, quit"
  end

  local answer = look()
  while true do
    local words = tell(answer)
    moves = moves + 1
    if words[1] == "quit" then
      return "You give up after " .. moves .. " moves."
    elseif commands[words[1]] then
      answer = commands[words[1]](words[2])
    else
      answer = words[1] and "I do not know how to " .. words[1] .. "." or "Say something."
    end
    if answer == "won" then
      local rich = index_of(bag, "coin") and "rich" or "free"
      return string.format("You walk out into the night, %s, after %d moves.", rich, moves)
    end
  end
end

local play = coroutine.create(story)
local _, text = coroutine.resume(play)
while coroutine.status(play) == "suspended" do
  print(text)
  io.write("> ")
  local line = io.read()
  print()
  _, text = coroutine.resume(play, line)
end
print(text)
