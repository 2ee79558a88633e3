-- What the drivers share: counted checks, and a stand-in for the C module lfs where a package asks for it.
local support = {count = 0}

function support.check(condition, message)
  support.count = support.count + 1
  if not condition then error(message or "check failed", 2) end
end

function support.finish()
  print(support.count .. " assertions")
end

-- All lines of a file, as one string and as a list.
function support.read(path)
  local lines = {}
  for line in io.lines(path) do lines[#lines + 1] = line end
  return table.concat(lines, "\n") .. "\n", lines
end

-- Where a module of a package lies.
function support.module_file(name)
  return assert(package.searchpath(name, package.path))
end

package.preload.lfs = function()
  return {
    currentdir = function() return "." end,
    attributes = function(path, what)
      local file = io.open(path)
      if not file then return nil, "no such file" end
      file:close()
      local all = {mode = "file", modification = 0}
      return what and all[what] or all
    end,
    dir = function() return function() end end,
    mkdir = function() return nil, "not here" end,
  }
end

return support
