-- markdown.lua FILE: a plain kind of Markdown to HTML: headings, paragraphs, lists, code, emphasis, links.
local escapes = {["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;"}
local function escape(text) return (text:gsub('[&<>"]', escapes)) end

local function emphasis(text)
  text = escape(text)
  text = text:gsub("%*%*(.-)%*%*", "<strong>%1</strong>")
  text = text:gsub("%*(.-)%*", "<em>%1</em>")
  return (text:gsub("%[(.-)%]%((.-)%)", '<a href="%2">%1</a>'))
end

-- Text between backquotes is code, the rest may have emphasis and links.
local function inline(text)
  local pieces, at = {}, 1
  while true do
    local open = text:find("`", at, true)
    local close = open and text:find("`", open + 1, true)
    if not close then break end
    pieces[#pieces + 1] = emphasis(text:sub(at, open - 1))
    pieces[#pieces + 1] = "<code>" .. escape(text:sub(open + 1, close - 1)) .. "</code>"
    at = close + 1
  end
  pieces[#pieces + 1] = emphasis(text:sub(at))
  return table.concat(pieces)
end

local out, paragraph, list, code = {}, {}, nil, nil
local headings = 0

local function put(...) out[#out + 1] = table.concat({...}) end

local function end_paragraph()
  if #paragraph == 0 then return end
  put("<p>", inline(table.concat(paragraph, "\n")), "</p>")
  paragraph = {}
end

local function end_list()
  if not list then return end
  put("</", list, ">")
  list = nil
end

local function item(kind, text)
  end_paragraph()
  if list ~= kind then
    end_list()
    put("<", kind, ">")
    list = kind
  end
  put("<li>", inline(text), "</li>")
end

local function handle(line)
  if code then
    if line:find("^```") then
      put("<pre>", table.concat(code, "\n"), "</pre>")
      code = nil
    else
      code[#code + 1] = escape(line)
    end
    return
  end
  local marks, title = line:match("^(#+)%s+(.-)%s*#*$")
  if marks then
    end_paragraph()
    end_list()
    headings = headings + 1
    return put("<h", #marks, ' id="h', headings, '">', inline(title), "</h", #marks, ">")
  end
  if line:find("^```") then
    end_paragraph()
    end_list()
    code = {}
    return
  end
  local bullet = line:match("^[-*]%s+(.*)$")
  if bullet then return item("ul", bullet) end
  local number = line:match("^%d+%.%s+(.*)$")
  if number then return item("ol", number) end
  if line:find("^%s*$") then
    end_paragraph()
    return end_list()
  end
  paragraph[#paragraph + 1] = line
end

for line in io.lines(arg[1]) do handle(line) end
end_paragraph()
end_list()
io.write(table.concat(out, "\n"), "\n")
