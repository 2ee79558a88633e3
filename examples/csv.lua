#!/usr/bin/env vmrun
-- csv: looks at comma-separated files (RFC 4180: quoted fields, doubled quotes, line breaks inside).
--
--   vmrun csv.lua show FILE                  as an aligned table
--   vmrun csv.lua pick FILE COLUMN...        only these columns, as CSV
--   vmrun csv.lua where FILE COLUMN VALUE    only rows with that value, as CSV
--   vmrun csv.lua sum FILE COLUMN [BY]       sum, mean, min, max of a column, per value of column BY

local function fail(...)
  io.stderr:write("csv: ", string.format(...), "\n")
  os.exit(1)
end

-- Parses a whole text into rows of fields.
local function parse(text)
  local rows, row, at = {}, {}, 1
  if text:sub(-1) ~= "\n" then
    text = text .. "\n"
  end
  while at <= #text do
    local field
    if text:sub(at, at) == '"' then
      local pieces = {}
      at = at + 1
      repeat
        local piece, next_at = text:match('^([^"]*)"()', at)
        if not piece then
          fail("a quote is never closed")
        end
        pieces[#pieces + 1] = piece
        at = next_at
        local doubled = text:sub(at, at) == '"'
        if doubled then
          at = at + 1
        end
      until not doubled
      field = table.concat(pieces, '"')
    else
      field, at = text:match("^([^,\r\n]*)()", at)
    end
    row[#row + 1] = field
    local separator, after = text:match("^(,)()", at)
    if not separator then
      separator, after = text:match("^(\r?\n)()", at)
      if not separator then
        fail("row %d: text after a closing quote", #rows + 1)
      end
      rows[#rows + 1], row = row, {}
    end
    at = after
  end
  return rows
end

local function quote(field)
  if field:find('[,"\r\n]') then
    return '"' .. field:gsub('"', '""') .. '"'
  end
  return field
end

-- A field on one line, for the table.
local function flatten(field)
  return (field:gsub("%s*\n%s*", " | "))
end

local function write_row(row)
  local fields = {}
  for i, field in ipairs(row) do
    fields[i] = quote(field)
  end
  print(table.concat(fields, ","))
end

local function read(path)
  local file, why = io.open(path or "", "rb")
  if not file then
    fail("%s", why)
  end
  local rows = parse(file:read("a"))
  file:close()
  local header = table.remove(rows, 1) or fail("%s: empty", path)
  local column_of = {}
  for i, name in ipairs(header) do
    column_of[name] = i
  end
  local function column(name)
    return column_of[name] or fail("no column '%s' (there are: %s)", tostring(name), table.concat(header, ", "))
  end
  return header, rows, column
end

local commands = {}

function commands.show(path)
  local header, rows = read(path)
  local widths, numeric = {}, {}
  for i, name in ipairs(header) do
    widths[i], numeric[i] = utf8.len(name) or #name, true
    for _, row in ipairs(rows) do
      local field = flatten(row[i] or "")
      widths[i] = math.max(widths[i], utf8.len(field) or #field)
      numeric[i] = numeric[i] and (field == "" or tonumber(field) ~= nil)
    end
  end
  local function line(row)
    local cells = {}
    for i = 1, #header do
      local field = flatten(row[i] or "")
      local padding = (" "):rep(widths[i] - (utf8.len(field) or #field))
      cells[i] = numeric[i] and padding .. field or field .. padding
    end
    print((table.concat(cells, "  "):gsub("%s+$", "")))
  end
  line(header)
  local rules = {}
  for i, width in ipairs(widths) do
    rules[i] = ("-"):rep(width)
  end
  line(rules)
  for _, row in ipairs(rows) do
    line(row)
  end
end

function commands.pick(path, ...)
  local header, rows, column = read(path)
  local wanted = {}
  for i, name in ipairs({...}) do
    wanted[i] = column(name)
  end
  local function pick(row)
    local picked = {}
    for i, c in ipairs(wanted) do
      picked[i] = row[c] or ""
    end
    write_row(picked)
  end
  pick(header)
  for _, row in ipairs(rows) do
    pick(row)
  end
end

function commands.where(path, name, value)
  local header, rows, column = read(path)
  local c = column(name)
  write_row(header)
  for _, row in ipairs(rows) do
    if row[c] == value then
      write_row(row)
    end
  end
end

function commands.sum(path, name, by)
  local _, rows, column = read(path)
  local c, group_column = column(name), by and column(by)
  local groups, names = {}, {}
  for _, row in ipairs(rows) do
    local n = tonumber(row[c])
    if n then
      local key = group_column and row[group_column] or "all"
      local group = groups[key]
      if not group then
        group = {count = 0, sum = 0, least = n, most = n}
        groups[key] = group
        names[#names + 1] = key
      end
      group.count = group.count + 1
      group.sum = group.sum + n
      group.least = math.min(group.least, n)
      group.most = math.max(group.most, n)
    end
  end
  table.sort(names)
  print(string.format("%-12s %6s %10s %10s %8s %8s", by or "", "rows", "sum", "mean", "min", "max"))
  for _, key in ipairs(names) do
    local g = groups[key]
    print(string.format("%-12s %6d %10.2f %10.2f %8g %8g", key, g.count, g.sum, g.sum / g.count, g.least, g.most))
  end
end

local command = commands[arg[1]]
if not command then
  io.stderr:write("usage: csv.lua show|pick|where|sum FILE ...\n")
  os.exit(2)
end
command(table.unpack(arg, 2))
