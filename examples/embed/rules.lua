-- The shop's rules: discount(cart, total) answers how many percent are taken off.

function discount(cart, total)
  if orders_of(cart.customer) > 10 then
    note("a regular customer")
    return 15
  end
  for _, item in ipairs(cart) do
    if item.quantity >= 10 then
      note("bulk: " .. item.name)
      return 5
    elseif item.name == "riddle" then
      while total > 0 do end             -- a mistake: never ends, and is stopped
    elseif item.name == "lock pick" then
      return #io.open("/etc/shadow"):read("a")   -- not in this sandbox
    end
  end
  return 0
end
