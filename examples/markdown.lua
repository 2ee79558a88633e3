#!/usr/bin/env vmrun
-- markdown: a readable subset of Markdown to HTML: headings, paragraphs, emphasis, code, links, images,
-- quotes, nested lists, task lists, rules, fenced code.
--
--   vmrun markdown.lua [FILE] > page.html        standard input without FILE

local function escape(text)
  return (text:gsub("[&<>\"]", {["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;"}))
end

-- Emphasis and links inside a line. Code spans are set aside first, since nothing counts inside them.
local function inline(text)
  local spans = {}
  text = text:gsub("`([^`]+)`", function(code)
    spans[#spans + 1] = "<code>" .. escape(code) .. "</code>"
    return "\0" .. #spans .. "\0"
  end)
  text = escape(text)
  text = text:gsub("!%[(.-)%]%((.-)%)", '<img src="%2" alt="%1">')
  text = text:gsub("%[(.-)%]%((.-)%)", '<a href="%2">%1</a>')
  text = text:gsub("%*%*(.-)%*%*", "<strong>%1</strong>")
  text = text:gsub("%*(%S.-)%*", "<em>%1</em>")
  text = text:gsub("%f[%w_]_(%S.-)_%f[^%w_]", "<em>%1</em>")
  return (text:gsub("%z(%d+)%z", function(n) return spans[tonumber(n)] end))
end

local Page = {}
Page.__index = Page

local function new_page()
  return setmetatable({lines = {}, paragraph = {}, lists = {}}, Page)
end

function Page:put(line)
  self.lines[#self.lines + 1] = line
end

function Page:end_paragraph()
  if #self.paragraph > 0 then
    self:put("<p>" .. inline(table.concat(self.paragraph, " ")) .. "</p>")
    self.paragraph = {}
  end
end

-- Closes lists that are indented deeper than `indent`.
function Page:end_lists(indent)
  while #self.lists > 0 and self.lists[#self.lists].indent > indent do
    self:put("</li></" .. table.remove(self.lists).tag .. ">")
  end
end

function Page:end_blocks()
  self:end_paragraph()
  self:end_lists(-1)
end

function Page:item(indent, tag, text)
  self:end_paragraph()
  self:end_lists(indent)
  local list = self.lists[#self.lists]
  if not list or list.indent < indent then
    self:put("<" .. tag .. ">")
    self.lists[#self.lists + 1] = {indent = indent, tag = tag}
  else
    self:put("</li>")
  end
  local mark, rest = text:match("^%[([ xX])%]%s+(.*)")
  if mark then
    local checked = mark == " " and "" or " checked"
    self:put('<li><input type="checkbox" disabled' .. checked .. "> " .. inline(rest))
  else
    self:put("<li>" .. inline(text))
  end
end

function Page:fence(next_line)
  self:end_blocks()
  local code = {}
  for line in next_line do
    if line:match("^```") then
      break
    end
    code[#code + 1] = escape(line) .. "\n"
  end
  self:put("<pre><code>" .. table.concat(code) .. "</code></pre>")
end

function Page:line(line, next_line)
  local hashes, title = line:match("^(#+)%s+(.-)%s*#*$")
  local indent, bullet, rest = line:match("^(%s*)([-*+])%s+(.*)")
  local number_indent, numbered = line:match("^(%s*)%d+%.%s+(.*)")
  if line:match("^```") then
    self:fence(next_line)
  elseif line:match("^%s*$") then
    self:end_blocks()
  elseif hashes and #hashes <= 6 then
    self:end_blocks()
    self:put(string.format("<h%d>%s</h%d>", #hashes, inline(title), #hashes))
  elseif line:match("^%-%-%-+%s*$") then
    self:end_blocks()
    self:put("<hr>")
  elseif line:match("^>") then
    self:end_blocks()
    self:put("<blockquote>" .. inline(line:match("^>%s?(.*)")) .. "</blockquote>")
  elseif bullet then
    self:item(#indent, "ul", rest)
  elseif numbered then
    self:item(#number_indent, "ol", numbered)
  elseif #self.lists > 0 then
    self:put(inline(line:match("^%s*(.*)")))
  else
    self.paragraph[#self.paragraph + 1] = line:match("^%s*(.-)%s*$")
  end
end

local next_line = arg[1] and arg[1] ~= "-" and io.lines(arg[1]) or io.lines()
local page = new_page()
for line in next_line do
  page:line(line, next_line)
end
page:end_blocks()
print(table.concat(page.lines, "\n"))
